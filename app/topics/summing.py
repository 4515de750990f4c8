"""What the figures of a series come to, by month and by what its rows are about; shown, and written as a workbook.

Two things that are called the same behind their mask are two lines.
Which fields are figures is said by the definition: its integers and decimals, but for those behind a mask.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from app import access
from app.excel import writer
from app.excel.sheets import SheetColumn, for_field
from app.excel.writer import Sheet
from app.exports.exporting import XLSX, FormatUnknown
from app.records.topic_values import facts_of
from app.release import handing_out as releasing
from app.release.departing import Stamp
from app.stores.session import Session
from app.topics import defining, handing_out, rows, series
from app.topics.defining import ROW, Kept
from app.topics.refusals import NoSeries
from app.topics.rows import TopicRow
from ledger import ids
from ledger.definition import Field
from ledger.ordering import natural_key
from ledger.topics import Topic
from storage.rows import Row

BY_MONTH: Final = "按月份"
_ROWS: Final = "条数"
_WHOLE: Final = "合计"
_NUMBERS: Final = ("integer", "decimal")


@dataclass(frozen=True, slots=True)
class Line:
    """One month, or one thing: what it is called, of how many rows, and its totals in the order of `Sums.figures`."""

    called: str
    rows: int
    totals: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of a series, of a `year` or of all (""): the newest month first, things by their name, and the whole."""

    kept: Kept
    year: str
    years: tuple[str, ...]
    thing: str
    figures: tuple[Field, ...]
    months: tuple[Line, ...]
    things: tuple[Line, ...]
    whole: Line

    @property
    def by_thing(self) -> str:
        """What the sums by thing are called: 按空间名称."""
        return f"按{self.thing}"

    def texts(self, line: Line) -> tuple[str, ...]:
        """A line as lists show it: 2026-10, 3, 1,200."""
        pairs = zip(self.figures, line.totals, strict=True)
        told = (f"{total:,.{item.scale}f}" for item, total in pairs)
        return (line.called, f"{line.rows:,}", *told)

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl topic sums --json`."""
        return {
            "topic": self.kept.topic.code,
            "year": self.year or None,
            "months": [self._told(line) for line in self.months],
            "things": [self._told(line) for line in self.things],
            "whole": self._told(self.whole),
        }

    def _told(self, line: Line) -> dict[str, object]:
        pairs = zip(self.figures, line.totals, strict=True)
        return {"called": line.called, "rows": line.rows} | {item.name: float(total) for item, total in pairs}


@access.operation("view", ledger="topic_merchant")
def sums(session: Session, said: str, *, year: str = "") -> Sums:
    """The sums of a ledger of one row a month; raises RecordNotFound, NoSeries."""
    found = defining.find(session, said)
    month = found.topic.month_field
    if month is None:
        raise NoSeries(found.topic.name)
    about = [one for one in found.topic.live if one.key and one is not month]
    with session.reader() as reader, reader.snapshot():
        stored = reader.children(ROW, "topic_uid", [ids.from_text(found.id) or b""])
        shown = rows.shown_rows(session, reader, found, stored, whole=True)
    figures = tuple(item for item in found.topic.ledger().fields if _is_figure(item))
    told = [_read(found.topic, figures, row, one) for row, one in zip(stored, shown, strict=True)]
    years = tuple(sorted({one.month[:4] for one in told if one.month}, reverse=True))
    told = [one for one in told if one.month.startswith(year)]
    months = sorted(_lines((one.month, one.month, one.values) for one in told), key=lambda line: line.called)[::-1]
    things = sorted(_lines((one.thing, one.called, one.values) for one in told), key=lambda it: natural_key(it.called))
    whole = Line(_WHOLE, 0, (Decimal(),) * len(figures))
    [whole] = _lines(("", _WHOLE, one.values) for one in told) or [whole]
    thing = "、".join(one.label for one in about) or found.topic.name
    return Sums(found, year, years, thing, figures, tuple(months), tuple(things), whole)


@access.operation("export", ledger="topic_merchant")
def save(session: Session, found: Sums, path: Path) -> Stamp:
    """Write the sums as an .xlsx with a sheet by month and one by thing; raises FormatUnknown, FileNotWritten."""
    if path.suffix.lower() != XLSX:
        raise FormatUnknown(path.suffix.lower())
    again = sums(session, found.kept.id, year=found.year)
    sheets = [_sheet(again, BY_MONTH, "月份", again.months), _sheet(again, again.by_thing, again.thing, again.things)]
    leaver = handing_out.leaver(path, rows=len(again.months) + len(again.things), columns=len(sheets[0].columns))
    return releasing.workbook(session, leaver, lambda stamp: writer.workbook_of(sheets, stamp=stamp))


def _sheet(found: Sums, name: str, first: str, lines: Iterable[Line]) -> Sheet:
    columns = [SheetColumn(first, width=24), SheetColumn(_ROWS, "integer"), *map(for_field, found.figures)]
    return Sheet(name, columns, [(line.called, line.rows, *map(float, line.totals)) for line in (*lines, found.whole)])


def _is_figure(item: Field) -> bool:
    return item.kind in _NUMBERS and not access.mask_of(item, ledger=ROW.name)


@dataclass(frozen=True, slots=True)
class _Read:
    """A row as it is summed: `thing` tells what it is about from others that are `called` the same behind a mask."""

    month: str
    thing: tuple[str, ...]
    called: str
    values: tuple[Decimal, ...]


def _read(topic: Topic, figures: Iterable[Field], row: Row, shown: TopicRow) -> _Read:
    facts, month = facts_of(row), topic.month_field
    about = (item.name for item in topic.live if item.key and item is not month)
    called = " ".join(shown.texts[name] for name in about)
    when = shown.texts[month.name] if month is not None else ""
    return _Read(when, series.thing_of(topic, row, facts), called, _values(figures, facts))


def _values(figures: Iterable[Field], facts: dict[str, object]) -> tuple[Decimal, ...]:
    said = (facts.get(item.name) for item in figures)
    return tuple(Decimal(str(value)) if isinstance(value, (int, float)) else Decimal() for value in said)


def _lines(told: Iterable[tuple[object, str, tuple[Decimal, ...]]]) -> list[Line]:
    """One for each of what comes first, under what it is called at first."""
    found: dict[object, list[tuple[Decimal, ...]]] = {}
    called: dict[object, str] = {}
    for one, name, values in told:
        called.setdefault(one, name)
        found.setdefault(one, []).append(values)
    return [
        Line(called[one], len(several), tuple(map(sum, zip(*several, strict=True))))  # type: ignore[arg-type]  # decimals
        for one, several in found.items()
    ]
