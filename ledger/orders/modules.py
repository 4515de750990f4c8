"""Which department leads a module and which ones work along (R077): data, exactly one lead for every module.

The table that ships is `resources/modules/default.csv`, the departments of the code table topic_module; a cloud may
keep its own (`cloud/street/units.py`). A line is a module, `lead` or `coop`, and a department's name. 其他模块 (12)
has no lead until it is set up: of its orders the street hears.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final, Literal

from ledger import codes
from ledger.errors import LedgerError

HEADINGS: Final = ("module", "part", "department")
PARTS: Final = ("lead", "coop")
CENTRE, LEADERS, STREET = "城运中心", "领导", "街道"
"""Units that hear without leading a module: of yellow cards, of red ones, and of orders that no department leads."""
_OPEN: Final = frozenset(("12",))
_LONGEST: Final = 60
Flaw = Literal["headings", "module", "part", "department", "twice", "no_lead", "two_leads"]


class ModulesBroken(LedgerError):
    """A table of modules does not hold; `flaw` is why, `what` the module, or the line's number, that it is about."""

    def __init__(self, flaw: Flaw, what: str = "") -> None:
        super().__init__(f"modules: {flaw} {what}".rstrip())
        self.flaw, self.what = flaw, what


@dataclass(frozen=True, slots=True)
class Module:
    """A module with the department that leads it and those that work along."""

    code: str
    lead: str
    coops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Modules:
    """Every module that somebody leads, by code."""

    by_code: Mapping[str, Module]

    def lead_of(self, module: str) -> str:
        """The department that leads it; "" for nobody, as of an order without a module."""
        known = self.by_code.get(module)
        return known.lead if known else ""

    def led_by(self, department: str) -> frozenset[str]:
        """The codes of the modules that a department leads."""
        return frozenset(one.code for one in self.by_code.values() if one.lead == department)

    def joined_by(self, department: str) -> frozenset[str]:
        """The codes of those in which it works along."""
        return frozenset(one.code for one in self.by_code.values() if department in one.coops)

    def names_of(self, hears: Iterable[str], module: str) -> tuple[str, ...]:
        """The units above, by name, that a rung of the ladder names of an order of this module."""
        by_hearing = {"module_lead": self.lead_of(module) or STREET, "centre": CENTRE, "leaders": LEADERS}
        return tuple(dict.fromkeys(by_hearing[one] for one in hears if one in by_hearing))

    @property
    def departments(self) -> tuple[str, ...]:
        """Every department that is named, and the units that hear without leading."""
        named = (name for one in self.by_code.values() for name in (one.lead, *one.coops))
        return tuple(dict.fromkeys((*named, CENTRE, LEADERS)))

    def lines(self) -> tuple[tuple[str, str, str], ...]:
        """The lines of the table, a module's lead first."""
        return tuple(
            (one.code, part, name)
            for one in self.by_code.values()
            for part, name in (("lead", one.lead), *(("coop", name) for name in one.coops))
        )


def read(text: str) -> Modules:
    """The table that a text in CSV holds; raises ModulesBroken."""
    reader = csv.DictReader(text.lstrip("\ufeff").splitlines())
    if not set(HEADINGS) <= set(reader.fieldnames or ()):
        raise ModulesBroken("headings")
    return made([_line(number, row) for number, row in enumerate(reader, 2)])


def made(lines: Iterable[tuple[str, str, str]]) -> Modules:
    """The table of these lines; raises ModulesBroken unless every module has exactly one lead."""
    leads: dict[str, str] = {}
    coops: dict[str, list[str]] = {}
    for module, part, department in lines:
        joined = coops.setdefault(module, [])
        if part == "lead" and module in leads:
            raise ModulesBroken("two_leads", module)
        if department in joined or leads.get(module) == department:
            raise ModulesBroken("twice", module)
        if part == "lead":
            leads[module] = department
        else:
            joined.append(department)
    wanted = (*(line.code for line in codes.table("topic_module").lines if line.code not in _OPEN), *coops)
    for module in wanted:
        if module not in leads:
            raise ModulesBroken("no_lead", module)
    return Modules(MappingProxyType({one: Module(one, leads[one], tuple(coops[one])) for one in sorted(leads)}))


@cache
def shipped() -> Modules:
    """The table that comes with this version."""
    return read(files("resources").joinpath("modules", "default.csv").read_text(encoding="utf-8-sig"))


def _line(number: int, row: Mapping[str | None, str | list[str] | None]) -> tuple[str, str, str]:
    module, part, department = (str(row.get(name) or "").strip() for name in HEADINGS)
    if module not in codes.table("topic_module").by_code:
        raise ModulesBroken("module", str(number))
    if part not in PARTS:
        raise ModulesBroken("part", str(number))
    if not department or len(department) > _LONGEST:
        raise ModulesBroken("department", str(number))
    return module, part, department
