"""The values that stand in one column of a list, each with how often: what the menu of a heading offers to choose from.

Counted by the store; a column's own filter does not narrow its own menu. Masked columns are only counted by whether
there is something, and hidden ones not even that (`list_columns`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app import access
from app.records import browsing, filters, reviews, visit_orders
from app.records.browsing import Order
from app.records.filters import Selection
from app.records.naming import Names
from app.stores.session import Session
from app.tables import list_columns
from ledger import catalog, codes, ids, kinds
from ledger.definition import Field, Ledger
from ledger.review_periods import REVIEW_OVER
from storage.listing.query import Filter, Query
from storage.reading import Reader

MOST = 200  # values that a menu lists; who looks for a rarer one types a part of it


@dataclass(frozen=True, slots=True)
class ValueCount:
    """One value: what a filter says for it ("" for no value), what people read, in how many rows it stands."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class ValueCounts:
    """The commonest values of a column, and how many others there are."""

    values: tuple[ValueCount, ...]
    others: int = 0


@access.operation("view")
def count(session: Session, ledger: Ledger, name: str, selection: Selection) -> ValueCounts:
    """The values of a column, or of what stands beside the columns (`filter_words.BESIDE`), in a list.

    Raises:
        UnknownField: nothing of this ledger is counted by that name.
    """
    asked = replace(selection, filters=without(ledger, selection.filters, name))
    with session.reader() as reader, reader.snapshot():
        query = browsing.query(reader, ledger, asked, Order(limit=0))
        if (ledger.name, name) == ("person", "tag"):
            return _commonest(_tags(reader, query))
        if name in filters.FOLLOWED.get(ledger.name, ()) and name == "compound_uid":
            return _commonest(_compounds(reader, query))
        if reviews.is_asked(ledger, name):
            return ValueCounts(tuple(_reviews(reader, query)))
        column = list_columns.named(ledger.name, name)
        found = visit_orders.counted(reader, ledger, name, reader.counts(query, name))
        if access.tells_by_value(ledger, column.field):
            found = {value: times for value, times in found.items() if access.tag_shows(str(value))}
        elif column.how_filtered == "presence" or column.field.mask_rule:
            return _presence(found)
        return _commonest(_valued(reader, column.field, found))


def without(ledger: Ledger, written: tuple[str, ...], name: str) -> tuple[str, ...]:
    """The filters that ask for something else than `name`."""
    return tuple(one for one in written if not asks_for(ledger, one, name))


def asks_for(ledger: Ledger, written: str, name: str) -> bool:
    """True when a filter asks for the column `name`, which may be written by its label."""
    said = filters.parts(written)[0]
    item = filters.field_named(ledger, said)
    if reviews.is_asked(ledger, name):
        return reviews.is_asked(ledger, said)
    return said == name or (item is not None and item.name == name)


def _valued(reader: Reader, item: Field, found: dict[object, int]) -> Iterator[ValueCount]:
    names = Names(reader)
    if item.kind == "ref":
        names.load(item.target, (one for one in found if isinstance(one, bytes)))
    for value, times in found.items():
        if value is None:
            yield ValueCount("", "（空）", times)
        elif isinstance(value, bytes):
            yield ValueCount(ids.to_text(value), names.of(item.target, value), times)
        else:
            text = kinds.as_text(item, value)
            yield ValueCount(str(value) if item.kind == "code" else text, text, times)


def _presence(found: dict[object, int]) -> ValueCounts:
    """有 and 空 alone."""
    empty = found.get(None, 0)
    return ValueCounts((ValueCount("*", "有", sum(found.values()) - empty), ValueCount("", "（空）", empty)))


def _tags(reader: Reader, query: Query) -> Iterator[ValueCount]:
    table = codes.table("key_group_tag")
    everyone = Query(ledger=catalog.named("person_tag"), limit=0, everyone=True)
    for code in reader.counts(everyone, "tag"):
        if code is not None and access.tag_shows(str(code)):
            yield ValueCount(str(code), table.label(str(code)), _with(reader, query, Filter("tag", "=", code)))
    yield ValueCount("", "（没有标签）", _with(reader, query, Filter("tag", "=", None)))


def _compounds(reader: Reader, query: Query) -> Iterator[ValueCount]:
    for one, name in reader.scan(catalog.named("compound"), ("name",)):
        yield ValueCount(ids.to_text(one), str(name), _with(reader, query, Filter("compound_uid", "=", one)))
    yield ValueCount("", "（不明）", _with(reader, query, Filter("compound_uid", "=", None)))


def _reviews(reader: Reader, query: Query) -> Iterator[ValueCount]:
    """Groups in the order of their table, of which any is past its day, and whoever has none that is."""
    groups = tuple(one.label for one in reviews.known(query.ledger))
    for label in groups:
        if over := _with(reader, query, Filter(REVIEW_OVER, "=", (label,))):
            yield ValueCount(label, label, over)
    if none := _with(reader, query, Filter(REVIEW_OVER, "=", (groups,))):
        yield ValueCount("", "（没有过期）", none)


def _with(reader: Reader, query: Query, one: Filter) -> int:
    return reader.page(replace(query, filters=(*query.filters, one))).total


def _commonest(found: Iterator[ValueCount]) -> ValueCounts:
    """The commonest first, no value last."""
    there = [one for one in found if one.count]
    there.sort(key=lambda one: (not one.value, -one.count, one.label))
    if len(there) <= MOST:
        return ValueCounts(tuple(there))
    return ValueCounts(tuple(there[:MOST]), len(there) - MOST)
