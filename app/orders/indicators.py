"""The indicators of a time's orders (`ledger.orders.indicators`): in all and by category, person, compound or company.

The time is that of the receipt, from one day to another. Of each order a few columns of its row are read, and no event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal, NamedTuple, cast

from app import access
from app.jobs import SILENT, JobContext
from app.orders import keeping, people
from app.orders.keeping import ORDER
from app.orders.process_words import category_label
from app.records.filters import ANY_OF
from app.stores.session import Session
from ledger import catalog, clock, ids
from ledger.orders import holidays, indicators
from ledger.orders.indicators import Facts, Reckoner, Tally
from ledger.orders.states import ALL, DRAFT, GONE
from storage.reading import Reader

By = Literal["category", "person", "compound", "property"]
LABELS: Final[dict[By, str]] = {
    "category": "类别",
    "person": "承办人",
    "compound": "小区",
    "property": "物业公司",
}
"""By what the orders are told apart, and what that is called."""
NOBODY, NOWHERE, NO_COMPANY = "没有承办人", "没有写明小区", "没有登记物业公司"
_COUNTED: Final = f"status={ANY_OF.join(one.code for one in ALL if one.code != DRAFT and one.code not in GONE)}"
_AT_ONCE: Final = 10_000  # orders between two checkpoints
_READ: Final = ("building_uid", *indicators.READ)
_BUILDING: Final = catalog.named("building")
_COMPOUND: Final = catalog.named("compound")


@dataclass(frozen=True, slots=True)
class Line:
    """One group of orders: its key and name, and what gives its orders as a list; None where no filter says it."""

    key: str
    label: str
    tally: Tally
    filters: tuple[str, ...] | None

    def as_json(self) -> dict[str, object]:
        """One of `lines` of `linongctl order figures --json`."""
        return {"key": self.key, "label": self.label, **of_tally(self.tally)}


@dataclass(frozen=True, slots=True)
class Figures:
    """The indicators of what was received from `first` to `last`, the groups with the most orders first.

    `left_out`: received then and not counted, since they are drafts or ended without being handled.
    """

    by: By
    first: date
    last: date
    lines: tuple[Line, ...]
    total: Tally
    left_out: int

    @property
    def filters(self) -> tuple[str, ...]:
        """What gives all the orders that are counted as a list."""
        return (f"received_at>={self.first}", f"received_at<={self.last}", _COUNTED)

    def list_of(self, line: Line) -> tuple[str, ...] | None:
        """What gives the orders of a line as a list; None where no filter says it."""
        return None if line.filters is None else (*self.filters, *line.filters)

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl order figures --json`."""
        return {
            "by": self.by,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "left_out": self.left_out,
            "total": of_tally(self.total),
            "lines": [one.as_json() for one in self.lines],
        }


def of_tally(tally: Tally) -> dict[str, object]:
    """A tally as plain values: of each share so many of how many, and the share itself, null for 0 of 0."""
    shares: dict[str, object] = {}
    for one in indicators.SHARES:
        hits, of = tally.parts(one.name)
        shares[one.name] = {"hits": hits, "of": of, "share": tally.share(one.name)}
    return {"orders": tally.orders, "shares": shares, "closed": tally.closed, "days": tally.days}


class _Group(NamedTuple):
    """To which line an order belongs; two that are equal are one line. `told` orders them apart from those unnamed."""

    key: str
    label: str
    filters: tuple[str, ...] | None
    is_named: bool = True


Grouping = Callable[[Facts, object], _Group]
"""The group of an order, of what is read of it and its building."""


@access.operation("view", ledger="work_order")
def figures(session: Session, first: date, last: date, by: By = "category", ctx: JobContext = SILENT) -> Figures:
    """The indicators of orders received from `first` to `last`; a cancel leaves nothing behind."""
    reckoner = Reckoner(holidays.shipped(), clock.now(), keeping.rules(session).book)
    with session.reader() as reader, reader.snapshot():
        group_of = _GROUPINGS[by](session, reader)
        tallies: dict[_Group, Tally] = {}
        left_out = 0
        rows = reader.between(ORDER, _READ, "received_at", (clock.start_text(first), clock.end_text(last)))
        for building, *values in _watched(rows, ctx):
            facts = Facts._make(values)
            if not indicators.is_counted(facts):
                left_out += 1
                continue
            group = group_of(facts, building)
            tally = tallies.get(group)
            if tally is None:
                tally = tallies[group] = Tally()
            tally.add(reckoner.answers(facts), reckoner.took(facts))
    return Figures(by, first, last, tuple(_lines(tallies)), indicators.total(tallies.values()), left_out)


def _watched(rows: Iterator[tuple[Any, ...]], ctx: JobContext) -> Iterator[tuple[Any, ...]]:
    for at, row in enumerate(rows):
        if at % _AT_ONCE == 0:
            ctx.checkpoint()
        yield row


def _lines(tallies: Mapping[_Group, Tally]) -> Iterator[Line]:
    """The most orders first; without a name come last."""
    for group, tally in sorted(
        tallies.items(), key=lambda pair: (not pair[0].is_named, -pair[1].orders, pair[0].label, pair[0].key)
    ):
        yield Line(group.key, group.label, tally, group.filters)


# -- by what they are told apart


def _by_category(_session: Session, _reader: Reader) -> Grouping:
    made: dict[str, _Group] = {}

    def group(facts: Facts, _building: object) -> _Group:
        code = facts.category or ""
        if code not in made:
            made[code] = _Group(code, category_label(code), (f"category={code}",))
        return made[code]

    return group


def _by_person(session: Session, _reader: Reader) -> Grouping:
    """Whoever has it now, or had it last; a unit where nobody of it is named."""
    names = people.names(session)
    made: dict[tuple[str, str], _Group] = {("", ""): _Group("", NOBODY, ("assignee=", "assignee_org="), is_named=False)}

    def group(facts: Facts, _building: object) -> _Group:
        login = facts.assignee or ""
        key = login, "" if login else facts.assignee_org or ""
        if key not in made:
            org = key[1]
            filters = (f"assignee={login}",) if login else ("assignee=", f"assignee_org={org}")
            made[key] = _Group(login or f"org:{org}", names.get(login or org, login or org), filters)
        return made[key]

    return group


def _by_compound(_session: Session, reader: Reader) -> Grouping:
    places = _Places(reader)
    made = {
        one: _Group(ids.to_text(one), name, (f"compound_uid={ids.to_text(one)}",))
        for one, (name, _) in places.compounds.items()
    }

    def group(_facts: Facts, building: object) -> _Group:
        return _of_place(made, places, building)

    return group


def _by_property(_session: Session, reader: Reader) -> Grouping:
    """The company that a compound names (`property_company`); those of one name are one."""
    places = _Places(reader)
    led: dict[str, list[bytes]] = {}
    for one, (_, company) in places.compounds.items():
        led.setdefault(company, []).append(one)
    made: dict[bytes, _Group] = {}
    for company, compounds in led.items():
        filters = (f"compound_uid={ANY_OF.join(map(ids.to_text, compounds))}",)
        made |= dict.fromkeys(compounds, _Group(company, company or NO_COMPANY, filters, is_named=bool(company)))

    def group(_facts: Facts, building: object) -> _Group:
        return _of_place(made, places, building)

    return group


def _of_place(made: Mapping[bytes, _Group], places: _Places, building: object) -> _Group:
    """The group of a building's compound; orders without one stand apart, those of an unknown one have no list."""
    compound = places.compound_of(building)
    if compound is not None and compound in made:
        return made[compound]
    if building is None:
        return _Group("nowhere", NOWHERE, ("building_uid=",), is_named=False)
    return _Group("unknown", "楼栋的小区不明", None, is_named=False)


@dataclass(slots=True)
class _Places:
    """The compounds with their names and companies, and to which one a building belongs."""

    reader: Reader
    compounds: dict[bytes, tuple[str, str]] = field(init=False)
    _buildings: dict[object, object] = field(init=False)

    def __post_init__(self) -> None:
        rows = self.reader.scan(_COMPOUND, ("name", "property_company"), dead=True)
        self.compounds = {
            cast("bytes", one): (str(name or ""), " ".join(str(company or "").split())) for one, name, company in rows
        }
        self._buildings = dict(
            cast("Iterator[tuple[Any, Any]]", self.reader.scan(_BUILDING, ("compound_uid",), dead=True))
        )

    def compound_of(self, building: object) -> bytes | None:
        """The compound of a building; None where none is known."""
        found = self._buildings.get(building)
        return found if isinstance(found, bytes) else None


_GROUPINGS: Final[dict[By, Callable[[Session, Reader], Grouping]]] = {
    "category": _by_category,
    "person": _by_person,
    "compound": _by_compound,
    "property": _by_property,
}
