"""Compound, building, unit and dwelling as an import knows them: stored ones, and new ones until a taken row uses them.

`places` finds and makes them.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger import places
from ledger.derive import Home


@dataclass(slots=True)
class Compound:
    """A compound as the index knows it."""

    id: bytes
    name: str
    lanes: tuple[places.Lane, ...]
    is_new: bool = False
    used: bool = False

    def use(self) -> bytes:
        """Mark as fed by a taken row; answers the id."""
        self.used = True
        return self.id


@dataclass(slots=True)
class Building:
    """A building: number and suffix within its compound; a name (综合楼) is a number without a suffix."""

    id: bytes
    compound: Compound
    number: str
    suffix: str
    is_new: bool = False
    used: bool = False

    def use(self) -> bytes:
        """Mark it and its compound as fed by a taken row; answers the id."""
        self.used = True
        self.compound.use()
        return self.id


@dataclass(slots=True)
class Unit:
    """A unit of a building."""

    id: bytes
    building: Building
    number: str
    is_new: bool = False
    used: bool = False

    def use(self) -> bytes:
        """Mark it, its building and compound as fed by a taken row; answers the id."""
        self.used = True
        self.building.use()
        return self.id


@dataclass(slots=True)
class Dwelling:
    """A dwelling; `unit` is None where none is known. `fills_unit` marks a known one that learns its unit here."""

    id: bytes
    building: Building
    unit: Unit | None
    room: str
    is_new: bool = False
    used: bool = False
    fills_unit: bool = False

    @property
    def unit_to_write(self) -> Unit | None:
        """The unit, unless only a refused row told of it: then it will not be there."""
        return self.unit if self.unit is not None and (self.unit.used or not self.unit.is_new) else None

    def home(self) -> Home:
        """The place in parts, for comparing with a written address."""
        compound = self.building.compound
        unit = self.unit.number if self.unit else ""
        return Home(compound.name, compound.lanes, self.building.number, unit, self.room)

    def use(self) -> bytes:
        """Mark the dwelling and everything above it as fed by a taken row; answers the id."""
        self.used = True
        self.building.use()
        if self.unit:
            self.unit.use()
        return self.id


@dataclass(frozen=True, slots=True)
class Resolved:
    """The place of a row. `dwelling` is None when nothing was said; hints are rule names."""

    dwelling: Dwelling | None = None
    building: Building | None = None
    compound: Compound | None = None
    hints: tuple[str, ...] = ()
