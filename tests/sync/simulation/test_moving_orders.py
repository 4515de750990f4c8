"""Two PCs and the street move orders at once: all logs are equal, nothing is lost, each outcome is the page's."""

from __future__ import annotations

from collections import Counter

import pytest

from ledger.orders import states
from ledger.orders.facts import Order
from tests.sync.simulation import order_plays
from tests.sync.simulation.order_planted import PLANTS, Plant
from tests.sync.simulation.order_world import OrderWorld
from tests.sync.simulation.seeds import orders

CAUGHT_WITHIN = 160


@pytest.mark.parametrize("seed", orders())
def test_all_sides_have_one_log_and_the_page_says_why(seed: int) -> None:
    order_plays.play(seed)


@pytest.mark.parametrize("seed", orders())
def test_a_committee_s_own_process_decides_on_all_sides(seed: int) -> None:
    order_plays.play_narrowed(seed)


def test_what_the_committee_left_out_is_wanted_now_and_then_and_told_to_who_wanted_it() -> None:
    worlds = [order_plays.play_narrowed(seed) for seed in range(25)]
    told = Counter(why for world in worlds for why in world.whys())
    assert told["left_out"] > 0
    assert told["not_for_you"] > 0
    orders = [order for world in worlds for order in _orders(world)]
    named = {(order.category, order.process_version, order.process_category) for order in orders}
    assert {("C104", 2, ""), ("C104", 2, "C1"), ("C104", 2, "*"), ("C101", 2, "C1"), ("0103", 2, "*")} <= named
    assert {("C104", 1, ""), ("C101", 1, ""), ("0103", 1, "")} <= named


def _orders(world: OrderWorld) -> list[Order]:
    return [world.street.order(one).order for one in world.orders]


def test_the_seeds_meet_every_outcome_and_every_state_but_a_draft() -> None:
    worlds = [order_plays.play(seed) for seed in range(25)]
    seen = {state for world in worlds for state in order_plays.states_of(world)}
    assert set(states.CODES) - {"S00"} <= seen
    told = Counter(fate for world in worlds for fate in _fates(world))
    assert min(told[name] for name in ("applied", "noted", "landed", "asked", "street", "office", "stairs")) > 0
    rungs = ("overdue applied", "overdue noted", "idle applied", "idle noted")
    assert min(told[name] for name in rungs) > 0, "rungs that are told once and again"
    merged = [order for world in worlds for order in _orders(world) if order.duplicate_of != "other"]
    assert any(order.status == states.MERGED for order in merged)


def _fates(world: OrderWorld) -> list[str]:
    found = []
    for order_id in world.orders:
        for record, event in world.log(order_id):
            found += [event.outcome, "landed" if event.landed else "", str(record.f["device_id"]).split("-")[-1]]
            found.append("asked" if record.id in world.asked() else "")
            found.append(f"{str(event.detail['rung']).split('-')[0]} {event.outcome}" if "rung" in event.detail else "")
    return found


def test_what_two_pcs_tell_at_once_counts_once_and_nobody_is_asked() -> None:
    world = order_plays.play_told_at_once()
    for order_id in world.orders:
        told = [(event.detail["rung"], event.outcome) for _, event in world.log(order_id) if "rung" in event.detail]
        rungs = "overdue-3", "idle-5"
        assert told == [*((rung, "applied") for rung in rungs), *((rung, "noted") for rung in rungs)]
        assert [one.day for one in world.street.order(order_id).order.told] == [3, 5]
    assert world.asked() == {}


def test_a_call_in_vain_that_two_pcs_write_down_is_one_try() -> None:
    world = order_plays.play_called_twice()
    order = world.street.order(world.orders[0]).order
    assert (order.status, order.failed_contacts) == ("S65", 2)
    assert world.whys() == ["same_try"]


def test_who_was_satisfied_meanwhile_is_not_reopened_by_a_worker() -> None:
    world = order_plays.play_reopened_though_satisfied()
    order = world.street.order(world.orders[0]).order
    assert (order.status, order.satisfaction) == ("S70", "5")
    assert world.whys() == ["satisfied"]


def test_who_worked_as_a_party_elsewhere_does_not_check() -> None:
    world = order_plays.play_checked_by_a_party()
    assert world.street.order(world.orders[0]).order.status == "S60"
    last = world.log(world.orders[0])[-1]
    assert (last[1].action, last[1].outcome, world.asked()[last[0].id]) == ("check_pass", "noted", ["wang", "zhao"])


def test_of_two_opposite_words_about_a_request_the_first_stands_and_the_other_is_told() -> None:
    for seed, status, why in ((0, "S91", "ended"), (1, "S10", "not_asked")):
        world = order_plays.play_answered_both_ways(seed)
        order, last = world.street.order(world.orders[0]).order, world.log(world.orders[0])[-1]
        assert (order.status, order.asked, world.whys()) == (status, set(), [why])
        assert (last[1].outcome, world.asked()[last[0].id]) == ("noted", ["chen"])


@pytest.mark.parametrize(
    ("seed", "main", "other", "why"),
    [
        (0, "S91", "S10", "main_gone"),
        (1, "S90", "S10", "main_gone"),
        (2, "S10", "S92", "owed"),
        (3, "S10", "S92", "owed"),
    ],
)
def test_no_main_order_ends_unhandled_while_whoever_was_merged_into_it_waits(
    seed: int, main: str, other: str, why: str
) -> None:
    world = order_plays.play_main_ended_elsewhere(seed)
    own, _, second = world.orders
    assert (world.street.order(own).order.status, world.street.order(second).order.status) == (main, other)
    assert world.whys() == [why]


def test_of_two_orders_merged_into_each_other_one_goes_on() -> None:
    world = order_plays.play_merged_into_each_other()
    own, _, second = world.orders
    assert (world.street.order(own).order.status, world.street.order(second).order.status) == ("S92", "S10")
    assert world.whys() == ["main_gone"]


def is_caught(plant: Plant, seed: int) -> bool:
    with pytest.MonkeyPatch.context() as patch:
        plant(patch)
        try:
            PLANTS[plant](seed)
        except AssertionError:
            return True
    return False


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_a_planted_bug_is_caught(plant: Plant) -> None:
    assert any(is_caught(plant, seed) for seed in range(CAUGHT_WITHIN))
