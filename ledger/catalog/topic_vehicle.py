"""Vehicle 车辆 (topic ledger 智慧停车).

Fields follow the data dictionary (docs/data_model.md).
"""

from __future__ import annotations

from ledger.catalog.shared_fields import SHARED_FIELDS
from ledger.definition import Field, Ledger

TOPIC_VEHICLE = Ledger(
    name="topic_vehicle",
    label="车辆",
    business_key=("plate",),
    natural_keys=(("plate",),),
    shown_by=("plate",),
    default_order=("plate",),
    fields=(
        Field(
            name="plate",
            kind="plate",
            label="车牌号",
            aliases=("车牌", "车牌号码", "号牌"),
            need="required",
            level="L3",
            mask="plate",
            max_length=8,
            sort="plain",
            indexed=True,
            search="digits",
        ),
        Field(
            name="kind",
            kind="code",
            label="车辆类型",
            aliases=("车型", "类型"),
            need="required",
            level="L2",
            code_table="vehicle_kind",
        ),
        Field(
            name="nature",
            kind="choice",
            label="车辆性质",
            aliases=("性质",),
            level="L2",
            choices=("业主", "租客", "访客", "公务", "其他"),
        ),
        Field(
            name="owner_person",
            kind="ref",
            label="车主",
            aliases=("所有人", "车主姓名"),
            level="L3",
            mask="name",
            target="person",
        ),
        Field(name="user_name", kind="text", label="使用人", level="L3", mask="name", max_length=50, search="name"),
        Field(name="phone", kind="phone", label="联系电话", level="L3", mask="phone", search="digits"),
        Field(name="brand", kind="text", label="品牌", aliases=("车品牌", "具体品牌型号"), level="L2", max_length=50),
        Field(name="color", kind="text", label="颜色", level="L2", max_length=20),
        Field(name="registered_on", kind="date", label="上牌日期", aliases=("上牌时间",), level="L2"),
        Field(name="space_no", kind="text", label="车位号", level="L2", max_length=20),
        Field(
            name="dwelling_uid",
            kind="ref",
            label="所属房屋",
            aliases=("室号", "住址", "家庭住址"),
            level="L2",
            target="dwelling",
        ),
        *SHARED_FIELDS,
    ),
)
