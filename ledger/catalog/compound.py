"""Residential compound 小区.

Fields follow the data dictionary (docs/data_model.md).
"""

from __future__ import annotations

from ledger.catalog.shared_fields import SHARED_FIELDS
from ledger.definition import Field, Ledger

COMPOUND = Ledger(
    name="compound",
    label="小区",
    business_key=("name",),
    natural_keys=(("name",),),
    shown_by=("name",),
    default_order=("name",),
    fields=(
        Field(
            name="name",
            kind="text",
            label="小区名称",
            aliases=("小区", "小区(单位)名称", "住宅小区", "所属小区", "村居"),
            need="required",
            max_length=100,
            sort="pinyin",
            indexed=True,
            search="name",
        ),
        Field(
            name="short_name", kind="text", label="小区简称", aliases=("简称", "曾用名"), max_length=50, search="name"
        ),
        Field(
            name="compound_type",
            kind="code",
            label="小区类型",
            aliases=("小区性质", "类型"),
            code_table="compound_type",
        ),
        Field(
            name="address",
            kind="text",
            label="详细地址",
            aliases=("地址", "小区地址", "坐落"),
            need="required",
            max_length=200,
            search="text",
        ),
        Field(
            name="division_code",
            kind="text",
            label="行政区划代码",
            aliases=("区划代码", "行政区划"),
            need="required",
            max_length=6,
        ),
        Field(
            name="built_year",
            kind="integer",
            label="建成年份",
            aliases=("竣工时间", "建造年代", "建成时间"),
            minimum=1850,
            maximum=2100,
        ),
        Field(
            name="building_count",
            kind="integer",
            label="楼栋数",
            aliases=("楼宇数量", "栋数", "幢数"),
            minimum=0,
            maximum=10000,
        ),
        Field(
            name="household_count",
            kind="integer",
            label="总户数",
            aliases=("户数", "房屋数量"),
            minimum=0,
            maximum=100000,
        ),
        Field(
            name="floor_area",
            kind="decimal",
            label="总建筑面积",
            aliases=("建筑面积(㎡)", "面积"),
            minimum=0.01,
            scale=2,
        ),
        Field(name="is_gated", kind="bool", label="是否封闭管理", aliases=("开放/封闭", "封闭小区")),
        Field(
            name="property_company",
            kind="text",
            label="物业公司",
            aliases=("物业名称", "物业服务企业", "管理单位"),
            max_length=100,
        ),
        Field(name="property_contact", kind="text", label="物业联系人", aliases=("负责人",), level="L2", max_length=50),
        Field(
            name="property_phone",
            kind="phone",
            label="物业电话",
            aliases=("联系电话", "物业联系电话"),
            level="L2",
            mask="phone",
        ),
        Field(
            name="committee_type",
            kind="choice",
            label="业委会状态",
            aliases=("业委会", "业主委员会"),
            choices=("未成立", "筹备", "已成立", "换届中"),
        ),
        Field(name="parking_count", kind="integer", label="车位数", aliases=("停车位数",), minimum=0, maximum=100000),
        Field(name="entrance_count", kind="integer", label="出入口数", aliases=("出入口",), minimum=0, maximum=1000),
        Field(
            name="lon",
            kind="decimal",
            label="经度",
            aliases=("经度(E)", "longitude"),
            group="position",
            minimum=73,
            maximum=136,
            scale=7,
        ),
        Field(
            name="lat",
            kind="decimal",
            label="纬度",
            aliases=("维度", "纬度(N)"),
            group="position",
            minimum=3,
            maximum=54,
            scale=7,
        ),
        Field(
            name="coord_datum",
            kind="choice",
            label="坐标系",
            aliases=("坐标系统",),
            group="position",
            choices=("CGCS2000", "WGS84", "GCJ02", "BD09", "上海城市坐标"),
        ),
        Field(
            name="beidou_code", kind="text", label="北斗网格码", aliases=("网格位置码",), need="derived", max_length=20
        ),
        Field(name="boundary", kind="json", label="边界", aliases=("边界范围",)),
        *SHARED_FIELDS,
    ),
)
