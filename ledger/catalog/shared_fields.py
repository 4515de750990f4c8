"""Fields that every ledger has (`common` in the data dictionary), and a position, which several have.

`uid`, `version` and `deleted` of the dictionary are `id`, `rv` and `life` of every record (docs/sync_protocol.md).
"""

from __future__ import annotations

from ledger.definition import Field, Level

SHARED_FIELDS = (
    Field(
        name="org_code",
        kind="text",
        label="所属居委代码",
        aliases=("社区编码", "居委会代码"),
        need="derived",
        max_length=15,
    ),
    Field(name="grid_code", kind="text", label="所属网格", aliases=("网格", "网格名称", "网格编号")),
    Field(
        name="source",
        kind="choice",
        label="数据来源",
        aliases=("来源",),
        need="system",
        level="L2",
        choices=("录入", "导入", "下发", "走访", "接口"),
    ),
    Field(
        name="check_status",
        kind="code",
        label="审核状态",
        aliases=("核实状态", "是否审核确认"),
        need="system",
        level="L2",
        code_table="data_check_status",
    ),
    Field(name="confirmed_on", kind="date", label="最近核实日期", aliases=("核实时间", "更新日期"), level="L2"),
    Field(name="valid_from", kind="date", label="生效日期", aliases=("开始日期",), need="derived", level="L2"),
    Field(name="valid_to", kind="date", label="失效日期", aliases=("结束日期", "注销日期"), level="L2", future=True),
    Field(name="remark", kind="long_text", label="备注", aliases=("简介", "说明", "其他"), level="L3", max_length=500),
    Field(name="created_by", kind="account", label="创建人", aliases=("录入人",), need="derived", level="L2"),
    Field(
        name="created_at",
        kind="instant",
        label="创建时间",
        aliases=("录入时间", "登记时间"),
        need="derived",
        level="L2",
    ),
    Field(name="updated_by", kind="account", label="修改人", aliases=("操作人", "更新人"), need="derived", level="L2"),
    Field(
        name="updated_at",
        kind="instant",
        label="修改时间",
        aliases=("更新时间", "操作时间"),
        need="derived",
        level="L2",
    ),
)


def position(level: Level = "L1") -> tuple[Field, Field]:
    """Where something is on the map, in degrees: one value of two fields, within China (`ledger.position`)."""
    return (
        Field(
            name="lon", kind="decimal", label="经度", level=level, group="position", minimum=73, maximum=136, scale=7
        ),
        Field(name="lat", kind="decimal", label="纬度", level=level, group="position", minimum=3, maximum=54, scale=7),
    )
