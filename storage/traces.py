"""Local derived values: a dwelling's full address, kept in its row so that lists sort and search by it.

They follow from other rows, travel in no operation and are recomputed when a place is renamed. What an address reads
like is `ledger.places`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

from ledger import places
from ledger.definition import Ledger
from storage.database import Connection
from storage.search.search_addresses import PLACE_PARTS
from storage.values import Column

_NAMED_BY: dict[str, frozenset[str]] = {
    "compound": frozenset(("name", "address")),
    "building": frozenset(("compound_uid", "building_no", "building_suffix")),
    "unit": frozenset(("unit_no",)),
}
"""Fields of places that stand in the addresses beneath them, or by which the dwellings beneath are found."""

_BENEATH = {
    "compound": "building_uid IN (SELECT id FROM building WHERE compound_uid = ?)",
    "building": "building_uid = ?",
    "unit": "unit_uid = ?",
}
_ADDRESS_PARTS = ("building_uid", "unit_uid", "room_no")


def names_places(ledger: Ledger, fields: Iterable[str]) -> bool:
    """True when a change of these fields renames dwellings."""
    return not _NAMED_BY.get(ledger.name, frozenset()).isdisjoint(fields)


@dataclass(frozen=True, slots=True)
class _Building:
    compound: str | None
    lanes: str | None  # the compound's written address
    number: str | None
    suffix: str | None
    name: str


_Parts: TypeAlias = tuple[str | None, str | None, str | None, str | None]
_BUILDING = (
    "c.name, c.address, b.building_no, b.building_suffix FROM building b LEFT JOIN compound c ON c.id = b.compound_uid"
)


def _named_building(compound: str | None, lanes: str | None, number: str | None, suffix: str | None) -> _Building:
    return _Building(compound, lanes, number, suffix, places.building_name(number, suffix or "") if number else "")


def _parts(columns: Mapping[str, Column], count: int) -> Iterator[tuple[object, ...]]:
    nothing: Column = [None] * count
    return zip(*(columns.get(name, nothing) for name in _ADDRESS_PARTS), strict=True)


class Addresses:
    """Puts addresses together; remembers place names until `forget`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._buildings: dict[object, _Building] = {}
        self._units: dict[object, str | None] = {None: None}
        self._knows_all = False

    def forget(self) -> None:
        """Read place names anew: a place was written."""
        self._buildings = {}
        self._units = {None: None}
        self._knows_all = False

    def learn_all(self) -> None:
        """Read the names of all places at once, before thousands of dwellings are put in them."""
        if not self._knows_all:
            units = cast("Iterable[tuple[bytes, str | None]]", self._connection.rows("SELECT id, unit_no FROM unit"))
            self._units |= dict(units)
            for building_id, *parts in self._connection.rows(f"SELECT b.id, {_BUILDING}"):
                self._buildings[building_id] = _named_building(*cast("_Parts", parts))
            self._knows_all = True

    def columns(self, ledger: Ledger, columns: Mapping[str, Column], count: int) -> dict[str, Column]:
        """The local derived columns of `count` rows of `ledger`."""
        if ledger.name != "dwelling":
            return {}
        return {"full_address": [self.address(*part) for part in _parts(columns, count)]}

    def place_columns(self, columns: Mapping[str, Column], count: int) -> dict[str, Column]:
        """What a dwelling is found by besides its own fields: the places above it (`PLACE_PARTS`)."""
        rows = (
            (place.compound, place.lanes, place.number, place.suffix, self._unit(unit_id), room)
            for building_id, unit_id, room in _parts(columns, count)
            for place in (self._building(building_id),)
        )
        return dict(zip(PLACE_PARTS, (list(column) for column in zip(*rows, strict=True)), strict=True))

    def address(self, building_id: object, unit_id: object, room: object) -> str:
        """One line for a dwelling; what is not known is left out."""
        place = self._building(building_id)
        return places.full_address(place.compound or "", place.name, self._unit(unit_id) or "", str(room or ""))

    def _building(self, building_id: object) -> _Building:
        known = self._buildings.get(building_id)
        if known is None:
            row = self._connection.row(f"SELECT {_BUILDING} WHERE b.id = ?", (building_id,))
            known = self._buildings[building_id] = _named_building(*cast("_Parts", row or (None,) * 4))
        return known

    def _unit(self, unit_id: object) -> str | None:
        if unit_id not in self._units:
            number = self._connection.value("SELECT unit_no FROM unit WHERE id = ?", (unit_id,))
            self._units[unit_id] = cast("str | None", number)
        return self._units[unit_id]

    def beneath(self, ledger: Ledger, place_ids: Sequence[bytes]) -> Iterator[tuple[int, str, str]]:
        """(row number, stored address, right address) of the dwellings beneath places."""
        for place_id in place_ids:
            yield from self._where(_BENEATH[ledger.name], (place_id,))

    def everywhere(self) -> Iterator[tuple[int, str, str]]:
        """(row number, stored address, right address) of every dwelling."""
        return self._where("TRUE", ())

    def _where(self, where: str, values: Sequence[object]) -> Iterator[tuple[int, str, str]]:
        sql = f"SELECT nr, full_address, {', '.join(_ADDRESS_PARTS)} FROM dwelling WHERE {where}"  # noqa: S608 - fixed parts
        for nr, stored, *parts in self._connection.stream(sql, values):
            yield cast("int", nr), cast("str", stored), self.address(*parts)
