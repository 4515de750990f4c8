"""Who is on duty 值班: may accept orders and hand them out though not the head. The head says it, every PC knows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app import access, logs
from app.orders import people
from app.stores.session import Session
from ledger import catalog, clock, ids, kinds
from ledger.orders import holidays
from storage.reading import Reader

KIND: Final = "order-duty"
_DUTY: Final = catalog.named("duty")
_DAYS: Final = ids.derived(bytes(16), "linong duty")
_SEVERAL: Final = re.compile(r"[、,，;；\s]+")


@dataclass(frozen=True, slots=True)
class DutyDay:
    """A day of the plan: who is on duty, as people call them; `told`: what the calendar says of it, "" if nothing."""

    day: date
    is_working: bool
    told: str
    people: tuple[str, ...]


@access.operation("view", ledger="work_order")
def plan(session: Session, first: date, days: int) -> tuple[DutyDay, ...]:
    """Who is on duty on these days."""
    calendar, known = holidays.shipped(), session.store.account_names()
    with session.reader() as reader, reader.snapshot():
        made = []
        for day in (first + timedelta(days=at) for at in range(days)):
            special = calendar.special(day)
            called = tuple(_called(known, login) for login in logins_on(session, reader, day))
            made.append(DutyDay(day, calendar.is_working(day), special.label if special else "", called))
    return tuple(made)


def _called(known: Mapping[str, str], login: str) -> str:
    """The name, unless two are called so."""
    name = known.get(login, "")
    return name if name and list(known.values()).count(name) == 1 else login


@access.operation("view", ledger="work_order")
def on(session: Session, day: date | None = None) -> tuple[str, ...]:
    """The logins of whoever is on duty on a day, today if none is named."""
    with session.reader() as reader:
        return logins_on(session, reader, day or clock.today())


@access.operation("view", ledger="work_order")
def logins_on(session: Session, reader: Reader, day: date) -> tuple[str, ...]:
    """As `on`, for whoever reads already."""
    row = reader.get(_DUTY, _id(session, day))
    return tuple(filter(None, str(row.get("people") or "").split(kinds.LIST_MARK))) if row else ()


@access.operation("settings")
def put(session: Session, day: date, said: Iterable[str]) -> tuple[str, ...]:
    """Say who is on duty on a day, as `put_days`; answers the logins."""
    return put_days(session, {day: said})[day]


@access.operation("settings")
def put_days(session: Session, said: Mapping[date, Iterable[str]]) -> dict[date, tuple[str, ...]]:
    """Say who is on duty on each of these days, by login or name, in place of who was; all or none.

    Raises:
        NobodyCalled, SeveralCalled: one of them is unknown, or might be one of several.
        HandlesNoOrders: one of them may not work on orders, or no longer.
    """
    found = {day: _logins(session, names) for day, names in sorted(said.items())}
    source = "、".join(day.isoformat() for day in found)
    with session.store.write(user=session.login, kind=KIND, source=source) as write, session.reader() as reader:
        for day, logins in found.items():
            one, values = _id(session, day), {"people": kinds.LIST_MARK.join(logins) or None}
            row = reader.get(_DUTY, one)
            if row is None:
                write.create(_DUTY, [(one, values | {"day": day.isoformat()})])
            else:
                write.patch(_DUTY, [(one, row, values)])
    logs.event("duty changed", people=len(set().union(*found.values())))
    return found


def _logins(session: Session, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(people.handler_of(session, one) for one in names if one.strip()))


def several(written: str) -> tuple[str, ...]:
    """The names in a text."""
    return tuple(filter(None, _SEVERAL.split(written)))


def _id(session: Session, day: date) -> bytes:
    return ids.derived(_DAYS, f"{session.store.committee_code} {day.isoformat()}")
