"""The processes of all categories: those that come with this version, and the committee's own versions upon them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from ledger import codes
from ledger.orders.process import STEPS, Process, ProcessRefused, of_data, require_sound

SHIPPED_VERSION: Final = 1
_MAJOR: Final = 2  # letters of a category's major class


@dataclass(frozen=True, slots=True)
class ProcessBook:
    """Every version of every category's process. An order's own version stays in it for as long as the order."""

    versions: MappingProxyType[str, tuple[Process, ...]]

    def of(self, category: str, version: int = 0) -> Process:
        """The newest process of a category, or the one of a version; of an unknown category, the general one.

        A version that this book does not know comes from a newer one: the newest that is known stands in for it.
        """
        known = self.versions.get(category) or self.versions.get(category[:_MAJOR]) or self.versions[""]
        return next((one for one in known if one.version == version), known[-1])

    def with_process(self, process: Process) -> ProcessBook:
        """The book with one more version of a category's process, numbered after the last; raises ProcessRefused."""
        require_sound(process)
        known = self.versions.get(process.category, ())
        newest = max((one.version for one in known), default=0)
        added = (*known, replace(process, version=newest + 1))
        return ProcessBook(MappingProxyType({**self.versions, process.category: added}))


def book_of(processes: Iterable[Process]) -> ProcessBook:
    """A book of the shipped processes with kept ones upon them; raises ProcessRefused."""
    versions = dict(shipped().versions)
    for process in sorted(processes, key=lambda one: one.version):
        require_sound(process)
        others = tuple(one for one in versions.get(process.category, ()) if one.version != process.version)
        versions[process.category] = (*others, process)
    return ProcessBook(MappingProxyType(versions))


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
    """A process for every code of the category table: a line of its own, its major class's, or the general one."""
    source = files("resources").joinpath("processes", "default.csv").read_text(encoding="utf-8-sig")
    lines = {row["category"]: row for row in csv.DictReader(source.splitlines())}
    every = ("", *codes.table("work_order_category").by_code)
    return ProcessBook(MappingProxyType({code: (_process(code, lines),) for code in every}))


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
