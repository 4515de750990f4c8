"""A process in words: its category, the limits there are, every move, and what is different between two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app.message_texts.orders import STEPS as STEP_WORDS
from app.message_texts.orders import action, status
from ledger import codes
from ledger.errors import FieldsRefused
from ledger.orders import limits
from ledger.orders.process import STEPS, Process, outline

GENERAL: Final = "通用"
GROUPS: Final = {
    "create": "登记",
    "accept": "受理派单",
    "take": "接单办理",
    "ask": "申请退回、延期、挂起",
    "return": "审批退回",
    "extend": "审批延期",
    "suspend": "审批挂起",
    "check": "核查",
    "followup": "回访",
    "supervise": "督办",
    "confidential": "看保密工单",
}
"""What the groups of actions are called to which a process narrows duties."""


@dataclass(frozen=True, slots=True)
class Move:
    """One line of a preview in words."""

    status: str
    action: str
    leads_to: tuple[str, ...]
    duties: tuple[str, ...]
    limit: str


def meant(category: str) -> str:
    """The code of a category by code or word; "" and 通用 are the general process. Raises FieldsRefused."""
    word = category.strip()
    if word in ("", GENERAL):
        return ""
    found = codes.table("work_order_category").find(word)
    if found is None:
        raise FieldsRefused("order_process", (("category", "unknown_code"),))
    return found


def category_label(code: str) -> str:
    """A category as people call it."""
    return codes.table("work_order_category").label(code) if code else GENERAL


def limit_choices() -> tuple[tuple[str, str], ...]:
    """(code, words) of every time limit: 核查，2 个工作日."""
    known, units = codes.table("work_order_time_limit"), {"days": "个工作日", "hours": "小时"}
    return tuple((one.code, f"{known.label(one.code)}，{one.count} {units[one.unit]}") for one in limits.ALL)


def moves(process: Process) -> Iterator[Move]:
    """Every move of a process in words, in order."""
    roles, known = codes.table("role"), codes.table("work_order_time_limit")
    for line in outline(process):
        yield Move(
            status(line.status),
            action(line.action),
            tuple(map(status, line.targets)),
            tuple(map(roles.label, line.duties)),
            known.label(line.limit) if line.limit else "",
        )


def differences(before: Process, after: Process) -> Iterator[str]:
    """What is different, one line each, in words."""
    granted = codes.table("work_order_time_limit")
    for step in STEPS:
        old, new = before.limits.get(step, ""), after.limits.get(step, "")
        if old != new:
            yield f"{STEP_WORDS[step]}时限：{granted.label(old) or '没有'} → {granted.label(new) or '没有'}"
    for label, table, old, new in (
        ("牵头模块", "topic_module", before.module, after.module),
        ("紧急程度", "work_order_priority", before.priority, after.priority),
    ):
        if old != new:
            words = codes.table(table)
            yield f"{label}：{words.label(old) or '没有'} → {words.label(new) or '没有'}"
    yield from _differing_states(before.states, after.states)
    for group in dict.fromkeys((*before.roles, *after.roles)):
        old_duties, new_duties = before.roles.get(group), after.roles.get(group)
        if old_duties != new_duties:
            yield f"谁可以{GROUPS.get(group, group)}：{_duties(old_duties)} → {_duties(new_duties)}"


def _differing_states(before: Iterable[str], after: Iterable[str]) -> Iterator[str]:
    gone = [status(code) for code in before if code not in after]
    back = [status(code) for code in after if code not in before]
    if gone:
        yield f"不用的环节：{'、'.join(gone)}"
    if back:
        yield f"重新启用的环节：{'、'.join(back)}"


def _duties(duties: tuple[str, ...] | None) -> str:
    known = codes.table("role")
    return "、".join(map(known.label, duties)) if duties else "按权限表"
