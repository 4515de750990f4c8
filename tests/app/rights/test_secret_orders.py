"""R051: a confidential order about public opinion is there for the head and whoever has it; for others it is not.

Every operation that reads is asked by somebody who may see all orders; nothing of the secret one may be in the answer.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import open_problems, order_slip, today
from app.attachments import attaching, looking
from app.dossiers import clashes, form_values
from app.exports import exporting, printed_lists
from app.exports.exporting import ExportRequest
from app.orders import about, duplicates, intake, lagging, major, mine, moving, places, showing, sources, verifying
from app.orders.filters import Filters
from app.records import browsing, choosing, editing, finding
from app.records.browsing import Order
from app.records.filters import Selection
from app.rights import looking as looks
from app.rights import revealing
from app.stores.session import Session
from app.tables import row_brief, value_counts
from app.tables.row_source import RowSource
from app.undo import recycle_bin
from ledger import catalog, ids
from ledger.errors import LedgerError
from storage.rows import id_in
from storage.store import Store
from tests.app.attachments import papers
from tests.app.orders.crew import DUTY, GRID, Crew
from tests.app.rights.staff import employ
from tests.app.rights.test_own_compound import _texts as texts
from tests.storage.stores import a_home

ORDER, EVENT = catalog.named("work_order"), catalog.named("work_order_event")
SECRETS = ("网传消息", "某某论坛", "机密地点", "机密意见", "机密图")
EVERYBODY, MANY = Selection(everyone=True), Order(limit=100)


@dataclass
class World:
    """A committee; `order` is the secret, `no` its number, `plain` one that is none."""

    crew: Crew
    order: str
    no: str
    events: tuple[str, ...]
    plain: str
    home: str
    folder: Path

    @property
    def asks(self) -> Session:
        return self.crew.at[DUTY]


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Crew]:
    found = Crew(tmp_path / "store")
    yield found
    found.close()


@pytest.fixture
def world(crew: Crew, tmp_path: Path) -> World:
    home = ids.to_text(a_home(crew.store)["dwelling"])
    said = {
        "title": "网传消息",
        "description": "某某论坛有人发帖",
        "address": "机密地点",
        "dwelling_uid": home,
        "category": "C301",
        "source": "16",
        "confidential": "是",
    }
    plain = crew.register(GRID, title="平常的事", dwelling_uid=home)
    path = tmp_path / "机密图.jpg"
    path.write_bytes(papers.photograph(400, 300))
    made = intake.create(crew.head, said, attaching.taken(crew.head, "work_order", [path]))
    moving.move(crew.head, made.id, "comment", {"opinion": "机密意见"})
    major.mark(crew.head, made.id, "机密意见")
    crew.register(GRID, title="另一件平常的事")
    events = tuple(ids.to_text(id_in(one)) for one in crew.events(made.id))
    found = World(crew, made.id, made.order_no, events, plain, home, tmp_path)
    _bind(found.asks)
    return found


def _bind(session: Session) -> None:
    """From now on the store lets be read what this account sees: one is at work at a time."""
    session._bounds = None
    session.store.bind(None)
    session.renew_rights()


def _state(w: World) -> int:
    """The newest change of a record, whoever looks."""
    with w.crew.store.whole_reader() as reader:
        return reader.connection.number("SELECT max(lid) FROM main.operation")


def _exported(w: World) -> str:
    path = w.folder / "工单.xlsx"
    exporting.export(w.asks, ExportRequest(ledger="work_order", out_path=path, selection=EVERYBODY, is_lenient=True))
    with zipfile.ZipFile(path) as book:
        return "".join(book.read(name).decode("utf-8", "ignore") for name in book.namelist() if name.endswith(".xml"))


def _storage(w: World) -> object:
    """What lies below: every way to a row."""
    one = ids.from_text(w.order) or b""
    with w.asks.reader() as reader:
        return [
            reader.get(ORDER, one, dead=True),
            list(reader.get_many(ORDER, [one], dead=True)),
            reader.children(EVENT, "order_uid", [one]),
            list(reader.brief(EVENT, ("id", "opinion"), "order_uid", [one])),
            reader.children(catalog.named("attachment"), "order_uid", [one]),
            list(reader.open_rows(ORDER, ("nr", "id", "status"))),
            reader.numbered(ORDER, range(1, 10)),
            reader.sharing(ORDER, "网传消息 某某论坛有人发帖", most=5),
            list(reader.scan(ORDER, ("id", "title"))),
            reader.connection.rows("SELECT * FROM operation"),
        ]


def _listed(w: World) -> object:
    source = RowSource(w.asks, ORDER, EVERYBODY, ("order_no", "title", "address", "description"))
    return [source.part(0, 100), list(source.rows(0, 50))]


LISTS: dict[str, Callable[[World], object]] = {
    "storage": _storage,
    "browsing.page": lambda w: [browsing.page(w.asks, ledger, EVERYBODY, MANY) for ledger in (ORDER, EVENT)],
    "browsing.page searched": lambda w: [
        browsing.page(w.asks, ORDER, Selection(search=words, everyone=True), MANY)
        for words in ("网传", "论坛", "机密", w.no)
    ],
    "browsing.page filtered": lambda w: [
        browsing.page(w.asks, ORDER, Selection(filters=(one,), everyone=True), MANY)
        for one in ("source=16", "confidential=是", "status=S10", "is_major=是", f"dwelling_uid={w.home}")
    ],
    "finding": lambda w: [finding.find(w.asks, words) for words in ("网传消息", "机密地点", w.no)],
    "row_source": _listed,
    "value_counts": lambda w: [value_counts.count(w.asks, ORDER, name, EVERYBODY) for name in ("title", "source")],
    "choosing": lambda w: [choosing.choices(w.asks, "work_order", words) for words in ("网传", w.no, "")],
    "today": lambda w: [today.at_once(w.asks), today.later(w.asks), today.waiting(w.asks)],
    "mine": lambda w: mine.mine(w.asks, Filters()),
    "lagging": lambda w: lagging.lagging(w.asks, (), most=50),
    "places": lambda w: places.places(w.asks, Filters()),
    "about the home": lambda w: about.about(w.asks, "dwelling", w.home),
    "duplicates": lambda w: duplicates.similar(
        w.asks, {"title": "网传消息", "description": "某某论坛有人发帖", "dwelling_uid": w.home, "category": "C301"}
    ),
    "open problems": lambda w: open_problems.weekly(w.asks),
    "major": lambda w: major.unread(w.asks),
    "recycle bin": lambda w: recycle_bin.binned(w.asks),
    "printed list": lambda w: printed_lists.list_of(w.asks, ORDER, EVERYBODY, ("order_no", "title", "address")),
    "export": _exported,
    "verify": lambda w: verifying.verify(w.asks).faults,
}
ONE: dict[str, Callable[[World], object]] = {
    "dossier": lambda w: showing.dossier(w.asks, w.order),
    "dossier by number": lambda w: showing.dossier(w.asks, w.no),
    "browsing.show": lambda w: browsing.show(w.asks, ORDER, w.no, everyone=True, with_history=True),
    "an event": lambda w: browsing.show(w.asks, EVENT, w.events[0], everyone=True),
    "row_brief": lambda w: row_brief.brief(w.asks, ORDER, w.order),
    "form": lambda w: form_values.opened(w.asks, ORDER, w.order),
    "clashes": lambda w: clashes.clashes(w.asks, ORDER, w.order, {}, {"title": "改"}),
    "choices": lambda w: moving.choices(w.asks, w.order),
    "move": lambda w: moving.move(w.asks, w.order, "accept", {}),
    "mark": lambda w: major.mark(w.asks, w.order, "看看", is_major=False),
    "merge into it": lambda w: moving.move(w.asks, w.plain, "merge", {"duplicate_of": w.no}),
    "slip": lambda w: order_slip.slip(w.asks, w.order),
    "receipt": lambda w: order_slip.receipt(w.asks, w.no),
    "reveal": lambda w: revealing.reveal(w.asks, ORDER, w.order, "description"),
    "look": lambda w: looks.note(w.asks, "work_order", w.order),
    "attachments": lambda w: looking.look(w.asks, "work_order", w.order),
    "attach": lambda w: attaching.attach(w.asks, "work_order", w.order, w.folder / "机密图.jpg"),
    "change": lambda w: editing.change(w.asks, ORDER, w.order, {"confidential": "否"}),
    "put": lambda w: editing.put(w.asks, ORDER, ids.from_text(w.order) or b"", {"title": "改"}, kind="set"),
}


def _names_it(w: World, told: str) -> list[str]:
    return [one for one in (*SECRETS, w.order, w.no, *w.events) if one in told]


@pytest.mark.parametrize("name", LISTS)
def test_nothing_that_is_read_tells_of_a_secret_order(world: World, name: str) -> None:
    assert not _names_it(world, "\n".join(texts(LISTS[name](world))))


@pytest.mark.parametrize("name", ONE)
def test_a_secret_order_is_as_not_there(world: World, name: str) -> None:
    before = _state(world)
    try:
        told = "\n".join(texts(ONE[name](world)))
    except LedgerError as error:
        told = str({key: value for key, value in vars(error).items() if key != "said"})
    assert not _names_it(world, told)
    assert _state(world) == before


def test_counts_leave_it_out_and_the_head_sees_it_everywhere(world: World) -> None:
    assert browsing.page(world.asks, ORDER, EVERYBODY, MANY).total == 2
    assert "16" not in {one.code for one in sources.standing(world.asks)}
    _bind(world.crew.head)
    assert browsing.page(world.crew.head, ORDER, EVERYBODY, MANY).total == 3
    assert [one.orders for one in sources.standing(world.crew.head) if one.code == "16"] == [1]
    assert showing.dossier(world.crew.head, world.no).title == "网传消息"


def test_whoever_has_it_sees_it_as_long_as_they_have_it(world: World) -> None:
    grid, duty = world.crew.at[GRID], world.crew.at[DUTY]
    _bind(world.crew.head)
    moving.move(world.crew.head, world.order, "accept", {})
    moving.move(world.crew.head, world.order, "dispatch", {"to_person": GRID, "opinion": "请办"})
    for session, sees in ((grid, True), (duty, False)):
        _bind(session)
        found = browsing.page(session, ORDER, Selection(filters=("source=16",), everyone=True), MANY)
        assert bool(found.total) is sees
    _bind(grid)
    moving.move(grid, world.order, "take", {})
    _bind(world.crew.head)
    moving.move(world.crew.head, world.order, "transfer", {"to_person": DUTY, "opinion": "换人"})
    _bind(grid)
    assert not browsing.page(grid, ORDER, Selection(filters=("source=16",), everyone=True), MANY).total


def test_whoever_registers_a_secret_is_told_that_it_is_kept_back(crew: Crew) -> None:
    _bind(crew.at[GRID])
    said = {"description": "发帖", "category": "C301", "source": "16", "confidential": "是"}
    made = intake.create(crew.at[GRID], said)
    assert made.is_kept_back
    assert not intake.create(crew.at[GRID], {**said, "confidential": "否"}).is_kept_back
    draft = intake.create(crew.at[GRID], {**said, "is_draft": "是"})
    assert not draft.is_kept_back, "a draft waits for its author alone"
    moving.move(crew.at[GRID], draft.id, "create", {})
    with pytest.raises(LedgerError):
        showing.dossier(crew.at[GRID], draft.id)


def test_an_area_does_not_open_it(world: World) -> None:
    store: Store = world.crew.store
    with store.whole_reader() as reader:
        compound = reader.connection.row("SELECT id FROM main.compound")
    assert compound is not None
    theirs = employ(store, "the_grid", "grid", area=(compound[0],))  # type: ignore[arg-type]  # an id
    _bind(theirs)
    assert browsing.page(theirs, ORDER, EVERYBODY, MANY).total == 1
    assert not _names_it(world, "\n".join(texts(browsing.page(theirs, ORDER, EVERYBODY, MANY))))


def test_the_open_orders_are_still_read_from_their_index(world: World) -> None:
    _bind(world.asks)
    asked = "SELECT nr, id, status FROM work_order INDEXED BY work_order_open WHERE life & 1"
    with world.asks.reader() as reader:
        seen = reader.connection._past_views(asked)  # type: ignore[attr-defined]  # a bound one
    assert seen.startswith("SELECT nr, id, status FROM main.work_order INDEXED BY work_order_open WHERE id NOT IN")
