"""The rows of a topic ledger as lists and forms show them: behind masks, found by words, due for their check.

A search goes over what is shown, so nobody finds by what a mask hides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from app import access
from app.dossiers.sections import Cell, Section
from app.orders.keeping import ORDER
from app.records.editing import Seen
from app.records.naming import Names
from app.stores.session import Session
from app.topics import as_of, defining, device_orders, series, texts
from app.topics.as_of import AsOf
from app.topics.defining import ROW, Kept
from app.topics.device_orders import Tally
from ledger import catalog, clock, ids
from ledger.definition import Field
from ledger.errors import RecordNotFound
from ledger.orders.states import OPEN
from ledger.topics import COLUMNS, Topic
from storage.listing.query import Query
from storage.reading import Reader
from storage.rows import Row, id_in, id_or_none, text_in

REPORT: Final = catalog.named("topic_report")
CONFIRMED: Final = "confirmed_on"


@dataclass(frozen=True, slots=True)
class Order:
    """The open order about a row; "" for none, or where whoever is at work sees no orders."""

    id: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One row as it is shown: texts by field behind their masks, when it was checked last, whether that is due.

    `missing` is the month of its series that nobody wrote yet, `orders` those that name it, of a device alone.
    """

    id: str
    texts: Mapping[str, str]
    confirmed_on: str
    is_due: bool
    order: Order = Order()
    missing: str = ""
    orders: Tally | None = None

    def title(self, topic: Topic) -> str:
        """What it is called in one line: its first required field that says something."""
        named = [one.name for one in topic.live if one.required] + [one.name for one in topic.live]
        return next((self.texts[name] for name in named if self.texts.get(name)), "")


@dataclass(frozen=True, slots=True)
class Listing:
    """Some rows of a ledger: how many it has in all, how many of those are due, until when what it holds goes."""

    kept: Kept
    rows: tuple[TopicRow, ...]
    total: int
    due: int
    as_of: AsOf

    def narrowed(self, search: str, *, only_due: bool = False) -> Listing:
        """Those of its rows that hold every word of `search`, and are due where those alone are asked for."""
        wanted = search.casefold().split()
        found = (one for one in self.rows if _holds(one, wanted) and (one.is_due or not only_due))
        return replace(self, rows=tuple(found))


@dataclass(frozen=True, slots=True)
class Form:
    """What a form is opened with; `seen` is None for a new row, in which `filled` stands, references by `titles`."""

    kept: Kept
    sections: tuple[Section, ...]
    seen: Seen | None
    filled: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Due:
    """How a ledger stands: how many rows it has (`total`), and how many of them are to be checked."""

    kept: Kept
    count: int
    total: int


@access.operation("view", ledger="topic_merchant")
def listing(session: Session, said: str, *, search: str = "", only_due: bool = False) -> Listing:
    """The rows of a ledger that hold every word of `search`, the newest last; raises RecordNotFound."""
    found = defining.find(session, said)
    with session.reader() as reader, reader.snapshot():
        every = reader.children(ROW, "topic_uid", [ids.from_text(found.id) or b""])
        stands = as_of.of_rows(reader, found.topic, every, clock.today())
        shown = shown_rows(session, reader, found, every, whole=True)
    whole = Listing(found, tuple(shown), len(shown), sum(one.is_due for one in shown), stands)
    return whole.narrowed(search, only_due=only_due)


@access.operation("view", ledger="topic_merchant")
def one_row(session: Session, record: str) -> tuple[Kept, TopicRow]:
    """One row with its ledger; raises RecordNotFound."""
    with session.reader() as reader, reader.snapshot():
        row = stored(reader, record)
        found = defining.find(session, ids.to_text(id_in(row, "topic_uid")))
        [shown] = shown_rows(session, reader, found, [row])
    return found, shown


@access.operation("view", ledger="topic_merchant")
def shown_rows(
    session: Session, reader: Reader, found: Kept, rows: Iterable[Row], *, whole: bool = False, unmasked: bool = False
) -> list[TopicRow]:
    """Rows of a ledger behind masks; `unmasked` for what leaves whole (Forbidden).

    `whole`: they are all that it has, so nothing is read again to tell which month of a series is missing.
    """
    if unmasked:
        session.rights.require_level("export", ROW.name, found.topic.level)
    listed, today, names = list(rows), clock.today(), Names(reader)
    for target, column in COLUMNS.items():
        names.load(target, (id_or_none(row.get(column)) for row in listed))
    known = [id_in(row) for row in listed]
    orders = _orders(session, reader, known)
    absent = series.missing(found.topic, listed if whole else _every(reader, found), today)
    has_device = found.topic.device_field is not None
    named = device_orders.tallies(session, reader, known) if has_device else {}
    return [
        TopicRow(
            ids.to_text(id_in(row)),
            texts.of_row(names, found.topic, row, today, unmasked=unmasked),
            text_in(row, CONFIRMED) or "",
            is_due(found.topic, text_in(row, CONFIRMED), today) or id_in(row) in absent,
            orders.get(id_in(row), Order()),
            absent.get(id_in(row), ""),
            named.get(id_in(row), Tally()) if has_device else None,
        )
        for row in listed
    ]


def is_due(topic: Topic, confirmed_on: str | None, today: date) -> bool:
    """Whether a row is to be checked again: never was, or not within the period. The rows of a series never are."""
    if not topic.days or topic.month_field is not None:
        return False
    return not confirmed_on or confirmed_on <= (today - timedelta(days=topic.days)).isoformat()


@access.operation("view", ledger="topic_merchant")
def standing(session: Session) -> tuple[Due, ...]:
    """Every ledger with how many rows it has and how many are due, counted from columns in memory.

    Of a series, whose months stand in no column, the rows are read.
    """
    known = {ids.from_text(one.id): one for one in defining.kept(session)}
    if not known:
        return ()
    today, counts, totals = clock.today(), dict.fromkeys(known, 0), dict.fromkeys(known, 0)
    with session.reader() as reader:
        for _, topic, confirmed_on in reader.columns(Query(ledger=ROW), ("topic_uid", CONFIRMED)):
            if topic in known:
                totals[topic] += 1
                counts[topic] += is_due(known[topic].topic, confirmed_on, today)
        for uid, one in known.items():
            if one.topic.month_field is not None:
                counts[uid] = len(series.missing(one.topic, _every(reader, one), today))
    return tuple(Due(one, counts[uid], totals[uid]) for uid, one in known.items())


@access.operation("view", ledger="topic_merchant")
def due(session: Session) -> tuple[Due, ...]:
    """The ledgers of which rows are due."""
    return tuple(one for one in standing(session) if one.count)


@access.operation("edit", ledger="topic_merchant")
def form(session: Session, said: str, record: str = "", *, like: str = "") -> Form:
    """The form of a row, or of a new one: with `like` for the month that a series lacks; raises RecordNotFound."""
    with session.reader() as reader, reader.snapshot():
        row = stored(reader, record) if record else None
        found = defining.find(session, ids.to_text(id_in(row, "topic_uid")) if row else said)
        items = found.topic.ledger().fields
        if row is None:
            empty = (Section("", tuple(Cell(item, "", is_masked=False) for item in items)),)
            return Form(found, empty, None, *(_as_before(session, reader, like) if like else ()))
        shown = texts.of_row(Names(reader), found.topic, row, clock.today())
    cells = tuple(_cell(item, shown[item.name], row) for item in items)
    return Form(found, (Section("", cells),), Seen(row))


def _every(reader: Reader, found: Kept) -> list[Row]:
    """All rows of a series; none of another ledger, of which no month can be missing."""
    if found.topic.month_field is None:
        return []
    return reader.children(ROW, "topic_uid", [ids.from_text(found.id) or b""])


def _as_before(session: Session, reader: Reader, like: str) -> tuple[dict[str, str], dict[str, str]]:
    """(what a new row says as one of its series does, what references are called): its key, and the missing month."""
    row = stored(reader, like)
    found = defining.find(session, ids.to_text(id_in(row, "topic_uid")))
    [shown], topic = shown_rows(session, reader, found, [row]), found.topic
    cells = {
        one.name: _cell(topic.ledger().field(one.name), shown.texts[one.name], row) for one in topic.live if one.key
    }
    told = {name: cell for name, cell in cells.items() if not cell.is_masked}
    filled = {name: cell.reference or cell.text for name, cell in told.items()}
    if topic.month_field is not None:
        filled[topic.month_field.name] = shown.missing
    return filled, {name: cell.text for name, cell in told.items() if cell.reference}


def stored(reader: Reader, record: str) -> Row:
    """The row as it is stored; raises RecordNotFound."""
    one = ids.from_text(record.strip())
    row = None if one is None else reader.get(ROW, one)
    if row is None:
        raise RecordNotFound(ROW.name)
    return row


def _cell(item: Field, text: str, row: Row) -> Cell:
    masked = bool(text) and bool(access.mask_of(item, ledger=ROW.name))
    held = row.get(COLUMNS[item.target]) if item.kind == "ref" else None
    return Cell(item, text, masked, reference=ids.to_text(held) if isinstance(held, bytes) else "", level=item.level)


def _orders(session: Session, reader: Reader, rows: list[bytes]) -> dict[bytes, Order]:
    """Row -> its open order."""
    if not session.rights.may("view", ORDER.name):
        return {}
    named = dict(reader.brief(REPORT, ("order_uid", "topic_row_uid"), "topic_row_uid", rows))
    found: dict[bytes, Order] = {}
    for one, number, status in reader.brief(ORDER, ("id", "order_no", "status"), "id", named):
        if status in OPEN:
            found[named[one]] = Order(ids.to_text(one), str(number or ""))
    return found


def _holds(row: TopicRow, wanted: list[str]) -> bool:
    said = " ".join((*row.texts.values(), row.order.number)).casefold()
    return all(word in said for word in wanted)
