"""The words of an order: who may put them right and when, what stays as it came, and that the story tells of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.orders import keeping, major, showing, story
from app.orders.keeping import ORDER
from app.records import editing
from app.records.order_words import OrderWordsStand
from ledger import clock
from tests.app.orders.crew import ABOVE, DUTY, GRID, HEAD, Crew
from tests.app.rights.staff import employ

OUTSIDE = {"source": "01", "external_no": "SH7"}


def _change(crew: Crew, who: str, order: str, **typed: str) -> None:
    editing.change(crew.at[who], ORDER, order, typed)


def _refused(crew: Crew, who: str, order: str, **typed: str) -> tuple[str, tuple[str, ...]]:
    """(why, of which fields); nothing was written."""
    before = crew.row(order)
    with pytest.raises(OrderWordsStand) as refused:
        _change(crew, who, order, **typed)
    assert crew.row(order) == before
    return refused.value.why, refused.value.labels


def test_who_registered_it_who_has_it_and_the_head_correct_an_open_order(crew: Crew) -> None:
    order = crew.register(GRID)
    crew.at["sun"] = employ(crew.store, "sun", "grid")
    assert _refused(crew, "sun", order, description="改掉", address="别处") == ("others", ("问题描述", "发生地点"))
    assert _refused(crew, DUTY, order, reporter_name="别人") == ("others", ("反映人",))
    _change(crew, GRID, order, description="三楼漏水", address="3号楼")
    _change(crew, HEAD, order, reporter_name="王芳")
    crew.move(DUTY, order, "accept")
    crew.move(DUTY, order, "dispatch", to_person=DUTY, opinion="请办")
    _change(crew, DUTY, order, reporter_phone="13800000001")
    _change(crew, "sun", order, description="三楼漏水")  # as it stands


def test_nobody_changes_what_a_closed_order_says(crew: Crew) -> None:
    order = crew.register(GRID)
    crew.move(HEAD, order, "reject", opinion="不归居委", reply="已转物业")
    for who in (GRID, HEAD):
        assert _refused(crew, who, order, description="改掉") == ("ended", ("问题描述",))
    _change(crew, HEAD, order, confidential="是")


def test_what_came_from_outside_stays_as_it_came_and_what_they_left_out_is_added(crew: Crew) -> None:
    order = crew.register(HEAD, **OUTSIDE, address="3号楼")
    assert _refused(crew, HEAD, order, description="改掉", address="别处") == ("outside", ("问题描述", "发生地点"))
    _change(crew, HEAD, order, reporter_phone="13800000001", remark="已联系")
    assert _refused(crew, HEAD, order, reporter_phone="13900000001") == ("outside", ("反映人电话",))
    draft = crew.register(GRID, **OUTSIDE | {"external_no": "SH8"}, is_draft="是")
    _change(crew, GRID, draft, description="四楼漏水")


def test_a_major_problem_is_marked_by_its_own_act_alone(crew: Crew) -> None:
    order = crew.register(HEAD)
    assert _refused(crew, HEAD, order, is_major="是") == ("major", ("重大问题",))
    major.mark(crew.head, order, "住户停水三天")
    assert _refused(crew, HEAD, order, is_major="否") == ("major", ("重大问题",))
    assert crew.row(crew.register(HEAD, is_major="是"))["is_major"] == 1


def test_the_page_offers_to_edit_no_more_than_may_be_changed(crew: Crew) -> None:
    def typed(who: str, order: str) -> set[str]:
        found = showing.dossier(crew.at[who], order)
        return {cell.item.name for one in found.sections for cell in one.cells if cell.can_be_typed}

    order = crew.register(GRID)
    assert {"description", "address", "reporter_phone"} <= typed(GRID, order)
    assert "is_major" not in typed(HEAD, order)
    assert typed(DUTY, order) == set()
    outside = typed(HEAD, crew.register(HEAD, **OUTSIDE))
    assert "description" not in outside
    assert "reporter_phone" in outside
    crew.move(HEAD, order, "reject", opinion="不归居委", reply="已转物业")
    assert typed(HEAD, order) <= {"confidential"}


def test_the_story_tells_who_corrected_what_and_how_it_read_before(crew: Crew) -> None:
    order = crew.register(GRID, address="2号楼")
    _change(crew, GRID, order, description="三楼漏水", address="3号楼")
    crew.move(DUTY, order, "accept")
    major.mark(crew.head, order, "住户停水三天")
    told = showing.dossier(crew.head, order).story
    assert [one.title for one in told] == ["标为重大问题", "受理 → 已受理", "更正问题描述、发生地点", "登记 → 已登记"]
    assert (told[2].who, told[2].lines) == ("zhao", ("原来的发生地点：2号楼",))
    assert crew.faults() == []


def test_who_hears_not_of_the_reporter_is_told_no_correction_of_them(crew: Crew) -> None:
    order = crew.register(GRID, reporter_phone="13800000001", confidential="是")
    _change(crew, HEAD, order, reporter_phone="13900000001", remark="再问过")
    assert next(one.title for one in showing.dossier(crew.at[GRID], order).story) == "更正备注"
    assert next(one.title for one in showing.dossier(crew.head, order).story) == "更正反映人电话、备注"


def test_the_story_names_whoever_acted_and_their_unit(crew: Crew) -> None:
    order = crew.register(HEAD)
    for action in ("accept", "take"):
        crew.move(HEAD, order, action)
    crew.move(HEAD, order, "escalate", opinion="要换主管", tried="已上门", materials="报价单")
    crew.move(ABOVE, order, "dispatch", to_person=DUTY, opinion="请办")
    with crew.store.reader() as reader:
        kept = keeping.read(reader, order)
    events = kept.placed.events
    names = {"qian": "", crew.store.committee_code: crew.store.committee_name}  # a name that nobody told the cloud
    told = story.told(kept.placed, names, [()] * len(events))
    assert (told[0].who, told[0].unit) == ("qian", "街道")
    assert told[0].as_json()["unit"] == "街道"
    assert told[1].unit == crew.store.committee_name
    console = replace(kept.placed, events=(*events[:-1], replace(events[-1], actor="street", actor_org="")))
    assert story.told(console, names, [()] * len(events))[0].who == "街道"
    of_centre = replace(kept.placed, events=(*events[:-1], replace(events[-1], actor_org="城运中心")))
    assert story.told(of_centre, names, [()] * len(events))[0].unit == "城运中心"


@pytest.mark.parametrize(("minutes", "is_told"), [(2, False), (90, True)])
def test_what_was_done_without_a_line_is_told_with_the_hour_it_came_to_the_cloud(
    crew: Crew, minutes: int, *, is_told: bool
) -> None:
    order = crew.register(HEAD)
    with crew.store.reader() as reader:
        placed = keeping.read(reader, order).placed
    (event,) = placed.events
    assert story.told(placed, {}, [()])[0].as_json()["server_at"] is None
    came = event.at + timedelta(minutes=minutes)
    (told,) = story.told(replace(placed, events=(replace(event, server_at=came),)), {}, [()])
    at = clock.local_text(clock.instant_text(came))
    assert told.as_json()["server_at"] == at
    assert (f"云端 {at} 收到" in told.lines) == is_told
