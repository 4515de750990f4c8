"""One page of a list: filtered, sorted, searched, counted.

Which rows and how many comes from the lists in memory (`vectors.py`), the page's rows from the database. A first page
walks the sort column's index instead of loading the whole order, so a list of a million opens as quickly.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from datetime import date
from functools import partial
from itertools import chain, compress, islice
from typing import Any, TypeVar, cast

from ledger import catalog, clock, review_periods
from ledger.definition import Field, Ledger
from ledger.errors import UnknownField
from ledger.review_periods import REVIEW_OVER
from storage import glance, schema
from storage.database import Connection
from storage.listing import following, matching
from storage.listing.by_number import numbered
from storage.listing.lists import LedgerLists, Lists, moment_of
from storage.listing.query import Filter, Page, Query
from storage.listing.reviews import Reviews
from storage.listing.vectors import Arrangement, Mask, both, complement, cut, either, mask_of
from storage.rows import Row
from storage.search import search, search_sight
from storage.search.search_look import Hidden, Searched

_NEAR = 2000  # index entries that are walked for a first page before the whole order is loaded
_FAR = 6000  # and walked at most: 5 ms
_DWELLING = catalog.named("dwelling")
_HOME = "residence_address"
K = TypeVar("K")
_KEPT = 32  # masks, and masks in an order: 100 KB each for 100,000 people


class Pager:
    """Answers queries for one store; shared by its readers."""

    def __init__(self) -> None:
        self._lists = Lists()
        self._reviews = Reviews()
        self._picks: OrderedDict[object, tuple[Mask, Mask]] = OrderedDict()
        self._masks: OrderedDict[object, Mask] = OrderedDict()
        self._open: tuple[object, list[dict[str, Any]]] = ((), [])

    def page(self, connection: Connection, query: Query) -> Page | None:
        """One page; None when the connection stays in a snapshot that these lists have left behind.

        Raises UnknownField for a filter or order that the ledger does not have.
        """
        return self._answer(connection, query, _Asked.page)

    def place(self, connection: Connection, query: Query, record_id: bytes) -> tuple[int | None] | None:
        """At which place of the whole list a record stands, in a tuple: None where it is not in it; None as `page`."""
        return self._answer(connection, query, lambda asked: (asked.place(record_id),))

    def counts(self, connection: Connection, query: Query, field: str) -> dict[object, int] | None:
        """How often each stored value of a field stands in the whole list, None for no value; None as `page`."""
        return self._answer(connection, query, lambda asked: asked.counts(field))

    def columns(self, connection: Connection, query: Query, fields: Sequence[str]) -> list[tuple[Any, ...]] | None:
        """(row number, *stored values) of the whole list, by number; None as `page`."""
        return self._answer(connection, query, lambda asked: asked.columns(fields))

    def open_rows(self, connection: Connection, ledger: Ledger, names: Sequence[str]) -> list[dict[str, Any]]:
        """What is held at a glance of the open records, by name; to be read only: kept until something is written."""
        with self._lists.lock:
            asked = (moment_of(connection), ledger.name, tuple(names))
            if self._open[0] != asked:
                sql = f"SELECT {', '.join(names)} FROM {glance.open_rows(ledger)}"  # noqa: S608 - catalog
                self._open = asked, [dict(zip(names, row, strict=True)) for row in connection.rows(sql)]
            return self._open[1]

    def _answer(self, connection: Connection, query: Query, question: Callable[[_Asked], K]) -> K | None:
        stays = connection.in_transaction
        while True:
            with nullcontext() if stays else connection.snapshot():
                if any(wanted.field == REVIEW_OVER for wanted in query.filters):
                    self.reviewed(connection, query, ())  # at first it takes a second, and nobody else waits for it
                with self._lists.lock:
                    lists = self._lists.at(connection, query.ledger)
                    if lists is not None:
                        return question(_Asked(self, connection, query, lists))
            if stays:
                return None

    def lists(self, connection: Connection, ledger: Ledger) -> LedgerLists | None:
        """Another ledger's lists as of the same snapshot, while a page is made."""
        return self._lists.at(connection, ledger)

    def reviewed(self, connection: Connection, query: Query, labels: Iterable[str]) -> set[int]:
        """Row numbers of the records of which one of these groups is past its day of review."""
        return self._reviews.over(connection, query.ledger, labels, query.on or clock.today())

    def mask(self, key: object, make: Callable[[], Mask]) -> Mask:
        """The mask of one filter; its key tells the moment it is true of."""
        return _kept(self._masks, key, make)

    def picked(self, order: Arrangement, mask: Mask) -> tuple[Mask, Mask]:
        """A mask in an order."""
        return _kept(self._picks, (order.stamp, mask), lambda: order.pick(mask))


def _kept(cache: OrderedDict[object, K], key: object, make: Callable[[], K]) -> K:
    """The cached answer, made when it is not there; the oldest goes."""
    found = cache.get(key)
    if found is None:
        found = cache[key] = make()
        if len(cache) > _KEPT:
            cache.popitem(last=False)
    return found


class _Asked:
    """One query being answered, inside one snapshot."""

    def __init__(self, pager: Pager, connection: Connection, query: Query, lists: LedgerLists) -> None:
        self._pager, self._connection, self._query, self._lists = pager, connection, query, lists
        self._ledger = query.ledger
        self._day = (query.on or clock.today()).isoformat()

    def page(self) -> Page:
        query = self._query
        mask = self._mask()
        if query.search:
            return self._search(mask)
        total = mask.count(1)
        rows = self._rows(self._in_order(mask, total)) if total else []  # an order is not made for nothing
        return Page(total, total_is_floor=False, rows=rows)

    def place(self, record_id: bytes) -> int | None:
        """The place of a record in the whole list."""
        found = self._connection.value(f"SELECT nr FROM {self._ledger.name} WHERE id = ?", (record_id,))  # noqa: S608 - catalog
        nr = cast("int | None", found)
        mask = self._mask()
        if nr is None or nr >= len(mask) or not mask[nr]:
            return None
        if self._query.search:
            closest = self._found(mask, search.CEILING, 0).nrs
            if self._query.order is None or nr not in closest:
                return closest.index(nr) if nr in closest else None
            mask = mask_of(self._lists.size, closest)
        column, _ = self._order_column()
        if not column:
            return mask.count(1, nr + 1) if self._query.descending else mask.count(1, 0, nr)
        order = self._lists.order(self._connection, column)
        return order.place(nr, self._pager.picked(order, mask), descending=self._query.descending)

    def counts(self, field: str) -> dict[object, int]:
        """How often each value stands in the whole list."""
        return self._lists.vector(self._connection, self._field(field).name).counts(self._whole())

    def columns(self, fields: Sequence[str]) -> list[tuple[Any, ...]]:
        """Some fields of the whole list, each with the number of its row."""
        names = [self._field(name).name for name in fields]
        self._load(names)
        mask = self._whole()
        numbers = list(compress(range(len(mask)), mask))
        values = [self._lists.vector(self._connection, name).at(numbers) for name in names]
        return list(zip(numbers, *values, strict=True))

    # -- which rows

    def _whole(self) -> Mask:
        """The rows of the whole list: of a search the closest, up to its ceiling."""
        mask = self._mask()
        return mask_of(self._lists.size, self._found(mask, search.CEILING, 0).nrs) if self._query.search else mask

    def _mask(self) -> Mask:
        query = self._query
        mask = self._lists.listed(self._connection, everyone=query.everyone)
        if self._is_dated():
            mask = both(mask, self._dated())
        self._load()
        for wanted in query.filters:
            mask = both(mask, self._filter(wanted))
        return mask

    def _load(self, more: Iterable[str] = ()) -> None:
        """Have the columns that the filters compare, and `more`, read in one walk."""
        self._lists.load(self._connection, (*filter(None, map(self._column_of, self._query.filters)), *more))

    def _column_of(self, wanted: Filter) -> str:
        """The column that a filter compares; "" for one that is answered by an index."""
        if self._is_worked_out(wanted) or self._asks_who_holds(wanted):
            return ""
        return self._field(wanted.field).name

    def _is_worked_out(self, wanted: Filter) -> bool:
        return following.is_followed(self._ledger, wanted.field) or self._asks_reviews(wanted)

    def _asks_reviews(self, wanted: Filter) -> bool:
        return wanted.field == REVIEW_OVER and bool(review_periods.of_ledger(self._ledger.name))

    def _asks_who_holds(self, wanted: Filter) -> bool:
        values = wanted.value if isinstance(wanted.value, matching.SEVERAL) else (wanted.value,)
        is_plain = wanted.op in ("=", "!=") and None not in values
        return is_plain and self._field(wanted.field).kind == "ref"

    def _is_dated(self) -> bool:
        return self._ledger.name == "residence" and (self._query.on is not None or not self._query.everyone)

    def _dated(self) -> Mask:
        """Residences that hold on the day; without a day asked for, one that begins later is listed already."""
        day = self._day
        mask = self._meeting("end_date", ("goes on", day), lambda end: matching.not_ended_by(end, day))
        if self._query.on is None:
            return mask
        return both(mask, self._meeting("start_date", ("begun", day), lambda start: matching.begun_by(start, day)))

    def _meeting(self, column: str, asked: tuple[object, ...], test: matching.Test) -> Mask:
        """Rows whose value meets a test; `asked` is what makes the test another one."""
        vector = self._lists.vector(self._connection, column)
        return self._pager.mask((vector.stamp, *asked), lambda: vector.mask(test))

    def _filter(self, wanted: Filter) -> Mask:
        if following.is_followed(self._ledger, wanted.field):
            return self._followed(wanted)
        if self._asks_reviews(wanted):
            return self._reviewed(wanted)
        item = self._field(wanted.field)
        if self._asks_who_holds(wanted):
            held = mask_of(self._lists.size, self._holding(item, wanted.value))
            return held if wanted.op == "=" else complement(held)
        value = tuple(wanted.value) if isinstance(wanted.value, matching.SEVERAL) else wanted.value
        return self._meeting(item.name, (wanted.op, value), matching.test_for(item, wanted.op, wanted.value))

    def _followed(self, wanted: Filter) -> Mask:
        if wanted.op not in ("=", "!="):
            raise UnknownField(self._ledger.name, wanted.field)
        on = self._query.on or clock.today()
        several = isinstance(wanted.value, matching.SEVERAL)
        values = tuple(cast("Iterable[object]", wanted.value)) if several else (wanted.value,)
        mask = self._with_any(wanted.field, tuple(value for value in values if value is not None), on)
        if None in values:  # those that have none at all
            mask = either(mask, complement(self._with_any(wanted.field, (None,), on)))
        return mask if wanted.op == "=" else complement(mask)

    def _with_any(self, field: str, values: tuple[object, ...], on: date) -> Mask:
        """Rows whose followed field is one of the values; with None those that have one."""
        found = chain.from_iterable(
            following.numbers(self._connection, self._ledger, field, value, on) for value in values
        )
        key = (moment_of(self._connection), self._ledger.name, field, values, on)
        return self._pager.mask(key, lambda: mask_of(self._lists.size, found))

    def _reviewed(self, wanted: Filter) -> Mask:
        """Records of which one of the groups is past its day, or of several together none."""
        if wanted.op not in ("=", "!="):
            raise UnknownField(self._ledger.name, wanted.field)
        found = mask_of(self._lists.size, ())
        for one in cast("Iterable[str | tuple[str, ...]]", wanted.value):
            over = self._pager.reviewed(self._connection, self._query, (one,) if isinstance(one, str) else one)
            mask = mask_of(self._lists.size, over)
            found = either(found, mask if isinstance(one, str) else complement(mask))
        return found if wanted.op == "=" else complement(found)

    def _holding(self, item: Field, value: object) -> Iterator[int]:
        values = list(value) if isinstance(value, matching.SEVERAL) else [value]
        marks = ",".join("?" * len(values))
        sql = f"SELECT nr FROM {self._ledger.name} WHERE {item.name} IN ({marks})"  # noqa: S608 - catalog
        return (cast("int", row[0]) for row in self._connection.stream(sql, values))

    def _field(self, name: str) -> Field:
        columns = schema.table(self._ledger).columns
        if not self._ledger.has(name) or name not in columns:
            raise UnknownField(self._ledger.name, name)
        return self._ledger.field(name)

    # -- in which order

    def _in_order(self, mask: Mask, total: int) -> list[int]:
        query = self._query
        column, indexed = self._order_column()
        first, last = query.offset, query.offset + query.limit
        if not column:
            return cut(range(len(mask)), mask, first, last, descending=query.descending)
        if indexed and last * len(mask) <= _NEAR * max(total, 1) and not self._lists.has_order(column):
            found = self._walked(column, mask, min(last, total))
            if found is not None:
                return found[first:]
        order = self._lists.order(self._connection, column)
        return order.cut(self._pager.picked(order, mask), first, last, descending=query.descending)

    def _order_column(self) -> tuple[str, bool]:
        """(column to sort by, whether an index holds it); "" for the order of entry."""
        name = self._query.order or next(iter(self._ledger.default_order), "")
        if not name or name in ("created_at", "created_by", "updated_at", "updated_by"):
            return name, False
        item = self._field(name)
        return schema.table(self._ledger).sorted_by[name], item.indexed

    def _walked(self, column: str, mask: Mask, wanted: int) -> list[int] | None:
        """The first rows of the mask along the column's index, those without a value last.

        None when they do not stand near its beginning: people of one kind may all stand far down.
        """
        name, way = self._ledger.name, "DESC" if self._query.descending else "ASC"
        ordered = f"SELECT nr FROM {name} WHERE {column} IS NOT NULL ORDER BY {column} {way}, nr {way}"  # noqa: S608 - catalog
        empty = f"SELECT nr FROM {name} WHERE {column} IS NULL ORDER BY nr"  # noqa: S608 - catalog
        found: list[int] = []
        walked = chain.from_iterable(self._connection.stream(sql, chunk=200) for sql in (ordered, empty))
        for (nr,) in islice(cast("Iterator[tuple[int]]", walked), _FAR):
            if nr < len(mask) and mask[nr]:
                found.append(nr)
            if len(found) == wanted:
                break
        return found if len(found) == wanted else None

    # -- search

    def _search(self, mask: Mask) -> Page:
        query = self._query
        limit, offset = (query.limit, query.offset) if query.order is None else (search.CEILING, 0)
        found = self._found(mask, limit, offset)
        numbers: Iterable[int] = found.nrs
        if query.order is not None:
            numbers = self._in_order(mask_of(self._lists.size, found.nrs), len(found.nrs))
        return Page(found.total, found.total_is_floor, self._rows(numbers))

    def _found(self, mask: Mask, limit: int, offset: int) -> search.Found:
        """What the words name, the closest first."""
        known = partial(self._lists.numbers, self._connection)
        hidden = self._query.hidden.get(self._ledger.name)
        searched = Searched(self._connection, self._ledger, mask, known, hidden)
        found = search.find(searched, self._query.search, limit=limit, offset=offset)
        if not found.total and self._ledger.name == "person":
            return self._residents(mask, limit, offset)
        return found

    def _residents(self, mask: Mask, limit: int, offset: int) -> search.Found:
        """The people of the homes that the words name, when they name no person; none where homes are hidden."""
        hidden = self._query.hidden.get("person", Hidden(frozenset()))
        if _HOME in hidden.fields:
            return search.NOTHING
        lists = self._pager.lists(self._connection, _DWELLING)
        known = partial(lists.numbers, self._connection) if lists else None
        searched = Searched(self._connection, _DWELLING, None, known, self._query.hidden.get("dwelling"))
        homes = search.find(searched, self._query.search, limit=search.CEILING)
        living = following.residents(self._connection, homes.nrs, self._query.on or clock.today()) if homes.nrs else []
        found = [nr for nr in living if mask[nr]]
        if _HOME in hidden.of_children:
            found = search_sight.adults(Searched(self._connection, self._ledger), hidden, found)
        many = homes.total_is_floor or len(found) > search.CEILING
        return search.Found(tuple(found[offset : offset + limit]), min(len(found), search.CEILING), many)

    def _rows(self, numbers: Iterable[int]) -> list[Row]:
        return numbered(self._connection, self._ledger, numbers)
