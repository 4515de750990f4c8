"""Every line of the state table of work orders, one case each: from where, what, who, to where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger import codes
from ledger.orders import records, rows, states
from ledger.orders.duties import Actor
from ledger.orders.facts import Order
from ledger.orders.flow import allowed
from ledger.orders.guards import GUARDS
from ledger.orders.refusals import MoveRefused, NotForYou, RecordMissing, WrongState
from ledger.orders.rows import row_at
from ledger.orders.standing import RELATIONS
from tests.ledger.orders.rounds import (
    AUDITOR,
    COOP_ZHOU,
    DUTY_LI,
    EVERY_PART,
    EVERYBODY,
    GRID_ZHAO,
    HEAD_CHEN,
    LEAD_SUN,
    MONDAY,
    RULES,
    STREET_QIAN,
    SYSTEM,
    WORKER_WANG,
    moved,
    order_in,
)

STAFF = (HEAD_CHEN, WORKER_WANG, DUTY_LI, GRID_ZHAO, STREET_QIAN, LEAD_SUN, COOP_ZHOU)
CHECKERS = (HEAD_CHEN, WORKER_WANG, DUTY_LI, LEAD_SUN, STREET_QIAN)
ABOVE = (HEAD_CHEN, LEAD_SUN, STREET_QIAN)

# line, from, action, to, who may, what is different about the order
CASES: list[tuple[int, str, str, str, tuple[Actor, ...], dict[str, object]]] = [
    (1, "", "create", "S10", (*STAFF, SYSTEM), {}),
    (1, "S00", "create", "S10", (*STAFF, SYSTEM), {"author": ""}),
    (2, "S10", "verify", "S15", (HEAD_CHEN,), {}),
    (3, "S15", "verify", "S10", (GRID_ZHAO,), {}),
    (4, "S10", "accept", "S20", (HEAD_CHEN, DUTY_LI, LEAD_SUN, STREET_QIAN), {}),
    (5, "S10", "reject", "S90", ABOVE, {}),
    (6, "S10", "merge", "S92", (HEAD_CHEN, STREET_QIAN), {}),
    (6, "S20", "merge", "S92", (HEAD_CHEN, STREET_QIAN), {}),
    (7, "S20", "dispatch", "S30", (HEAD_CHEN, DUTY_LI, LEAD_SUN, STREET_QIAN), {}),
    (8, "S20", "take", "S40", (HEAD_CHEN,), {}),
    (9, "S30", "take", "S40", (GRID_ZHAO,), {}),
    (9, "S30", "take", "S40", (HEAD_CHEN, COOP_ZHOU), {"assignee": "", "assignee_org": "police"}),
    (10, "S30", "recall", "S20", (HEAD_CHEN, STREET_QIAN), {}),
    (11, "S30", "return_request", "S86", (GRID_ZHAO,), {}),
    (11, "S40", "return_request", "S86", (GRID_ZHAO,), {}),
    (12, "S86", "return_approve", "S20", ABOVE, {}),
    (12, "S86", "return_refuse", "S40", ABOVE, {}),
    (12, "S86", "return_refuse", "S30", ABOVE, {"before": "S30"}),
    (12, "S86", "return_approve", "S50", ABOVE, {"returns": 2}),
    (13, "S40", "transfer", "S30", (HEAD_CHEN,), {"assignee_org": "committee"}),
    (14, "S40", "joint", "S45", (GRID_ZHAO,), {}),
    (14, "S45", "joint_done", "S40", (COOP_ZHOU,), {}),
    (14, "S45", "joint_done", "S45", (COOP_ZHOU,), {"parties": ("police", "water")}),
    (15, "S40", "progress", "S40", (GRID_ZHAO,), {}),
    (15, "S45", "progress", "S45", (GRID_ZHAO, COOP_ZHOU), {}),
    (16, "S40", "extend_request", "S85", (GRID_ZHAO,), {}),
    (16, "S45", "extend_request", "S85", (GRID_ZHAO,), {}),
    (17, "S85", "extend_approve", "S40", ABOVE, {}),
    (17, "S85", "extend_refuse", "S40", ABOVE, {}),
    (17, "S85", "extend_refuse", "S45", ABOVE, {"before": "S45"}),
    (17, "S85", "extend_approve", "S40", (STREET_QIAN,), {"source": "01"}),
    (18, "S40", "suspend_request", "S40", (GRID_ZHAO,), {}),
    (18, "S40", "suspend_approve", "S80", (LEAD_SUN, STREET_QIAN), {"asked": frozenset(("suspend",))}),
    (18, "S40", "suspend_refuse", "S40", (LEAD_SUN, STREET_QIAN), {"asked": frozenset(("suspend",))}),
    (19, "S80", "resume", "S40", (GRID_ZHAO, SYSTEM), {}),
    (20, "S20", "escalate", "S50", (HEAD_CHEN,), {}),
    (20, "S40", "escalate", "S50", (HEAD_CHEN,), {}),
    (21, "S50", "dispatch", "S30", (STREET_QIAN,), {}),
    (21, "S50", "finish", "S60", (STREET_QIAN,), {}),
    (21, "S50", "transfer", "S40", (STREET_QIAN,), {}),
    (22, "S40", "finish", "S60", (GRID_ZHAO,), {}),
    (22, "S45", "finish", "S60", (GRID_ZHAO,), {}),
    (23, "S60", "check_pass", "S65", CHECKERS, {}),
    (23, "S60", "check_pass", "S70", CHECKERS, {"need_reply": False}),
    (24, "S60", "check_fail", "S40", CHECKERS, {}),
    (25, "S65", "followup", "S70", CHECKERS, {}),
    (26, "S65", "reopen", "S40", CHECKERS, {"satisfaction": "1"}),
    (26, "S70", "reopen", "S40", CHECKERS, {"satisfaction": "2"}),
    (26, "S70", "reopen", "S40", (HEAD_CHEN, STREET_QIAN), {"satisfaction": "2", "source": "01"}),
    (27, "S40", "void_request", "S40", (GRID_ZHAO,), {}),
    (27, "S40", "void_approve", "S91", (HEAD_CHEN, STREET_QIAN), {"asked": frozenset(("void",))}),
    (27, "S40", "void_refuse", "S40", (HEAD_CHEN, STREET_QIAN), {"asked": frozenset(("void",))}),
    (28, "S40", "urge", "S40", ABOVE, {}),
    (28, "S40", "supervise", "S40", ABOVE, {}),
    (28, "S40", "instruct", "S40", (HEAD_CHEN, STREET_QIAN), {}),
    (28, "S40", "urgent", "S40", ABOVE, {}),
    (28, "S40", "comment", "S40", STAFF, {}),
    (29, "S65", "close", "S70", (HEAD_CHEN, STREET_QIAN), {}),
    (29, "S70", "close", "S70", (HEAD_CHEN, STREET_QIAN), {}),
]


def _given(action: str) -> dict[str, object]:
    given = dict(EVERY_PART)
    if action.startswith("extend"):
        given["new_due_at"] = "2026-12-10"
    return given


@pytest.mark.parametrize(("line", "status", "action", "to", "who", "facts"), CASES)
def test_each_line_leads_where_it_says_for_whom_it_names_and_nobody_else(
    line: int, status: str, action: str, to: str, who: tuple[Actor, ...], facts: dict[str, object]
) -> None:
    order = order_in(status, **facts)
    row = row_at(status, action)
    assert row is not None
    assert row.number == line
    for actor in EVERYBODY:
        if actor in who:
            made = moved(order, action, actor, _given(action))
            assert (made.event.from_status, made.event.to_status, made.order.status) == (status, to, to), actor.login
            assert made.event.action == action
            assert made.order.seq == order.seq + 1
        else:
            with pytest.raises(NotForYou) as refused:
                moved(order, action, actor, _given(action))
            assert refused.value.action == action


def test_the_cases_are_the_whole_table() -> None:
    assert {line for line, *_ in CASES} == set(range(1, 30))
    tried = {(status, action) for _, status, action, *_ in CASES}
    every = {(status, row.action) for row in rows.ALL for status in row.sources if row.number not in (27, 28)}
    assert every <= tried


def test_every_target_of_the_table_is_reached_by_a_case() -> None:
    reached = {(status, action, to) for _, status, action, to, *_ in CASES}
    for row in rows.ALL:
        for status in row.sources:
            for to in row.targets(status):
                is_any_open = row.number in (27, 28)
                is_elsewhere = (row.action, to) in {
                    ("create", "S00"), ("followup", "S40"), ("followup", "S65"), ("transfer", "S20"),
                }  # fmt: skip
                if not is_any_open and not is_elsewhere and row.action != "extend_approve":
                    assert (status, row.action, to) in reached


@pytest.mark.parametrize("status", states.OPEN)
def test_any_open_order_takes_notes_and_a_request_to_void_it(status: str) -> None:
    for action in ("urge", "supervise", "instruct", "urgent", "comment"):
        assert moved(order_in(status), action, HEAD_CHEN).order.status == status
    asked = moved(order_in(status), "void_request", GRID_ZHAO).order
    assert (asked.status, asked.asked) == (status, {"void"})
    assert (refused := moved(asked, "void_refuse", HEAD_CHEN).order).asked == set()
    assert refused.status == status
    assert moved(asked, "void_approve", HEAD_CHEN).order.status == "S91"


@pytest.mark.parametrize("status", sorted(states.TERMINAL))
def test_an_ended_order_takes_nothing_but_what_the_table_says(status: str) -> None:
    possible = {"S70": {"reopen", "close"}}.get(status, set())
    for action in codes.table("work_order_action").by_code:
        if action not in possible:
            with pytest.raises(WrongState) as refused:
                moved(order_in(status), action, HEAD_CHEN)
            assert set(refused.value.possible) <= possible


@pytest.mark.parametrize("action", [line.code for line in codes.table("work_order_action").lines])
def test_every_action_of_the_code_table_has_its_row_and_every_pair_without_one_is_refused(action: str) -> None:
    sources = {status for row in rows.ALL if row.action == action for status in row.sources}
    assert sources
    for status in {"", *states.CODES} - sources:
        with pytest.raises(WrongState):
            moved(order_in(status), action, STREET_QIAN)


def test_the_tables_name_each_other_rightly() -> None:
    actions, statuses = (codes.table(f"work_order_{name}").by_code for name in ("action", "status"))
    assert set(states.CODES) == set(statuses)
    assert {row.action for row in rows.ALL} == set(actions)
    for row in rows.ALL:
        assert {*row.sources, *row.to} <= {"", "=", *states.CODES}
        assert set(row.who) <= RELATIONS.keys()
        assert set(row.guards) <= GUARDS.keys()
        assert set(row.needs) <= records.NEEDS


def test_no_two_rows_are_for_the_same_state_and_action() -> None:
    pairs = [(status, row.action) for row in rows.ALL for status in row.sources]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("row", [row for row in rows.ALL if row.needs], ids=lambda row: f"{row.number}-{row.action}")
def test_no_move_skips_a_required_record(row: rows.Row) -> None:
    line, status, action, _, who, facts = next(
        case for case in CASES if case[0] == row.number and case[2] == row.action
    )
    order = order_in(status, **{"had_photo": True} | facts)
    stands_for = {
        "to_whom": ("to_person", "to_org"),
        "evidence": ("evidence", "attachments"),
        "materials": ("materials", "attachments"),
        "photo_after": ("attachments",),
        "words": ("opinion",),
    }
    for part in row.needs:
        given = {name: value for name, value in _given(action).items() if name not in stands_for.get(part, (part,))}
        with pytest.raises(RecordMissing) as refused:
            moved(order, action, who[0], given)
        assert part in refused.value.parts, line
    with pytest.raises(RecordMissing) as refused:
        moved(order, action, who[0], dict.fromkeys(_given(action), "  "))
    assert set(row.needs) == set(refused.value.parts)


def test_what_is_offered_can_be_done_and_what_is_not_offered_cannot() -> None:
    """`allowed` and `move` agree, for everybody in every state."""
    for status in ("", *states.CODES):
        for facts in (
            {},
            {"asked": frozenset(("void",))},
            {"asked": frozenset(("suspend",))},
            {"source": "01"},
            {"need_reply": False},
        ):
            order = order_in(status, **facts) if status else Order()
            for actor in EVERYBODY:
                offered = {choice.action: choice for choice in allowed(order, actor, MONDAY, RULES)}
                for row in rows.rows_from(status):
                    try:
                        made = moved(order, row.action, actor, _given(row.action), at=MONDAY)
                    except MoveRefused:
                        assert row.action not in offered, (status, row.action, actor.login, facts)
                    else:
                        choice = offered[row.action]
                        wanted = made.event.detail.get("awaiting", made.order.status)
                        assert wanted in choice.targets
                        assert choice.awaits or made.order.awaiting is None


def test_auditors_and_reviewers_do_nothing_with_orders() -> None:
    for status in ("", *states.CODES):
        order = replace(order_in(status), assignee=AUDITOR.login, author=AUDITOR.login)
        assert allowed(order, AUDITOR, MONDAY, RULES) == ()
