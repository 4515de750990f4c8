"""Counts people and dwellings by two things at once, with pandas behind: age and sex, use and compound, tag and age.

What can be counted is declared in `dimensions`, how a table is shown and exported in `cross_tables`. Nobody who died or
moved out is counted, as in lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from app import access
from app.figures import dimensions, warming
from app.figures.cross_tables import Category, CrossTable
from app.figures.dimensions import Dimension
from app.jobs import SILENT, JobContext
from app.records import filters
from app.records.deriving import holds
from app.stores.session import Session
from ledger import catalog, clock, ids, places
from ledger.ordering import natural_key
from storage.listing.query import Query
from storage.reading import Reader

if TYPE_CHECKING:
    import pandas as pd

_EVERY = 1_000_000
_AT_ONCE = 20_000  # rows between two checkpoints


@dataclass(frozen=True, slots=True)
class Question:
    """What is counted: `narrowed` keeps only records of these (dimension, key) pairs."""

    ledger: str
    rows: str
    columns: str
    narrowed: tuple[tuple[str, str], ...] = ()

    def as_facts(self) -> dict[str, object]:
        """The question as plain values, for places that one comes back to."""
        return {"ledger": self.ledger, "rows": self.rows, "columns": self.columns, "narrowed": self.narrowed}


def from_facts(facts: Mapping[str, object]) -> Question | None:
    """The question that plain values tell; None when they tell none."""
    ledger, rows, columns, narrowed = (facts.get(name) for name in ("ledger", "rows", "columns", "narrowed"))
    known = {one.name for one in dimensions.of_ledger(str(ledger))}
    if not {rows, columns} <= known:
        return None
    pairs = narrowed if isinstance(narrowed, (tuple, list)) else ()
    return Question(str(ledger), str(rows), str(columns), tuple((str(name), str(key)) for name, key in pairs))


class Numbers:
    """Answers questions; keeps what it read until something is written or the day changes. For any thread."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lock = Lock()
        self._read: dict[str, _Records] = {}
        self._stamp: tuple[object, date] | None = None

    @access.operation("statistics")
    def cross(self, question: Question, ctx: JobContext = SILENT) -> CrossTable:
        """The table that a question asks for; a cancel leaves nothing behind.

        Who may not see level 3 gets it without small numbers.
        """
        warming.hurry()
        with self._lock, self._session.reader() as reader, reader.snapshot():
            records = self._records(reader, question.ledger, ctx)
            wanted = (question.rows, question.columns, *(name for name, _ in question.narrowed))
            for name in wanted:
                records.load(reader, dimensions.named(question.ledger, name), ctx)
            table = _with_refusals(records.cross(question), question, reader)
        sees_all = (self._session.rights.level("reveal", question.ledger) or "") >= "L3"
        return table if sees_all else table.guarded()

    @access.operation("statistics")
    def categories(self, ledger: str, name: str, ctx: JobContext = SILENT) -> tuple[Category, ...]:
        """The categories of a dimension that occur."""
        warming.hurry()
        with self._lock, self._session.reader() as reader, reader.snapshot():
            records = self._records(reader, ledger, ctx)
            dimension = dimensions.named(ledger, name)
            records.load(reader, dimension, ctx)
            return records.categories(dimension)

    def _records(self, reader: Reader, ledger: str, ctx: JobContext) -> _Records:
        stamp = (reader.moment(), clock.today())
        if stamp != self._stamp:
            self._read, self._stamp = {}, stamp
        if ledger not in self._read:
            self._read[ledger] = _Records(reader, ledger, stamp[1], ctx)
        return self._read[ledger]


class _Records:
    """All records of one ledger by number, and for every dimension asked for which of them fall where."""

    def __init__(self, reader: Reader, ledger: str, on: date, ctx: JobContext) -> None:
        import pandas as pd

        self._ledger, self._on = ledger, on
        single = [one for one in dimensions.of_ledger(ledger) if one.how in ("age", "code", "area")]
        names = [one.field for one in single]
        left = ["alive", "moved_out"] if ledger == "person" else ["building_uid"]
        rows = _watched(reader.scan(catalog.named(ledger), (*names, *left)), ctx)
        read = pd.DataFrame.from_records(list(rows), columns=["id", *names, *left])
        if ledger == "person":
            read = read[(read["alive"] != 0) & (read["moved_out"] != 1)].reset_index(drop=True)
        self._ids = pd.Index(read["id"])
        self._buildings = None if ledger == "person" else read["building_uid"]
        self._members: dict[str, pd.DataFrame] = {}
        self._places: dict[str, dict[str, str]] = {}
        for one in single:
            self._members[one.name] = self._table(range(len(read)), _keyed(read[one.field], one, on))

    def load(self, reader: Reader, dimension: Dimension, ctx: JobContext) -> None:
        """Read what a dimension needs, once."""
        if dimension.name in self._members:
            return
        if dimension.how == "tag":
            self._members["tag"] = self._of_people(self._tags(reader, ctx))
            return
        buildings = dict(
            cast("Iterable[tuple[bytes, bytes]]", reader.scan(catalog.named("building"), ("compound_uid",)))
        )
        self._places = _place_names(reader)
        homes: Iterable[tuple[object, object]]
        if self._buildings is not None:
            homes = enumerate(self._buildings)
        else:
            inside = dict(
                cast("Iterable[tuple[bytes, bytes]]", reader.scan(catalog.named("dwelling"), ("building_uid",)))
            )
            homes = ((person, inside.get(home)) for person, home in self._stays(reader, ctx) if home in inside)
        found = [(one, building) for one, building in homes if building in buildings]
        for name, place in (("building", lambda one: one), ("compound", buildings.get)):
            pairs = ((one, _text(place(building))) for one, building in found)
            self._members[name] = self._of_people(pairs) if self._buildings is None else self._table(*_split(pairs))

    def cross(self, question: Question) -> CrossTable:
        """Count."""
        down, across = (dimensions.named(self._ledger, name) for name in (question.rows, question.columns))
        rows, columns = self._members[down.name], self._members[across.name]
        kept = self._kept(question)
        if kept is not None:
            rows, columns = rows[rows["nr"].isin(kept)], columns[columns["nr"].isin(kept)]
        counted = rows.merge(columns, on="nr", suffixes=("_row", "_column"))
        cells = counted.groupby(["key_row", "key_column"], observed=True).size().to_dict()
        row_sums, column_sums = _sizes(rows), _sizes(columns)
        shown_rows = tuple(one for one in self.categories(down) if one.key in row_sums or down.how == "age")
        shown_columns = tuple(one for one in self.categories(across) if one.key in column_sums or across.how == "age")
        unit = dimensions.SUBJECTS[self._ledger][1]
        return CrossTable(
            ledger=self._ledger,
            unit=unit,
            row_label=down.label,
            column_label=across.label,
            rows=shown_rows,
            columns=shown_columns,
            counts=tuple(tuple(int(cells.get((row.key, col.key), 0)) for col in shown_columns) for row in shown_rows),
            row_totals=tuple(row_sums.get(one.key, 0) for one in shown_rows),
            column_totals=tuple(column_sums.get(one.key, 0) for one in shown_columns),
            total=int(rows["nr"].nunique()),
            narrowed=tuple(self._category(name, key) for name, key in question.narrowed),
            day=self._on.isoformat(),
            counts_several=down.is_several or across.is_several,
        )

    def categories(self, dimension: Dimension) -> tuple[Category, ...]:
        """The categories that occur, in their order; every age band up to the last one stands there."""
        there = set(self._members[dimension.name]["key"].unique())
        if dimension.how in ("age", "area"):
            order: Iterable[str] = dimensions.bands(dimension)
        elif dimension.how == "place":
            order = self._places[dimension.name]
        else:
            order = (*dimensions.codes_in_order(dimension), *sorted(there - {""}))
        keys = [key for key in dict.fromkeys(order) if key in there or dimension.how == "age"]
        return tuple(self._category(dimension.name, key) for key in (*keys, *({""} & there)))

    def _category(self, name: str, key: str) -> Category:
        dimension = dimensions.named(self._ledger, name)
        if dimension.how in ("age", "area"):
            return dimensions.banded(dimension, key)
        if dimension.how == "place" and key:
            return Category(key, self._places[name].get(key, ""), (f"{dimension.field}={key}",))
        return dimensions.coded(dimension, key) if dimension.how != "place" else dimensions.unfilled(dimension)

    def _kept(self, question: Question) -> set[int] | None:
        kept: set[int] | None = None
        for name, key in question.narrowed:
            members = self._members[name]
            here = set(members.loc[members["key"] == key, "nr"])
            kept = here if kept is None else kept & here
        return kept

    def _tags(self, reader: Reader, ctx: JobContext) -> Iterator[tuple[object, str]]:
        fields = ("person_uid", "tag", "start_date", "end_date")
        for _, person, tag, start, end in _watched(reader.scan(catalog.named("person_tag"), fields), ctx):
            if tag is not None and holds({"start_date": start, "end_date": end}, self._on):
                yield person, tag

    def _stays(self, reader: Reader, ctx: JobContext) -> Iterator[tuple[object, bytes]]:
        fields = ("person_uid", "dwelling_uid", "start_date", "end_date")
        for _, person, home, start, end in _watched(reader.scan(catalog.named("residence"), fields), ctx):
            if holds({"start_date": start, "end_date": end}, self._on):
                yield person, home

    def _of_people(self, pairs: Iterable[tuple[object, str]]) -> pd.DataFrame:
        """Members by person; those without any fall under nothing."""
        import pandas as pd

        people, keys = _split(pairs)
        numbers = self._ids.get_indexer(pd.Index(people, dtype=object))
        there = numbers >= 0
        found = self._table(numbers[there], pd.Series(keys, dtype=object)[there].to_list()).drop_duplicates()
        without = sorted(set(range(len(self._ids))) - set(found["nr"]))
        return pd.concat([found, self._table(without, [""] * len(without))], ignore_index=True)

    def _table(self, numbers: Iterable[Any], keys: Iterable[str]) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame({"nr": pd.Series(list(numbers), dtype="int64"), "key": pd.Series(list(keys), dtype=object)})


def _with_refusals(table: CrossTable, question: Question, reader: Reader) -> CrossTable:
    """The table, saying of which numbers whoever asks does not get the list."""

    def looked_at(name: str, category: Category) -> Category:
        if dimensions.named(question.ledger, name).how == "place":  # a place tells nothing that masks hide
            return category
        try:
            filters.parse(reader, catalog.named(question.ledger), category.filters, clock.today())
        except access.Forbidden as refusal:
            return replace(category, refusal=refusal)
        return category

    return replace(
        table,
        rows=tuple(looked_at(question.rows, one) for one in table.rows),
        columns=tuple(looked_at(question.columns, one) for one in table.columns),
        narrowed=tuple(looked_at(name, one) for (name, _), one in zip(question.narrowed, table.narrowed, strict=True)),
    )


def _keyed(values: pd.Series, dimension: Dimension, on: date) -> list[str]:
    """The key of each record; every different value is looked at once."""
    makers: dict[str, Callable[[object], str]] = {
        "age": lambda value: dimensions.age_key(value, on),
        "area": dimensions.area_key,
        "code": lambda value: str(value or ""),
    }
    make = makers[dimension.how]
    plain: list[object] = [value if value == value else None for value in values]  # a missing number is no number
    keys = {value: make(value) for value in set(plain)}
    return [keys[value] for value in plain]


def _sizes(members: pd.DataFrame) -> dict[str, int]:
    return {str(key): int(count) for key, count in members.groupby("key", observed=True)["nr"].nunique().items()}


def _place_names(reader: Reader) -> dict[str, dict[str, str]]:
    """Names of compounds and buildings by id text, in the order that people read them."""
    listed = reader.page(Query(ledger=catalog.named("compound"), limit=_EVERY)).rows
    compounds = {cast("bytes", row["id"]): str(row["name"] or "") for row in listed}
    order = {one: at for at, one in enumerate(compounds)}
    fields = ("compound_uid", "building_no", "building_suffix")
    buildings = sorted(
        reader.scan(catalog.named("building"), fields),
        key=lambda row: (order.get(row[1], len(order)), natural_key(str(row[2] or ""))),
    )
    return {
        "compound": {ids.to_text(one): name for one, name in compounds.items()},
        "building": {
            ids.to_text(one): compounds.get(parent, "") + places.building_name(str(number or ""), str(suffix or ""))
            for one, parent, number, suffix in buildings
        },
    }


def _watched(rows: Iterable[tuple[Any, ...]], ctx: JobContext) -> Iterator[tuple[Any, ...]]:
    for at, row in enumerate(rows):
        if at % _AT_ONCE == 0:
            ctx.checkpoint()
        yield row


def _split(pairs: Iterable[tuple[Any, str]]) -> tuple[list[Any], list[str]]:
    firsts: list[Any] = []
    seconds: list[str] = []
    for first, second in pairs:
        firsts.append(first)
        seconds.append(second)
    return firsts, seconds


def _text(one: object) -> str:
    return ids.to_text(one) if isinstance(one, bytes) else ""
