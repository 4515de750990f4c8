"""Turns what a form or a command gives into the values of a record, or says field by field what is wrong.

Rules across fields stand here once: an ID number knows sex and birth date, an end does not come before its start.
A sheet's rows go through `app.importing`, which reads cells with the same `ledger.kinds` and asks `disagreements`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ledger import id_number, kinds, person_name
from ledger.broken import Broken
from ledger.definition import Ledger
from ledger.id_number import IdNumber

# Fields that must not lie before another one, per ledger; equal is fine.
ORDERED_DATES: dict[str, tuple[tuple[str, str], ...]] = {
    "person": (("birth_date", "death_date"),),
    "residence": (("start_date", "end_date"),),
    "dwelling": (("lease_from", "lease_to"),),
    "person_tag": (("start_date", "end_date"),),
}


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
    text wipes its field.
    """
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for name, raw in typed.items():
        item = ledger.field(name)
        if item.kind == "ref" or raw is None or raw == "":
            values[name] = raw or None
            continue
        if not isinstance(raw, (str, int, float, date)):
            problems.append(Problem(name, "format", {}))
            continue
        read = kinds.parser(item, today, typed=True)(raw)
        if (ledger.name, name) == ("person", "name") and isinstance(read, str):
            read = person_name.parse(read)
        if isinstance(read, Broken):
            problems.append(Problem(name, read.rule, read.facts))
        else:
            values[name] = read
    if ledger.name == "person":
        fill_from_id(values)
        problems.extend(Problem(name, rule, {}) for name, rule in disagreements(values))
    problems.extend(_wrong_order(ledger, values))
    if complete:
        already = {one.field for one in problems}
        problems.extend(one for one in _missing(ledger, values) if one.field not in already)
    return Checked(values, tuple(problems))


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
            found.append(Problem(second, "before_start", {"start": first}))
    return found


def _missing(ledger: Ledger, values: Mapping[str, object]) -> list[Problem]:
    return [
        Problem(item.name, "required", {})
        for item in ledger.fields
        if item.need == "required" and values.get(item.name) is None and item.default is None
    ]
