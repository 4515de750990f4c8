"""What stands beside orders and what holds their events together: edits are found, two PCs come to one order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from app import access
from app.access import Forbidden
from app.dossiers import clashes
from app.orders import duty, moving, people, showing, verifying
from app.orders.keeping import EVENT, ORDER
from app.records import browsing, editing
from app.records.browsing import Order
from app.records.editing import Seen
from app.records.filters import Selection
from app.records.own_ways import OnlyRegistered
from app.rights import revealing
from app.undo.undoing import Undoing
from ledger import clock, ids
from ledger.orders.refusals import MoveRefused
from storage import state
from storage.errors import NeverChanged
from storage.syncing import cloud_state
from sync import histories
from tests.app.orders.crew import DUTY, GRID, HEAD, Crew, hand_over
from tests.app.rights.staff import employ

SAID = {"opinion": "已了解"}


def _moved(crew: Crew) -> str:
    """An order that the head took and has worked on."""
    order = crew.register(HEAD)
    for action in ("accept", "take", "progress"):
        crew.move(HEAD, order, action, **SAID)
    return order


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("UPDATE work_order SET status = 'S70'", [("local_column", "status")]),
        (
            "UPDATE work_order SET due_at = NULL, assignee = 'li'",
            [("local_column", "due_at"), ("local_column", "assignee")],
        ),
        (
            "UPDATE work_order_event SET actor = 'li' WHERE action = 'accept'",
            [("local_column", "heads"), ("events", "")],
        ),
        (
            "UPDATE work_order_event SET opinion = 'x' WHERE action = 'progress'",
            [("local_column", "heads"), ("events", "")],
        ),
    ],
)
def test_the_check_finds_a_spoiled_column_and_an_edited_event(
    crew: Crew, damage: str, found: list[tuple[str, str]]
) -> None:
    _moved(crew)
    crew.store._writer.run(damage)
    told = [(fault.kind, fault.field) for fault in crew.faults()]
    assert [one for one in found if one not in told] == []


def test_verifying_names_the_first_event_that_does_not_fit(crew: Crew) -> None:
    whole, edited, short = (_moved(crew) for _ in range(3))
    verdict = verifying.verify(crew.head)
    assert (verdict.orders, verdict.events, verdict.faults) == (3, 12, ())
    events = crew.events(edited)
    crew.store._writer.run("UPDATE work_order_event SET to_status = 'S70' WHERE id = ?", (events[1]["id"],))
    crew.store._writer.run("DELETE FROM work_order_event WHERE id = ?", (crew.events(short)[-1]["id"],))
    faults = {one.order_id: one for one in verifying.verify(crew.head).faults}
    assert faults.keys() == {edited, short}
    assert faults[edited].event_id == ids.to_text(events[2]["id"])  # type: ignore[arg-type]
    assert faults[short].event_id == "", "the last one is missing"
    assert whole not in faults


def test_an_event_is_never_changed_nor_taken_back(crew: Crew) -> None:
    undoing = Undoing(crew.head)
    order = crew.register(HEAD)
    [event] = crew.events(order)
    one = event["id"]
    assert isinstance(one, bytes)
    assert undoing.next_undo is None
    with crew.store.write(user=HEAD, kind="set") as write:
        with pytest.raises(NeverChanged):
            write.patch(EVENT, [(one, event, {"opinion": "x"})])
        with pytest.raises(NeverChanged):
            write.take_back(EVENT, [one], reason="撤销")
    with pytest.raises(OnlyRegistered):
        editing.add(crew.head, ORDER, {"title": "x", "description": "x"})
    undoing.close()


def test_a_confidential_reporter_is_told_to_the_head_and_the_holder(crew: Crew) -> None:
    who = {"reporter_name": "赵大爷", "reporter_phone": "13800000001", "confidential": "是"}
    order = crew.register(GRID, **who)
    hidden = showing.dossier(crew.at[DUTY], order).row
    assert {hidden[name] for name in access.REPORTER} == {None}
    with pytest.raises(Forbidden):
        revealing.reveal(crew.at[DUTY], ORDER, order, "reporter_name")
    assert revealing.reveal(crew.head, ORDER, order, "reporter_name").text == "赵大爷"
    seen, typed = Seen(crew.row(order)), {"reporter_name": "钱阿姨"}
    editing.change(crew.head, ORDER, order, {"reporter_name": "孙师傅"})
    for session, told in ((crew.at[DUTY], ("", "")), (crew.head, ("赵*爷", "孙*傅"))):
        (one,) = clashes.clashes(session, ORDER, order, seen, typed).fields
        assert (one.seen, one.theirs) == told
    crew.move(DUTY, order, "accept")
    crew.move(DUTY, order, "dispatch", to_person=DUTY, **SAID)
    assert revealing.reveal(crew.at[DUTY], ORDER, order, "reporter_phone").text == "13800000001"
    shown = browsing.show(crew.at[GRID], ORDER, order, with_history=True)
    assert "赵" not in str(shown.as_json())


def test_no_list_tells_who_reported_a_confidential_order(crew: Crew) -> None:
    said = {"reporter_name": "赵大爷", "reporter_phone": "13800000001"}
    secret, open_one = crew.register(HEAD, **said, confidential="是"), crew.register(HEAD, **said)

    def listed(who: str, search: str = "", *filters: str, by: str = "received_at") -> set[object]:
        found = browsing.page(crew.at[who], ORDER, Selection(search=search, filters=filters), Order(field=by))
        return {row["id"] for row in found.rows}

    for asked in (("", "reporter_phone=13800000001"), ("", "反映人~赵"), ("", "reporter_name!="), ("13800000001",)):
        assert listed(DUTY, *asked) == {open_one}
        assert listed(HEAD, *asked) == {secret, open_one}
    assert listed(DUTY, by="reporter_phone") == {open_one}
    assert listed(DUTY) == listed(DUTY, "渗水") == listed(HEAD, by="reporter_phone") == {secret, open_one}


def test_a_filter_by_the_person_who_reported_is_for_who_may_look(crew: Crew) -> None:
    looks, person = employ(crew.store, "viewer", "viewer"), ids.to_text(ids.new_id())
    with pytest.raises(Forbidden):
        browsing.page(looks, ORDER, Selection(filters=(f"reporter_person={person}",)), Order())


def test_lists_follow_what_events_change(crew: Crew) -> None:
    first, second = crew.register(HEAD), crew.register(HEAD)

    def listed(*filters: str) -> list[object]:
        found = browsing.page(crew.head, ORDER, Selection(filters=filters), Order(field="due_at"))
        return [row["id"] for row in found.rows]

    assert set(listed("status=S10")) == {first, second}
    crew.move(HEAD, first, "accept")
    assert (listed("status=S10"), listed("工单状态=已受理")) == ([second], [first])
    assert listed("overdue_light=绿灯") in ([first, second], [second, first])
    crew.place(second)
    crew.come_from_above(second, "urgent", SAID)
    assert listed("priority=2") == [second]


def test_who_is_on_duty_may_accept(crew: Crew) -> None:
    order = crew.register()
    assert duty.on(crew.at[GRID]) == (DUTY,)
    with pytest.raises(Forbidden):
        duty.put(crew.at[DUTY], clock.today(), [GRID])
    with pytest.raises(people.NobodyCalled):
        duty.put(crew.head, clock.today(), ["nobody"])
    duty.put(crew.head, clock.today(), [])
    with pytest.raises(MoveRefused):
        moving.move(crew.at[DUTY], order, "accept", {})
    duty.put(crew.head, clock.today(), [DUTY])
    assert crew.move(DUTY, order, "accept") == "S20"


def test_duty_of_several_days_is_all_or_nothing_and_of_those_who_handle_orders(crew: Crew) -> None:
    employ(crew.store, "looker", "auditor")
    eve, holiday = date(2026, 2, 14), date(2026, 2, 15)
    put = duty.put_days(crew.head, {holiday: [GRID], eve: [DUTY, GRID, ""]})
    assert put == {eve: (DUTY, GRID), holiday: (GRID,)}
    assert [(one.is_working, bool(one.told), len(one.people)) for one in duty.plan(crew.head, eve, 3)] == [
        (True, True, 2),
        (False, True, 1),
        (False, True, 0),
    ]
    with pytest.raises(people.HandlesNoOrders):
        duty.put_days(crew.head, {eve: [], holiday: ["looker"]})
    assert duty.on(crew.head, eve) == (DUTY, GRID)


def test_while_pages_are_missing_orders_wait_and_are_replayed_at_the_end(crew: Crew) -> None:
    order = crew.register(HEAD)
    crew.move(HEAD, order, "accept")
    crew.store.keep(lambda connection: state.put(connection, cloud_state.PARTIAL, 1))
    crew.come_from_above(order, "urgent", SAID)
    assert (crew.row(order)["heads"], crew.row(order)["priority"]) == (None, "1")
    assert [fault for fault in crew.faults() if fault.ledger == ORDER.name] == []

    def end(connection: object) -> tuple[None, object]:
        from storage.opened.writing import Came
        from storage.syncing.landing import Landing

        landing = Landing(connection)  # type: ignore[arg-type]
        state.put(landing.connection, cloud_state.PARTIAL, 0)
        landing.join()
        told = list(landing.landed)
        landing.finish()
        return None, Came(told)

    crew.store.land(end)  # type: ignore[arg-type]
    assert crew.row(order)["priority"] == "2"
    assert crew.faults() == []


def test_a_pull_that_is_given_up_leaves_no_order_behind(crew: Crew) -> None:
    order = crew.register(HEAD)
    crew.store.keep(lambda connection: state.put(connection, cloud_state.PARTIAL, 1))
    crew.come_from_above(order, "urgent", SAID)
    assert crew.row(order)["heads"] is None
    crew.store.keep(histories.begin_resync)
    assert crew.row(order)["priority"] == "2"
    assert crew.faults() == []


# -- two PCs and one order


@contextmanager
def _two(folder: Path) -> Iterator[tuple[Crew, Crew]]:
    one, two = Crew(folder / "one"), Crew(folder / "two")
    yield one, two
    one.close()
    two.close()


def test_two_pcs_that_moved_one_order_at_once_come_to_the_same(tmp_path: Path) -> None:
    """Both go on without a line; the events come to each in the order that a cloud gives, however they lay."""
    chance = random.Random(8)  # noqa: S311 - no secret
    with _two(tmp_path) as (one, two):
        for at in range(8):
            order = one.register(HEAD, source="01", external_no=f"SH{at}")
            one.place(order)
            hand_over(one, two, order)
            for crew, steps in ((one, ("accept", "take", "progress")), (two, ("urge", "reject", "comment", "accept"))):
                for action in steps[: chance.randint(1, len(steps))]:
                    crew.move(HEAD, order, action, reply="已答复", **SAID)
            first, second = (one, two) if chance.random() < 0.5 else (two, one)
            first.place(order)
            hand_over(first, second, order)
            second.place(order)
            hand_over(second, first, order)
            assert one.row(order)["heads"] == two.row(order)["heads"]
            assert _said(one, order) == _said(two, order)
            told = [event["seq"] for event in one.events(order)]
            assert told == list(range(1, len(told) + 1))
        assert (one.faults(), two.faults()) == ([], [])
        assert verifying.verify(one.head).events == verifying.verify(two.head).events


def _said(crew: Crew, order: str) -> dict[str, object]:
    row = crew.row(order)
    return {item.name: row[item.name] for item in ORDER.fields if item.local}
