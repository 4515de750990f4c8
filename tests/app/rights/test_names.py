"""What a record is called tells no more than its fields: labels, chips and marks of who is shown level 1 only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.dossiers import dossier
from app.homes import building_grid
from app.records import browsing, choosing
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from app.tables import filter_words, row_brief
from app.tables.row_brief import Brief
from ledger import catalog, clock, ids
from storage.store import Store
from tests.app.rights.staff import employ
from tests.committee import new_store
from tests.storage.stores import a_home, add

WHOLE_NAME, WHOLE_ROOM = "何刚海", "302室"
YEAR = clock.today().year


@dataclass
class Block:
    """One house: a very old man alone in 302, a mother with a child of eight in 101."""

    store: Store
    old: str
    mother: str
    child: str
    household: str
    dwelling: str
    building: str
    compound: bytes

    def session(self, role: str) -> Session:
        bounded = role in ("property", "entrusted")
        return employ(self.store, f"the_{role}", role, area=(self.compound,) if bounded else ())


@pytest.fixture
def block(tmp_path: Path) -> Iterator[Block]:
    with new_store(tmp_path / "store") as store:
        home = a_home(store, compound="海棠新村", room="302")
        (other,) = add(store, "dwelling", {"building_uid": home["building"], "room_no": "101"})
        (old,) = add(store, "person", {"name": WHOLE_NAME, "sex": "1", "birth_date": f"{YEAR - 91}-01-01"})
        (mother,) = add(store, "person", {"name": "马丽芳", "sex": "2", "birth_date": f"{YEAR - 30}-01-01"})
        (child,) = add(store, "person", {"name": "何小宝", "sex": "1", "birth_date": f"{YEAR - 8}-01-01"})
        (household,) = add(store, "household", {"dwelling_uid": home["dwelling"], "head_person_uid": old})
        stay = {"dwelling_uid": home["dwelling"], "household_uid": household, "relation": "03"}
        add(store, "residence", {"person_uid": old, **stay})
        for one in (mother, child):
            add(store, "residence", {"person_uid": one, "dwelling_uid": other, "relation": "03"})
        add(store, "topic_vehicle", {"plate": "沪A12345", "owner_person": old, "dwelling_uid": home["dwelling"]})
        yield Block(
            store,
            ids.to_text(old),
            ids.to_text(mother),
            ids.to_text(child),
            ids.to_text(household),
            ids.to_text(home["dwelling"]),
            ids.to_text(home["building"]),
            home["compound"],
        )


def _everything(session: Session, block: Block) -> str:
    """All that lists, pages, the drawer, the fields that choose and the words of filters say."""
    said: list[object] = []
    for name in ("person", "dwelling", "household", "residence", "topic_vehicle"):
        ledger = catalog.named(name)
        rows = browsing.page(session, ledger, Selection(), Order(limit=50)).rows
        said += [[{key: value for key, value in row.items() if key != "room_no"} for row in rows]]
        said += [browsing.show(session, ledger, str(row["id"]), everyone=True).related for row in rows]
        if name != "residence":
            said += [row_brief.brief(session, ledger, str(row["id"])) for row in rows]
    said += [choosing.named(session, name, one) for name, one in _references(block)]
    said += [choosing.choices(session, "household", "", within=block.dwelling)]
    said += [filter_words.worded(session, catalog.named("residence"), (f"household_uid={block.household}",))]
    said += [dossier.person(session, block.old).timeline, dossier.dwelling(session, block.dwelling).families]
    return json.dumps(said, ensure_ascii=False, default=str)


def _references(block: Block) -> tuple[tuple[str, str], ...]:
    return ("person", block.old), ("household", block.household), ("dwelling", block.dwelling)


@pytest.mark.parametrize("role", ["property", "entrusted"])
def test_no_label_tells_a_name_or_a_room_that_the_field_hides(block: Block, role: str) -> None:
    said = _everything(block.session(role), block)
    assert WHOLE_NAME not in said
    assert "海棠新村12号302室" not in said
    assert "何*海" in said
    assert "海棠新村12号**室 何*海户" in said


def test_staff_read_names_and_rooms_in_labels(block: Block) -> None:
    assert "海棠新村12号302室 何刚海户" in _everything(block.session("worker"), block)


def test_a_household_does_not_name_the_child_at_its_head(block: Block) -> None:
    (household,) = add(block.store, "household", {"head_person_uid": ids.from_text(block.child)})
    told = choosing.named(block.session("worker"), "household", ids.to_text(household))
    assert told is not None
    assert told.title == "何*宝户"


@pytest.mark.parametrize(("role", "says"), [("property", False), ("entrusted", False), ("worker", True)])
def test_chips_and_marks_say_nothing_to_whom_no_tag_is_told(block: Block, role: str, *, says: bool) -> None:
    session = block.session(role)
    told = (*dossier.person(session, block.mother).automatic_tags, *_brief(session, block.mother).tags)
    assert set(told) == ({"育龄妇女"} if says else set())
    assert _marks(session, block) == ({"alone", "child"} if says else set())


def test_a_child_is_marked_and_told_of_only_to_who_may_look(block: Block) -> None:
    reader, worker = block.session("viewer"), block.session("worker")
    assert [_marks(one, block) for one in (reader, worker)] == [{"alone"}, {"alone", "child"}]
    assert dossier.person(worker, block.child).about == ""
    assert dossier.person(reader, block.child).automatic_tags == ()
    assert dossier.person(worker, block.old).about == "男 · 91 岁"


def _marks(session: Session, block: Block) -> set[str]:
    stairs = building_grid.grid(session, block.building).stairs
    return {mark.kind for one in stairs for row in one.floors.values() for cell in row for mark in cell.marks}


def _brief(session: Session, person: str) -> Brief:
    return row_brief.brief(session, catalog.named("person"), person)
