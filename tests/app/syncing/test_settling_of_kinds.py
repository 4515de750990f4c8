"""Questions about whole records, settled by people and decided by the real cloud: both PCs end alike."""

from __future__ import annotations

import pytest

from app.records import editing
from app.stores.session import Session
from app.syncing import cards, comparing, questions, settling
from ledger import catalog, ids
from storage.rows import Row
from tests.app.syncing.office import PERSON, edit, only, person, row, settled, sync

RESIDENCE, DWELLING, BUILDING = (catalog.named(name) for name in ("residence", "dwelling", "building"))
ID_NO = "310115199001011232"


def homes(session: Session) -> tuple[str, str, str]:
    """A building and two of its dwellings."""
    compound = editing.add(session, catalog.named("compound"), {"name": "海棠新村", "address": "凌兆路1弄"})
    building = editing.add(session, BUILDING, {"compound_uid": compound, "building_no": "3", "building_suffix": "号"})
    first, second = (
        editing.add(session, DWELLING, {"building_uid": building, "room_no": room, "floor": "1"})
        for room in ("101", "102")
    )
    return building, first, second


def lives(session: Session, who: str, where: str) -> str:
    return editing.add(
        session, RESIDENCE, {"person_uid": who, "dwelling_uid": where, "relation": "租户", "is_actual_resident": "是"}
    )


def stands(session: Session, name: str, record: str) -> Row:
    one = ids.from_text(record) or b""
    with session.reader() as reader:
        return reader.get_many(catalog.named(name), [one], dead=True)[one]


def alike(one: Session, other: Session) -> bool:
    return comparing.digest(one) == comparing.digest(other)


@pytest.mark.parametrize(("choice", "first_lives", "second_lives"), [("mine", 0, 1), ("theirs", 1, 0), ("keep", 1, 1)])
def test_two_homes(one: Session, other: Session, choice: settling.Choice, first_lives: int, second_lives: int) -> None:
    who, (_, first, second) = person(one), homes(one)
    sync(one)
    sync(other)
    there, here = lives(one, who, first), lives(other, who, second)
    sync(one)
    sync(other)
    found = only(other)
    assert (found.kind, found.record) == ("two_homes", here)
    assert [(about.ledger, about.record) for about in found.about] == [("residence", there)]
    assert "101" in found.about[0].called
    assert (found.choose_mine, found.choose_theirs) == ("住在 海棠新村3号102室", "住在 海棠新村3号101室")
    sync(one)
    assert (only(one).choose_mine, only(one).choose_theirs) == (found.choose_theirs, found.choose_mine)
    assert (found.mine.login, found.theirs.login) == ("li", "wang")  # whoever wrote the other home
    settling.settle(other, found.id, choice)
    settled(one, other)
    for session in (one, other):
        assert stands(session, "residence", there)["is_actual_resident"] == first_lives
        assert stands(session, "residence", here)["is_actual_resident"] == second_lives
    assert alike(one, other)


def test_of_two_homes_mine_is_the_one_written_here(one: Session, other: Session) -> None:
    who, (_, first, second) = person(one), homes(one)
    sync(one)
    sync(other)
    there, here = lives(one, who, first), lives(other, who, second)
    for session in (one, other, one):
        sync(session)
    settling.settle(one, only(one).id, "mine")
    settled(one, other)
    for session in (one, other):
        assert stands(session, "residence", there)["is_actual_resident"] == 1
        assert stands(session, "residence", here)["is_actual_resident"] == 0


def test_somebody_who_became_the_same_as_another_is_merged(one: Session, other: Session) -> None:
    known, doubtful = person(one, id_type="111", id_no=ID_NO, birth_date="1990-01-01"), person(one, "张叁")
    _, dwelling, _ = homes(one)
    there = lives(one, doubtful, dwelling)
    sync(one)
    sync(other)
    edit(one, known, employer="街道")
    editing.remove(one, PERSON, known, reason="误录")
    edit(one, doubtful, id_type="111", id_no=ID_NO, birth_date="1990-01-01")
    sync(other)
    edit(other, known, phone="13800000001")
    sync(other)
    sync(one)  # the removal had not seen the telephone: the known one stands, and the other became the same
    sync(other)
    twin = next(asked for asked in questions.open_questions(one) if asked.kind == "possible_duplicate")
    assert [(about.ledger, about.record, about.called) for about in twin.about] == [("person", known, "张三")]
    settling.settle(one, twin.id, "mine")
    removal = next(asked for asked in questions.open_questions(one) if asked.kind == "delete_vs_edit")
    settling.settle(one, removal.id, "theirs")
    settled(one, other)
    for session in (one, other):
        assert (row(session, doubtful)["life"], row(session, known)["life"]) == (2, 1)
        assert ids.to_text(stands(session, "residence", there)["person_uid"]) == known  # type: ignore[arg-type]
    assert alike(one, other)


@pytest.mark.parametrize(("choice", "life"), [("mine", 2), ("theirs", 1)])
def test_a_removal_that_had_not_seen_what_belongs_to_the_record(
    one: Session, other: Session, choice: settling.Choice, life: int
) -> None:
    building, first, second = homes(one)
    for dwelling in (first, second):
        editing.remove(one, DWELLING, dwelling, reason="误录")
    sync(one)
    sync(other)
    added = editing.add(other, DWELLING, {"building_uid": building, "room_no": "201", "floor": "2"})
    editing.remove(one, BUILDING, building, reason="已拆除")
    sync(other)
    sync(one)
    found = only(one)
    assert (found.kind, stands(one, "building", building)["life"]) == ("parent_delete", 1)
    assert (found.mine.login, found.theirs.login) == ("wang", "li")  # whoever added what belongs to it
    assert [(about.ledger, about.record) for about in found.about] == [("dwelling", added)]
    assert "201" in found.about[0].called
    ((asked,),) = [card.asked for card in cards.open_cards(one)]
    assert asked.sentence.endswith("删除原因：已拆除。下面有 1 个房屋：海棠新村3号201室。")
    assert (found.removes, found.reason, found.as_json()["mine"]["values"]) == ("mine", "已拆除", {})  # type: ignore[index]
    settling.settle(one, found.id, choice)
    settled(one, other)
    for session in (one, other):
        assert (stands(session, "building", building)["life"], stands(session, "dwelling", added)["life"]) == (
            life,
            life,
        )
    assert alike(one, other)
