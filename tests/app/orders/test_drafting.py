"""A draft 草稿 from its making to its registration."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.orders import mine, moving
from app.orders.filters import Filters
from app.records.twins import AlreadyThere
from ledger import clock
from ledger.errors import FieldsRefused
from ledger.orders.refusals import GuardForbids
from tests.app.orders.crew import DUTY, GRID, HEAD, Crew

DRAFT = {"is_draft": "是"}


def _later(monkeypatch: pytest.MonkeyPatch, days: int) -> datetime:
    """So many days later everything goes on."""
    then = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: then)
    return then


def test_a_draft_can_be_spoken_of_and_given_up_like_any_order_and_says_what_it_said(crew: Crew) -> None:
    draft = crew.register(reporter_phone="13800000001", **DRAFT)
    before = crew.row(draft)
    for who, action, given in (
        (GRID, "comment", {"opinion": "等照片"}),
        (HEAD, "urge", {"opinion": "尽快登记"}),
        (HEAD, "urgent", {"opinion": "先登记"}),
        (GRID, "void_request", {"opinion": "不用登记了"}),
    ):
        assert crew.move(who, draft, action, **given) == "S00"
    said = ("source", "category", "description", "need_reply", "received_at", "title")
    assert {name: crew.row(draft)[name] for name in said} == {name: before[name] for name in said}
    assert crew.move(HEAD, draft, "void_approve") == "S91"
    assert crew.faults() == []


def test_it_is_received_when_it_is_handed_in_unless_somebody_said_when(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    unsaid, said = crew.register(**DRAFT), crew.register(received_at=yesterday, **DRAFT)
    told = crew.row(said)["received_at"]
    now = _later(monkeypatch, 7)
    for draft in (unsaid, said):
        assert crew.move(GRID, draft, "create") == "S10"
    assert crew.row(unsaid)["received_at"] == clock.instant_text(now)
    assert crew.row(unsaid)["started_at"] == clock.instant_text(now)
    assert crew.row(said)["received_at"] == told
    with pytest.raises(GuardForbids):
        crew.move(GRID, crew.register(**DRAFT), "create", received_at=(clock.today() + timedelta(days=9)).isoformat())


def test_an_outside_order_has_its_number_from_the_beginning(crew: Crew) -> None:
    known = {"source": "01", "external_no": "SH2026112200001"}
    outside = crew.register(**known, **DRAFT)
    assert crew.move(GRID, outside, "create") == "S10"
    draft = crew.register(**DRAFT)
    with pytest.raises(AlreadyThere):
        crew.move(GRID, draft, "create", **known)
    with pytest.raises(FieldsRefused) as refused:
        crew.move(GRID, draft, "create", source="01", external_no="SH2026112200002")
    assert refused.value.problems == (("source", "outside_number"),)
    assert crew.row(draft)["status"] == "S00"
    assert crew.move(GRID, draft, "create", source="04") == "S10"


def test_it_waits_for_its_author_alone(crew: Crew) -> None:
    draft = crew.register(**DRAFT)
    assert [one.card.id for one in mine.mine(crew.at[GRID], Filters())] == [draft]
    assert [one.card.id for one in mine.mine(crew.at[DUTY], Filters())] == []
    (choice,) = (one for one in moving.choices(crew.at[GRID], draft) if one.action == "create")
    assert choice.needs == ()
    assert {part.name: part.value for part in choice.parts if part.value} == {
        "source": "99",
        "category": "C104",
        "need_reply": "否",
    }


def test_whose_draft_it_is_registers_it_or_the_head(crew: Crew) -> None:
    one, other = (crew.register(**DRAFT) for _ in range(2))
    assert "create" not in {choice.action for choice in moving.choices(crew.at[DUTY], one)}
    with pytest.raises(GuardForbids) as refused:
        crew.move(DUTY, one, "create")
    assert refused.value.guard == "others_draft"
    assert [crew.move(who, draft, "create") for who, draft in ((GRID, one), (HEAD, other))] == ["S10", "S10"]


def test_what_came_today_came_until_now(crew: Crew) -> None:
    order = crew.register(received_at=clock.today().isoformat())
    assert str(crew.row(order)["received_at"]) <= clock.now_text()
