"""Fields of a person about registration: the household register, and what brought those here who have theirs elsewhere.

They stand in the middle of `person`'s fields, whose order is that of lists and sheets.
"""

from __future__ import annotations

from ledger.definition import Field

REGISTERED = (
    Field(
        name="population_type",
        kind="code",
        label="人口类型",
        aliases=("人员属性", "常住人口/流动人口", "户籍类别", "人员类别"),
        need="required",
        level="L2",
        code_table="population_type",
    ),
    Field(
        name="hukou_category",
        kind="code",
        label="户口类别",
        aliases=("户口性质", "户籍性质", "户籍类别"),
        level="L2",
        group="hukou",
        code_table="hukou_category",
    ),
    Field(
        name="hukou_division",
        kind="text",
        label="户籍地区划",
        aliases=("户籍地", "户籍所在地", "户籍地（省市县）"),
        level="L2",
        group="hukou",
        max_length=60,
    ),
    Field(
        name="hukou_address",
        kind="text",
        label="户籍地址",
        aliases=("户籍详址", "户籍门（楼）详址", "户籍详细地址", "户口所在地"),
        level="L3",
        mask="address",
        group="hukou",
        max_length=200,
    ),
    Field(
        name="hukou_compound",
        kind="ref",
        label="户籍小区",
        aliases=("户籍小区/建筑", "本社区户籍小区"),
        level="L2",
        group="hukou",
        target="compound",
    ),
    Field(name="hukou_move_in", kind="date", label="户籍迁入日期", aliases=("迁入时间",), level="L2", group="hukou"),
    Field(
        name="residence_address",
        kind="text",
        label="现住地址",
        aliases=("现住门（楼）详址", "现住详细地址", "居住地址", "实际居住地", "住址", "家庭住址"),
        need="derived",
        level="L3",
        mask="address",
        max_length=200,
    ),
)
"""What people are to the district, and where their register and their home are."""

COME_FROM_ELSEWHERE = (
    Field(
        name="inflow_reason",
        kind="code",
        label="流入原因",
        aliases=("来沪事由", "居住事由"),
        level="L2",
        code_table="inflow_reason",
    ),
    Field(name="inflow_date", kind="date", label="来沪日期", aliases=("流入日期", "抵达日期"), level="L2"),
    Field(name="planned_leave", kind="date", label="预计离开日期", aliases=("预计离开时间",), level="L2", future=True),
    Field(
        name="permit_type",
        kind="code",
        label="居住证类型",
        aliases=("办证类型",),
        level="L2",
        code_table="residence_permit_type",
    ),
    Field(
        name="permit_no",
        kind="text",
        label="居住证号",
        aliases=("证件号码(居住证)",),
        level="L3",
        mask="id18",
        max_length=22,
        search="digits",
    ),
    Field(
        name="permit_expiry",
        kind="date",
        label="居住证到期",
        aliases=("证件到期日期", "签注到期"),
        level="L2",
        future=True,
    ),
    Field(
        name="visit_purpose",
        kind="code",
        label="来华目的",
        aliases=("来华事由",),
        level="L2",
        code_table="visit_china_purpose",
    ),
    Field(
        name="lodging_type",
        kind="code",
        label="住所类型",
        aliases=("居住处所类型", "住所"),
        level="L2",
        code_table="lodging_type",
    ),
    Field(
        name="hkmt_identity",
        kind="choice",
        label="港澳台侨",
        aliases=("港澳台侨外",),
        level="L2",
        choices=("否", "香港", "澳门", "台湾", "华侨"),
    ),
)
"""Why and until when people are here, and the permit they have for it."""
