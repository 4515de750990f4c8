"""Work orders 工单 and the events that move them (docs/work_orders.md).

An order's words are fields like any other's. Everything about its course follows from its events and stands beside
them in local columns (`local`), so that lists sort and filter by it: it never travels, since every side comes to the
same order from the same events. Whether a light burns depends on the hour and stands nowhere.

An event is written once. `placing` (`seq`, `outcome`, `landed`) is the cloud's: where it put the event among the
others; so are `heard`, which units above it told, and `server_at`, when it came there. Fields follow the data
dictionary (docs/data_model.md).
"""

from __future__ import annotations

from ledger.catalog.shared_fields import SHARED_FIELDS, position
from ledger.definition import Field, Kind, Ledger, Level
from ledger.orders.chain import FOLLOWS
from ledger.orders.records import RESULT_KINDS

PLACING = "placing"
HEARD = "heard"
SERVER_AT = "server_at"
"""The merge groups that the cloud alone writes."""


def _followed(  # noqa: PLR0913 - as a field
    name: str,
    kind: Kind,
    label: str,
    *,
    level: Level = "L1",
    code_table: str = "",
    aliases: tuple[str, ...] = (),
    indexed: bool = False,
    max_length: int = 0,
    future: bool = False,
) -> Field:
    """A field that follows from the order's events."""
    return Field(
        name=name,
        kind=kind,
        label=label,
        aliases=aliases,
        need="derived",
        level=level,
        code_table=code_table,
        local=True,
        indexed=indexed,
        max_length=max_length,
        future=future,
    )


_WORDS = (
    Field(
        name="order_no",
        kind="text",
        label="工单编号",
        aliases=("工单号", "编号", "受理编号"),
        need="system",
        max_length=20,
        indexed=True,
        search="text",
    ),
    Field(
        name="external_no",
        kind="text",
        label="外部工单号",
        aliases=("热线工单号", "案件号"),
        need="system",
        max_length=40,
        indexed=True,
        search="digits",
    ),
    Field(
        name="source",
        kind="code",
        label="工单来源",
        aliases=("信息来源", "来源", "数据来源", "来电类别"),
        need="system",
        code_table="work_order_source",
    ),
    Field(
        name="category",
        kind="code",
        label="工单类别",
        aliases=("问题类型", "事件类型", "一级分类…五级分类", "事项类型"),
        need="system",
        code_table="work_order_category",
    ),
    Field(
        name="title",
        kind="text",
        label="标题",
        aliases=("事件名称", "工单标题", "诉求标题"),
        need="required",
        level="L2",
        max_length=100,
        search="text",
    ),
    Field(
        name="description",
        kind="long_text",
        label="问题描述",
        aliases=("诉求内容", "事情简述", "描述", "内容"),
        need="required",
        level="L3",
        max_length=4000,
        search="text",
    ),
    Field(
        name="address",
        kind="text",
        label="发生地点",
        aliases=("地址", "事件发生地", "案件地址", "详细地址"),
        level="L2",
        max_length=200,
        search="text",
    ),
    Field(name="building_uid", kind="ref", label="楼栋", level="L2", target="building"),
    Field(name="dwelling_uid", kind="ref", label="房屋", level="L2", target="dwelling"),
    Field(name="device_uid", kind="ref", label="关联设备", aliases=("设备编号",), target="topic_row"),
    *position(),
    Field(
        name="reporter_name",
        kind="text",
        label="反映人",
        aliases=("姓名", "联系人", "诉求人", "来电人", "当事人姓名"),
        level="L3",
        mask="name",
        max_length=50,
    ),
    Field(
        name="reporter_phone",
        kind="phone",
        label="反映人电话",
        aliases=("联系电话", "来电号码", "联系方式"),
        level="L3",
        mask="phone",
        search="digits",
    ),
    Field(name="reporter_person", kind="ref", label="反映人(台账)", level="L3", target="person"),
    Field(name="confidential", kind="bool", label="是否保密", aliases=("保密",), level="L2"),
    Field(name="need_reply", kind="bool", label="是否回复", aliases=("是否需回访",), need="system"),
    Field(name="external_category", kind="text", label="外部分类", need="system", max_length=200),
    Field(name="external_due_at", kind="instant", label="外部时限", need="system", future=True),
)
_COURSE = (
    _followed("priority", "code", "紧急程度", aliases=("缓急", "紧急"), code_table="work_order_priority"),
    Field(name="occurred_at", kind="instant", label="发生时间", aliases=("事件发生时间",)),
    Field(
        name="received_at",
        kind="instant",
        label="接收时间",
        aliases=("录入时间", "受理时间"),
        need="system",
        indexed=True,
    ),
    _followed("limit_rule", "code", "办结时限规则", code_table="work_order_time_limit"),
    _followed("due_at", "instant", "办结时限", aliases=("截止时间", "处置时限"), indexed=True, future=True),
    _followed(
        "status",
        "code",
        "工单状态",
        aliases=("事项处理状态", "处置状态", "状态"),
        code_table="work_order_status",
        indexed=True,
    ),
    _followed("assignee_org", "text", "承办单位", aliases=("主责部门", "责任单位", "承办部门", "下级单位")),
    _followed("assignee", "account", "承办人", aliases=("处理人", "办理人", "签发人"), level="L2", indexed=True),
    _followed("joint_orgs", "text", "协办单位", aliases=("协同部门",)),
    _followed(
        "result",
        "long_text",
        "办理情况",
        aliases=("处理结果", "处置情况", "回复内容", "办理结果"),
        level="L3",
        max_length=4000,
    ),
    Field(
        name="result_kind",
        kind="choice",
        label="办理结果类型",
        need="derived",
        choices=RESULT_KINDS,
        local=True,
    ),
    _followed("replied_at", "instant", "回复时间", aliases=("答复时间",)),
    _followed("satisfaction", "code", "满意度", aliases=("回访结果", "满意情况"), code_table="satisfaction"),
    _followed("duplicate_of", "text", "重复工单", aliases=("归并至",)),
    Field(name="is_major", kind="bool", label="重大问题", aliases=("重大",)),
    Field(name="idle_days", kind="integer", label="未更新天数", need="derived"),
    Field(
        name="overdue_light",
        kind="code",
        label="时限灯",
        aliases=("红黄绿灯",),
        need="derived",
        code_table="overdue_light",
    ),
)
_BESIDE = (
    _followed("module", "code", "模块", code_table="topic_module"),
    _followed("process_version", "integer", "流程版本"),
    _followed("process_category", "text", "流程范围"),
    _followed("awaiting", "code", "待上级确认", code_table="work_order_status"),
    _followed("asked", "text", "申请"),
    _followed("closed_at", "instant", "结案时间"),
    _followed("started_at", "instant", "计时开始"),
    _followed("entered_at", "instant", "进入本环节"),
    _followed("progressed_at", "instant", "最近办理"),
    _followed("paused_ms", "integer", "已停计时（毫秒）"),
    _followed("stopped_at", "instant", "停止计时"),
    _followed("contacted_at", "instant", "首次联系"),
    _followed("step_from", "instant", "环节计时开始"),
    _followed("step_due_at", "instant", "环节期限", future=True),
    _followed("returns", "integer", "退回次数"),
    _followed("extensions", "integer", "延期次数"),
    _followed("fails", "integer", "核查不通过次数"),
    _followed("reopened", "integer", "重办次数"),
    _followed("events", "integer", "流转次数"),
    _followed("heads", "text", "流转校验"),
    _followed("handlers", "text", "经手人", level="L2"),
    _followed("checker", "account", "核查人", level="L2"),
)
"""What lists read an order's clocks from, what is counted of it, the hashes that its chain of events ends with, and who
ever handled it, who checked it last."""
CLOCKWORK = frozenset(item.name for item in _BESIDE) - {"module", "awaiting", "closed_at", "contacted_at"}
"""The fields that the program reckons with: no sheet tells them unless somebody names them."""

WORK_ORDER = Ledger(
    name="work_order",
    label="工单",
    business_key=("order_no",),
    shown_by=("order_no", "title"),
    default_order=("received_at",),
    fields=(*_WORDS, *_COURSE, *_BESIDE, *(item for item in SHARED_FIELDS if item.name != "source")),
)

WORK_ORDER_EVENT = Ledger(
    name="work_order_event",
    label="工单流转记录",
    business_key=("order_uid", "seq"),
    shown_by=("acted_at", "action"),
    default_order=("acted_at",),
    fields=(
        Field(name="order_uid", kind="ref", label="工单", need="required", target="work_order"),
        Field(name="seq", kind="integer", label="序号", need="system", group=PLACING),
        Field(name="action", kind="code", label="操作", need="required", code_table="work_order_action"),
        Field(name="from_status", kind="code", label="原状态", need="system", code_table="work_order_status"),
        Field(name="to_status", kind="code", label="新状态", need="system", code_table="work_order_status"),
        Field(name="actor", kind="account", label="操作人", need="system", level="L2"),
        Field(name="actor_org", kind="text", label="操作单位", need="system"),
        Field(name="acted_at", kind="instant", label="操作时间", need="system"),
        Field(name="opinion", kind="long_text", label="办理意见", level="L2", max_length=2000),
        Field(name="to_org", kind="text", label="流转单位"),
        Field(name="to_person", kind="account", label="流转人", level="L2"),
        Field(name="new_due_at", kind="instant", label="申请延期至", future=True),
        Field(name="step_seconds", kind="integer", label="环节用时", need="system"),
        Field(name="stage_light", kind="code", label="环节时限灯", need="system", code_table="overdue_light"),
        Field(name="attachments", kind="json", label="附件", level="L2"),
        Field(name="device_id", kind="text", label="操作设备", need="system", level="L2"),
        Field(name="prev_hash", kind="text", label="前序哈希", need="system", max_length=64),
        Field(name="detail", kind="json", label="办理内容", need="system", level="L3"),
        Field(name="outcome", kind="text", label="结果", need="system", group=PLACING),
        Field(
            name="landed",
            kind="code",
            label="实际状态",
            need="system",
            code_table="work_order_status",
            group=PLACING,
        ),
        Field(name=HEARD, kind="text", label="通知到的单位", need="system", max_length=200),
        Field(name=SERVER_AT, kind="instant", label="云端收到时间", need="system"),
        Field(name=FOLLOWS, kind="text", label="接续哈希", need="system", max_length=64),
    ),
)
"""One event each. `detail` holds what has no field of its own and what was reckoned, canonical JSON."""
