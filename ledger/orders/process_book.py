"""The processes of all categories: those that come with this version, and the committee's own versions upon them.

A committee publishes for a category, for a major class or for all (the general process). A category goes by its own
newest version, else by that of its class, else by the general one, else by the program's. What is published for
many leaves to a category what the program's table gives to it alone: four hours for whoever stands in a lift.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from ledger import codes
from ledger.orders.process import STEPS, Process, ProcessRefused, of_data, require_sound

SHIPPED_VERSION: Final = 1
EVERYTHING: Final = "*"
"""How an order names the general process as the one that it goes by; "" names its own category's."""
_MAJOR: Final = 2  # letters of a category's major class


@dataclass(frozen=True, slots=True)
class ProcessBook:
    """The committee's own versions by what they are for: a category, a major class, "" for all; the latest last.

    An order's own version stays in it for as long as the order.
    """

    own: MappingProxyType[str, tuple[Process, ...]]

    def of(self, category: str, version: int = 0, scope: str = "") -> Process:
        """The process by which a category is handled now, or the one that an order of it names.

        `scope`: for what that version was published, as `scope_of` spells it. A version that this book does not know
        comes from a newer one: what holds now stands in for it. The answer's `category` is what it was published for.
        """
        if version:
            asked = {"": category, EVERYTHING: ""}.get(scope, scope)
            for one in self.own.get(asked, ()):
                if one.version == version:
                    return _laid(one, category)
            if version == SHIPPED_VERSION:
                return _program_s(category)
        scope_now = self.holds_for(category)
        return _program_s(category) if scope_now is None else _laid(self.own[scope_now][-1], category)

    def holds_for(self, category: str) -> str | None:
        """For what the version was published by which a category is handled now; None for the program's."""
        return next((scope for scope in scopes(category) if self.own.get(scope)), None)

    def with_process(self, process: Process) -> ProcessBook:
        """The book with one more version, numbered after each that an order could name; raises ProcessRefused.

        A program that knows no scopes so finds none of its category under the number of a class's, and not another.
        """
        require_sound(process)
        near = (several for scope, several in self.own.items() if _is_near(scope, process.category))
        newest = max((one.version for several in near for one in several), default=SHIPPED_VERSION)
        added = (*self.own.get(process.category, ()), replace(process, version=newest + 1))
        return ProcessBook(MappingProxyType({**self.own, process.category: added}))


def scopes(category: str) -> tuple[str, ...]:
    """For what a version can be published that holds for a category, the nearest first."""
    return tuple(dict.fromkeys((category, category[:_MAJOR], "")))


def scope_of(process: Process, category: str) -> str:
    """How an order of a category names for what its process was published; "" for the category's own."""
    return "" if process.category == category else process.category or EVERYTHING


def every_scope() -> tuple[str, ...]:
    """All for which a version can be published, the general first."""
    return ("", *codes.table("work_order_category").by_code)


def _is_near(scope: str, other: str) -> bool:
    return scope in scopes(other) or other in scopes(scope)


def own_parts(category: str, scope: str) -> frozenset[str]:
    """The steps, `module` and `priority` that the program's table gives to a category otherwise than to the scope."""
    here, there = _program_s(category), _program_s(scope)
    limits = {step for step in STEPS if here.limits[step] != there.limits[step]}
    plain = {name for name in ("module", "priority") if getattr(here, name) != getattr(there, name)}
    return frozenset(limits | plain)


def _laid(process: Process, category: str) -> Process:
    """A version as it holds for a category: what the program's table gives to that alone stays."""
    if process.category == category:
        return process
    own, here = own_parts(category, process.category), _program_s(category)
    limits = {**process.limits, **{step: code for step, code in here.limits.items() if step in own}}
    module = here.module if "module" in own else process.module
    priority = here.priority if "priority" in own else process.priority
    return replace(process, limits=limits, module=module, priority=priority)


def book_of(processes: Iterable[Process]) -> ProcessBook:
    """A book of kept processes; of two under one number the one that comes later counts. Raises ProcessRefused."""
    own: dict[str, tuple[Process, ...]] = {}
    for process in sorted(processes, key=lambda one: one.version):
        require_sound(process)
        others = tuple(one for one in own.get(process.category, ()) if one.version != process.version)
        own[process.category] = (*others, process)
    return ProcessBook(MappingProxyType(own))


def book_of_texts(texts: Iterable[str]) -> ProcessBook:
    """The same from processes as they are kept, JSON, in the order of their records' ids.

    Of two that were published under one number the later one counts; what this version cannot read is passed over.
    """
    return _book_of(tuple(texts))


@lru_cache(maxsize=64)
def _book_of(texts: tuple[str, ...]) -> ProcessBook:
    found: list[Process] = []
    for text in texts:
        with suppress(ProcessRefused, ValueError):
            data = json.loads(text)
            if isinstance(data, dict):
                found.append(of_data(data))
    return book_of(found)


@cache
def shipped() -> ProcessBook:
    """The book of a committee that published nothing."""
    return ProcessBook(MappingProxyType({}))


def _program_s(category: str) -> Process:
    """The program's process of a category; of one that only a newer version knows, its major class's or the general."""
    known = _shipped()
    return known.get(category) or known.get(category[:_MAJOR]) or known[""]


@cache
def _shipped() -> Mapping[str, Process]:
    """For every code of the category table: a line of its own, its major class's, or the general one."""
    source = files("resources").joinpath("processes", "default.csv").read_text(encoding="utf-8-sig")
    lines = {row["category"]: row for row in csv.DictReader(source.splitlines())}
    return {code: _process(code, lines) for code in every_scope()}


def _process(code: str, lines: dict[str, dict[str, str]]) -> Process:
    row = lines.get(code) or lines.get(code[:_MAJOR]) or lines[""]
    process = Process(
        category=code,
        version=SHIPPED_VERSION,
        limits={step: row[step] for step in STEPS},
        module=row["module"],
        priority=row["priority"],
    )
    require_sound(process)
    return process
