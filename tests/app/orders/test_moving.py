"""Orders moved by real people over a real store: every line of the state table, and what forbids a move."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from app.orders import intake, keeping, moving, verifying, waking
from ledger import clock, ids
from ledger.orders import effects, rows, stored
from ledger.orders.columns import NAMES, columns_of
from ledger.orders.facts import Event
from ledger.orders.placing import place
from ledger.orders.process_book import shipped
from ledger.orders.refusals import GuardForbids, MoveRefused, NotForYou, RecordMissing, RecordUnreadable, WrongState
from tests.app.orders.crew import ABOVE, DUTY, GRID, HEAD, Crew

PHONE = {"reporter_phone": "13800000001"}
SAID = {"opinion": "已了解"}
DONE = {"result": "已修好", "result_kind": "实际解决", "minutes_spent": "40"}
PHOTO = "a photo of the order"
SHOWN = {**DONE, "attachments": PHOTO}
LOOKED = {"way": "现场", "opinion": "已看过"}
UP = {"opinion": "要换主管", "tried": "已上门", "materials": "报价单"}


def _day(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def _heard() -> dict[str, str]:
    return {"contacted_at": clock.local_text(clock.now_text()), "satisfaction": "4", "opinion": "满意"}


Script = list[tuple[str, str, dict[str, str], str]]
"""Who does what with which record, and the state it leads to."""


def _scripts() -> list[tuple[dict[str, str], Script]]:
    later = {"new_due_at": _day(14), "opinion": "等材料", "evidence": "订货单"}
    return [
        (
            PHONE,
            [
                (HEAD, "verify", {"to_person": GRID, "new_due_at": _day(1)}, "S15"),
                (GRID, "verify", {"opinion": "属实", "attachments": PHOTO}, "S10"),
                (DUTY, "accept", {}, "S20"),
                (DUTY, "dispatch", {"to_whom": GRID, **SAID}, "S30"),
                (DUTY, "recall", SAID, "S20"),
                (DUTY, "dispatch", {"to_person": GRID, **SAID}, "S30"),
                (GRID, "take", {}, "S40"),
                (GRID, "progress", SAID, "S40"),
                (GRID, "joint", {"parties": DUTY}, "S45"),
                (DUTY, "joint_done", SAID, "S40"),
                (GRID, "extend_request", later, "S85"),
                (HEAD, "extend_refuse", SAID, "S40"),
                (GRID, "extend_request", later, "S85"),
                (HEAD, "extend_approve", SAID, "S40"),
                (GRID, "suspend_request", {"reason_kind": "材料", "resume_on": _day(30)}, "S40"),
                (ABOVE, "suspend_refuse", SAID, "S40"),
                (GRID, "suspend_request", {"reason_kind": "材料", "resume_on": _day(30)}, "S40"),
                (ABOVE, "suspend_approve", {}, "S80"),
                (GRID, "resume", {}, "S40"),
                (GRID, "return_request", {"suggested_org": "物业", **SAID}, "S86"),
                (HEAD, "return_refuse", SAID, "S40"),
                (HEAD, "transfer", {"to_person": DUTY, **SAID}, "S30"),
                (DUTY, "take", {}, "S40"),
                (DUTY, "finish", SHOWN, "S60"),
                (HEAD, "check_fail", SAID, "S40"),
                (DUTY, "finish", SHOWN, "S60"),
                (HEAD, "check_pass", LOOKED, "S65"),
                (ABOVE, "followup", _heard(), "S70"),
                (HEAD, "reopen", SAID, "S40"),
                (DUTY, "finish", SHOWN, "S60"),
                (HEAD, "check_pass", LOOKED, "S65"),
                (HEAD, "close", SAID, "S70"),
            ],
        ),
        ({}, [(HEAD, "reject", {"reply": "不归居委办理", **SAID}, "S90")]),
        (
            {},
            [
                (HEAD, "accept", {}, "S20"),
                (HEAD, "take", {}, "S40"),
                (HEAD, "escalate", UP, "S50"),
                (ABOVE, "dispatch", {"to_person": DUTY, **SAID}, "S30"),
                (DUTY, "return_request", {"suggested_org": "街道", **SAID}, "S86"),
                (HEAD, "return_approve", SAID, "S20"),
                (HEAD, "escalate", UP, "S50"),
                (ABOVE, "transfer", SAID, "S20"),
                (HEAD, "escalate", UP, "S50"),
                (ABOVE, "transfer", {"to_person": DUTY, **SAID}, "S40"),
                (HEAD, "escalate", UP, "S50"),
                (ABOVE, "finish", {"result_kind": "解释说明", **SAID}, "S60"),
            ],
        ),
        (
            {},
            [
                (GRID, "void_request", SAID, "S10"),
                (HEAD, "void_refuse", SAID, "S10"),
                (GRID, "void_request", SAID, "S10"),
                (HEAD, "void_approve", {}, "S91"),
            ],
        ),
        (
            {},
            [
                (HEAD, "urge", SAID, "S10"),
                (HEAD, "supervise", {"level": "黄牌", **SAID}, "S10"),
                (HEAD, "instruct", SAID, "S10"),
                (HEAD, "urgent", SAID, "S10"),
                (GRID, "comment", SAID, "S10"),
            ],
        ),
        ({"is_draft": "是"}, [(GRID, "create", {}, "S10")]),
    ]


def test_every_line_of_the_state_table_is_walked_and_the_columns_follow(crew: Crew) -> None:
    main = crew.register()
    for typed, script in [*_scripts(), ({}, [(HEAD, "merge", {"duplicate_of": main}, "S92")])]:
        order = crew.register(**typed)
        for who, action, given, leads_to in script:
            said = {name: crew.photo(order, who) if value == PHOTO else value for name, value in given.items()}
            assert crew.move(who, order, action, **said) == leads_to, (who, action)
        assert crew.row(order)["events"] == len(script) + 1
    assert crew.walked == {(row.number, row.action) for row in rows.ALL}
    assert crew.faults() == []
    assert verifying.verify(crew.head).faults == ()


@pytest.mark.parametrize(
    ("who", "action", "given", "why"),
    [
        (DUTY, "take", {}, WrongState),
        (GRID, "accept", {}, NotForYou),
        (DUTY, "reject", {"reply": "不归居委", **SAID}, NotForYou),
        (HEAD, "reject", {}, RecordMissing),
        (DUTY, "accept", {"limit_rule": "complex"}, GuardForbids),
        (HEAD, "verify", {"to_person": GRID, "new_due_at": "不知道"}, RecordUnreadable),
        (HEAD, "no such step", {}, moving.UnknownAction),
        (HEAD, "申请", {}, moving.UnknownAction),
    ],
)
def test_a_forbidden_move_says_why_and_writes_nothing(
    crew: Crew, who: str, action: str, given: dict[str, str], why: type[MoveRefused]
) -> None:
    order = crew.register()
    before = crew.row(order)
    with pytest.raises(why):
        moving.move(crew.at[who], order, action, given)
    assert crew.row(order) == before
    assert len(crew.events(order)) == 1


def test_what_is_offered_can_be_done_and_what_is_not_offered_cannot(crew: Crew) -> None:
    order = crew.register()
    offered = {one.action: one for one in moving.choices(crew.at[DUTY], order)}
    assert {"accept", "comment"} <= offered.keys()
    assert "reject" not in offered
    assert crew.move(DUTY, order, "accept") == "S20"
    [dispatch] = [one for one in moving.choices(crew.at[DUTY], order) if one.action == "dispatch"]
    assert (dispatch.label, dispatch.needs, dispatch.either) == ("派单/交办", ("opinion",), (("to_person", "to_org"),))


def test_an_outside_order_ends_with_the_street_and_is_one_order_on_every_pc(crew: Crew) -> None:
    order = crew.register(HEAD, source="12345热线", external_no="SH20261122001")
    assert crew.move(HEAD, order, "reject", reply="不归居委办理", **SAID) == "S10"
    assert crew.row(order)["awaiting"] == "S90"
    with pytest.raises(GuardForbids):
        moving.move(crew.head, order, "reject", {"reply": "不归居委办理", **SAID})
    from app.records.twins import AlreadyThere

    with pytest.raises(AlreadyThere):
        intake.create(
            crew.head, {"description": "同一件", "category": "C104", "source": "01", "external_no": "SH20261122001"}
        )


def test_whatever_happens_the_columns_are_those_of_a_replay(crew: Crew) -> None:
    """Steps that are offered, in any order, some of them decided by a cloud in between."""
    chance = random.Random(20261122)  # noqa: S311 - no secret
    orders = [crew.register(**(PHONE if at % 2 else {})) for at in range(6)]
    done = 0
    for _ in range(160):
        order, who = chance.choice(orders), chance.choice((HEAD, DUTY, GRID, ABOVE))
        done += _step(crew, chance, order, who)
        if chance.random() < 0.1:
            crew.place(order)
    assert done > 60
    for order in orders:
        row, stored_events = crew.row(order), crew.events(order)
        alone = columns_of(place(stored_events, order, shipped()))
        assert {name: row[name] for name in NAMES} == alone
        crew.place(order)
        replayed = effects.replay(map(stored.event_of, crew.events(order)), order)
        assert (crew.row(order)["status"], replayed.seq) == (replayed.status, len(stored_events))
    assert crew.faults() == []


def _step(crew: Crew, chance: random.Random, order: str, who: str) -> bool:
    given = {**SAID, **DONE, **LOOKED, **UP, **_heard(), "satisfaction": chance.choice("0145")}
    given |= {"to_person": chance.choice((DUTY, GRID)), "parties": HEAD, "reason_kind": "项目", "resume_on": _day(20)}
    given |= {"suggested_org": "物业", "level": "普通", "reply": "已答复", "evidence": "说明"}
    if who == ABOVE:
        action = chance.choice(("urge", "suspend_approve", "extend_approve", "dispatch"))
        given |= {"new_due_at": ""}
    else:
        offered = [one for one in moving.choices(crew.at[who], order) if one.action not in ("merge", "reject")]
        forward = [one for one in offered if one.targets != (crew.row(order)["status"],)] or offered
        if not forward:
            return False
        action = chance.choice(forward).action
        given |= {"new_due_at": _day(chance.randint(1, 3)) if action != "extend_request" else _day(15)}
    try:
        crew.move(who, order, action, **given)
    except MoveRefused:
        return False
    return True


def test_registering_and_moving_stand_or_fall_as_one_write(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    from storage import order_columns

    order = crew.register()
    before = crew.row(order), len(crew.events(order))

    def stop(*_: object) -> list[bytes]:
        raise KeyboardInterrupt

    monkeypatch.setattr(order_columns, "refresh", stop)
    with pytest.raises(KeyboardInterrupt):
        moving.move(crew.head, order, "accept", {})
    with pytest.raises(KeyboardInterrupt):
        intake.create(crew.head, {"description": "路灯不亮", "category": "C104"})
    monkeypatch.undo()
    assert (crew.row(order), len(crew.events(order))) == before
    with crew.store.reader() as reader:
        assert reader.count(keeping.ORDER) == 1
    assert crew.faults() == []


def test_events_know_their_hash_by_their_order_as_text(crew: Crew) -> None:
    order = crew.register()
    crew.move(HEAD, order, "accept")
    first, second = crew.events(order)
    assert first["prev_hash"] == "0" * 64
    assert second["prev_hash"] != first["prev_hash"]
    assert crew.row(order)["heads"] != second["prev_hash"]
    event = stored.event_of(second)
    assert isinstance(event, Event)
    assert ids.to_text(first["order_uid"]) == order  # type: ignore[arg-type]


def test_a_few_words_are_enough_and_the_rest_is_filled_in(crew: Crew) -> None:
    order = crew.register(GRID, nonsense="x")
    row = crew.row(order)
    assert (row["title"], row["source"], row["priority"], row["module"]) == ("房屋渗漏", "99", "1", "04")
    assert (row["status"], row["need_reply"], row["created_by"]) == ("S10", 0, GRID)
    number = str(row["order_no"])
    assert (number[:10], len(number), number[-3:]) == (f"GD{clock.today():%Y%m%d}", 17, "001")
    assert str(crew.row(crew.register())["order_no"]) == number[:-1] + "2"
    with pytest.raises(GuardForbids):
        crew.register(received_at=_day(2))
    told = {"source": "01", "external_no": "SH7", "external_due_at": _day(9), "external_category": "房屋/渗漏"}
    outside = crew.register(HEAD, **told)
    assert crew.row(outside)["external_category"] == "房屋/渗漏"
    crew.move(HEAD, outside, "accept")
    assert clock.day_of(str(crew.row(outside)["due_at"])).isoformat() == _day(9), "taken over when it is accepted"


class _At:
    """A clock that is some days ahead."""

    def __init__(self, days: int) -> None:
        self._days = days

    def now(self) -> datetime:
        return clock.SystemClock().now() + timedelta(days=self._days)


def test_a_suspended_order_goes_on_by_itself_on_its_day(crew: Crew) -> None:
    order = crew.register(HEAD)
    for action in ("accept", "take"):
        crew.move(HEAD, order, action)
    crew.move(HEAD, order, "suspend_request", reason_kind="材料", resume_on=_day(10))
    assert crew.move(ABOVE, order, "suspend_approve") == "S80"
    with clock.use(_At(9)):
        assert waking.resume_due(crew.head) == 0
    with clock.use(_At(10)):
        assert waking.resume_due(crew.at[GRID]) == 1
        assert waking.resume_due(crew.head) == 0
    assert (crew.row(order)["status"], crew.events(order)[-1]["actor"]) == ("S40", "system")
    assert crew.faults() == []
