"""Local derived values: a dwelling's full address, kept in its row so that lists sort and search by it.

They follow from other rows, travel in no operation and are recomputed when a place is renamed. What an address reads
like is `ledger.places`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from ledger import places
from ledger.definition import Ledger
from storage.database import Connection
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


class Addresses:
    """Puts addresses together; remembers place names until `forget`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._buildings: dict[object, tuple[str, str]] = {}
        self._units: dict[object, str] = {}

    def forget(self) -> None:
        """Read place names anew: a place was written."""
        self._buildings.clear()
        self._units.clear()

    def columns(self, ledger: Ledger, columns: Mapping[str, Column]) -> dict[str, Column]:
        """The local derived columns of new rows of `ledger`."""
        if ledger.name != "dwelling":
            return {}
        parts = zip(*(columns[name] for name in _ADDRESS_PARTS), strict=True)
        return {"full_address": [self.address(*part) for part in parts]}

    def address(self, building_id: object, unit_id: object, room: object) -> str:
        """One line for a dwelling; what is not known is left out."""
        compound, building = self._building(building_id)
        unit = self._unit(unit_id)
        return places.full_address(compound, building, unit, str(room or ""))

    def _building(self, building_id: object) -> tuple[str, str]:
        known = self._buildings.get(building_id)
        if known is None:
            row = self._connection.row(
                "SELECT c.name, b.building_no, b.building_suffix FROM building b"
                " LEFT JOIN compound c ON c.id = b.compound_uid WHERE b.id = ?",
                (building_id,),
            )
            compound, number, suffix = cast("tuple[str | None, str | None, str | None]", row or (None, None, None))
            name = places.building_name(number, suffix or "") if number else ""
            known = self._buildings[building_id] = (compound or "", name)
        return known

    def _unit(self, unit_id: object) -> str:
        if unit_id is None:
            return ""
        known = self._units.get(unit_id)
        if known is None:
            known = str(self._connection.value("SELECT unit_no FROM unit WHERE id = ?", (unit_id,)) or "")
            self._units[unit_id] = known
        return known

    def beneath(self, ledger: Ledger, place_ids: Sequence[bytes]) -> Iterator[tuple[int, str, str]]:
        """(row number, stored address, right address) of the dwellings beneath places."""
        for place_id in place_ids:
            yield from self._where(_BENEATH[ledger.name], (place_id,))

    def all_differing(self) -> Iterator[int]:
        """Row numbers of the dwellings whose stored address is not what their places say."""
        return (nr for nr, stored, address in self._where("TRUE", ()) if stored != address)

    def _where(self, where: str, values: Sequence[object]) -> Iterator[tuple[int, str, str]]:
        sql = f"SELECT nr, full_address, {', '.join(_ADDRESS_PARTS)} FROM dwelling WHERE {where}"  # noqa: S608
        for nr, stored, *parts in self._connection.stream(sql, values):
            yield cast("int", nr), cast("str", stored), self.address(*parts)
