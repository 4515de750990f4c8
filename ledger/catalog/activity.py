"""Activity 活动: what the committee arranges, and one record for each participant, signed up, signed in or both.

Participants are a set that two PCs must be able to fill at once, so each of them is a record of its own
(`ACTIVITY_PERSON`): a resident of the ledger, or the written name of somebody who is not in it. Names and number are
worked out for lists. A state and its reviewer are one value: of two moves at once, which stands is asked of a person.
`budget` is what was planned, `spent` what it came to. A series is the number of the activity that it was made from, the
same in each of its activities. Fields follow the data dictionary (docs/data_model.md).
"""

from __future__ import annotations

from ledger.catalog.shared_fields import SHARED_FIELDS
from ledger.definition import Field, Ledger

ACTIVITY = Ledger(
    name="activity",
    label="活动",
    business_key=("activity_no",),
    shown_by=("start_at", "title"),
    default_order=("start_at",),
    fields=(
        Field(name="activity_no", kind="text", label="活动编号", aliases=("编号",), need="derived", max_length=20),
        Field(
            name="title",
            kind="text",
            label="活动名称",
            aliases=("活动主题", "活动标题", "标题"),
            need="required",
            max_length=100,
        ),
        Field(
            name="category",
            kind="code",
            label="活动类型",
            aliases=("活动类别", "类别"),
            need="required",
            code_table="activity_category",
        ),
        Field(name="module", kind="code", label="所属模块", aliases=("条线",), code_table="topic_module"),
        Field(
            name="start_at",
            kind="instant",
            label="开始时间",
            aliases=("活动时间", "时间"),
            need="required",
            future=True,
            indexed=True,
        ),
        Field(name="end_at", kind="instant", label="结束时间", future=True),
        Field(name="place", kind="text", label="活动地点", aliases=("地点", "地址"), need="required", max_length=100),
        Field(
            name="organizer",
            kind="text",
            label="主办单位",
            aliases=("主办方", "组织单位"),
            need="required",
            max_length=100,
        ),
        Field(name="co_organizer", kind="text", label="协办单位", aliases=("协办",), max_length=200),
        Field(
            name="host",
            kind="text",
            label="负责人",
            aliases=("主持人", "联系人"),
            need="required",
            level="L2",
            max_length=100,
        ),
        Field(
            name="target_group",
            kind="text",
            label="参与对象",
            aliases=("服务对象", "参与角色", "对象"),
            max_length=100,
        ),
        Field(name="planned_count", kind="integer", label="计划人数", aliases=("预计人数",), minimum=0),
        Field(
            name="actual_count",
            kind="integer",
            label="参与人数",
            aliases=("人数", "实到人数", "参加人数"),
            minimum=0,
        ),
        Field(
            name="content",
            kind="long_text",
            label="活动内容",
            aliases=("内容", "方案"),
            need="required",
            max_length=4000,
        ),
        Field(
            name="summary",
            kind="long_text",
            label="活动总结",
            aliases=("活动小结", "成效", "活动记录"),
            max_length=4000,
        ),
        Field(name="budget", kind="decimal", label="经费", aliases=("费用", "预算"), level="L2", scale=2, minimum=0),
        Field(
            name="participants",
            kind="text",
            label="参与人员",
            aliases=("签到名单", "参加人员"),
            need="derived",
            level="L3",
            mask="name",
        ),
        Field(
            name="status",
            kind="code",
            label="状态",
            aliases=("活动状态",),
            need="system",
            code_table="activity_status",
            group="state",
            default="0",
        ),
        Field(name="review_by", kind="account", label="审核人", need="system", group="state"),
        Field(name="is_public", kind="bool", label="是否公开", aliases=("公示",)),
        Field(
            name="spent",
            kind="decimal",
            label="实际支出",
            aliases=("实际经费", "实际花费"),
            level="L2",
            scale=2,
            minimum=0,
        ),
        Field(name="series", kind="text", label="例会", need="system", max_length=20),
        *SHARED_FIELDS,
    ),
)

ACTIVITY_PERSON = Ledger(
    name="activity_person",
    label="活动参与人",
    business_key=("activity_uid", "person_uid"),
    natural_keys=(("activity_uid", "person_uid"),),
    shown_by=("name",),
    fields=(
        Field(name="activity_uid", kind="ref", label="活动", need="required", target="activity"),
        Field(name="person_uid", kind="ref", label="参与居民", level="L2", target="person"),
        Field(name="name", kind="text", label="姓名", level="L2", mask="name", max_length=50),
        Field(name="signed_up_at", kind="instant", label="报名时间", level="L2"),
        Field(name="signed_in_at", kind="instant", label="签到时间", level="L2", group="sign_in"),
        Field(
            name="how",
            kind="choice",
            label="签到方式",
            level="L2",
            choices=("签到码", "名单", "补登"),
            group="sign_in",
        ),
        Field(name="hours", kind="decimal", label="志愿时长", level="L2", scale=1, minimum=0, maximum=999),
    ),
)
