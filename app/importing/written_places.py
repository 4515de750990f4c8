"""What the cells of a row say about its place, read into the parts of an address.

A known compound's name is taken off an address first; columns stand against the address text. What no part holds is
hinted at, never lost in silence. A building that goes by a name (综合楼) is known by it in the column of buildings
alone. Which record the parts mean is `places`'s to find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from ledger import address, places, text


class Written(NamedTuple):
    """What a row says about its place: the cells as text, empty where there is no column or no value.

    `in_only_compound`: the sheet has no column for the compound, so that a ledger's only one is meant.
    """

    compound: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""
    address: str = ""
    in_only_compound: bool = False


def building_name(written: Written, names: Iterable[str], stands: Callable[[Written], bool]) -> tuple[str, Written]:
    """The name that a building's cell gives in place of a number, "" for none, and the row without what it took off.

    A plain name, or one that `stands` knows; a compound's name in front of it goes where the compound stands.
    """
    name = places.named_building(written.building)
    if not name:
        return (address.number_key(written.building) if written.building and stands(written) else ""), written
    for compound in (text.squeeze(written.compound), *names):
        alone = places.named_building(name.removeprefix(compound)) if compound and name.startswith(compound) else ""
        if alone:
            return alone, written._replace(compound=written.compound or compound)
    return name, written


def read_named(
    written: Written, name: str, names: Iterable[str], hints: list[str]
) -> tuple[address.Address, str] | None:
    """What `read_parts` gives where the building goes by a name; None when the row names another building beside it."""
    rest = written._replace(building="", address=text.squeeze(written.address).replace(name, "", 1))
    told: list[str] = []
    parts, compound = read_parts(rest, names, told)
    if parts.building and not (rest.address or parts.building_suffix or parts.unit):
        parts = replace(parts, building="", unit=parts.building)  # 1-302 in the column of rooms
    if parts.building:
        return None
    hints.extend(told)
    return replace(parts, building=name), compound


def read_parts(written: Written, names: Iterable[str], hints: list[str]) -> tuple[address.Address, str]:
    """The parts that columns and address text give together, and the compound's name in the address.

    `names` are the known compounds', longest first.
    """
    said = address.parse_parts(building=written.building, unit=written.unit, room=written.room)
    if not written.address:
        _hint_beside(said, hints)
        return said, ""
    squeezed = text.squeeze(written.address)
    name = next((word for word in names if word in squeezed), "")
    before, _, rest = squeezed.partition(name) if name else ("", "", squeezed)
    read = _behind_compound(address.parse(rest))
    if before and not read.lane:
        street = address.parse(before)
        read = replace(read, road=street.road, lane=street.lane, sublane=street.sublane)
    joined = _joined(said, read)
    _hint_beside(joined, hints)
    if _contradicts(said, read):
        hints.append("address differs from columns")
    return joined, name or read.compound


def _hint_beside(parts: address.Address, hints: list[str]) -> None:
    """Tell of words that no part of the place holds: 东 of 301室(东), a 支弄."""
    if parts.remainder or parts.sublane:
        hints.append("words beside the place")


def _behind_compound(read: address.Address) -> address.Address:
    """An address with the lane behind the compound: 银杏新村300弄2号301室."""
    if not read.compound or read.building or not read.remainder:
        return read
    behind = address.parse(read.remainder)
    return replace(behind, compound=read.compound) if behind.lane and behind.building else read


def _contradicts(said: address.Address, read: address.Address) -> bool:
    """True when the address text names another building or room than the columns."""
    pairs = ((said.building, read.building), (said.unit, read.unit), (said.room, read.room))
    return any(first and second and first != second for first, second in pairs)


def _joined(said: address.Address, read: address.Address) -> address.Address:
    """The columns' parts, with what only the address text says filled in."""
    street = read if read.lane else said
    return replace(
        read,
        road=street.road or read.road,
        lane=street.lane,
        building=said.building or read.building,
        building_suffix=said.building_suffix if said.building else read.building_suffix,
        unit=said.unit or read.unit,
        room=said.room or read.room,
        remainder=said.remainder + read.remainder,
    )


def unit_as_building(parts: address.Address) -> address.Address:
    """Compound + unit + room without a building: the unit stands as the building."""
    return replace(parts, building=parts.unit, building_suffix="", unit="")
