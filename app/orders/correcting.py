"""更正登记: the category, the module, the source or whether a reply is owed, put right before an order is given out.

A comment of its course says what was and what is; limit, module and priority follow from the new category's process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, Literal

from app import access, logs
from app.orders import keeping, said
from app.orders.keeping import EVENT, ORDER, Kept
from app.stores.session import Session
from ledger import clock, codes, ids
from ledger.orders import flow, limits
from ledger.orders.corrected import CORRECTED, OPEN_TO_IT
from ledger.orders.duties import Actor
from ledger.orders.facts import OUTSIDE_SOURCES, Order
from ledger.orders.flow import Request, Rules
from ledger.orders.process_book import scope_of
from ledger.orders.records import READERS, Unreadable
from ledger.orders.refusals import MoveRefused, RecordUnreadable
from ledger.orders.standing import has_right
from ledger.orders.telling import PARTS
from ledger.orders.titles import title_of

Why = Literal["late", "others", "outside", "nothing"]

KIND: Final = "order-correct"
TAKES: Final = ("category", "module", "need_reply", "source")
_TABLES: Final = {"category": "work_order_category", "module": "topic_module", "source": "work_order_source"}
_OF_ROW: Final = ("category", "source", "need_reply")
"""What the order's row says as well."""


class NotCorrected(MoveRefused):
    """Nothing is put right, because it is too `late`, for `others` to do, between here and `outside`, or `nothing`."""

    def __init__(self, status: str, why: Why) -> None:
        super().__init__("comment", status, f"no correction: {why}")
        self.why = why


@access.operation("edit", ledger="work_order")
def correct(session: Session, order: str, given: Mapping[str, str], why: str) -> str:
    """Put right what was registered wrongly (`TAKES`, by name or label); answers the event.

    Raises:
        NotCorrected, RecordUnreadable, RecordMissing (nothing was said why), RecordNotFound, AmbiguousRecord.
    """
    rules = keeping.rules(session)
    with session.store.write(user=session.login, kind=KIND) as write:
        with session.reader() as reader, reader.snapshot():
            kept, who = keeping.read(reader, order), keeping.actor(session, reader)
            before = kept.placed.order
            new = _new(before, said.parts(session, reader, given))
            made = flow.move(before, Request("comment", clock.now(), {"opinion": why}), who, rules).event
        if before.status not in OPEN_TO_IT:
            raise NotCorrected(before.status, "late")
        if not has_right("accept", before, who, rules.process_of(before)):
            raise NotCorrected(before.status, "others")
        detail = _detail(before, new, rules)
        words = "，".join(
            f"{PARTS[name]}由“{_called(name, getattr(before, name))}”更正为“{_called(name, value)}”"
            for name, value in new.items()
        )
        event = replace(made, opinion=f"{words}。{why}", detail={**made.detail, **detail})
        write.patch(ORDER, [(kept.id, kept.row, _row(kept, new))])
        event_id = ids.new_id()
        write.create(EVENT, [(event_id, keeping.event_values(kept.id, event, who, kept.head))])
    logs.event("order corrected", fields=list(new))
    return ids.to_text(event_id)


def registered(before: Order, who: Actor, rules: Rules) -> dict[str, str]:
    """What is registered and may be put right by somebody, by name as a form has it; nothing where they may not."""
    if before.status not in OPEN_TO_IT or not has_right("accept", before, who, rules.process_of(before)):
        return {}
    told = {name: getattr(before, name) for name in TAKES}
    return {name: ("是" if value else "否") if isinstance(value, bool) else str(value) for name, value in told.items()}


def _new(before: Order, parts: Mapping[str, str]) -> dict[str, Any]:
    """The values that are other ones now; raises NotCorrected, RecordUnreadable."""
    new: dict[str, Any] = {}
    for name in TAKES:
        if name not in parts:
            continue
        value = _read(name, parts[name], before)
        if value != getattr(before, name):
            new[name] = value
    if not new:
        raise NotCorrected(before.status, "nothing")
    if "source" in new and not OUTSIDE_SOURCES.isdisjoint((new["source"], before.source)):
        raise NotCorrected(before.status, "outside")
    return new


def _read(name: str, text: str, before: Order) -> Any:
    table = codes.table(_TABLES[name]) if name in _TABLES else None
    try:
        found = table.find(text.strip()) if table else READERS[name](text)
    except Unreadable as error:
        raise RecordUnreadable("comment", before.status, name, error.choices) from error
    if table and found is None:
        raise RecordUnreadable("comment", before.status, name, tuple(line.label for line in table.lines))
    return found


def _detail(before: Order, new: Mapping[str, Any], rules: Rules) -> dict[str, Any]:
    """What follows from the new values: of another category its process, and of an accepted order the limit."""
    if "category" not in new:
        return {CORRECTED: dict(new)}
    old, process = rules.process_of(before), rules.book.of(new["category"])
    follows = {
        "process_version": process.version,
        "process_category": scope_of(process, new["category"]) or "",
        "module": process.module,
        "priority": process.priority if before.priority == old.priority else before.priority,
    }
    detail: dict[str, Any] = {CORRECTED: {**follows, **new}}
    times = before.timing
    if times is not None and times.rule and times.rule == old.limits["handling"]:
        rule = process.limits["handling"]
        due = limits.named(rule).due(rules.calendar, times.started_at)
        is_given = before.is_outside and times.due_at != limits.named(times.rule).due(rules.calendar, times.started_at)
        detail |= {"rule": rule, "started_at": times.started_at, "due_at": times.due_at if is_given else due}
    return detail


def _row(kept: Kept, new: Mapping[str, Any]) -> dict[str, Any]:
    """What the order's row says then; a title that was made of the category follows it."""
    said_now = {name: int(new[name]) if name == "need_reply" else new[name] for name in _OF_ROW if name in new}
    address = str(kept.row.get("address") or "")
    if "category" in new and kept.row.get("title") == title_of(str(kept.row.get("category")), address):
        said_now["title"] = title_of(new["category"], address)
    return said_now


def _called(name: str, value: object) -> str:
    if name in _TABLES:
        return codes.table(_TABLES[name]).label(str(value)) if value else "没有"
    return "是" if value else "否"
