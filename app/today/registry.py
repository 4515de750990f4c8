"""Everybody who tells what is to be done today, in the order in which it is listed.

A new kind of thing to do is a module beside this one with a `tell`, and a line here (docs/architecture.md, where to
add). What the rules of `app.due` find comes behind the kinds that are named here, what is only good to know last.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from app import due
from app.activities import listing
from app.orders import major, mine
from app.release import approvals
from app.today import (
    activities,
    alerts,
    backups,
    campaigns,
    doubts,
    exchange,
    imports,
    incidents,
    left_forms,
    notices,
    objections,
    operations,
    orders,
    own_password,
    removed,
    requests,
    ruled,
    topics,
    transfers,
    visits,
)
from app.today.groups import Group, Teller

TELLERS: tuple[Teller, ...] = (
    Teller(own_password.tell, ("password",), for_everybody=True),
    Teller(
        exchange.tell,
        ("night", "conflicts", "refused"),
        for_everybody=True,
        after=frozenset(("sync", "refusal-handled")),
    ),
    Teller(requests.tell, ("requests",), for_everybody=True, after=approvals.KINDS),
    Teller(notices.tell, ("notices", "answers"), for_everybody=True),
    Teller(alerts.tell, ("alerts",), for_everybody=True, after=frozenset(("alert", "alert-handled"))),
    Teller(incidents.tell, (incidents.OPEN,), for_everybody=True, after=incidents.KINDS),
    Teller(backups.tell, ("backups",), for_everybody=True),
    Teller(operations.tell, (operations.OPEN,), for_everybody=True, after=operations.KINDS),
    Teller(
        orders.tell,
        (orders.MAJOR, mine.LATE, mine.NEAR, orders.LAGGING, mine.DECIDED, mine.HANDLED),
        after=frozenset((major.READ,)),
    ),
    Teller(left_forms.tell, ("drafts",)),
    Teller(imports.tell, ("imports",)),
    Teller(transfers.tell, (transfers.WAITING,), after=transfers.ANSWERED),
    Teller(
        activities.tell,
        (activities.TODAY, listing.REVIEW, listing.UNREADY, listing.OWED),
    ),
    Teller(visits.tell, ("visits",), part="later"),
    Teller(topics.tell, (topics.KIND,), part="later"),
    Teller(
        campaigns.tell,
        (campaigns.TO_SIGN, campaigns.YEARLY, campaigns.LEFT, campaigns.BEHIND, campaigns.OWED, campaigns.GOING),
        part="later",
    ),
    Teller(doubts.tell, ("duplicates",), part="doubtful"),
    Teller(objections.tell, (objections.OTHERS,)),
    Teller(ruled.quick),
    Teller(ruled.slow, part="later"),
    Teller(removed.tell, ("removed",), part="later"),
)
TOLD_KINDS: frozenset[str] = frozenset().union(*(teller.after for teller in TELLERS))
"""Actions after which something else waits, though no record was changed."""


def in_order(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Groups that came at different times, in the order of the tellers, then of the rules; good to know last."""
    places = _places()
    return tuple(sorted(groups, key=lambda group: (not group.is_due, places[group.kind])))


@cache
def _places() -> dict[str, int]:
    named = (kind for teller in TELLERS for kind in teller.kinds)
    return {kind: at for at, kind in enumerate((*named, *(rule.kind for rule in due.rules())))}
