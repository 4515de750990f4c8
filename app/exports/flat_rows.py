"""The rows of the flat 人房 sheet in the order of the buildings: a row for each residence, one for each empty dwelling.

The ledgers are read once, as a whole (`flat_parts`), joined in memory and streamed: no query a row, and about 1 KB of
memory a person. What a value looks like in a sheet is `sheet_values`'s, which columns there are `sheet_columns`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from app.excel.sheets import Row, Value
from app.exports import flat_parts
from app.exports.flat_parts import PLACE, Dwelling, Part, Person, Stay, Stays
from app.exports.sheet_columns import Column
from app.exports.sheet_values import HIDE, mask_of
from app.jobs import JobContext, let_go, without_collections
from ledger import catalog, derive, kinds, masking
from storage.reading import Reader

OF_RESIDENCE, OF_DWELLING = "R", "D"
"""What 系统标识 begins with: a row about somebody, and one about an empty dwelling."""
_PARTS = ("dwelling", "household", "person", "residence")
_ROWS_BETWEEN_CHECKPOINTS = 1000
_COLLECTING, _EXPORTING = "collecting", "exporting"  # phases


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: ids that a row's records must be among (None: any); `everyone` counts the dead and moved-out."""

    people: Collection[bytes] | None = None
    residences: Collection[bytes] | None = None
    households: Collection[bytes] | None = None
    dwellings: Collection[bytes] | None = None
    everyone: bool = False

    @property
    def asks_of_stays(self) -> bool:
        """True when something is asked of people, which an empty dwelling cannot answer."""
        return self.people is not None or self.residences is not None or self.households is not None

    def has(self, stay: Stay) -> bool:
        """True when the row of this residence is wanted."""
        return (
            (self.people is None or stay.person in self.people)
            and (self.residences is None or stay.id in self.residences)
            and (self.households is None or stay.household in self.households)
        )


class _Read(NamedTuple):
    """All that the rows are joined from."""

    people: dict[bytes, Person]
    stays: Stays
    households: dict[bytes | None, Row]
    tags: dict[bytes, str]
    dwellings: list[Dwelling]


class FlatSheet:
    """One reading of the flat sheet; `rows` streams it in the order of `columns`, ready to be written."""

    def __init__(
        self, reader: Reader, columns: Sequence[Column], on: date, *, unmasked: bool, wanted: Wanted | None = None
    ) -> None:
        self._reader = reader
        self._on = on
        self._wanted = wanted or Wanted()
        self._parts = {name: Part(name, columns, unmasked=unmasked) for name in _PARTS}
        self._place_work = flat_parts.place_work(unmasked=unmasked)
        self._pick = _picker(columns, self._parts)
        tag = next((column for column in columns if column.ledger == "person_tag"), None)
        self._hides_tags = tag is not None and not unmasked and mask_of(tag) == HIDE
        self._needs_tags = tag is not None and not self._hides_tags
        self._no_household = self._parts["household"].blank
        self._nobody = tuple(value for name in _PARTS[1:] for value in self._parts[name].blank)
        at = self._parts["residence"].index("hukou_match")
        is_shown = unmasked or not catalog.named("residence").field("hukou_match").mask_rule
        self._match = _Matcher(at) if at is not None and is_shown else None

    def rows(self, ctx: JobContext) -> Iterator[Row]:
        """Every row. A cancel is met between batches and leaves nothing behind."""
        ctx.report(0, 0, _COLLECTING)
        with without_collections(), self._reader.snapshot():
            read = self._read(ctx)
        total = len(read.dwellings)
        for count, dwelling in enumerate(read.dwellings):
            if count % _ROWS_BETWEEN_CHECKPOINTS == 0:
                ctx.checkpoint()
                ctx.report(count, total, _EXPORTING)
            if self._wanted.dwellings is None or dwelling.id in self._wanted.dwellings:
                yield from self._rows_of(dwelling, read)
        ctx.report(total, total, _EXPORTING)
        stays = read.stays
        let_go(read.people, read.households, read.tags, read.dwellings)
        let_go(stays.by_dwelling, stays.residents, stays.members)

    def _read(self, ctx: JobContext) -> _Read:
        """All that the rows are joined from."""
        reader, parts, on = self._reader, self._parts, self._on
        people = flat_parts.read_people(reader, parts["person"], on, everyone=self._wanted.everyone)
        ctx.checkpoint()
        counts = (parts["dwelling"].index("resident_count"), parts["household"].index("member_count"))
        stays = flat_parts.read_stays(reader, parts["residence"], on, counted=counts != (None, None))
        ctx.checkpoint()
        households = flat_parts.read_households(reader, parts["household"], stays)
        tags = flat_parts.read_tags(reader, on) if self._needs_tags else {}
        return _Read(people, stays, households, tags, flat_parts.read_dwellings(reader, parts["dwelling"], stays))

    def _rows_of(self, dwelling: Dwelling, read: _Read) -> Iterator[Row]:
        """The rows of one dwelling: its people, or itself when it is empty."""
        home = (*self._place_work.done(list(dwelling.place)), *dwelling.values)
        people, asks, pick, is_empty = read.people, self._wanted.asks_of_stays, self._pick, True
        for stay in read.stays.by_dwelling.get(dwelling.id, ()):
            person = people.get(stay.person)
            if person is None:
                continue
            is_empty = False
            if asks and not self._wanted.has(stay):
                continue
            household = read.households.get(stay.household, self._no_household)
            own = self._match.filled(stay, person, dwelling) if self._match else stay.values
            tag = masking.HIDDEN if self._hides_tags else read.tags.get(stay.person)
            yield pick((*home, *household, *person.values, *own, tag, _record(OF_RESIDENCE, stay.id)))
        if is_empty and not asks:
            yield pick((*home, *self._nobody, None, _record(OF_DWELLING, dwelling.id)))


def _record(kind: str, one: bytes) -> str:
    """系统标识 of a row; written out because `ids.to_text` takes ten times as long, and this is asked for every row."""
    text = one.hex()
    return f"{kind}-{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class _Matcher:
    """人户一致 of a residence, as the `at`-th of its columns: what a sheet stated, else what follows from the hukou."""

    def __init__(self, at: int) -> None:
        item = catalog.named("residence").field("hukou_match")
        self._at = at
        self._labels = {code: kinds.as_text(item, code) for code in "01234"}
        self._known: dict[tuple[str | None, str | None, bytes, bool], str] = {}

    def filled(self, stay: Stay, person: Person, dwelling: Dwelling) -> Row:
        """The columns of the residence with the derived value where none was stated."""
        if stay.stated_match is not None:
            return stay.values
        key = (person.hukou_address, person.population_type, dwelling.id, stay.lives_here)
        label = self._known.get(key)
        if label is None:
            if len(self._known) > _ROWS_BETWEEN_CHECKPOINTS:
                self._known.clear()  # a household shares its hukou; the next dwelling has another
            address, population = person.hukou_address, person.population_type
            code = derive.hukou_match(address, population, dwelling.home, lives_here=stay.lives_here)
            label = self._known[key] = self._labels[code]
        return (*stay.values[: self._at], label, *stay.values[self._at + 1 :])


def _picker(columns: Sequence[Column], parts: Mapping[str, Part]) -> Callable[[Row], Row]:
    """What brings the joined values of place, parts, tags and record into the order of the chosen columns."""
    joined: list[tuple[str, str]] = list(PLACE)
    for name in _PARTS:
        joined.extend((name, field) for field in parts[name].fields)
    joined.extend((("person_tag", "tag"), ("", "")))
    positions = [joined.index((column.ledger, column.name)) for column in columns]
    if len(positions) == 1:
        only = positions[0]
        return lambda values: (values[only],)
    picked: Callable[[Row], tuple[Value, ...]] = itemgetter(*positions)
    return picked
