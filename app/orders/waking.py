"""Suspended orders go on by themselves on the day for which that was planned, whoever is at work.

Every PC does it; where several were quicker than the exchange the cloud lets the first stand and the others change
nothing.
"""

from __future__ import annotations

from app import access, logs
from app.orders import keeping
from app.orders.keeping import EVENT, ORDER, RESUMED, Kept
from app.stores.session import Session
from ledger import clock, ids
from ledger.orders import flow
from ledger.orders.urging import SYSTEM
from storage.reading import Reader

_ACTION, _SUSPENDED = "resume", "S80"


@access.operation(access.OWN)
def resume_due(session: Session) -> int:
    """Let the orders go on whose planned day has come; answers how many did. Nothing for whoever may only look."""
    if not session.rights.may("edit", ORDER.name):
        return 0
    with session.reader() as reader, reader.snapshot():
        due = [ids.to_text(kept.id) for kept in _suspended(reader) if _is_due(kept)]
    return sum(_resume(session, one) for one in due)


def _suspended(reader: Reader) -> list[Kept]:
    found = reader.scan(ORDER, (), where={"status": _SUSPENDED})
    every = (keeping.readable(reader, ids.to_text(one)) for (one,) in found)
    return [kept for kept in every if kept is not None]


def _is_due(kept: Kept) -> bool:
    """True on the planned day and after it; without one a person says when."""
    order = kept.placed.order
    return order.status == _SUSPENDED and bool(order.resume_on) and order.resume_on <= clock.today().isoformat()


def _resume(session: Session, order: str) -> bool:
    rules = keeping.rules(session)
    with session.store.write(user=session.login, kind=RESUMED, source=_ACTION) as write:
        with session.reader() as reader, reader.snapshot():
            kept = keeping.readable(reader, order)
        if kept is None or not _is_due(kept):  # somebody was quicker
            return False
        found = flow.move(kept.placed.order, flow.Request(_ACTION, clock.now()), SYSTEM, rules)
        values = keeping.event_values(kept.id, found.event, SYSTEM, kept.head)
        write.create(EVENT, [(ids.new_id(), values)])
        write.audit_detail(**{"from": kept.placed.order.status, "to": found.order.status})
    logs.event("order moved", move=_ACTION, status=found.order.status)
    return True
