"""What an export would let out: its highest level, of columns, filter and search alike, and about how many people.

A filter tells as much as a column: of everybody in a list of people with a tag it is known that they have the tag,
whatever masks lie over the columns; of a search `search_level` says how much. What follows from it, a purpose, an
approval, is `clearance`'s.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app import access
from app.exports import flat_rows, flat_selection, search_level, sheet_columns
from app.exports.flat_rows import FlatSheet
from app.exports.sheet_columns import FLAT, Column, full_name
from app.exports.sheet_values import level_of, mask_of
from app.jobs import SILENT, JobContext
from app.records import browsing, filters, reviews
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from app.tables import filter_words
from ledger import catalog, clock, codes, flat
from ledger.definition import Ledger, Level
from storage.values import dump

SENSITIVE: Level = "L3"
_TAG_WORDS = ("tag", "标签")
_HIDDEN_TAG = re.compile(r"\bL4\b|class=managed")
_CHILDREN = "age<=13"
_SPEAK_OF_PEOPLE = ("person", "residence", "person_tag", "visit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet that is asked for: which rows of what, in which columns, with or without masks."""

    ledger: str
    columns: tuple[Column, ...]
    selection: Selection
    unmasked: bool = False


@dataclass(frozen=True, slots=True)
class Leaving:
    """What would leave. `highest` is of the selection, `open` of what leaves without a mask, `people` how many of L3+.

    `shown` is the level of the columns that are shown, which the right to export is about; `sensitive` are the
    headings of level 3 and 4, masked or not.
    """

    highest: Level
    open: Level
    shown: Level
    people: int
    sensitive: tuple[str, ...]

    @property
    def is_sensitive(self) -> bool:
        """True when values of level 3 or 4 leave without a mask."""
        return self.open >= SENSITIVE


@access.operation(access.OWN)
@access.for_release()
def examine(session: Session, sheet: Sheet, ctx: JobContext = SILENT, *, counts: bool = False) -> Leaving:
    """Look at a sheet before it leaves. Of level 4 people are counted only with `counts`: their number decides nothing.

    Raises:
        UnknownField, FieldsRefused, RecordNotFound: a filter asks for what there is not.
    """
    of_columns = _highest(map(level_of, sheet.columns))
    of_selection = level_of_selection(session, sheet.ledger, sheet.selection)
    shown = _highest(level_of(column) for column in sheet.columns if sheet.unmasked or not mask_of(column))
    opened, people = max(shown, of_selection), 0
    if opened == SENSITIVE or (counts and opened > SENSITIVE):
        people = count(session, sheet, ctx)
    elif opened < SENSITIVE and sheet.unmasked and _names_people(sheet.columns):
        people = count(session, _children_of(sheet), ctx)
        opened = max(opened, SENSITIVE) if people else opened
    told = [column.heading for column in sheet.columns if level_of(column) >= SENSITIVE]
    return Leaving(max(of_columns, of_selection, opened), opened, shown, people, tuple(dict.fromkeys(told)))


@access.operation(access.OWN)
def count(session: Session, sheet: Sheet, ctx: JobContext = SILENT) -> int:
    """How many rows about people, or records, a sheet has."""
    if sheet.ledger != FLAT:
        return browsing.page(session, catalog.named(sheet.ledger), sheet.selection, Order(limit=0)).total
    record = next(column for column in sheet_columns.columns(FLAT) if column.heading == flat.RECORD_HEADING)
    on = sheet.selection.on or clock.today()
    with session.reader() as reader, reader.snapshot():
        wanted = flat_selection.wanted(reader, sheet.selection, on)
        rows = FlatSheet(reader, (record,), on, unmasked=True, wanted=wanted).rows(ctx)
        return sum(str(one).startswith(flat_rows.OF_RESIDENCE) for (one,) in rows)


@access.operation(access.OWN)
def level_of_selection(session: Session, ledger_name: str, selection: Selection) -> Level:
    """How much filters and search together tell about everybody who is in the list."""
    of_search = search_level.level_of(session, ledger_name, selection)
    return max(of_search, _highest(level_of_filter(ledger_name, one) for one in selection.filters))


def level_of_filter(ledger_name: str, written: str) -> Level:
    """How much a filter tells about everybody who is in the list; tags count each by itself."""
    ledger, rest = _asked_of(ledger_name, written)
    name, _, value = filters.parts(rest)
    if ledger.name == "person" and name in _TAG_WORDS:
        return _highest(_level_of_tag(one) for one in value.split(filters.ANY_OF))
    if reviews.is_asked(ledger, name):
        return _highest(reviews.level_of(ledger, one.strip()) for one in value.split(filters.ANY_OF))
    item = filters.field_named(ledger, name)
    if item is None:
        return "L1"  # a place
    if (ledger.name, item.name) == ("person_tag", "tag"):
        return _highest(_level_of_tag(one) for one in value.split(filters.ANY_OF))
    return item.level


@access.operation(access.OWN)
def fingerprint(session: Session, sheet: Sheet) -> bytes:
    """What an approval is bound to: who asks for which rows and columns, with or without masks."""
    chosen = sheet.selection
    said = {
        "asker": session.login,
        "ledger": sheet.ledger,
        "columns": sorted(full_name(column) for column in sheet.columns),
        "filters": sorted(chosen.filters),
        "search": chosen.search,
        "on": chosen.on.isoformat() if chosen.on else "",
        "everyone": chosen.everyone,
        "unmasked": sheet.unmasked,
    }
    return hashlib.sha256(dump(said).encode()).digest()


@access.operation(access.OWN)
def selection_words(session: Session, ledger_name: str, selection: Selection) -> tuple[str, ...]:
    """Which rows, as people say it; 全部 for all."""
    told: list[str] = []
    for written in selection.filters:
        ledger, rest = _asked_of(ledger_name, written)
        told.extend(filter_words.worded(session, ledger, [rest]))
    if selection.search:
        told.append(f"搜索：{selection.search}")
    if selection.on:
        told.append(f"{selection.on} 的情况")
    if selection.everyone:
        told.append("包括已故和已迁出的")
    return tuple(told) or ("全部",)


def _asked_of(ledger_name: str, written: str) -> tuple[Ledger, str]:
    """The ledger that a filter is asked of, and the filter as that ledger takes it."""
    if ledger_name != FLAT:
        return catalog.named(ledger_name), written
    ledger, rest = flat_selection.ledger_of(written)
    return catalog.named(ledger), rest


def _level_of_tag(said: str) -> Level:
    """Level 4 for the tags that no list names; "" asks who has any or none."""
    if not said.strip():
        return SENSITIVE
    code = codes.table("key_group_tag").find(said.strip())
    line = codes.table("key_group_tag").by_code.get(code or "")
    return "L4" if line is not None and _HIDDEN_TAG.search(line.note) else SENSITIVE


def _children_of(sheet: Sheet) -> Sheet:
    """The rows of a sheet that are about children under 14, whose level 2 counts as level 3.

    A ledger that only refers to people cannot be asked for ages: any of its rows may be about a child.
    """
    if sheet.ledger not in (FLAT, "person"):
        return sheet
    prefix = "person." if sheet.ledger == FLAT else ""
    chosen = sheet.selection
    return replace(sheet, selection=replace(chosen, filters=(*chosen.filters, f"{prefix}{_CHILDREN}")))


def _names_people(columns: Iterable[Column]) -> bool:
    return any(column.ledger in _SPEAK_OF_PEOPLE and level_of(column) == "L2" for column in columns)


def _highest(levels: Iterable[Level]) -> Level:
    return max(levels, default="L1")
