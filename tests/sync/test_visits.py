"""Visits between two PCs: both stand, their people come along, a removed person takes them and brings them back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import catalog
from tests.storage.stores import a_home, a_person, add, bring_back, remove
from tests.sync.little_cloud import LittleCloud, Pc, settle, two_pcs

MADE_TO = catalog.named("visit_person")


@pytest.fixture
def met(tmp_path: Path) -> Iterator[tuple[LittleCloud, Pc, Pc]]:
    with two_pcs(tmp_path) as found:
        yield found
        for pc in found[1:]:
            pc.is_right()


def _visit(pc: Pc, home: bytes, *people: bytes) -> bytes:
    values = {"kind": "1", "visited_at": "2026-11-20T01:30:00.000Z", "result": "1", "content": "都好"}
    (visit,) = add(pc.store, "visit", {**values, "visitor": "李敏", "dwelling_uid": home})
    for person in people:
        add(pc.store, "visit_person", {"visit_uid": visit, "person_uid": person})
    return visit


def _people(pc: Pc, visit: bytes) -> set[object]:
    with pc.store.reader() as reader:
        return {row["person_uid"] for row in reader.children(MADE_TO, "visit_uid", [visit])}


def test_visits_of_both_stand_with_their_people(met: tuple[LittleCloud, Pc, Pc]) -> None:
    _, one, two = met
    home = a_home(one.store)["dwelling"]
    first, second = add(one.store, "person", a_person(), a_person(name="李四光"))
    settle(one, two)
    made = {_visit(one, home, first), _visit(two, home, first, second)}
    settle(one, two)
    assert one.everything() == two.everything()
    assert {frozenset(_people(two, visit)) for visit in made} == {frozenset((first,)), frozenset((first, second))}
    assert one.side.waiting().conflicts == 0
    assert one.digests() == one.cloud.digests()


def test_a_removed_person_takes_the_visits_part_along_and_brings_it_back(met: tuple[LittleCloud, Pc, Pc]) -> None:
    _, one, two = met
    home = a_home(one.store)["dwelling"]
    (person,) = add(one.store, "person", a_person())
    visit = _visit(one, home, person)
    settle(one, two)
    remove(two.store, "person", person)
    settle(two, one)
    assert _people(one, visit) == set()
    with one.store.reader() as reader:
        assert reader.get(catalog.named("visit"), visit) is not None, "it happened"
    bring_back(one.store, "person", person)
    settle(one, two)
    assert _people(two, visit) == {person}
    assert one.everything() == two.everything()
