"""Which record a person means: by id, or by what people call it (its business key).

person by ID number, compound by name or lane, building and dwelling by address (`银杏新村1号302室`,
`东明路300弄1号302室`, `银杏新村综合楼302室`), unit by `银杏新村1幢2单元`, household by its dwelling, vehicle by plate,
merchant by name or credit code, visit and order by number, row of a topic ledger by the number of its device, annual
check by name. What a sheet's row means is
`app.importing.places`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from app import access
from app.records import devices
from ledger import address, catalog, clock, derive, id_number, ids, places, plate, short_codes, text
from ledger.broken import Broken
from ledger.definition import Ledger
from ledger.errors import AmbiguousRecord, RecordNotFound
from storage.reading import Reader


def find(reader: Reader, ledger: Ledger, said: str, *, dead: bool = False) -> bytes:
    """The id of the one live record that `said` means; `dead` lets an id name a removed one too.

    Raises:
        RecordNotFound: no record answers.
        AmbiguousRecord: several do.
        Forbidden: it is called by a number that whoever is at work may not look at.
    """
    by_id = ids.from_text(said.strip())
    if by_id is not None:
        if reader.get(ledger, by_id, dead=dead) is None:
            raise RecordNotFound(ledger.name)
        return by_id
    if ledger.name in _BY_NUMBER:
        access.require_sight(ledger, ledger.field(_BY_NUMBER[ledger.name]), said)
    finder = _FINDERS.get(ledger.name)
    found = list(dict.fromkeys(finder(reader, said))) if finder else []
    if not found:
        raise RecordNotFound(ledger.name)
    if len(found) > 1:
        raise AmbiguousRecord(ledger.name, len(found))
    return found[0]


def _by_key(reader: Reader, ledger: str, fields: tuple[str, ...], key: tuple[object, ...]) -> list[bytes]:
    return list(reader.find_by_keys(catalog.named(ledger), fields, [key]).get(key, ()))


def _person(reader: Reader, said: str) -> Iterable[bytes]:
    read = id_number.parse(said)
    number = id_number.normalise(said) if isinstance(read, Broken) else read.number
    return _by_key(reader, "person", ("id_no",), (number,))


def _compound(reader: Reader, said: str) -> Iterable[bytes]:
    found, rest = _compound_and_rest(reader, said)
    parts = address.parse(rest) if rest else None
    return found if parts is None or (parts.lane and not parts.building) else ()


def _building(reader: Reader, said: str) -> Iterable[bytes]:
    return _place(reader, said)[0]


def _unit(reader: Reader, said: str) -> Iterable[bytes]:
    buildings, parts = _place(reader, said)
    for building in buildings:
        yield from _by_key(reader, "unit", ("building_uid", "unit_no"), (building, parts.unit))


def _dwelling(reader: Reader, said: str) -> Iterable[bytes]:
    buildings, parts = _place(reader, said)
    if not parts.room:
        return
    for building in buildings:
        found = _by_key(reader, "dwelling", ("building_uid", "room_no"), (building, parts.room))
        units = (
            set(_by_key(reader, "unit", ("building_uid", "unit_no"), (building, parts.unit))) if parts.unit else None
        )
        for one, row in reader.get_many(catalog.named("dwelling"), found).items():
            if units is None or row.get("unit_uid") in units:
                yield one


def _place(reader: Reader, said: str) -> tuple[list[bytes], address.Address]:
    """The buildings that an address may mean, and the parts of the address that say more than the building."""
    compounds, rest = _compound_and_rest(reader, said)
    parts = address.parse(rest)
    numbered = list(_numbered(reader, compounds, rest, parts))
    if numbered:
        return numbered, parts
    called = _called(reader, compounds, rest)
    return [one for one, _ in called], _inside(rest.partition(called[0][1])[2] if called else "")


def _inside(written: str) -> address.Address:
    """Unit and room, as they stand behind a building's name: 2单元302室, 302, 2-302."""
    parts = address.parse(written)
    if parts.remainder == written:
        parts = address.parse_parts(room=written)
    if parts.building and not (parts.building_suffix or parts.unit):
        return replace(parts, building="", unit=parts.building)
    return parts


def _numbered(reader: Reader, compounds: Iterable[bytes], rest: str, parts: address.Address) -> Iterable[bytes]:
    """The buildings with the number that an address gives, or that is all there is of it: 新苑1号302, 新苑1."""
    number, suffix = parts.building, parts.building_suffix
    if not number:
        alone = places.building_parts(rest) if rest and parts.remainder == rest else Broken("format")
        if isinstance(alone, Broken):
            return
        number, suffix = alone
    for compound in compounds:
        found = _by_key(reader, "building", ("compound_uid", "building_no"), (compound, number))
        rows = reader.get_many(catalog.named("building"), found)
        place = places.standing_as(suffix, [str(row.get("building_suffix") or "") for row in rows.values()])
        if place is not None:
            yield list(rows)[place]


def _called(reader: Reader, compounds: list[bytes], rest: str) -> list[tuple[bytes, str]]:
    """The buildings whose name stands in an address (新苑综合楼302), with the name; the longest name alone counts."""
    rows = reader.children(catalog.named("building"), "compound_uid", compounds)
    numbers = [(row["id"], str(row["building_no"])) for row in rows]
    named = [(one, number) for one, number in numbers if number in rest and places.usual_suffix(number) is None]
    longest = max((len(number) for _, number in named), default=0)
    return [(one, number) for one, number in named if isinstance(one, bytes) and len(number) == longest]


def _household(reader: Reader, said: str) -> Iterable[bytes]:
    for dwelling in _dwelling(reader, said):
        yield from _by_key(reader, "household", ("dwelling_uid",), (dwelling,))
    yield from _by_key(reader, "household", ("household_no",), (text.clean(said),))


def _vehicle(reader: Reader, said: str) -> Iterable[bytes]:
    read = plate.parse(said)
    number = said.strip() if isinstance(read, Broken) else read.number
    return _by_key(reader, "topic_vehicle", ("plate",), (number,))


def _merchant(reader: Reader, said: str) -> Iterable[bytes]:
    yield from _by_key(reader, "topic_merchant", ("name",), (text.clean(said),))
    yield from _by_key(reader, "topic_merchant", ("uscc",), (text.squeeze(said).upper(),))


def _visit(reader: Reader, said: str) -> Iterable[bytes]:
    number = text.squeeze(said).upper()
    for one, at in reader.scan(catalog.named("visit"), ("created_at",)):
        if derive.visit_number(one, clock.day_of(at)) == number:
            yield one


def _campaign(reader: Reader, said: str) -> Iterable[bytes]:
    return _by_key(reader, "campaign", ("name",), (text.clean(said),))


def _activity(reader: Reader, said: str) -> Iterable[bytes]:
    number = text.squeeze(said).upper()
    for one, at in reader.scan(catalog.named("activity"), ("created_at",)):
        if short_codes.number("HD", one, clock.day_of(at)) == number:
            yield one


def _order(reader: Reader, said: str) -> Iterable[bytes]:
    yield from _by_key(reader, "work_order", ("order_no",), (text.squeeze(said).upper(),))
    yield from _by_key(reader, "work_order", ("external_no",), (text.clean(said),))


def _compound_and_rest(reader: Reader, said: str) -> tuple[list[bytes], str]:
    """The compounds that an address may mean, and the address without the compound's name.

    The longest known name in front wins; without one the lane decides.
    """
    squeezed = text.squeeze(said)
    known = list(reader.scan(catalog.named("compound"), ("name", "short_name", "address")))
    names = sorted(
        ((text.squeeze(str(word)), one) for one, name, short, _ in known for word in (name, short) if word),
        key=lambda named: len(named[0]),
        reverse=True,
    )
    for name, _ in names:
        at = squeezed.find(name)
        if at >= 0:
            return [one for word, one in names if word == name], squeezed[at + len(name) :]
    parts = address.parse(squeezed)
    lane = (parts.road, parts.lane) if parts.lane else (parts.road, f"{parts.building}号")
    by_lane = [one for one, _, _, where in known if where and _is_on(lane, str(where))]
    return by_lane, squeezed


def _is_on(lane: places.Lane, where: str) -> bool:
    road, number = lane
    return any(number == known and road in ("", known_road) for known_road, known in places.lanes_of(where))


_BY_NUMBER = {"person": "id_no", "topic_vehicle": "plate"}
_Finder = Callable[[Reader, str], Iterable[bytes]]
_FINDERS: dict[str, _Finder] = {
    "person": _person,
    "compound": _compound,
    "building": _building,
    "unit": _unit,
    "dwelling": _dwelling,
    "household": _household,
    "topic_vehicle": _vehicle,
    "topic_merchant": _merchant,
    "topic_row": devices.meant,
    "visit": _visit,
    "work_order": _order,
    "activity": _activity,
    "campaign": _campaign,
}
