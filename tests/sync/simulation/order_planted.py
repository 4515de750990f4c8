"""Bugs of moving work orders that could be made: each plants itself into the product, the orders' world catches it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from cloud.orders import events, moves
from cloud.orders.events import Standing
from cloud.working import Working
from ledger.orders import merging
from ledger.orders.facts import Event
from ledger.orders.merging import Decision, placed
from tests.sync.simulation.order_world import OrderWorld, play, play_checked_by_a_party

Patch = pytest.MonkeyPatch
Plant = Callable[[Patch], None]


def handled_is_not_asked(patch: Patch) -> None:
    """Whoever handled an order may check it, if the PC did not know that at the time."""
    patch.setattr(merging, "has_handled", lambda *_: False)


def number_given_twice(patch: Patch) -> None:
    """A move that does not count takes no number of its own."""

    def reused(event: Event, decision: Decision, seq: int) -> Event:
        return placed(event, decision, seq - (decision.outcome == "refused"))

    patch.setattr(moves, "placed", reused)


def decided_by_what_was_there_before(patch: Patch) -> None:
    """Every event of a push is decided by the order as it was before the push."""
    standing = events.standing
    first: dict[tuple[int, str], tuple[Working, Standing]] = {}

    def stale(working: Working, order_id: str) -> Standing:
        return first.setdefault((id(working), order_id), (working, standing(working, order_id)))[1]

    patch.setattr(events, "standing", stale)


def noted_counts_as_applied(patch: Patch) -> None:
    """What was first is not told to anybody: the second move stands in the log like any other."""
    place_of = events.place_of

    def told(event: Event) -> dict[str, Any]:
        return {**place_of(event), "outcome": "applied"}

    patch.setattr(events, "place_of", told)


def later_state_is_not_told(patch: Patch) -> None:
    """To which state a move led that came late is kept to itself."""
    place_of = events.place_of
    patch.setattr(events, "place_of", lambda event: {**place_of(event), "landed": None})


PLANTS: Mapping[Plant, Callable[[int], OrderWorld]] = {
    handled_is_not_asked: play_checked_by_a_party,
    number_given_twice: play,
    decided_by_what_was_there_before: play,
    noted_counts_as_applied: play,
    later_state_is_not_told: play,
}
"""Each with the world that meets it soon."""
