"""Which place a row means: compound, building, unit and dwelling, known or new.

Known places come from the store; new ones are pending until a row that is taken uses them. The longest known compound
name is taken off an address first, then the lane joins the compound by its address, then the grammar of
`ledger.address` reads the rest. No second compound is ever made in silence, and a unit is never invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from app.importing.place_records import Building, Compound, Dwelling, Resolved, Unit
from app.importing.written_places import Written, building_name, read_named, read_parts, unit_as_building
from ledger import address, catalog, places, text
from ledger.broken import Broken
from ledger.ids import IdSource
from storage.reading import Reader

_TOLD_ONCE = ("lane not of the compound", "new compound", "building by name")  # hints on a place, not on a row


@dataclass
class PlaceIndex:
    """All places of the store plus the pending ones of one import."""

    by_name: dict[str, Compound] = field(default_factory=dict)
    by_lane: dict[places.Lane, Compound] = field(default_factory=dict)
    buildings: dict[tuple[bytes, str], list[Building]] = field(default_factory=dict)
    units: dict[tuple[bytes, str], Unit] = field(default_factory=dict)
    dwellings: dict[tuple[bytes, str], list[Dwelling]] = field(default_factory=dict)
    by_id: dict[bytes, Dwelling] = field(default_factory=dict)
    began_empty: bool = True
    pending: list[Compound | Building | Unit | Dwelling] = field(default_factory=list)
    _ids: IdSource = field(default_factory=IdSource)
    _only: Compound | None = None
    _names: list[str] = field(default_factory=list)
    _called: set[str] = field(default_factory=set)
    _odd_lanes: set[tuple[bytes, places.Lane]] = field(default_factory=set)
    _seen: dict[Written, Resolved | Broken] = field(default_factory=dict)

    @classmethod
    def load(cls, reader: Reader) -> PlaceIndex:
        """Read every live place of the store."""
        index = cls()
        compounds: dict[bytes, Compound] = {}
        for key, name, short, where in reader.scan(catalog.named("compound"), ("name", "short_name", "address")):
            compounds[key] = index.add_compound(key, name, short or "", where or "")
        index.began_empty = not compounds
        index._only = next(iter(compounds.values())) if len(compounds) == 1 else None
        buildings: dict[bytes, Building] = {}
        fields = ("compound_uid", "building_no", "building_suffix")
        for key, compound, number, suffix in reader.scan(catalog.named("building"), fields):
            if compound in compounds:
                building = Building(key, compounds[compound], number, suffix or "")
                buildings[key] = building
                index.buildings.setdefault((compound, number), []).append(building)
        numbers = {number for _, number in index.buildings}
        index._called = {one for one in numbers if not one.isascii() and places.usual_suffix(one) is None}
        units: dict[bytes, Unit] = {}
        for key, parent, number in reader.scan(catalog.named("unit"), ("building_uid", "unit_no")):
            if parent in buildings:
                units[key] = index.units[parent, number] = Unit(key, buildings[parent], number)
        for key, parent, unit, room in reader.scan(catalog.named("dwelling"), ("building_uid", "unit_uid", "room_no")):
            if parent in buildings:
                index._keep(Dwelling(key, buildings[parent], units.get(unit) if unit else None, room))
        return index

    def add_compound(self, key: bytes, name: str, short: str, where: str, *, is_new: bool = False) -> Compound:
        """Make a compound known under its name, its short name and the lanes of its address."""
        compound = Compound(key, name, places.lanes_of(where) if where else (), is_new=is_new)
        for word in filter(None, (name, short)):
            self.by_name.setdefault(text.squeeze(word), compound)
        for lane in compound.lanes:
            self.by_lane.setdefault(lane, compound)
        self._names = sorted(self.by_name, key=len, reverse=True)
        return compound

    def resolve(self, written: Written) -> Resolved | Broken:
        """The place that the cells mean; `Broken` when they name none that can be known. Answers are remembered."""
        found = self._seen.get(written)
        if found is None:
            found = self._resolve(written)
            again = _told_again(found) if isinstance(found, Resolved) and found.hints else found
            self._seen[written] = again
        return found

    def compound_called(self, name: str, short: str, where: str) -> Compound:
        """The compound of a compound sheet's row: by its name, else by a lane of its address, else a new one."""
        known = self.by_name.get(text.squeeze(name))
        for lane in places.lanes_of(where) if known is None and where else ():
            known = known or self.by_lane.get(lane)
        if known is None:
            known = self.add_compound(self._ids.new(), name, short, where, is_new=True)
            self.pending.append(known)
        return known

    def building_at(self, written: Written) -> Building | Broken:
        """The building that a building sheet's row names, known or pending."""
        found = self.resolve(written)
        if isinstance(found, Broken):
            return found
        return found.building or Broken("required")

    def unit_of(self, building: Building, number: str) -> Unit:
        """A unit of a building, known or pending."""
        return self._unit(building, number)

    def used_new(self) -> Iterator[Compound | Building | Unit | Dwelling]:
        """Pending places that a taken row uses, parents before children."""
        return (item for item in self.pending if item.used)

    def _keep(self, dwelling: Dwelling) -> Dwelling:
        self.dwellings.setdefault((dwelling.building.id, dwelling.room), []).append(dwelling)
        self.by_id[dwelling.id] = dwelling
        return dwelling

    def _resolve(self, written: Written) -> Resolved | Broken:
        hints: list[str] = []
        name, written = building_name(written, self._names, self._stands)
        named = read_named(written, name, self._names, hints) if name else None
        parts, compound_name = named or read_parts(written, self._names, hints)
        if not parts.building and parts.unit and parts.room:
            parts = unit_as_building(parts)
            hints.append("unit stands as building")
        compound = self._compound(
            written.compound or compound_name,
            parts,
            hints,
            in_column=bool(written.compound),
            in_only=written.in_only_compound,
        )
        if isinstance(compound, Broken):
            return compound
        if compound is None or not parts.building:
            return Broken("unknown_compound" if compound is None else "no_dwelling")
        building = self._building(compound, parts, hints, is_name=named is not None)
        if not parts.room:
            return Resolved(None, building, compound, tuple(hints))
        dwelling = self._dwelling(building, parts.unit, parts.room)
        if isinstance(dwelling, Broken):
            return dwelling
        return Resolved(dwelling, building, compound, tuple(hints))

    def _compound(
        self, name: str, parts: address.Address, hints: list[str], *, in_column: bool, in_only: bool
    ) -> Compound | Broken | None:
        if name:
            known = self.by_name.get(text.squeeze(name))
            if known is None:
                own = address.parse(name)
                known = self._by_lane(own.road, own.lane) or self._by_lane(parts.road, parts.lane)
            found = known or self._new_compound(text.squeeze(name), parts, hints, may_add=in_column)
            if isinstance(found, Compound) and self._is_news_of(found, parts):
                hints.append("lane not of the compound")
            return found
        if parts.lane:
            known = self._by_lane(parts.road, parts.lane)
            return known or self._new_compound(places.lane_name((parts.road, parts.lane)), parts, hints)
        if parts.road and parts.building:
            door = (parts.road, f"{parts.building}号")
            return self.by_lane.get(door) or self._new_compound(places.lane_name(door), parts, hints)
        return self._only if in_only else None

    def _by_lane(self, road: str, lane: str) -> Compound | None:
        """The compound on a lane; a lane named without its road is known when only one road has it."""
        if not lane:
            return None
        if road:
            return self.by_lane.get((road, lane))
        found = {id(item): item for (_, number), item in self.by_lane.items() if number == lane}
        return next(iter(found.values())) if len(found) == 1 else None

    def _is_news_of(self, compound: Compound, parts: address.Address) -> bool:
        """True for the first address with a lane that the compound's own address does not name."""
        lane = (parts.road, parts.lane)
        if not parts.lane or any(lane in ((road, number), ("", number)) for road, number in compound.lanes):
            return False
        first = (compound.id, lane) not in self._odd_lanes
        self._odd_lanes.add((compound.id, lane))
        return first

    def _new_compound(
        self, name: str, parts: address.Address, hints: list[str], *, may_add: bool = False
    ) -> Compound | Broken:
        """A compound that a sheet names for the first time.

        In a ledger that knows compounds only a compound column may add one: an address with a lane nobody knows is
        more likely a slip or a home elsewhere.
        """
        if not (may_add or self.began_empty):
            return Broken("unknown_compound")
        where = places.lane_name((parts.road, parts.lane)) if parts.road and parts.lane else ""
        compound = self.add_compound(self._ids.new(), name, "", where, is_new=True)
        self.pending.append(compound)
        hints.append("new compound")
        return compound

    def _stands(self, written: Written) -> bool:
        """True when the row's building is one that goes by a name in the compound that the row means."""
        if written.building.upper() not in self._called:
            return False
        squeezed = text.squeeze(written.address)
        name = text.squeeze(written.compound) or next((word for word in self._names if word in squeezed), "")
        street = address.parse(squeezed)
        compound = self.by_name.get(name) if name else self._by_lane(street.road, street.lane)
        if compound is None and written.in_only_compound:
            compound = self._only
        return compound is not None and (compound.id, written.building.upper()) in self.buildings

    def _building(self, compound: Compound, parts: address.Address, hints: list[str], *, is_name: bool) -> Building:
        number, suffix = parts.building, parts.building_suffix
        known = self.buildings.setdefault((compound.id, number), [])
        standing = places.standing_as(suffix, [item.suffix for item in known])
        if standing is not None:
            return known[standing]
        called = self._called_so(compound, number, suffix, is_name=is_name)
        if called is not None:
            return called
        if is_name:
            hints.append("building by name")
        building = Building(self._ids.new(), compound, number, suffix or ("" if is_name else "号"), is_new=True)
        known.append(building)
        self.pending.append(building)
        return building

    def _called_so(self, compound: Compound, number: str, suffix: str, *, is_name: bool) -> Building | None:
        """东楼 as a name is 东 and 楼 as an address reads them."""
        key, word = (number[:-1], number[-1:]) if is_name else (number + suffix, "")
        return next((item for item in self.buildings.get((compound.id, key), ()) if item.suffix == word), None)

    def _dwelling(self, building: Building, unit: str, room: str) -> Dwelling | Broken:
        known = self.dwellings.get((building.id, room), [])
        if not unit:
            if len(known) == 1:
                return known[0]
            plain = [item for item in known if item.unit is None]
            if known and not plain:
                return Broken("ambiguous_unit")
            return plain[0] if plain else self._new_dwelling(building, None, room)
        for item in known:
            if item.unit is not None and item.unit.number == unit:
                return item
        record = self._unit(building, unit)
        if len(known) == 1 and known[0].unit is None:
            known[0].unit = record
            known[0].fills_unit = not known[0].is_new
            return known[0]
        return self._new_dwelling(building, record, room)

    def _unit(self, building: Building, number: str) -> Unit:
        unit = self.units.get((building.id, number))
        if unit is None:
            unit = self.units[building.id, number] = Unit(self._ids.new(), building, number, is_new=True)
            self.pending.append(unit)
        return unit

    def _new_dwelling(self, building: Building, unit: Unit | None, room: str) -> Dwelling:
        dwelling = Dwelling(self._ids.new(), building, unit, room, is_new=True)
        self.pending.append(dwelling)
        return self._keep(dwelling)


def _told_again(found: Resolved) -> Resolved:
    """The answer for the rows that say the same: what is new of a compound is told once."""
    return replace(found, hints=tuple(rule for rule in found.hints if rule not in _TOLD_ONCE))
