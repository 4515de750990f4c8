"""As whom somebody acted, kept in the event: on which duties, for which modules, whether on duty.

Rights change, and who was on duty on a day that a PC spent without a line nobody else knows. So an event says on what
ground its author acted, and an event that waits is decided by that wherever it is replayed. The cloud holds it against
what it knows of the account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from ledger.orders.duties import Actor
from ledger.orders.facts import Event

ACTING: Final = "acting"
"""The part of an event's detail."""


def signed(event: Event, actor: Actor) -> Event:
    """The event with the ground on which it was done."""
    told: dict[str, object] = {
        "duties": sorted(actor.duties),
        "modules": sorted(actor.modules),
        "on_duty": actor.is_on_duty,
        "system": actor.is_system,
    }
    return replace(event, detail={**event.detail, ACTING: {name: value for name, value in told.items() if value}})


def actor_of(event: Event) -> Actor:
    """Who acted, as the event says."""
    found = event.detail.get(ACTING)
    told: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    return Actor(
        event.actor,
        frozenset(told.get("duties", ())),
        org=event.actor_org,
        is_on_duty=bool(told.get("on_duty")),
        modules=frozenset(told.get("modules", ())),
        is_system=bool(told.get("system")),
    )
