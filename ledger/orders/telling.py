"""Why an order does not move and who hears that it is late, in words that are the same at the desk and for the street.

Every sentence is made of the facts of a refusal or of a rung of the ladder; a rule's number or day stands in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, cast

from ledger import codes
from ledger.orders import ladder
from ledger.orders.corrected import CORRECTED
from ledger.orders.duties import MATRIX
from ledger.orders.facts import Event
from ledger.orders.ladder import Because, Hears
from ledger.orders.records import typed_for
from ledger.orders.refusals import (
    GuardForbids,
    MoveRefused,
    NotForYou,
    NothingAwaited,
    NotInProcess,
    RecordMissing,
    RecordUnreadable,
    WrongState,
)
from ledger.orders.rows import row_at
from ledger.orders.states import TERMINAL

PARTS: Final = {
    "attachments": "照片",
    "category": "工单类别",
    "contacted_at": "联系时间",
    "description": "问题描述",
    "duplicate_of": "主工单",
    "evidence": "证明材料",
    "external_no": "外部工单号",
    "is_draft": "是否草稿",
    "is_solvable": "能否解决",
    "level": "督办级别",
    "limit_rule": "办结时限规则",
    "materials": "上报材料",
    "minutes_spent": "用时（分钟）",
    "module": "模块",
    "need_reply": "是否回复",
    "new_due_at": "期限",
    "opinion": "意见",
    "parties": "协办单位",
    "photo_after": "处置后的照片",
    "priority": "紧急程度",
    "reason_kind": "挂起原因类别",
    "received_at": "接收时间",
    "reply": "给反映人的答复",
    "reporter_phone": "反映人电话",
    "result": "办理情况",
    "result_kind": "办理结果类型",
    "resume_on": "计划恢复日期",
    "satisfaction": "满意度",
    "source": "工单来源",
    "suggested_org": "建议承办单位",
    "to_org": "承办单位",
    "to_person": "承办人",
    "to_whom": "承办单位或承办人",
    "tried": "已采取的措施",
    "way": "核查方式",
    "words": "反映人的话",
}
"""The parts of a move's record."""
GUARDS: Final = {
    "awaited": "这一步已经做过，正在等上级确认，不用再做一次",
    "due_beyond_limit": "派给别人的期限不能晚于办结时限（{limit}）；时间不够请申请延期",
    "due_past": "期限已经过去，请写以后的时间",
    "extension_too_late": "延期要在办结时限（{limit}）以前申请，现在已经超时",
    "extensions": "居委同意的延期最多 2 次、合计 15 个工作日，新期限还要晚于原期限；更长的请街道同意",
    "handled": "办理过这件工单的人不能核查、回访，请换一个人",
    "checked": "核查通过这件工单的人不能再回访，请换一个人",
    "received_later": "接收时间不能晚于现在，请写真正收到的时间",
    "owed": "归并来的工单（{limit}）还有反映人等回复，这样结束就没有人答复了；请接着办结，没有派单的可以归并到另一件",
    "others_draft": "这是别人的草稿，由填写的人或居委主任登记",
    "contacted_later": "回访时间不能晚于现在，请写真正联系的时间",
    "contacted_earlier": "回访时间不能早于到回访这一步的时间（{limit}），请写真正联系的时间",
    "called_again": "离上一次没有联系上（{limit}）还不到 2 小时，不算另一次，请晚些再联系",
    "needs_approval": "“复杂事项”的时限要居委主任、模块牵头部门或街道同意",
    "not_later": "延期后的期限要晚于现在的办结时限（{limit}）",
    "not_yet_due": "还没有到计划恢复日期（{limit}）",
    "reopen_too_late": "结案超过 {limit} 天不能重办，请登记新工单",
    "result": "还没有办理结果，不能结案",
    "return_too_late": "接单超过 1 个工作日（{limit}）不能再退回，请办理或申请延期",
    "same_order": "工单不能归并到自己",
    "satisfied": "只有回访不满意的由回访的人重办；别的要重办，请居委主任写明理由办理",
    "suspend_asked": "没有人申请挂起，或者申请以后工单已经有了变化",
    "suspension": "计划恢复日期要在今天以后、{limit} 以前（挂起最多 90 天）",
    "void_asked": "没有人申请作废，或者申请以后工单已经有了变化",
}
"""Why a rule forbids a move; `limit` is the number or day that it goes by."""
RELATIONS: Final = {
    "assignee": "承办人",
    "assignees_head": "承办单位的负责人",
    "asked": "被派去核实的人",
    "author": "登记人",
    "caller": "没有办理、核查过的人（12345 和网格工单结案以后请居委主任或街道）",
    "dispatcher": "派单的人",
    "for_unit": "派单给这个单位的人",
    "grid": "网格员",
    "head": "居委书记/主任",
    "lead": "模块牵头部门",
    "party": "协办单位",
    "street": "街道",
}
"""How one must stand to an order, where a right alone is not enough."""
HEARS: Final[dict[Hears, str]] = {
    "assignee": "承办人",
    "head": "居委书记/主任",
    "module_lead": "模块牵头部门（没有的报街道）",
    "centre": "城运中心",
    "leaders": "领导",
}
"""Whom a rung of the ladder names."""
NOTHING: Final = "工单没有变。"
_ON_DUTY: Final = "今天值班的"
_FEW: Final = 12
"""Of more choices than this the first are told, and how many there are."""


def action(code: str) -> str:
    """An action as people call it."""
    return codes.table("work_order_action").label(code)


def action_meant(said: str) -> str:
    """The action that a word means: a code, a label, or a part of just one label; what means none stays as it is.

    A part is what stands before or behind 「/」, without the bracket.
    """
    table, word = codes.table("work_order_action"), said.strip()
    whole = table.find(word)
    meant = {line.code for line in table.lines if word in _parts_of(line.label)}
    return whole or (meant.pop() if len(meant) == 1 else word)


def actions_like(said: str) -> tuple[str, ...]:
    """The labels of which a word is a part; all of them where it is a part of none."""
    every, word = [line.label for line in codes.table("work_order_action").lines], said.strip()
    return tuple(label for label in every if word in label) or tuple(every)


def _parts_of(label: str) -> list[str]:
    return label.replace("（", "(").partition("(")[0].split("/")


def typed_name(part: str) -> str:
    """A part with the name by which a command line takes it."""
    return f"{PARTS[part]}({part})"


def status(code: str) -> str:
    """A state as people call it."""
    return codes.table("work_order_status").label(code) if code else "还没有登记"


def rung(because: Because, day: int, hears: Iterable[str], mark: str = "") -> str:
    """Who hears of an order by the ladder, and why."""
    marked = f"，记“{mark}”" if mark else ""
    known: Mapping[str, str] = dict(HEARS.items())
    return f"{why_told(because, day)}：通知{'、'.join(known.get(one, one) for one in hears)}{marked}。"


def hearers(event: Event) -> str:
    """Who is to hear of what an event says, in words."""
    known: Mapping[str, str] = dict(HEARS.items())
    return "、".join(known.get(one, one) for one in cast("Iterable[str]", event.detail.get("hears", ())))


def rung_told(event: Event) -> str:
    """What an event by which the program tells a rung says; "" for any other event.

    Units above stand by their name once the cloud has told them.
    """
    found = ladder.read(str(event.detail.get("rung", "")))
    hears = cast("Iterable[str]", event.detail.get("hears", ()))
    if event.heard:
        hears = (*(one for one in hears if one not in ladder.ABOVE), event.heard)
    return rung(*found, hears, str(event.detail.get("level", ""))) if found else ""


MAJOR: Final = "major"
"""Of an event that marks its order as a major problem 重大问题, or no longer: true or false."""


def marked(event: Event) -> str:
    """What an event that marks its order, or puts its registration right, did; "" for any other."""
    if CORRECTED in event.detail:
        return "更正登记"
    if MAJOR not in event.detail:
        return ""
    return "标为重大问题" if event.detail[MAJOR] else "不再是重大问题"


def why_told(because: Because, day: int) -> str:
    """Why the ladder names somebody: 超时 3 个工作日."""
    if because == "idle":
        return f"{day} 个工作日没有办理"
    return f"超时 {day} 个工作日" if day else "超时"


def _wrong_state(refused: WrongState) -> str:
    possible = "、".join(action(code) for code in refused.possible)
    ended = "已经结束的工单不能再办理。" if refused.status in TERMINAL else "这时没有由您办理的。"
    can = f"这时可以：{possible}。" if possible else ended
    return f"工单是“{status(refused.status)}”，不能“{action(refused.action)}”，{NOTHING}{can}"


def _not_in_process(refused: NotInProcess) -> str:
    return (
        f"这类工单的流程里没有“{status(refused.to)}”，不能“{action(refused.action)}”，{NOTHING}请找居委主任调整流程。"
    )


def _not_for_you(refused: NotForYou) -> str:
    roles = codes.table("role")
    row = row_at(refused.status, refused.action)
    cells = MATRIX[row.group] if row else {}
    duties = [f"{_ON_DUTY if cells.get(duty) == 'on_duty' else ''}{roles.label(duty)}" for duty in refused.duties]
    holders = "、".join([RELATIONS[name] for name in refused.who] or duties)
    return f"“{action(refused.action)}”不由您办理，{_nothing(refused)}请找{holders}办理。"


def _record_missing(refused: RecordMissing) -> str:
    return _lacks(refused, [PARTS[name] for name in refused.parts])


def _lacks(refused: RecordMissing, parts: Iterable[str]) -> str:
    todo = "办理" if refused.status else "登记"
    return f"“{action(refused.action)}”还缺：{'、'.join(parts)}。{_nothing(refused)}请补上再{todo}。"


def _nothing(refused: MoveRefused) -> str:
    """That nothing was written: of an order that is there, or of one that was to be."""
    return NOTHING if refused.status else "工单没有登记。"


def _record_unreadable(refused: RecordUnreadable) -> str:
    count, first = len(refused.choices), "、".join(refused.choices[:_FEW])
    more = f"等 {count} 类" if count > _FEW else ""
    may = f"可以用的有：{first}{more}。" if refused.choices else "请改正再办理。"
    return f"“{PARTS[refused.part]}”看不懂，“{action(refused.action)}”没有做，{_nothing(refused)}{may}"


def _guard(refused: GuardForbids) -> str:
    why = guard(refused.guard, refused.limit)
    return f"不能“{action(refused.action)}”：{why}。{NOTHING}"


def guard(name: str, limit: str) -> str:
    """Why a rule forbids a move; of one that says several things, the one that holds."""
    left, mark, most = limit.partition("/")
    if name != "extensions" or not limit:
        return GUARDS[name].format(limit=limit)
    if mark:
        return f"居委同意的延期合计最多 {most} 个工作日，还剩 {left} 个；更长的请街道同意"
    if limit.isdigit():
        return f"居委已经同意过 {limit} 次延期，再延请街道同意"
    return f"新期限要晚于原期限（{limit}）"


def _refused(refused: MoveRefused) -> str:
    return f"工单是“{status(refused.status)}”，不能“{action(refused.action)}”。{NOTHING}"


def _nothing_awaited(_refused: NothingAwaited) -> str:
    return "这件工单没有等上级确认的事，没有改动。请刷新后再看。"


_SENTENCES: Final[dict[type[MoveRefused], Callable[[Any], str]]] = {
    WrongState: _wrong_state,
    NotInProcess: _not_in_process,
    NotForYou: _not_for_you,
    RecordMissing: _record_missing,
    RecordUnreadable: _record_unreadable,
    GuardForbids: _guard,
    NothingAwaited: _nothing_awaited,
}


def sentence(refused: MoveRefused) -> str:
    """What people read of it."""
    return _SENTENCES.get(type(refused), _refused)(refused)


def typed_sentence(refused: MoveRefused, before: str = "") -> str:
    """What people read of it at a command line: what is lacking stands with what to type, `before` in front of it."""
    if not isinstance(refused, RecordMissing):
        return sentence(refused)
    parts = ((PARTS[need], " 或 ".join(f"{before}{name}=" for name in typed_for(need))) for need in refused.parts)
    return _lacks(refused, [f"{label}({names})" for label, names in parts])
