"""Who of another committee was offered to this one when the cloud was last asked, so that it is told without a line.

The cloud keeps the list (`transfers.py`); here stand the offers that wait for an answer, without a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from app import access
from app.stores.session import Session
from ledger import clock
from storage.journal import Entry
from sync.local_side import LocalSide

SEEN: Final = "transfer-waiting"
"""Kind of the entry that somebody new waits."""
_KEPT: Final = "offers"
_FRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody who waits to be taken over: the transfer, the committee that offers, the instant of the offer."""

    id: str
    from_committee: str
    at: str


@access.operation(access.OWN)
def waiting(session: Session) -> tuple[Offer, ...]:
    """The offers that nobody has answered, those that wait longest first."""
    kept = _kept(LocalSide(session.store)).get("waiting") or ()
    return tuple(sorted((Offer(*map(str, one)) for one in kept), key=lambda one: (one.at, one.id)))


@access.operation(access.OWN)
def are_fresh(session: Session) -> bool:
    """True within an hour after the cloud was asked."""
    asked = str(_kept(LocalSide(session.store)).get("asked_at") or "")
    return bool(asked) and clock.now() - clock.moment_of(asked) < _FRESH


@access.operation(access.OWN)
def keep(session: Session, offered: Iterable[Mapping[str, Any]]) -> None:
    """Keep what the cloud told of those who wait; that others wait than before is entered in the log."""
    told = [[str(one["id"]), str(one["from"]), str(one["at"])] for one in offered]
    local = LocalSide(session.store)
    known = {one[0] for one in _kept(local).get("waiting") or ()}
    local.put_value(_KEPT, {"asked_at": clock.now_text(), "waiting": told})
    if {one[0] for one in told} - known:
        session.store.note([(Entry(session.login, SEEN, class_="sync"), {"count": len(told)})])


@access.operation(access.OWN)
def let_go(session: Session, transfer: str) -> None:
    """One was answered."""
    local = LocalSide(session.store)
    kept = _kept(local)
    left = [one for one in kept.get("waiting") or () if one[0] != transfer]
    local.put_value(_KEPT, {**kept, "waiting": left})


def _kept(local: LocalSide) -> dict[str, Any]:
    kept = local.value(_KEPT)
    return kept if isinstance(kept, dict) else {}
