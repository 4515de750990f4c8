"""What was changed in two places is shown with both sides, settled one way or another, everywhere, and taken back."""

from __future__ import annotations

import pytest

from app import access
from app.access import Rights
from app.records import editing
from app.records.naming import Names
from app.stores.session import Session
from app.syncing import cards, conflict_others, marks, questions, settling
from app.syncing.questions import ConflictNotFound
from app.syncing.settling import ChoiceRefused
from app.undo.undoing import Undoing
from ledger import catalog, ids
from ledger.errors import FieldsRefused
from tests.app.syncing.office import PERSON, edit, only, person, row, settled, sync
from tests.cloud.callers import House

TAG, RESIDENCE = catalog.named("person_tag"), catalog.named("residence")


def clash(one: Session, other: Session, **both: tuple[str, str]) -> str:
    """Both change the same fields of a person without knowing of each other; one is heard first."""
    record = person(one)
    sync(one)
    sync(other)
    edit(one, record, **{name: values[0] for name, values in both.items()})
    edit(other, record, **{name: values[1] for name, values in both.items()})
    sync(one)
    sync(other)
    sync(one)
    return record


def test_both_sides_see_the_question_each_with_its_own_as_mine(one: Session, other: Session) -> None:
    record = clash(one, other, name=("张山", "章三"))
    mine, theirs = only(other), only(one)
    assert (mine.kind, mine.ledger, mine.record, mine.group, mine.called) == (
        "manual",
        "person",
        record,
        "name",
        "张山",
    )
    (field,) = mine.fields
    assert (field.label, field.before, field.mine, field.theirs) == ("姓名", "张三", "章三", "张山")
    assert (mine.mine.login, mine.mine.name, mine.theirs.login, mine.stands) == ("li", "李红", "wang", "theirs")
    (field,) = theirs.fields
    assert (field.before, field.mine, field.theirs) == ("张三", "张山", "章三")
    assert (theirs.mine.login, theirs.stands) == ("wang", "mine")
    told = mine.as_json()
    assert (told["mine"]["values"], told["before"]) == ({"name": "章三"}, {"name": "张三"})  # type: ignore[index]
    assert marks.of(other, [record]) == marks.of(one, [record]) == {record: "asked"}
    assert cards.of_record(one, record) == 1
    assert theirs.id == mine.id


@pytest.mark.parametrize(("choice", "name"), [("mine", "章三"), ("theirs", "张山")])
def test_a_side_is_chosen_and_holds_everywhere(one: Session, other: Session, choice: str, name: str) -> None:
    record = clash(one, other, name=("张山", "章三"))
    settling.settle(other, only(other).id, choice)  # type: ignore[arg-type]
    assert questions.open_questions(other) == []
    settled(one, other)
    assert row(one, record)["name"] == row(other, record)["name"] == name


def test_a_value_of_its_own_is_checked_like_any(one: Session, other: Session) -> None:
    record = clash(one, other, name=("张山", "章三"))
    with pytest.raises(FieldsRefused):
        settling.settle(one, only(one).id, {"name": ""})
    with pytest.raises(ChoiceRefused):
        settling.settle(one, only(one).id, {"phone": "13800000000"})
    settling.settle(one, only(one).id, {"name": "张珊"})
    settled(one, other)
    assert row(other, record)["name"] == "张珊"


def test_an_answer_is_taken_back_like_any_action(one: Session, other: Session) -> None:
    record = clash(one, other, name=("张山", "章三"))
    steps = Undoing(other)
    made = settling.settle(other, only(other).id, "mine")
    sync(other)
    sync(one)
    assert steps.undo(action=made.action).label
    assert row(other, record)["name"] == "张山"
    assert len(questions.open_questions(other)) == 1
    sync(other)
    sync(one)
    assert len(questions.open_questions(one)) == 1
    assert row(one, record)["name"] == "张山"
    settling.settle(one, only(one).id, "theirs")
    settled(one, other)


def test_the_first_answer_wins_and_the_second_is_told(one: Session, other: Session) -> None:
    record = clash(one, other, name=("张山", "章三"))
    settling.settle(one, only(one).id, "mine")
    settling.settle(other, only(other).id, "mine")
    sync(one)
    late = sync(other)
    assert late.refused.get("already_resolved") == 1
    settled(one, other)
    assert row(other, record)["name"] == "张山"


def test_all_like_one_are_settled_at_once(one: Session, other: Session) -> None:
    records = [person(one, f"某{at}") for at in range(5)]
    sync(one)
    sync(other)
    for at, record in enumerate(records):
        edit(one, record, name=f"甲{at}")
        edit(other, record, name=f"乙{at}")
    sync(one)
    sync(other)
    first = questions.open_questions(other)[0]
    assert {asked.alike for card in cards.open_cards(other) for asked in card.asked} == {4}
    made = settling.settle_alike(other, first.id, "mine")
    assert made.count == 5
    settled(one, other)
    assert sorted(str(row(one, record)["name"]) for record in records) == [f"乙{at}" for at in range(5)]


def test_a_removal_that_had_not_seen_an_edit(one: Session, other: Session) -> None:
    for choice, life in (("theirs", 1), ("mine", 2)):
        record = person(one)
        sync(one)
        sync(other)
        edit(one, record, name="张山")
        sync(one)
        editing.remove(other, PERSON, record, reason="误录")
        sync(other)
        found = only(other)
        assert found.kind == "delete_vs_edit"
        told = found.as_json()
        assert (found.removes, found.reason, found.about) == ("mine", "误录", ())
        assert (told["before"], told["mine"]["values"]) == ({"name": "张三"}, {})  # type: ignore[index]
        assert told["theirs"]["values"] == {"name": "张山"}  # type: ignore[index]
        assert row(other, record)["life"] == 1
        settling.settle(other, found.id, choice)  # type: ignore[arg-type]
        settled(one, other)
        assert row(one, record)["life"] == life


def test_an_edit_of_what_was_removed(one: Session, other: Session) -> None:
    record = person(one)
    sync(one)
    sync(other)
    editing.remove(one, PERSON, record, reason="误录")
    sync(one)
    edit(other, record, name="张山", employer="街道")
    sync(other)
    found = only(other)
    assert found.kind == "edit_of_deleted"
    assert {field.field: field.mine for field in found.fields} == {"name": "张山", "employer": "街道"}
    settling.settle(other, found.id, "mine")
    settled(one, other)
    assert (row(one, record)["life"], row(one, record)["name"], row(one, record)["employer"]) == (3, "张山", "街道")


def test_what_names_a_removed_record_may_bring_it_back(one: Session, other: Session) -> None:
    record = person(one)
    sync(one)
    sync(other)
    editing.add(other, TAG, {"person_uid": record, "tag": "A01"})
    editing.remove(one, PERSON, record, reason="误录")
    sync(one)
    sync(other)
    found = only(other)
    assert (found.kind, found.ledger) == ("dangling", "person_tag")
    assert [(gone.ledger, gone.record, gone.called) for gone in found.about] == [("person", record, "张三")]
    ((asked,),) = [card.asked for card in cards.open_cards(other)]
    assert asked.sentence.endswith("被删除的是：张三。")
    with pytest.raises(ChoiceRefused):
        settling.settle(other, found.id, "theirs")  # a tag without a person is none
    settling.settle(other, found.id, "mine")
    settled(one, other)
    assert row(one, record)["life"] == 3


def test_what_is_settled_or_unknown_cannot_be_settled(one: Session, other: Session) -> None:
    clash(one, other, name=("张山", "章三"))
    found = only(one)
    assert questions.question(one, found.id[:10]).id == found.id
    settling.settle(one, found.id, "mine")
    for said in (found.id, "", "no id", ids.to_text(ids.new_id())):
        with pytest.raises(ConflictNotFound):
            settling.settle(one, said, "mine")


def test_values_stand_behind_the_masks_of_lists(one: Session, other: Session, house: House) -> None:
    clash(one, other, phone=("13800000001", "13800000002"))
    with access.seen_by(one.rights):
        (card,) = cards.notices(one)
        (field,) = questions.question(one, card.asked[0].id).fields
    assert (field.mine, field.theirs) == ("138****0001", "138****0002")


def test_others_are_named_to_whoever_may_see_their_ledger(one: Session, other: Session) -> None:
    record = person(one)
    sync(one)
    sync(other)
    editing.remove(one, PERSON, record, reason="误录")
    editing.add(other, TAG, {"person_uid": record, "tag": "A01"})
    sync(one)
    sync(other)
    found = only(other)
    assert (found.kind, [named.record for named in found.about]) == ("dangling", [record])
    conflict = questions.find(other, found.id)
    with other.reader() as reader:
        for rights, called in ((other.rights, "张三"), (Rights("nobody", ()), "")):
            (named,) = conflict_others.others(Names(reader), rights, conflict)
            assert (named.ledger, named.record, named.called) == ("person", record, called)
