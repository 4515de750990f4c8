"""Counts made by the database are those that a walk over every record gives."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest

from app.records.deriving import holds, lives_there
from ledger import catalog, ids
from tests.office import Office, an_office

ON = date(2026, 6, 15)
STARTS = (None, "2026", "2026-06", "2026-07", "2026-06-15", "2026-06-16", "2027")
ENDS = (None, "2026", "2026-05", "2026-06", "2026-06-15", "2026-06-16", "2025")
RELATIONS = (None, "01", "02", "04", "10")
RESIDENCE, DWELLING, PERSON, TAG = (catalog.named(name) for name in ("residence", "dwelling", "person", "person_tag"))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Two buildings, and in turn in both of them every sort of stay that there is."""
    with an_office(tmp_path_factory.mktemp("office")) as made:
        buildings, homes = [ids.new_id(), ids.new_id()], [ids.new_id() for _ in range(4)]
        people, stays = [], []
        for at, (relation, actual, start, end) in enumerate(product(RELATIONS, (None, 0, 1), STARTS, ENDS)):
            people.append((ids.new_id(), {"name": f"居民{at}", "alive": 0 if at % 11 == 0 else 1}))
            values = {"relation": relation, "is_actual_resident": actual, "start_date": start, "end_date": end}
            known = {name: value for name, value in values.items() if value is not None}
            stays.append((ids.new_id(), {"person_uid": people[-1][0], "dwelling_uid": homes[at % 4], **known}))
        with made.session.store.write(user="wang", kind="edit") as write:
            compound = ids.new_id()
            write.create(catalog.named("compound"), [(compound, {"name": "银杏新村"})])
            for at, one in enumerate(buildings):
                write.create(catalog.named("building"), [(one, {"compound_uid": compound, "building_no": str(at)})])
            for at, one in enumerate(homes):
                home = {"building_uid": buildings[at % 2], "room_no": str(at), "occupancy": "14"[at // 2]}
                write.create(DWELLING, [(one, home)])
            write.create(PERSON, people)
            write.create(RESIDENCE, stays)
        yield made


def test_people_of_buildings_are_those_who_live_there(office: Office) -> None:
    building = {row["id"]: row["building_uid"] for row in office.rows("dwelling")}
    expected: dict[object, set[object]] = defaultdict(set)
    for stay in office.rows("residence"):
        if lives_there(stay, ON):
            expected[building[stay["dwelling_uid"]]].add(stay["person_uid"])
    with office.session.reader() as reader:
        counted = reader.residents_by_building(ON)
    assert counted == {one: len(people) for one, people in expected.items()}
    assert sum(counted.values()) > 50


def test_people_with_a_tag_are_those_who_live_there_and_have_it_on_the_day(office: Office) -> None:
    people = [row["id"] for row in office.rows("person")]
    spans = list(product(("A01", "A03", "C01"), STARTS, ENDS))
    given = {}
    for at, person in enumerate(people):
        tag, start, end = spans[at * 5 % len(spans)]
        given[person] = {"tag": tag, "start_date": start or "2020", **({"end_date": end} if end else {})}
    with office.session.store.write(user="wang", kind="edit") as write:
        write.create(TAG, [(ids.new_id(), {"person_uid": one, **values}) for one, values in given.items()])
    building = {row["id"]: row["building_uid"] for row in office.rows("dwelling")}
    alive = {row["id"] for row in office.rows("person") if row["alive"] == 1}
    expected = {
        (building[stay["dwelling_uid"]], stay["person_uid"], given[stay["person_uid"]]["tag"])
        for stay in office.rows("residence")
        if stay["person_uid"] in alive and lives_there(stay, ON) and holds(given[stay["person_uid"]], ON)
    }
    expected = {one for one in expected if one[2] != "C01"}
    with office.session.reader() as reader:
        found = reader.tagged_by_building(ON, ("A01", "A03"))
        by_one = [row for one in set(building.values()) for row in reader.tagged_by_building(ON, ("A01", "A03"), one)]
    assert len(found) == len(expected) > 10
    assert set(found) == set(by_one) == expected


def test_records_are_counted_by_their_values(office: Office) -> None:
    expected = Counter((row["building_uid"], row["occupancy"]) for row in office.rows("dwelling"))
    with office.session.reader() as reader:
        tallied = reader.tally(DWELLING, ("building_uid", "occupancy"))
        alive = reader.tally(PERSON, ("sex",))
        everyone = reader.tally(PERSON, ("sex",), listed=False)
    assert {(building, occupancy): count for building, occupancy, count in tallied} == expected
    people = office.rows("person")
    assert everyone == [(None, len(people))]
    assert alive == [(None, sum(row["alive"] == 1 for row in people))]
