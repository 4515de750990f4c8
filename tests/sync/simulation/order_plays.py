"""What is played in a world of orders: walks of a seed, and a few courses of which every step is said."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from ledger import ids
from ledger.orders import states
from ledger.orders.duties import HEAD, STREET
from ledger.orders.process import Process, flaws
from tests.ledger.orders.rounds import RULES
from tests.sync.simulation.order_world import PEOPLE, OrderWorld


@contextmanager
def playing(seed: int, narrowed: Sequence[Process] = ()) -> Iterator[OrderWorld]:
    """A world whose ids follow from the seed alone."""
    with pytest.MonkeyPatch.context() as patch:
        chance = random.Random(seed + 1)  # noqa: S311 - no secret
        patch.setattr("ledger.ids.secrets.randbits", chance.getrandbits)
        patch.setattr(ids, "_last", 0)
        yield OrderWorld(seed, narrowed)


def play(seed: int, steps: int = 60) -> OrderWorld:
    """All of a seed."""
    with playing(seed) as world:
        world.run(steps)
        world.settle()
        world.check()
        return world


def play_narrowed(seed: int, steps: int = 60) -> OrderWorld:
    """A committee that does without some steps and keeps some to its head, of a category, of its class or of all.

    Versions are published at both PCs under one number, and orders registered between. The program of one PC is too
    old to know of any until the end.
    """
    chance = random.Random(seed)  # noqa: S311 - a repeatable walk
    with playing(seed, [narrowing(chance) for _ in range(4)]) as world:
        world.pcs[1].is_older = True
        world.run(steps)
        world.settle()
        world.check()
        return world


def narrowing(chance: random.Random) -> Process:
    """The usual process without some steps, some of it kept to the head, for one of the scopes that hold for C104."""
    scope = chance.choice(("C104", "C1", ""))
    while True:
        gone = chance.sample(("S15", "S30", "S45", "S65", "S80", "S85", "S86", "S91", "S92"), chance.randrange(1, 4))
        groups = chance.sample(("accept", "check", "followup", "supervise"), chance.randrange(3))
        states_ = tuple(one for one in states.CODES if one not in gone)
        roles = dict.fromkeys(groups, (HEAD, STREET))
        process = replace(RULES.book.of(scope), version=2, states=states_, roles=roles)
        if not flaws(process):
            return process


def play_checked_by_a_party(_seed: int = 0) -> OrderWorld:
    """Somebody tells at one PC, without a line, what a joint party did, and checks the order at the other."""
    with playing(0) as world:
        (office, stairs), order_id = world.pcs, world.orders[0]
        (chen, wang, _), (zhao, _) = PEOPLE["office"], PEOPLE["stairs"]
        world.do(office, order_id, chen, "accept")
        world.do(office, order_id, chen, "dispatch", to_person="zhao")
        world.settle()
        world.do(stairs, order_id, zhao, "take")
        world.do(stairs, order_id, zhao, "joint", parties="wang")
        world.settle()
        world.do(stairs, order_id, wang, "joint_done")
        world.do(office, order_id, zhao, "finish")
        world.do(office, order_id, wang, "check_pass")
        world.exchange(stairs, is_peaceful=True)
        world.settle()
        world.check()
        return world


def _to_be_followed_up(world: OrderWorld) -> str:
    """An order that zhao handled and chen checked, at both PCs."""
    (office, stairs), order_id = world.pcs, world.orders[0]
    (chen, _, _), (zhao, _) = PEOPLE["office"], PEOPLE["stairs"]
    world.do(office, order_id, chen, "accept")
    world.do(office, order_id, chen, "dispatch", to_person="zhao")
    world.settle()
    world.do(stairs, order_id, zhao, "take")
    world.do(stairs, order_id, zhao, "finish")
    world.settle()
    world.do(office, order_id, chen, "check_pass")
    world.settle()
    return order_id


def _called(world: OrderWorld) -> str:
    return world.at.isoformat()


def play_called_twice(_seed: int = 0) -> OrderWorld:
    """One call in vain is heard of everywhere; the next one two PCs write down, the last of them as the third."""
    with playing(0) as world:
        (office, stairs), (_, wang, li) = world.pcs, PEOPLE["office"]
        order_id = _to_be_followed_up(world)
        in_vain = {"satisfaction": "0"}
        world.do(office, order_id, li, "followup", contacted_at=_called(world), **in_vain)
        world.settle()
        world.at += timedelta(hours=3)
        world.do(office, order_id, li, "followup", contacted_at=_called(world), **in_vain)
        world.at += timedelta(minutes=30)
        world.do(stairs, order_id, wang, "followup", contacted_at=_called(world), **in_vain)
        world.settle()
        world.check()
        return world


def play_reopened_though_satisfied(_seed: int = 0) -> OrderWorld:
    """A worker reopens what a resident was not satisfied with, while the head closed it anew as satisfied elsewhere."""
    with playing(0) as world:
        (office, stairs), (chen, wang, li) = world.pcs, PEOPLE["office"]
        order_id = _to_be_followed_up(world)
        unsatisfied = {"satisfaction": "2", "is_solvable": "否", "contacted_at": _called(world)}
        world.do(office, order_id, li, "followup", **unsatisfied)
        world.settle()
        world.do(stairs, order_id, wang, "reopen")
        world.do(office, order_id, chen, "reopen")
        zhao = PEOPLE["stairs"][0]
        world.do(office, order_id, zhao, "finish")
        world.do(office, order_id, chen, "check_pass")
        world.do(office, order_id, li, "followup", contacted_at=_called(world), satisfaction="5")
        for pc in (office, stairs):
            world.exchange(pc, is_peaceful=True)
        world.settle()
        world.check()
        return world


def play_told_at_once(_seed: int = 0) -> OrderWorld:
    """Two PCs without a line tell the same rungs; one of them hears of the other's only after its own."""
    with playing(0) as world:
        world.settle()
        world.at += timedelta(days=7)
        for pc in world.pcs:
            for order_id in world.orders:
                world.tell(pc, order_id)
        world.settle()
        world.check()
        return world


def play_answered_both_ways(seed: int = 0) -> OrderWorld:
    """The head refuses to void an order at one PC and grants it at another; the seed says whose word comes first."""
    with playing(0) as world:
        (office, stairs), order_id, chen = world.pcs, world.orders[0], PEOPLE["office"][0]
        world.do(office, order_id, PEOPLE["office"][1], "void_request")
        world.settle()
        world.do(office, order_id, chen, "void_refuse")
        world.do(stairs, order_id, chen, "void_approve")
        for pc in (office, stairs) if seed % 2 else (stairs, office):
            world.exchange(pc, is_peaceful=True)
        world.settle()
        world.check()
        return world


def play_main_ended_elsewhere(seed: int = 0) -> OrderWorld:
    """A main order ends unhandled at one PC while another is merged into it at the other; the seed says how."""
    with playing(0) as world:
        (office, stairs), (chen, wang, _) = world.pcs, PEOPLE["office"]
        own, second = world.orders[0], world.register(office, wang)
        world.do(office, own, wang, "void_request")
        world.settle()
        world.do(office, own, chen, "reject" if seed % 2 else "void_approve")
        world.do(stairs, second, chen, "merge", duplicate_of=own)
        for pc in (office, stairs) if seed < 2 else (stairs, office):
            world.exchange(pc, is_peaceful=True)
        world.settle()
        world.check()
        return world


def play_merged_into_each_other(_seed: int = 0) -> OrderWorld:
    """Two PCs without a line merge two orders: each into the other."""
    with playing(0) as world:
        office, stairs = world.pcs
        own, second = world.orders[0], world.register(office, PEOPLE["office"][1])
        world.settle()
        for pc, order_id, main in ((office, own, second), (stairs, second, own)):
            world.do(pc, order_id, PEOPLE["office"][0], "merge", duplicate_of=main)
        world.settle()
        world.check()
        return world


def states_of(world: OrderWorld) -> set[str]:
    """Every state that its orders came through."""
    return {event.leads_to for order_id in world.orders for _, event in world.log(order_id)}
