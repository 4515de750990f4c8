"""The parts of a move's record: read from what a form or command gave, and what an action cannot do without.

Values come typed or as text. A day stands for its end in Shanghai. Parts that an action has no use for are left aside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from ledger import codes
from ledger.clock import SHANGHAI
from ledger.orders.facts import NOT_REACHED, OUTSIDE_SOURCES, Order
from ledger.orders.refusals import RecordMissing, RecordUnreadable
from ledger.orders.rows import Row
from ledger.orders.working_time import LAST_SECOND

Given = Mapping[str, object]
Values = dict[str, Any]

RESULT_KINDS: Final = ("实际解决", "解释说明", "不属实", "误报", "超出职权", "重复", "历史遗留")
LEVELS: Final = ("普通", "黄牌", "红牌")
WAYS: Final = ("现场", "照片")
REASON_KINDS: Final = ("项目", "材料", "法律")
"""Why an order may be suspended: it waits for a project, for material, or for a legal procedure."""
_YES, _NO = ("true", "是", "1", "yes"), ("false", "否", "0", "no")


class Unreadable(ValueError):
    """A value that its part cannot have; `choices` are those that it can, if they are few."""

    def __init__(self, choices: tuple[str, ...] = ()) -> None:
        super().__init__("unreadable")
        self.choices = choices


def read_instant(value: object) -> datetime:
    """An instant in UTC to the millisecond: aware, as text, or a day, which stands for its end in Shanghai."""
    if isinstance(value, str):
        text = value.strip().replace("Z", "+00:00")
        try:
            value = date.fromisoformat(text) if len(text) <= len("2026-11-30") else datetime.fromisoformat(text)
        except ValueError:
            raise Unreadable from None
    if not isinstance(value, datetime):
        if not isinstance(value, date):
            raise Unreadable
        value = datetime.combine(value, LAST_SECOND)
    moment = value if value.tzinfo else value.replace(tzinfo=SHANGHAI)
    return whole_ms(moment.astimezone(UTC))


def whole_ms(moment: datetime) -> datetime:
    """The instant without what is finer than a stored one."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    raise Unreadable


def _day(value: object) -> str:
    try:
        return value.isoformat() if type(value) is date else date.fromisoformat(_text(value)).isoformat()
    except ValueError:
        raise Unreadable from None


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = _text(value).casefold()
    if text in _YES or text in _NO:
        return text in _YES
    raise Unreadable(("是", "否"))


_NO_NAME: Final = frozenset("{}[]\"'")
"""Marks that no name has: somebody typed what a program reads."""
MOST_MINUTES: Final = 100_000
"""Somebody who works on one order for ten weeks without a break mistyped."""


def _minutes(value: object) -> int:
    try:
        count = int(value) if isinstance(value, (int, str)) and not isinstance(value, bool) else -1
    except ValueError:
        count = -1
    if not 0 <= count <= MOST_MINUTES:
        raise Unreadable
    return count


def _names(value: object) -> tuple[str, ...]:
    parts = value.replace("、", ",").split(",") if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)) or not all(isinstance(part, str) for part in parts):
        raise Unreadable
    return tuple(part.strip() for part in parts if part.strip())


def _parties(value: object) -> tuple[dict[str, object], ...]:
    """Who handles which part until when; a name alone has the whole order as its part."""
    parts = list(_names(value)) if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)):
        raise Unreadable
    return tuple(_party(part) for part in parts)


def _party(part: object) -> dict[str, object]:
    said: Mapping[str, object] = part if isinstance(part, Mapping) else _typed_party(str(part))
    due = said.get("due_at")
    party = {
        "party": _text(said.get("party")),
        "part": _text(said.get("part", "")),
        "due_at": due and read_instant(due),
    }
    if not party["party"]:
        raise Unreadable
    return party


def _typed_party(text: str) -> dict[str, object]:
    """`who`, `who:part` or `who:part:until when`, as somebody types it."""
    who, part, due = (*text.replace("：", ":").split(":", 2), "", "")[:3]
    if not _NO_NAME.isdisjoint(who):
        raise Unreadable
    return {"party": who, "part": part, "due_at": due.strip() or None}


def _one_of(*choices: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        text = _text(value)
        if text not in choices:
            raise Unreadable(choices)
        return text

    return read


def _code(table: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        known = codes.table(table)
        found = known.find(_text(value))
        if found is None:
            every, word = [line.label for line in known.lines], _text(value)
            raise Unreadable(tuple(label for label in every if word in label) or tuple(every))
        return found

    return read


READERS: Final[dict[str, Callable[[object], Any]]] = {
    "source": _code("work_order_source"),
    "category": _code("work_order_category"),
    "priority": _code("work_order_priority"),
    "limit_rule": _code("work_order_time_limit"),
    "satisfaction": _code("satisfaction"),
    "module": _code("topic_module"),
    "result_kind": _one_of(*RESULT_KINDS),
    "level": _one_of(*LEVELS),
    "way": _one_of(*WAYS),
    "reason_kind": _one_of(*REASON_KINDS),
    "received_at": read_instant,
    "new_due_at": read_instant,
    "contacted_at": read_instant,
    "resume_on": _day,
    "need_reply": _yes_no,
    "is_solvable": _yes_no,
    "is_draft": _yes_no,
    "minutes_spent": _minutes,
    "attachments": _names,
    "parties": _parties,
}
"""Parts that are no plain text."""
TEXTS: Final = (
    "description", "external_no", "reporter_phone", "opinion", "reply", "to_person", "to_org",
    "suggested_org", "evidence", "tried", "materials", "result", "duplicate_of",
)  # fmt: skip
PARTS: Final = (*READERS, *TEXTS)
_STANDS_FOR: Final = {
    "to_whom": ("to_person", "to_org"),
    "evidence": ("evidence", "attachments"),
    "materials": ("materials", "attachments"),
    "photo_after": ("attachments",),
    "words": ("opinion",),
}
"""Needs that are met by one of several parts, or by a part of another name."""
_WELCOME: Final = {
    "create": (
        "source", "external_no", "reporter_phone", "module", "priority", "need_reply", "received_at", "is_draft",
    ),
    "accept": ("limit_rule", "priority"),
    "dispatch": ("new_due_at",),
    "transfer": ("to_person",),
    "extend_approve": ("new_due_at",),
    "suspend_approve": ("resume_on",),
    "finish": ("result",),
    "joint_done": ("result",),
    "check_fail": ("way",),
    "followup": ("is_solvable",),
    "urgent": ("priority",),
}  # fmt: skip
"""Parts that an action takes besides those that it needs."""
_ALWAYS: Final = ("opinion", "attachments")


@dataclass(frozen=True, slots=True)
class Record:
    """What was given for a move, read."""

    values: Values

    def get(self, name: str) -> Any:
        """A part; None when it was not given."""
        return self.values.get(name)


def read(row: Row, status: str, given: Given) -> Record:
    """The parts that the row has a use for, others are left aside; raises RecordUnreadable. A blank is no part."""
    values: Values = {}
    for name in parts_of(row):
        value = given.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        try:
            part = READERS.get(name, _text)(value)
        except Unreadable as error:
            raise RecordUnreadable(row.action, status, name, error.choices) from error
        if part not in ("", ()):
            values[name] = part
    return Record(values)


def parts_of(row: Row) -> tuple[str, ...]:
    """The parts that the row needs or takes."""
    needed = [part for need in row.needs for part in _STANDS_FOR.get(need, (need,))]
    return tuple(dict.fromkeys((*needed, *_WELCOME.get(row.action, ()), *_ALWAYS)))


def require(row: Row, order: Order, record: Record) -> None:
    """Raise RecordMissing unless the record has every part that the row needs of this order."""
    missing = tuple(name for name in row.needs if not _ANSWERED.get(name, _is_given(name))(order, record))
    if row.number == 1 and record.get("source") in OUTSIDE_SOURCES and not record.get("external_no"):
        missing = (*missing, "external_no")
    if missing:
        raise RecordMissing(row.action, order.status, missing)


def needs_of(row: Row, order: Order) -> frozenset[str]:
    """The parts without which a move of this order is refused; of several of which one is enough, none."""
    missing = (name for name in row.needs if not _ANSWERED.get(name, _is_given(name))(order, Record({})))
    several = (typed_for(name) for name in missing)
    return frozenset(names[0] for names in several if len(names) == 1)


def either_of(row: Row) -> tuple[tuple[str, ...], ...]:
    """The parts of which one is enough, and needed."""
    return tuple(names for name in row.needs if len(names := _STANDS_FOR.get(name, ())) > 1)


def typed_for(need: str) -> tuple[str, ...]:
    """The parts that meet a need; one of them is enough."""
    return _STANDS_FOR.get(need, (need,))


def _is_given(name: str) -> Callable[[Order, Record], bool]:
    return lambda _order, record: record.get(name) is not None


def _has_any(*names: str) -> Callable[[Order, Record], bool]:
    return lambda _order, record: any(record.get(name) for name in names)


def _says_words(_order: Order, record: Record) -> bool:
    return bool(record.get("opinion")) or record.get("satisfaction") == NOT_REACHED


_ANSWERED: Final[dict[str, Callable[[Order, Record], bool]]] = {
    "to_whom": _has_any(*_STANDS_FOR["to_whom"]),
    "evidence": _has_any(*_STANDS_FOR["evidence"]),
    "materials": _has_any(*_STANDS_FOR["materials"]),
    "reply": lambda order, record: not order.need_reply or bool(record.get("reply")),
    "photo_after": lambda order, record: not order.had_photo or bool(record.get("attachments")),
    "words": _says_words,
}
"""Parts that something else may stand for, or that only some orders need."""
NEEDS: Final = frozenset((*PARTS, *_ANSWERED))
