"""What becomes of moves that were made at the same time: the page's table, and all pairs of states."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ledger import codes
from ledger.orders import process_book, rows, states
from ledger.orders.duties import Actor
from ledger.orders.effects import after
from ledger.orders.facts import Event, Order
from ledger.orders.merging import Asked, Decision, asked_by, decide, placed
from ledger.orders.refusals import GuardForbids, MoveRefused
from ledger.orders.standing import has_handled, may_close, may_do
from tests.ledger.orders.rounds import (
    DUTY_LI,
    EVERYBODY,
    GRID_ZHAO,
    HEAD_CHEN,
    MONDAY,
    STREET_QIAN,
    WORKER_WANG,
    moved,
    order_in,
)

PROCESS = process_book.shipped().of("C104")
ACTIONS = tuple(line.code for line in codes.table("work_order_action").lines)


def _decided(status: str, move: Asked, actor: Actor, **facts: object) -> Decision:
    return decide(order_in(status, **facts), move, actor, PROCESS)


def _in_vain(to: str, hours: int) -> Asked:
    return Asked("followup", "S65", to, called_at=MONDAY + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("cur", "asked", "actor", "facts", "outcome"),
    [
        # the order is where it was seen
        ("S30", Asked("take", "S30", "S40"), GRID_ZHAO, {}, ("apply", "S40", "")),
        ("S30", Asked("take", "S30", "S40"), WORKER_WANG, {}, ("refused", "S30", "not_for_you")),
        (
            "S60",
            Asked("check_pass", "S60", "S65"),
            HEAD_CHEN,
            {"handlers": frozenset(("chen",))},
            ("refused", "S60", "handled"),
        ),
        # the order is there already
        ("S60", Asked("finish", "S40", "S60"), GRID_ZHAO, {}, ("no_op", "S60", "")),
        ("S40", Asked("resume", "S80", "S40"), GRID_ZHAO, {}, ("no_op", "S40", "")),
        # the same action goes on from where the order is now
        ("S40", Asked("return_request", "S30", "S86"), GRID_ZHAO, {}, ("merged", "S86", "")),
        ("S40", Asked("escalate", "S20", "S50"), HEAD_CHEN, {}, ("merged", "S50", "")),
        ("S45", Asked("finish", "S40", "S60"), GRID_ZHAO, {}, ("merged", "S60", "")),
        ("S40", Asked("void_request", "S30", "S30"), GRID_ZHAO, {}, ("merged", "S40", "")),
        ("S70", Asked("reopen", "S65", "S40"), WORKER_WANG, {"satisfaction": "2"}, ("merged", "S40", "")),
        ("S70", Asked("reopen", "S65", "S40"), HEAD_CHEN, {"satisfaction": "5"}, ("merged", "S40", "")),
        # the resident was asked meanwhile, or the street closed it
        ("S70", Asked("reopen", "S65", "S40"), WORKER_WANG, {"satisfaction": "5"}, ("refused", "S70", "satisfied")),
        ("S70", Asked("reopen", "S70", "S40"), WORKER_WANG, {"satisfaction": "5"}, ("refused", "S70", "satisfied")),
        (
            "S70",
            Asked("reopen", "S65", "S40"),
            WORKER_WANG,
            {"satisfaction": "2", "source": "01"},
            ("refused", "S70", "not_for_you"),
        ),
        # three calls in vain are three, whoever made them
        ("S65", _in_vain("S65", 2), WORKER_WANG, {"tried_at": MONDAY, "failed_contacts": 1}, ("apply", "S65", "")),
        (
            "S65",
            _in_vain("S65", 1),
            WORKER_WANG,
            {"tried_at": MONDAY, "failed_contacts": 1},
            ("refused", "S65", "same_try"),
        ),
        ("S65", _in_vain("S70", 2), WORKER_WANG, {"tried_at": MONDAY, "failed_contacts": 2}, ("apply", "S70", "")),
        ("S65", _in_vain("S70", 2), WORKER_WANG, {}, ("refused", "S65", "same_try")),
        # nothing leads there
        ("S50", Asked("transfer", "S40", "S30"), HEAD_CHEN, {}, ("refused", "S50", "unreachable")),
        ("S60", Asked("extend_request", "S40", "S85"), GRID_ZHAO, {}, ("refused", "S60", "unreachable")),
        # the order has ended
        ("S70", Asked("progress", "S40", "S40"), GRID_ZHAO, {}, ("refused", "S70", "ended")),
        ("S91", Asked("finish", "S40", "S60"), GRID_ZHAO, {}, ("refused", "S91", "ended")),
        ("S92", Asked("reject", "S10", "S90"), HEAD_CHEN, {}, ("refused", "S92", "ended")),
        # an end beats an open state when the one who acted could close
        ("S40", Asked("reject", "S10", "S90"), HEAD_CHEN, {}, ("merged", "S90", "")),
        ("S40", Asked("close", "S65", "S70"), HEAD_CHEN, {"result_kind": "实际解决"}, ("merged", "S70", "")),
        ("S40", Asked("close", "S65", "S70"), HEAD_CHEN, {}, ("refused", "S40", "unreachable")),
        (
            "S40",
            Asked("followup", "S65", "S70"),
            WORKER_WANG,
            {"result_kind": "实际解决"},
            ("refused", "S40", "unreachable"),
        ),
        # whoever passed the check does not ask the resident besides
        ("S65", Asked("followup", "S65", "S70"), HEAD_CHEN, {"checker": "chen"}, ("refused", "S65", "checked")),
        ("S65", Asked("followup", "S65", "S70"), HEAD_CHEN, {"checker": "wang"}, ("apply", "S70", "")),
        (
            "S40",
            Asked("followup", "S65", "S70"),
            HEAD_CHEN,
            {"result_kind": "实际解决", "checker": "chen"},
            ("refused", "S40", "unreachable"),
        ),
        ("S40", Asked("reject", "S10", "S90"), HEAD_CHEN, {"source": "01"}, ("refused", "S40", "unreachable")),
        ("S40", Asked("reject", "S10", "S90"), STREET_QIAN, {"source": "01"}, ("merged", "S90", "")),
        # two assignments: the first stands
        ("S30", Asked("dispatch", "S20", "S30", to_person="li"), DUTY_LI, {}, ("refused", "S30", "assigned")),
        ("S40", Asked("dispatch", "S20", "S30", to_person="li"), DUTY_LI, {}, ("refused", "S40", "assigned")),
        ("S30", Asked("dispatch", "S20", "S30", to_person="zhao"), DUTY_LI, {}, ("no_op", "S30", "")),
        ("S40", Asked("take", "S20", "S40"), HEAD_CHEN, {}, ("refused", "S40", "assigned")),
        ("S40", Asked("take", "S30", "S40"), GRID_ZHAO, {}, ("no_op", "S40", "")),
        ("S30", Asked("transfer", "S40", "S30", to_person="li"), HEAD_CHEN, {}, ("refused", "S30", "assigned")),
        # words about an order are kept, wherever it has gone
        ("S60", Asked("progress", "S40", "S40"), GRID_ZHAO, {}, ("no_op", "S60", "")),
        ("S86", Asked("urge", "S40", "S40"), HEAD_CHEN, {}, ("no_op", "S86", "")),
        # an outside order: a wish to end it is no end
        ("S65", Asked("close", "S65", "S65"), HEAD_CHEN, {"source": "01"}, ("apply", "S65", "")),
        ("S65", Asked("close", "S65", "S70"), HEAD_CHEN, {"source": "01"}, ("refused", "S65", "awaits")),
        ("S65", Asked("close", "S65", "S70"), STREET_QIAN, {"source": "01"}, ("apply", "S70", "")),
        ("S20", Asked("merge", "S10", "S10"), HEAD_CHEN, {"source": "02"}, ("merged", "S20", "")),
        # what was asked for first, and counts, are looked at again
        ("S40", Asked("void_approve", "S40", "S91"), HEAD_CHEN, {}, ("refused", "S40", "not_asked")),
        ("S40", Asked("void_approve", "S40", "S91"), HEAD_CHEN, {"asked": frozenset(("void",))}, ("apply", "S91", "")),
        (
            "S40",
            Asked("suspend_approve", "S40", "S80"),
            STREET_QIAN,
            {"asked": frozenset(("void",))},
            ("refused", "S40", "not_asked"),
        ),
        (
            "S85",
            Asked("extend_approve", "S85", "S40", days=3),
            HEAD_CHEN,
            {"extensions": 2},
            ("refused", "S85", "used_up"),
        ),
        (
            "S85",
            Asked("extend_approve", "S85", "S40", days=3),
            HEAD_CHEN,
            {"extended_days": 13},
            ("refused", "S85", "used_up"),
        ),
        ("S85", Asked("extend_approve", "S85", "S40", days=3), STREET_QIAN, {"extensions": 2}, ("apply", "S40", "")),
        ("S60", Asked("check_pass", "S60", "S70"), HEAD_CHEN, {"result_kind": ""}, ("refused", "S60", "no_result")),
        # a refusal of a request that is open; a second one says what was said, any other answer came too late
        ("S40", Asked("void_refuse", "S40", "S40"), HEAD_CHEN, {"asked": frozenset(("void",))}, ("apply", "S40", "")),
        ("S40", Asked("void_refuse", "S30", "S30"), HEAD_CHEN, {"asked": frozenset(("void",))}, ("merged", "S40", "")),
        ("S40", Asked("void_refuse", "S40", "S40"), HEAD_CHEN, {"refused": frozenset(("void",))}, ("no_op", "S40", "")),
        (
            "S40",
            Asked("void_approve", "S40", "S91"),
            HEAD_CHEN,
            {"refused": frozenset(("void",))},
            ("refused", "S40", "not_asked"),
        ),
        ("S91", Asked("void_refuse", "S40", "S40"), HEAD_CHEN, {}, ("refused", "S91", "ended")),
        ("S80", Asked("suspend_refuse", "S40", "S40"), STREET_QIAN, {}, ("refused", "S80", "unreachable")),
        ("S40", Asked("suspend_refuse", "S40", "S40"), STREET_QIAN, {}, ("refused", "S40", "not_asked")),
        # an answer goes back to what was before, as the cloud has it
        ("S85", Asked("extend_refuse", "S85", "S40"), HEAD_CHEN, {"before": "S45"}, ("apply", "S45", "")),
        ("S86", Asked("return_refuse", "S86", "S30"), HEAD_CHEN, {"before": "S40"}, ("apply", "S40", "")),
        # the street's answers
        (
            "S65",
            Asked("close", "S65", "S70", answers=True),
            STREET_QIAN,
            {"awaiting": ("close", "S70")},
            ("apply", "S70", ""),
        ),
        (
            "S65",
            Asked("close", "S65", "S70", answers=True),
            HEAD_CHEN,
            {"awaiting": ("close", "S70")},
            ("refused", "S65", "not_for_you"),
        ),
        ("S40", Asked("close", "S65", "S70", answers=True), STREET_QIAN, {}, ("refused", "S40", "not_asked")),
        (
            "S65",
            Asked("comment", "S65", "S65", answers=False),
            STREET_QIAN,
            {"awaiting": ("close", "S70")},
            ("apply", "S65", ""),
        ),
        ("S40", Asked("comment", "S65", "S65", answers=False), STREET_QIAN, {}, ("no_op", "S40", "")),
        # what the table does not have
        ("S40", Asked("finish", "S10", "S70"), GRID_ZHAO, {}, ("refused", "S40", "no_such_move")),
        ("S40", Asked("close", "S65", "S65"), HEAD_CHEN, {}, ("refused", "S40", "no_such_move")),
        ("S40", Asked("fly", "S40", "S99"), HEAD_CHEN, {}, ("refused", "S40", "no_such_move")),
    ],
)
def test_the_offline_table(
    cur: str, asked: Asked, actor: Actor, facts: dict[str, object], outcome: tuple[str, str, str]
) -> None:
    decided = _decided(cur, asked, actor, **facts)
    assert (decided.outcome, decided.status, decided.why) == outcome


def test_a_conflict_is_shown_to_who_moved_and_to_who_has_the_order() -> None:
    decided = _decided("S30", Asked("dispatch", "S20", "S30", to_person="li"), DUTY_LI)
    assert decided.is_conflict
    assert decided.noticed == ("li", "zhao")
    assert not _decided("S60", Asked("finish", "S40", "S60"), GRID_ZHAO).is_conflict


def test_every_pair_of_states_every_action_and_everybody_is_decided() -> None:
    """Total, the same every time, and never to a state that the guards keep for others."""
    every = ("", *states.CODES)
    for cur, source in product(every, ("03", "01")):
        order = order_in(cur, source=source)
        for frm, to, action in product(every, every, ACTIONS):
            row = rows.row_at(frm, action)
            for actor in EVERYBODY if row is not None else (HEAD_CHEN,):
                asked = Asked(action, frm, to)
                decided = decide(order, asked, actor, PROCESS)
                if decided.outcome in ("refused", "no_op"):
                    assert decided.status == cur
                    assert decided.is_conflict == bool(decided.why)
                    continue
                assert decided.outcome == ("apply" if frm == cur else "merged")
                assert row is not None
                here = rows.row_at(cur, action)
                by_table = here is not None and may_do(here, order, actor, PROCESS)
                assert by_table or (decided.status in states.TERMINAL and may_close(order, actor))
                if order.is_outside and decided.status != cur:
                    assert decided.status not in states.TERMINAL or actor.is_above
                if decided.status == "S70" != cur:
                    assert order.result_kind
                if action in ("check_pass", "check_fail", "followup"):
                    assert not has_handled(order, actor)
                assert decide(order, asked, actor, PROCESS) == decided


def _made(order: Order, action: str, actor: Actor) -> Event | None:
    try:
        return moved(order, action, actor).event
    except MoveRefused:
        return None


@given(
    some.sampled_from([code for code in states.OPEN if code != "S00"]),
    some.tuples(some.sampled_from(EVERYBODY), some.sampled_from(ACTIONS)),
    some.tuples(some.sampled_from(EVERYBODY), some.sampled_from(ACTIONS)),
)
def test_of_two_moves_from_one_state_the_first_stands(
    status: str, one: tuple[Actor, str], two: tuple[Actor, str]
) -> None:
    """Two PCs move what both saw. The second counts as an event; what it changes is what was decided."""
    start = order_in(status, asked=frozenset(("void",)))
    first, second = _made(start, one[1], one[0]), _made(start, two[1], two[0])
    if first is None or second is None:
        return
    there = after(start, first)
    decided = decide(there, asked_by(second), two[0], PROCESS)
    event = placed(second, decided, there.seq + 1)
    then = after(there, event)
    assert (then.seq, then.status) == (start.seq + 2, decided.status)
    assert (event.action, event.from_status, event.to_status) == (second.action, status, second.to_status)
    if decided.outcome in ("no_op", "refused"):
        assert then == replace(there, seq=then.seq, handlers=then.handlers)
        assert then.handlers - there.handlers <= {two[0].login}


def test_who_worked_on_an_order_has_handled_it_though_another_was_first() -> None:
    """Two finished what both had: the second finish changes nothing, but its author does not check the order."""
    start = order_in("S40", assignee="", assignee_org="committee", handlers=frozenset(), need_reply=False)
    there = moved(start, "finish", GRID_ZHAO).order
    late = moved(start, "finish", WORKER_WANG).event
    decided = decide(there, asked_by(late), WORKER_WANG, PROCESS)
    assert decided.outcome == "no_op"
    then = after(there, placed(late, decided, there.seq + 1))
    assert then.handlers == {"zhao", "wang"}
    with pytest.raises(GuardForbids):
        moved(then, "check_pass", WORKER_WANG)
    assert moved(then, "check_pass", DUTY_LI).order.status == "S70"
