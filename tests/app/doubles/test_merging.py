"""Two people become one and two again: nothing is lost, nothing stands twice, the store stays sound."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import checking
from app.doubles import merging
from app.records import editing
from app.records.twins import AlreadyThere
from app.undo.taking_back import UndoBlocked
from ledger import catalog, clock, ids
from ledger.errors import FieldsRefused, RecordNotFound
from storage.listing.matching import not_ended_by
from tests.app.few_homes import WANG, Homes
from tests.office import Office, an_id, an_office

TAGS = ("A01", "A02", "A03", "A11")
LEDGERS = ("household", "person", "residence", "person_tag", "topic_vehicle")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as made:
        yield made


def _stored(office: Office) -> dict[tuple[str, bytes], dict[str, object]]:
    """Every live record by its own fields, without who wrote it when."""
    return {
        (name, row["id"]): {item.name: row[item.name] for item in catalog.named(name).stored if item.need != "system"}
        for name in LEDGERS
        for row in office.rows(name)
    }


def _add(office: Office, ledger: str, /, **values: object) -> bytes:
    one = ids.new_id()
    with office.session.store.write(user="wang", kind="edit") as write:
        write.create(catalog.named(ledger), [(one, values)])
    return one


def _two(office: Office, **loser: object) -> tuple[str, str]:
    first = _add(office, "person", name="张伟", phone="13812345678")
    second = _add(office, "person", name="张伟", **loser)
    return ids.to_text(first), ids.to_text(second)


def _person(office: Office, one: str) -> dict[str, object]:
    return next(row for row in office.rows("person") if row["id"] == ids.from_text(one))


def test_the_survivor_keeps_its_own_and_takes_what_it_lacked(office: Office) -> None:
    keep, lose = _two(office, phone="13900000000", employer="银杏小学")
    merging.merge(office.session, keep, lose)
    row = _person(office, keep)
    assert (row["phone"], row["employer"]) == ("13812345678", "银杏小学")
    assert len(office.rows("person")) == 1
    assert checking.check(office.session).is_sound


def test_a_value_that_was_chosen_stands_and_the_number_comes_with_its_type(office: Office) -> None:
    keep, lose = _two(office, phone="13900000000", id_type="111", id_no=an_id(3), sex="1", birth_date="1980-01-01")
    merging.merge(office.session, keep, lose, {"phone": "loser"})
    row = _person(office, keep)
    assert (row["phone"], row["id_no"], row["id_type"]) == ("13900000000", an_id(3), "111")
    assert (row["sex"], row["birth_date"]) == ("1", "1980-01-01")


def test_a_number_and_another_birth_date_are_not_taken_together(office: Office) -> None:
    keep, lose = _two(office, id_type="111", id_no=an_id(3), birth_date="1980-01-01", sex="1")
    editing.change(office.session, catalog.named("person"), keep, {"birth_date": "1990-02-03"})
    with pytest.raises(FieldsRefused):
        merging.merge(office.session, keep, lose, {"id_no": "loser", "birth_date": "survivor"})
    assert len(office.rows("person")) == 2


def test_tags_residences_and_households_come_over_without_doubles(office: Office) -> None:
    homes = Homes(office)
    wang, home = homes.id["王"], homes.id["2号102"]
    twin = _add(office, "person", name="王晓明")
    _add(
        office, "residence", person_uid=twin, dwelling_uid=home, relation="03", is_actual_resident=1, start_date="1999"
    )
    _add(office, "residence", person_uid=twin, dwelling_uid=homes.id["10号101"], relation="03", is_actual_resident=0)
    _add(office, "person_tag", person_uid=twin, tag="A02")
    held = _add(office, "household", household_kind="家庭户", dwelling_uid=homes.id["10号101"], head_person_uid=twin)
    car = _add(office, "topic_vehicle", plate="沪B12345", kind="1", owner_person=twin)
    merging.merge(office.session, ids.to_text(wang), ids.to_text(twin))
    mine = [row for row in office.rows("residence") if row["person_uid"] == wang]
    assert len(mine) == 4
    assert [row["relation"] for row in mine if row["dwelling_uid"] == home] == ["03"]
    assert {row["id"]: row["head_person_uid"] for row in office.rows("household")}[held] == wang
    assert {row["id"]: row["owner_person"] for row in office.rows("topic_vehicle")}[car] == wang
    assert "A02" in {row["tag"] for row in office.rows("person_tag") if row["person_uid"] == wang}
    assert checking.check(office.session).is_sound


def test_a_merge_is_one_action_that_says_who_became_whom(office: Office) -> None:
    keep, lose = _two(office, employer="银杏小学")
    action = merging.merge(office.session, keep, lose)
    with office.session.reader() as reader:
        (entry,) = reader.actions(action=action)
        (removed,) = reader.deleted(catalog.named("person"))
    assert entry.kind == "merge"
    assert (entry.detail["survivor"], entry.detail["loser"]) == (keep, lose)
    assert removed.reason == "合并到张伟"
    (told,) = merging.merges(office.session)
    assert (told.action, told.survivor_name, told.stands) == (action, "张伟", True)


def test_an_unmerge_is_held_up_by_what_came_later_and_says_by_what(office: Office) -> None:
    keep, lose = _two(office, employer="银杏小学")
    action = merging.merge(office.session, keep, lose)
    editing.change(office.session, catalog.named("person"), keep, {"employer": "银杏中学"})
    with pytest.raises(UndoBlocked) as blocked:
        merging.unmerge(office.session, action)
    (obstacle,) = blocked.value.obstacles
    assert (obstacle.fields, obstacle.name) == (("employer",), "张伟")
    assert len(office.rows("person")) == 1


def test_a_merge_is_taken_back_once(office: Office) -> None:
    keep, lose = _two(office, employer="银杏小学")
    before = _stored(office)
    action = merging.merge(office.session, keep, lose)
    merging.unmerge(office.session, action)
    assert _stored(office) == before
    assert not merging.merges(office.session)[0].stands
    with pytest.raises(merging.MergeNotFound):
        merging.unmerge(office.session, action)


def test_nobody_is_merged_with_themselves_or_with_nobody(office: Office) -> None:
    keep, lose = _two(office)
    with pytest.raises(merging.SamePerson):
        merging.merge(office.session, keep, keep)
    with pytest.raises(RecordNotFound):
        merging.merge(office.session, keep, ids.to_text(ids.new_id()))
    merging.merge(office.session, keep, lose)
    with pytest.raises(RecordNotFound):
        merging.merge(office.session, keep, lose)


def test_a_third_persons_number_is_not_taken(office: Office) -> None:
    keep, lose = _two(office, id_type="111", id_no=WANG, sex="1", birth_date="1980-01-01")
    _add(office, "person", name="王静", id_type="111", id_no=WANG)
    with pytest.raises(AlreadyThere):
        merging.merge(office.session, keep, lose, {"id_no": "loser"})


class World:
    """A few people in a few homes, whose relations are thrown by a seed."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office, self.dice = office, random.Random(seed)  # noqa: S311 - throws test data
        homes = Homes(office)
        self.homes = [homes.id["2号102"], homes.id["2号302"], homes.id["10号101"]]
        self.people = [_add(office, "person", name="赵一", **self._facts()) for _ in range(3)]
        for person in self.people:
            self._live(person)

    def _facts(self) -> dict[str, object]:
        facts = {"phone": "13812345678", "employer": "银杏小学", "native_place": "上海", "moved_out": 0}
        return {name: value for name, value in facts.items() if self.dice.random() < 0.5}

    def _live(self, person: bytes) -> None:
        dice = self.dice
        for tag in dice.sample(TAGS, dice.randint(0, 3)):
            _add(self.office, "person_tag", person_uid=person, tag=tag)
        for home in dice.sample(self.homes, dice.randint(0, 3)):
            held = self._household(home, person) if dice.random() < 0.6 else None
            _add(
                self.office,
                "residence",
                person_uid=person,
                dwelling_uid=home,
                household_uid=held,
                relation=dice.choice(("01", "02", "03")),
                is_actual_resident=1,
                end_date=dice.choice((None, None, "2020-01-01")),
            )
        if dice.random() < 0.5:
            _add(
                self.office,
                "topic_vehicle",
                plate=f"沪A1234{len(self.office.rows('topic_vehicle'))}",
                kind="1",
                owner_person=person,
            )

    def _household(self, home: bytes, head: bytes) -> bytes:
        return _add(self.office, "household", household_kind="家庭户", dwelling_uid=home, head_person_uid=head)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=12)
def test_any_merge_leaves_a_sound_store_and_can_be_taken_back(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    with an_office(tmp_path_factory.mktemp("world")) as office:
        world = World(office, seed)
        keep, lose = world.dice.sample(world.people, 2)
        before = _stored(office)
        tags = {row["tag"] for row in office.rows("person_tag") if row["person_uid"] in (keep, lose)}
        chosen = {name: world.dice.choice(("survivor", "loser")) for name in ("phone", "employer")}
        action = merging.merge(office.session, ids.to_text(keep), ids.to_text(lose), chosen)
        _check_merged(office, keep, lose, tags)
        merging.unmerge(office.session, action)
        assert _stored(office) == before
        assert checking.check(office.session).is_sound


def _check_merged(office: Office, keep: bytes, lose: bytes, tags: set[object]) -> None:
    assert checking.check(office.session).is_sound
    mine = [row["tag"] for row in office.rows("person_tag") if row["person_uid"] == keep]
    assert sorted(mine) == sorted(tags)
    for name in LEDGERS:
        for item in catalog.named(name).references:
            if item.target == "person":
                assert lose not in {row[item.name] for row in office.rows(name)}
    households = [(row["dwelling_uid"], row["head_person_uid"]) for row in office.rows("household")]
    assert len(households) == len(set(households))
    today = clock.today().isoformat()
    going_on = [
        (row["dwelling_uid"], row["relation"])
        for row in office.rows("residence")
        if row["person_uid"] == keep and not_ended_by(row["end_date"], today)
    ]
    assert len(going_on) == len(set(going_on))
