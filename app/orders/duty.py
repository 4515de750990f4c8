"""Who is on duty 值班: may accept orders and hand them out though not the head. The head says it, every PC knows it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from app import access, logs
from app.orders import people
from app.stores.session import Session
from ledger import catalog, clock, ids, kinds
from storage.reading import Reader

KIND: Final = "order-duty"
_DUTY: Final = catalog.named("duty")
_DAYS: Final = ids.derived(bytes(16), "linong duty")
_SEVERAL: Final = re.compile(r"[、,，;；\s]+")


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
    """Say who is on duty on a day, by login or name, in place of who was; answers the logins.

    Raises:
        NobodyCalled, SeveralCalled: one of them is unknown, or might be one of several.
    """
    logins = tuple(dict.fromkeys(people.login_of(session, one) for one in said if one.strip()))
    values: dict[str, object] = {"people": kinds.LIST_MARK.join(logins) or None}
    one = _id(session, day)
    with session.store.write(user=session.login, kind=KIND, source=day.isoformat()) as write:
        with session.reader() as reader:
            row = reader.get(_DUTY, one)
        if row is None:
            write.create(_DUTY, [(one, values | {"day": day.isoformat()})])
        else:
            write.patch(_DUTY, [(one, row, values)])
    logs.event("duty changed", people=len(logins))
    return logins


def several(written: str) -> tuple[str, ...]:
    """The names in a text."""
    return tuple(filter(None, _SEVERAL.split(written)))


def _id(session: Session, day: date) -> bytes:
    return ids.derived(_DAYS, f"{session.store.committee_code} {day.isoformat()}")
