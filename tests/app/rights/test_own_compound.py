"""An account of one compound tries everything it may with records of another one: they are as not there."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

import pytest

from app import printed, today
from app.acts import act_choices, dying, households, moving, tagging
from app.acts.dying import Death
from app.acts.households import ChangeHead, Merge, Split
from app.acts.moving import MoveIn, MoveOut, Mover
from app.acts.tagging import AddTag, EndTag
from app.dossiers import clashes, dossier, form_values, putting_back
from app.exports import exporting, printed_lists
from app.exports.exporting import ExportRequest
from app.figures.statistics import Numbers, Question
from app.homes import building_grid, buildings
from app.records import browsing, choosing, editing, finding
from app.records.browsing import Order
from app.records.filters import Selection
from app.rights import looking, revealing
from app.stores.session import Session
from app.tables import cell_changes, filter_words, row_brief, value_counts
from app.tables.cell_changes import Wanted
from app.tables.row_source import RowSource
from app.undo import recycle_bin, taking_back
from ledger import catalog, ids
from ledger.errors import FieldsRefused, LedgerError, RecordNotFound
from ledger.permissions import DEFAULT, Cell, Grant, stored
from storage.bounds import Bounds
from storage.store import Store
from tests.app.rights.staff import employ
from tests.committee import LOGIN, new_store
from tests.storage.stores import a_home, add, remove

PERSON, DWELLING, TAG = (catalog.named(name) for name in ("person", "dwelling", "person_tag"))
BUILDING, HOUSEHOLD, RESIDENCE = (catalog.named(name) for name in ("building", "household", "residence"))
SECRETS = (
    "外面人",
    "外人",
    "13899990000",
    "11010519491231002X",
    "310110194912310021",
    "永泰",
    "沪B99999",
    "9902",
    "远处店",
)
"""What stands in the other compound and nowhere else."""
EVERYBODY = Selection(everyone=True)
MANY = Order(limit=100)


@dataclass
class World:
    """A store of two compounds; `own` belongs to the session, `other` does not. Ids are texts."""

    store: Store
    session: Session
    own: Mapping[str, str]
    other: Mapping[str, str]
    folder: Path


def _settle(store: Store, compound: str, room: str, person: dict[str, object], plate: str, shop: str) -> dict[str, str]:
    home = a_home(store, compound=compound, room=room)
    (household,) = add(store, "household", {"dwelling_uid": home["dwelling"], "household_no": f"户{room}"})
    (one,) = add(store, "person", {"sex": "1", "population_type": "01", "id_type": "111", **person})
    stay = {"person_uid": one, "dwelling_uid": home["dwelling"], "household_uid": household, "relation": "03"}
    (residence,) = add(store, "residence", stay)
    (tag,) = add(store, "person_tag", {"person_uid": one, "tag": "A01"})
    add(store, "topic_vehicle", {"owner_person": one, "plate": plate})
    add(store, "topic_merchant", {"name": shop, "address": f"{compound}1号", "month": "2026-11"})
    made = {**home, "household": household, "person": one, "residence": residence, "tag": tag}
    return {name: ids.to_text(value) for name, value in made.items()}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with new_store(tmp_path / "store") as store:
        mine = {"name": "里面人", "phone": "13811110000", "birth_date": "1980-01-01", "id_no": "310115198001010018"}
        own = _settle(store, "凌兆小区", "101", mine, "沪A11111", "近处店")
        theirs = {"name": "外面人", "phone": "13899990000", "birth_date": "1949-12-31", "id_no": "11010519491231002X"}
        other = _settle(store, "永泰小区", "9902", theirs, "沪B99999", "远处店")
        extra = a_home(store, compound="永泰二村", room="9902")
        (gone,) = add(store, "person", {"name": "外人已删", "sex": "1", "birth_date": "1950-01-01"})
        add(store, "residence", {"person_uid": gone, "dwelling_uid": extra["dwelling"], "relation": "03"})
        remove(store, "person", gone)
        more = {Cell("grid", "remove", ledger.name): Grant() for ledger in catalog.ALL}
        store.set_setting(
            "permissions", stored({**more, **{cell: g for cell, g in DEFAULT.items() if cell.role == "grid"}})
        )
        session = employ(store, "the_grid", "grid", area=(ids.from_text(own["compound"]) or b"",))
        yield World(store, session, own, {**other, "gone": ids.to_text(gone)}, tmp_path)


def _texts(told: object) -> Iterator[str]:
    """Every text in what an operation answered."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, bytes):
        yield told.hex()
    elif is_dataclass(told) and not isinstance(told, type):
        for one in fields(told):
            yield from _texts(getattr(told, one.name, None))
    elif isinstance(told, Mapping):
        for key, value in told.items():
            yield from _texts(key)
            yield from _texts(value)
    elif isinstance(told, (list, tuple, set, frozenset, Iterator)):
        for one in told:
            yield from _texts(one)


def _exported(w: World, ledger: str) -> str:
    path = w.folder / f"{ledger}.xlsx"
    exporting.export(w.session, ExportRequest(ledger=ledger, out_path=path, selection=EVERYBODY, is_lenient=True))
    with zipfile.ZipFile(path) as book:
        return "".join(book.read(name).decode("utf-8", "ignore") for name in book.namelist() if name.endswith(".xml"))


def _whole_list(w: World, ledger: str) -> object:
    source = RowSource(
        w.session, catalog.named(ledger), EVERYBODY, tuple(f.name for f in catalog.named(ledger).fields[:8])
    )
    return [source.part(0, 100), list(source.rows(0, 50))]


def _numbers(w: World) -> object:
    numbers = Numbers(w.session)
    places = numbers.categories("person", "compound"), numbers.categories("dwelling", "building")
    return places, numbers.cross(Question("person", "compound", "sex"))


LISTS: dict[str, Callable[[World], object]] = {
    "browsing.page": lambda w: [browsing.page(w.session, ledger, EVERYBODY, MANY) for ledger in catalog.ALL],
    "browsing.page searched": lambda w: [
        browsing.page(w.session, ledger, Selection(search=words, everyone=True), MANY)
        for ledger in catalog.ALL
        for words in ("外面", "9999", "永泰", "waimian", "9902", "B99999")
    ],
    "browsing.deleted": lambda w: [browsing.deleted(w.session, ledger) for ledger in catalog.ALL],
    "finding.find": lambda w: [
        finding.find(w.session, words) for words in ("外面人", "13899990000", "永泰", "沪B99999")
    ],
    "row_source": lambda w: [_whole_list(w, ledger.name) for ledger in catalog.ALL],
    "value_counts": lambda w: [
        value_counts.count(w.session, PERSON, "name", EVERYBODY),
        value_counts.count(w.session, DWELLING, "room_no", EVERYBODY),
    ],
    "choosing.choices": lambda w: [
        choosing.choices(w.session, ledger, words)
        for ledger in ("person", "dwelling", "building", "compound", "household")
        for words in ("外", "永泰", "9902", "")
    ],
    "form_values.same_people": lambda w: form_values.same_people(
        w.session, {"name": "外面人", "id_no": "11010519491231002X", "birth_date": "1949-12-31"}
    ),
    "buildings.tree": lambda w: buildings.tree(w.session),
    "today": lambda w: [today.at_once(w.session), today.later(w.session), today.compounds(w.session)],
    "today.doubtful": lambda w: today.doubtful(w.session),
    "statistics": _numbers,
    "recycle_bin.binned": lambda w: recycle_bin.binned(w.session),
    "printed_lists.list_of": lambda w: printed_lists.list_of(
        w.session, PERSON, EVERYBODY, ("name", "sex", "residence_address")
    ),
    "exporting person": lambda w: _exported(w, "person"),
    "exporting flat": lambda w: _exported(w, "flat"),
    "exporting vehicles": lambda w: _exported(w, "topic_vehicle"),
    "own dwelling": lambda w: dossier.dwelling(w.session, w.own["dwelling"]),
    "own person": lambda w: dossier.person(w.session, w.own["person"]),
    "filter words": lambda w: filter_words.worded(w.session, PERSON, (f"compound_uid={w.own['compound']}",)),
}
ONE: dict[str, Callable[[World], object]] = {
    "browsing.show by id": lambda w: browsing.show(w.session, PERSON, w.other["person"], everyone=True),
    "browsing.show by number": lambda w: browsing.show(w.session, PERSON, "11010519491231002X"),
    "browsing.show home": lambda w: browsing.show(w.session, DWELLING, "永泰小区12号9902室", with_history=True),
    "browsing.page of a building": lambda w: browsing.page(
        w.session, PERSON, Selection(filters=(f"building_uid={w.other['building']}",)), MANY
    ),
    "dossier.person": lambda w: dossier.person(w.session, w.other["person"]),
    "dossier.dwelling": lambda w: dossier.dwelling(w.session, w.other["dwelling"]),
    "row_brief": lambda w: row_brief.brief(w.session, PERSON, w.other["person"]),
    "row_brief home": lambda w: row_brief.brief(w.session, DWELLING, w.other["dwelling"]),
    "building_grid": lambda w: building_grid.grid(w.session, w.other["building"]),
    "form_values.opened": lambda w: form_values.opened(w.session, PERSON, w.other["person"]),
    "clashes": lambda w: clashes.clashes(w.session, PERSON, w.other["person"], {}, {"name": "改"}),
    "looking.note": lambda w: looking.note(w.session, "person", w.other["person"]),
    "revealing.behind": lambda w: revealing.behind(w.session, PERSON, w.other["person"], "phone"),
    "revealing.reveal": lambda w: revealing.reveal(w.session, PERSON, w.other["person"], "phone"),
    "printed.person_card": lambda w: printed.person_card(w.session, w.other["person"]),
    "printed.household_card": lambda w: printed.household_card(w.session, w.other["household"]),
    "editing.save": lambda w: editing.save(w.session, PERSON, {"name": "改名"}, record=w.other["person"]),
    "editing.change": lambda w: editing.change(w.session, PERSON, w.other["person"], {"name": "改名"}),
    "editing.put": lambda w: editing.put(
        w.session, PERSON, ids.from_text(w.other["person"]) or b"", {"name": "改名"}, kind="set"
    ),
    "editing.remove": lambda w: editing.remove(w.session, PERSON, w.other["person"], reason="试"),
    "editing.discard": lambda w: editing.discard(w.session, PERSON, w.other["person"], reason="试"),
    "editing.restore": lambda w: editing.restore(w.session, PERSON, w.other["gone"]),
    "recycle_bin.restore": lambda w: recycle_bin.restore(w.session, "person", w.other["gone"]),
    "putting_back": lambda w: putting_back.put_back(w.session, "person", w.other["person"], "name", 3),
    "a reference in a form": lambda w: editing.add(
        w.session, TAG, {"person_uid": w.other["person"], "tag": "A02", "start_date": "2026-01-01"}
    ),
    "change_cell": lambda w: cell_changes.change_cell(w.session, PERSON, w.other["person"], "name", "改名", "外面人"),
    "act choices": lambda w: (
        act_choices.residents_of(w.session, w.other["dwelling"])
        or act_choices.households_of(w.session, w.other["dwelling"])
        or act_choices.members_of(w.session, w.other["household"])
    ),
    "move in there": lambda w: moving.plan_move_in(
        w.session, MoveIn(movers=[Mover(w.own["person"])], dwelling=w.other["dwelling"], on="2026-01-01")
    ),
    "move somebody in from there": lambda w: moving.plan_move_in(
        w.session, MoveIn(movers=[Mover(w.other["person"])], dwelling=w.own["dwelling"], on="2026-01-01")
    ),
    "move out": lambda w: moving.plan_move_out(
        w.session, MoveOut(people=[w.other["person"]], dwelling=w.other["dwelling"], on="2026-01-01")
    ),
    "death": lambda w: dying.plan_death(w.session, Death(person=w.other["person"], on="2026-01-01")),
    "tag": lambda w: tagging.plan_add_tag(w.session, AddTag(person=w.other["person"], tag="A02", on="2026-01-01")),
    "end tag": lambda w: tagging.plan_end_tag(w.session, EndTag(record=w.other["tag"], on="2026-01-01", reason="试")),
    "change head": lambda w: households.plan_change_head(
        w.session, ChangeHead(household=w.other["household"], head=w.other["person"])
    ),
    "split": lambda w: households.plan_split(
        w.session, Split(household=w.other["household"], members=[w.other["person"]], head=w.other["person"])
    ),
    "merge": lambda w: households.plan_merge(w.session, Merge(into=w.own["household"], gone=w.other["household"])),
    "suggested kinships": lambda w: households.suggested_kinships(w.session, w.other["household"], w.other["person"]),
}
NOT_THERE = (RecordNotFound, FieldsRefused)
"""A reference in a form that leads nowhere is refused as a value of its field."""


@pytest.mark.parametrize("name", LISTS)
def test_what_is_read_holds_nothing_of_another_compound(world: World, name: str) -> None:
    told = "\n".join(_texts(LISTS[name](world)))
    found = [secret for secret in SECRETS if secret in told]
    assert not found
    for kind in ("person", "dwelling", "building", "compound", "household", "gone"):
        assert world.other[kind] not in told, kind


def test_what_is_its_own_is_there(world: World) -> None:
    assert browsing.page(world.session, PERSON, EVERYBODY, MANY).total == 1
    assert "里面人" in "\n".join(_texts(LISTS["exporting person"](world)))
    assert [one.name for one in buildings.tree(world.session)] == ["凌兆小区"]
    assert dossier.person(world.session, world.own["person"]).name == "里面人"
    assert today.compounds(world.session)[0].people == 1


@pytest.mark.parametrize("name", ONE)
def test_a_record_of_another_compound_is_as_not_there(world: World, name: str) -> None:
    before = _state(world)
    told = _answer(world, ONE[name])
    assert not [secret for secret in SECRETS if secret in told]
    assert _state(world) == before


def _answer(w: World, ask: Callable[[World], object]) -> str:
    """What an operation answered, or what its refusal tells."""
    try:
        return "\n".join(_texts(ask(w)))
    except NOT_THERE:
        return ""
    except LedgerError as error:
        return str(vars(error))


def _state(w: World) -> int:
    """The newest change of a record, whoever looks."""
    with w.store.reader() as reader:
        return reader.connection.number("SELECT max(lid) FROM main.operation")


def test_a_plan_of_cells_cannot_name_rows_outside(world: World) -> None:
    before = _state(world)

    def paste(w: World) -> object:
        planned = cell_changes.plan(w.session, PERSON, [Wanted(w.other["person"], {"education": "大学本科"})])
        return planned, cell_changes.apply(w.session, planned, kind="paste")

    assert not [secret for secret in SECRETS if secret in _answer(world, paste)]
    assert _state(world) == before


def test_half_an_action_is_never_taken_back(world: World) -> None:
    whole = Session(world.store, LOGIN, world.session.settings)
    both = [world.own["person"], world.other["person"]]
    planned = cell_changes.plan(whole, PERSON, [Wanted(one, {"education": "大学本科"}) for one in both])
    number = cell_changes.apply(whole, planned, kind="fill").action
    world.session.renew_rights()
    world.store.bind(Bounds("the_grid", world.session.rights.area))
    with world.session.reader() as reader, pytest.raises(RecordNotFound):
        taking_back.operations_of(reader, number)
