"""Bugs of moving work orders that could be made: each plants itself into the product, the orders' world catches it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from cloud.orders import events, moves, processes
from cloud.orders.events import Standing
from cloud.working import Working
from ledger.orders import merging, placing
from ledger.orders.duties import Actor
from ledger.orders.facts import Event, Order
from ledger.orders.merging import Asked, Decision, placed
from ledger.orders.process import Process
from ledger.orders.process_book import ProcessBook, shipped
from tests.sync.simulation.order_plays import (
    play,
    play_called_twice,
    play_checked_by_a_party,
    play_merged_into_each_other,
    play_narrowed,
    play_reopened_though_satisfied,
    play_told_at_once,
)
from tests.sync.simulation.order_world import OrderWorld

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


def committee_s_own_process_is_passed_over(patch: Patch) -> None:
    """The cloud decides by the processes that came with the program."""
    patch.setattr(processes, "book", lambda _working: shipped())


def process_of_a_push_is_passed_over(patch: Patch) -> None:
    """A version that comes in the same push as its order is heard of too late."""
    patch.setattr(Working, "processes", lambda self: sorted(self._look.processes(), key=lambda one: one.id))


def step_left_out_is_taken(patch: Patch) -> None:
    """Whoever may, may also take a step that the committee's process leaves out."""
    patch.setattr(Process, "has_move", lambda *_: True)


def for_what_a_process_was_published_is_passed_over(patch: Patch) -> None:
    """Of two versions with one number, one for a class and one for a category, the category's counts."""
    of = ProcessBook.of
    patch.setattr(ProcessBook, "of", lambda book, category, version=0, _scope="": of(book, category, version))


def what_was_published_for_many_reaches_nobody(patch: Patch) -> None:
    """A category's line of the program goes before what the committee published for its class or for all."""

    def holds_for(book: ProcessBook, category: str) -> str | None:
        return category if book.own.get(category) else None

    patch.setattr(ProcessBook, "holds_for", holds_for)


def rung_told_again(patch: Patch) -> None:
    """What another PC told already counts a second time."""
    decide = merging.decide

    def forgetful(cur: Order, asked: Asked, actor: Actor, process: Process) -> Decision:
        return decide(replace(cur, told=()), asked, actor, process)

    patch.setattr(placing, "decide", forgetful)


def merged_into_what_is_gone(patch: Patch) -> None:
    """Nobody looks what became of the order into which another is merged."""
    patch.setattr(moves, "GONE", frozenset())


def any_call_is_a_try(patch: Patch) -> None:
    """Whoever calls in vain a moment after somebody else made another try."""
    patch.setattr(merging, "is_same_try", lambda *_: False)


def the_satisfied_are_reopened(patch: Patch) -> None:
    """A worker's reopening counts, though the resident said meanwhile that it is well."""
    patch.setattr(merging, "_is_satisfied", lambda *_: False)


PLANTS: Mapping[Plant, Callable[[int], OrderWorld]] = {
    handled_is_not_asked: play_checked_by_a_party,
    number_given_twice: play,
    decided_by_what_was_there_before: play,
    noted_counts_as_applied: play,
    later_state_is_not_told: play,
    committee_s_own_process_is_passed_over: play_narrowed,
    process_of_a_push_is_passed_over: play_narrowed,
    step_left_out_is_taken: play_narrowed,
    for_what_a_process_was_published_is_passed_over: play_narrowed,
    what_was_published_for_many_reaches_nobody: play_narrowed,
    rung_told_again: play_told_at_once,
    merged_into_what_is_gone: play_merged_into_each_other,
    any_call_is_a_try: play_called_twice,
    the_satisfied_are_reopened: play_reopened_though_satisfied,
}
"""Each with the world that meets it soon."""
