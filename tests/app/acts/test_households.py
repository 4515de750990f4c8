"""分户, 并户, 换户主, and what members are to a new head; tags that begin and end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.acts.households import (
    ChangeHead,
    HeadWouldLeave,
    HouseholdsApart,
    Merge,
    NotAMember,
    NothingToSplit,
    Split,
    plan_change_head,
    plan_merge,
    plan_split,
    suggested_kinships,
)
from app.acts.kinship import after_change
from app.acts.moving import MoveIn, Mover, plan_move_in
from app.acts.tagging import AddTag, EndTag, TagStands, plan_add_tag, plan_end_tag
from app.undo.undoing import Undoing
from ledger import ids
from ledger.errors import FieldsRefused
from tests.app.named import Town
from tests.office import an_office

KIN = ("", "12", "20", "52")  # head, wife, son, mother


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with an_office(tmp_path) as made:
        town = Town(made)
        movers = [Mover(town.people[at], kinship=kin) for at, kin in enumerate(KIN)]
        town.do(plan_move_in(town.session, MoveIn(movers=movers, dwelling=town.homes[0], on="2020-05-01")))
        yield town


def _household(town: Town, at: int = 0) -> str:
    return ids.to_text(town.households()[at]["id"])  # type: ignore[arg-type]


def _kinships(town: Town) -> dict[str, object]:
    names = {row["id"]: row["name"] for row in town.office.rows("person")}
    return {str(names[stay["person_uid"]]): stay["kinship"] for stay in town.office.rows("residence")}


def test_a_wife_becomes_head_and_everybody_is_related_to_her(town: Town) -> None:
    undoing = Undoing(town.session)
    assert suggested_kinships(town.session, _household(town), town.people[1])[town.people[0]] == "11"
    steps = plan_change_head(town.session, ChangeHead(household=_household(town), head=town.people[1]))
    assert steps.told == ["户主由 林大 换为 林二。"]
    action = steps.write(town.session)
    assert _kinships(town) == {"林大": "11", "林二": "02", "林三": "20", "林四": "54"}
    relations = {stay["kinship"]: stay["relation"] for stay in town.office.rows("residence")}
    assert (relations["02"], relations["11"]) == ("01", "03")
    undoing.undo(action=action)
    assert _kinships(town) == {"林大": "02", "林二": "12", "林三": "20", "林四": "52"}


def test_what_is_not_certain_is_asked_for(town: Town) -> None:
    steps = plan_change_head(town.session, ChangeHead(household=_household(town), head=town.people[3]))
    steps.write(town.session)
    assert _kinships(town) == {"林大": "20", "林二": None, "林三": None, "林四": "02"}
    assert "请以后补上" in steps.told[-1]
    told = {town.people[1]: "38", town.people[2]: "41"}
    town.do(plan_change_head(town.session, ChangeHead(household=_household(town), head=town.people[3], kinships=told)))
    assert _kinships(town) == {"林大": "20", "林二": "38", "林三": "41", "林四": "02"}


def test_a_split_leaves_everybody_where_they_live(town: Town) -> None:
    before = town.living(0, "2026-01-01")
    wanted = Split(household=_household(town), members=[town.people[2], town.people[3]], head=town.people[2])
    steps = plan_split(town.session, wanted)
    assert "另立一户" in steps.told[0]
    steps.write(town.session)
    assert town.living(0, "2026-01-01") == before
    assert [row["head_person_uid"] for row in town.households()] == [
        town.office.person("林大")["id"],
        town.office.person("林三")["id"],
    ]
    merge = plan_merge(town.session, Merge(into=_household(town, 0), gone=_household(town, 1)))
    assert "历史保留" in merge.told[1]
    merge.write(town.session)
    assert len(town.households()) == 1
    assert len(town.office.rows("household")) == 2, "the household that is gone stays as history"
    assert town.living(0, "2026-01-01") == before


def test_what_no_split_or_merge_can_be_is_refused(town: Town) -> None:
    household, people = _household(town), town.people
    with pytest.raises(HeadWouldLeave):
        plan_split(town.session, Split(household=household, members=[people[0]], head=people[0]))
    with pytest.raises(NothingToSplit):
        plan_split(town.session, Split(household=household, members=people[:4], head=people[0]))
    with pytest.raises(NotAMember):
        plan_split(town.session, Split(household=household, members=[people[5]], head=people[5]))
    with pytest.raises(NotAMember):
        plan_change_head(town.session, ChangeHead(household=household, head=people[5]))
    with pytest.raises(HouseholdsApart):
        plan_merge(town.session, Merge(into=household, gone=household))


@pytest.mark.parametrize(
    ("before", "head", "after"),
    [
        ({"a": "01", "b": "99"}, "b", {"a": "99", "b": "02"}),
        ({"a": "02", "b": "30", "c": "10"}, "b", {"a": "51", "b": "02", "c": "52"}),
        ({"a": "02", "b": "51", "c": "52"}, "b", {"a": "20", "b": "02", "c": "10"}),
        ({"a": "02", "b": None}, "b", {"b": "02"}),
        ({"a": "02", "b": "20", "c": "30"}, "b", {"a": "51", "b": "02", "c": "70"}),
    ],
)
def test_kinship_follows_as_far_as_it_is_certain(
    before: dict[str, str | None], head: str, after: dict[str, str]
) -> None:
    sexes = {b"a": "1", b"b": "2" if before["b"] in ("30", "10") else "1", b"c": "2"}
    found = after_change({one.encode(): kin for one, kin in before.items()}, sexes, head.encode())
    assert {one.decode(): kin for one, kin in found.items()} == after


def test_a_tag_begins_ends_and_begins_again(town: Town) -> None:
    add = AddTag(
        person=town.people[0], tag="A01", on="2021-01-01", responsible="李梅", responsible_phone="138 1234 5678"
    )
    town.do(plan_add_tag(town.session, add))
    [tag] = town.office.rows("person_tag")
    assert (tag["responsible"], tag["responsible_phone"]) == ("李梅", "13812345678")
    with pytest.raises(TagStands):
        plan_add_tag(town.session, AddTag(person=town.people[0], tag="A01", on="2022-01-01"))
    record = ids.to_text(tag["id"])  # type: ignore[arg-type]
    for on, reason, rule in (
        ("2020-01-01", "搬走", "before_start"),
        ("2023-01-01", " ", "required"),
        ("", "搬走", "required"),
    ):
        with pytest.raises(FieldsRefused) as refused:
            plan_end_tag(town.session, EndTag(record=record, on=on, reason=reason))
        assert refused.value.problems[0][1] == rule
    town.do(plan_end_tag(town.session, EndTag(record=record, on="2023-01-01", reason="子女同住")))
    again = plan_add_tag(town.session, AddTag(person=town.people[0], tag="A01", on="2024-01-01"))
    assert "重新认定" in again.told[0]
    again.write(town.session)
    [tag] = town.office.rows("person_tag")
    assert (tag["start_date"], tag["end_date"]) == ("2024-01-01", None)
