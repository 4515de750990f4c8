"""Turns what a form or a command gives into the values of a record, or says field by field what is wrong.

Rules across fields stand here once: an ID number knows sex and birth date, a building's number is kept apart from its
suffix, a position is whole, an end does not come before its start, nor a next visit before the visit. Whether a record
stands already is `app.records.twins`'s to say. A sheet's rows go through `app.importing`, which reads cells with the
same `ledger.kinds` and asks `disagreements`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from ledger import activity_states, clock, id_number, kinds, person_name, places, position
from ledger.broken import Broken
from ledger.definition import Ledger
from ledger.id_number import IdNumber

# Fields that must not lie before another one, per ledger; equal is fine.
ORDERED_DATES: dict[str, tuple[tuple[str, str], ...]] = {
    "person": (("birth_date", "death_date"),),
    "residence": (("start_date", "end_date"),),
    "dwelling": (("lease_from", "lease_to"),),
    "person_tag": (("start_date", "end_date"),),
    "activity": (("start_at", "end_at"),),
    "campaign": (("starts_on", "ends_on"),),
}

SETTLED: dict[str, frozenset[str]] = {
    "person": frozenset(("id_type", "id_no", "sex", "birth_date")),
    "building": frozenset(("building_no", "building_suffix")),
}
"""Fields that `settle` brings in line with each other."""
DECIDED = frozenset(("id_type", "building_suffix"))
"""Those that another one decides anew when it changes: a number its type, 3幢 its suffix."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One field that was not taken: its name, the rule, and the facts behind the rule."""

    field: str
    rule: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a form gave: stored values (None where it wipes), and the problems. With problems nothing is written."""

    values: dict[str, object]
    problems: tuple[Problem, ...]


def check(ledger: Ledger, typed: Mapping[str, object], today: date, *, complete: bool) -> Checked:
    """Read typed texts (references already as ids) into stored values.

    `complete` asks for every required field, as a new record needs them; a change to a record does not. An empty
    text wipes its field, and a position may stand whole in one of its fields.
    """
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for name, raw in position.apart(typed).items():
        item = ledger.field(name)
        if item.kind == "ref" or raw is None or raw == "":
            values[name] = raw or None
            continue
        if not isinstance(raw, (str, int, float, date)):
            problems.append(Problem(name, "format", {}))
            continue
        read = kinds.parser(item, today, typed=True)(raw)
        narrower = _NARROWER.get((ledger.name, name))
        if narrower is not None and isinstance(read, str):
            read = narrower(read)
        if isinstance(read, Broken):
            problems.append(Problem(name, read.rule, read.facts))
        else:
            values[name] = read
    already = {one.field for one in problems}
    if complete and ledger.has(position.NAMES[0]) and already.isdisjoint(position.NAMES):
        values = dict.fromkeys(position.NAMES) | values
    problems.extend(one for one in settle(ledger, values) if one.field not in already)
    if complete:
        already = {one.field for one in problems}
        problems.extend(one for one in _missing(ledger, values) if one.field not in already)
    return Checked(values, tuple(problems))


def settle(ledger: Ledger, values: dict[str, object]) -> list[Problem]:
    """Bring the values of a record in line with each other, in place; answers what contradicts.

    The fact `beside` of a problem names the other field.
    """
    problems: list[Problem] = []
    if ledger.name == "person":
        fill_from_id(values)
        problems.extend(Problem(name, rule, {"beside": "id_no"}) for name, rule in disagreements(values))
    if ledger.name == "building":
        problems.extend(_part_building(values))
    if ledger.name == "activity":
        told = activity_states.contradictions(values)
        problems.extend(Problem(name, rule, {"beside": "status"}) for name, rule in told)
    if ledger.name == "visit":
        problems.extend(_next_before_visit(values))
    if set(position.NAMES) <= set(values) and (alone := position.half(values)) is not None:
        problems.append(Problem(alone[0], "half_position", {"beside": alone[1]}))
    return problems + _wrong_order(ledger, values)


def fill_from_id(values: dict[str, object]) -> None:
    """Take type, sex and birth date from a person's ID number, if it is one."""
    number = values.get("id_no")
    if not isinstance(number, str):
        return
    given = values.get("id_type")
    read = id_number.parse(number, given if isinstance(given, str) else None)
    if not isinstance(read, Broken):
        take_from_id(values, read)


def take_from_id(values: dict[str, object], read: IdNumber) -> None:
    """Take what a read ID number knows: the type it must be of, a sex and a birth date that are blank or less known.

    Values that contradict it stay; see `disagreements`.
    """
    if read.id_type is not None:
        values["id_type"] = read.id_type
    if read.sex is not None and values.get("sex") not in ("1", "2"):
        values["sex"] = read.sex
    birth = values.get("birth_date")
    if read.birth is not None and (birth is None or (isinstance(birth, str) and read.birth.startswith(birth))):
        values["birth_date"] = read.birth


def disagreements(values: Mapping[str, object]) -> list[tuple[str, str]]:
    """(field, rule) of sex and birth date that the person's valid ID number contradicts."""
    number = values.get("id_no")
    read = id_number.parse(number) if isinstance(number, str) else None
    if not isinstance(read, id_number.IdNumber):
        return []
    found = []
    if read.sex is not None and values.get("sex") in ("1", "2") and values["sex"] != read.sex:
        found.append(("sex", DISAGREES))
    birth = values.get("birth_date")
    if read.birth is not None and isinstance(birth, str) and not read.birth.startswith(birth):
        found.append(("birth_date", DISAGREES))
    return found


DISAGREES = "disagrees with id_no"


def _wrong_order(ledger: Ledger, values: Mapping[str, object]) -> list[Problem]:
    found = []
    for first, second in ORDERED_DATES.get(ledger.name, ()):
        start, end = values.get(first), values.get(second)
        if isinstance(start, str) and isinstance(end, str) and end < start[: len(end)]:
            found.append(Problem(second, "before_start", {"beside": first}))
    return found


def _next_before_visit(values: Mapping[str, object]) -> list[Problem]:
    """A next visit that lies before the visit itself."""
    at, again = values.get("visited_at"), values.get("next_visit_on")
    if not isinstance(at, str) or not isinstance(again, str):
        return []
    is_before = again < clock.day_of(at).isoformat()[: len(again)]
    return [Problem("next_visit_on", "before_visit", {"beside": "visited_at"})] if is_before else []


def _part_building(values: dict[str, object]) -> list[Problem]:
    """Keep a building's suffix apart from its number: 3幢 is number 3, suffix 幢. A name takes in what is beside."""
    number, beside = values.get("building_no"), values.get("building_suffix")
    if not isinstance(number, str):
        return []
    read = places.building_parts(number)
    if isinstance(read, Broken):
        return [Problem("building_no", read.rule, read.facts)]
    key, suffix = read
    if isinstance(beside, str):
        whole = places.building_parts(key + beside)
        is_name = places.usual_suffix(key) is None
        differs = isinstance(whole, Broken) or (whole[0] != key and not is_name)
        if isinstance(whole, Broken) or differs or (suffix and not places.same_suffix(suffix, beside)):
            return [Problem("building_suffix", "format", {"beside": "building_no"})]
        key, suffix = whole
    values["building_no"] = key
    if suffix or places.usual_suffix(key) is None or "building_suffix" in values:
        values["building_suffix"] = suffix or None
    return []


# What a field takes beyond its kind: (ledger, field) -> reader of its cleaned text.
_NARROWER: dict[tuple[str, str], Callable[[str], str | Broken]] = {
    ("person", "name"): person_name.parse,
    ("unit", "unit_no"): places.unit_number,
    ("dwelling", "room_no"): places.room_number,
}


def _missing(ledger: Ledger, values: Mapping[str, object]) -> list[Problem]:
    return [
        Problem(item.name, "required", {})
        for item in ledger.fields
        if item.need == "required" and values.get(item.name) is None and item.default is None
    ]
