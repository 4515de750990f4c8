"""A process in words: its category, the limits there are, every move with who may, what is different between two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app.message_texts.orders import GROUPS, action, status
from app.message_texts.orders import STEPS as STEP_WORDS
from ledger import codes
from ledger.errors import FieldsRefused
from ledger.orders import limits
from ledger.orders.duties import GRID, HEAD, LEAD, MATRIX, STREET, Condition
from ledger.orders.process import STEPS, Line, Process, outline
from ledger.orders.telling import RELATIONS

GENERAL: Final = "通用"


_CONDITIONS: Final[dict[Condition, str]] = {
    "on_duty": "（值班时）",
    "own_module": "（本模块的）",
    "internal": "（不是上级转来的）",
}
_DUTY_OF: Final = {"grid": GRID, "head": HEAD, "lead": LEAD, "street": STREET}
"""What somebody must be to an order that is a duty of its own."""
NOBODY_MAY: Final = "没有人能做"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of a preview in words; `may` says who, also what they must be to the order, `limit` by when."""

    status: str
    action: str
    leads_to: tuple[str, ...]
    duties: tuple[str, ...]
    may: str
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
    return tuple((one.code, _limit_words(one.code)) for one in limits.ALL)


def _limit_words(code: str) -> str:
    one, units = limits.named(code), {"days": "个工作日", "hours": "小时"}
    return f"{codes.table('work_order_time_limit').label(code)}，{one.count} {units[one.unit]}"


def duties_of(group: str) -> tuple[tuple[str, str], ...]:
    """(duty, words with its condition) of whoever may do a group of actions by the table of roles."""
    return tuple((duty, _duty(group, duty)) for duty in MATRIX[group])


def _duty(group: str, duty: str) -> str:
    return codes.table("role").label(duty) + _CONDITIONS.get(MATRIX[group][duty], "")


def moves(process: Process) -> Iterator[Move]:
    """Every move of a process in words, in order."""
    roles = codes.table("role")
    for line in outline(process):
        yield Move(
            status(line.status),
            action(line.action),
            tuple(map(status, line.targets)),
            tuple(map(roles.label, line.duties)),
            _may(line),
            _limit_words(line.limit) if line.limit in limits.BY_CODE else line.limit,
        )


def _may(line: Line) -> str:
    """Who may: those of a duty, and whoever is something to the order, in brackets of what duty."""
    whole = MATRIX[line.group]
    duties = "、".join(_duty(line.group, duty) for duty in line.duties)
    if not line.who:
        return duties or NOBODY_MAY
    ways = [_duty(line.group, _DUTY_OF[name]) for name in line.who if _DUTY_OF.get(name) in line.duties]
    related = "、".join(RELATIONS[name] for name in line.who if name not in _DUTY_OF)
    if related and duties:
        ways.append(related if len(line.duties) == len(whole) else f"{related}（{duties}）")
    return "、".join(ways) or NOBODY_MAY


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
    return (
        "、".join(known.label(one) if one in known.by_code else f"“{one}”" for one in duties) if duties else "按权限表"
    )
