"""Code tables 代码表: code, label, other words for the same code, parent.

The tables are CSV files in `resources/code_tables/`, one a table, with their sources in the `note` column; they are
read once, when first asked for.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ledger.errors import LedgerError

_CHILD_OF = re.compile(r"child of (\w+)")
_BLANKS = re.compile(r"[\s\u3000]+")


class UnknownCodeTable(LedgerError):
    """A field names a code table that is not shipped."""


@dataclass(frozen=True, slots=True)
class Code:
    """One line of a code table."""

    code: str
    label: str
    aliases: tuple[str, ...]
    parent: str
    note: str


@dataclass(frozen=True)
class CodeTable:
    """A code table by name, with its lines in file order."""

    name: str
    lines: tuple[Code, ...]
    by_code: dict[str, Code]
    by_word: dict[str, str]

    def label(self, code: str) -> str:
        """The label of `code`; the code itself when this version does not know it."""
        line = self.by_code.get(code)
        return line.label if line else code

    def find(self, text: str) -> str | None:
        """The code that `text` means: a label, an alias or the code itself; None when it means none of them.

        Labels and aliases come before codes; case, blanks and full-width brackets do not count.
        """
        found = self.by_word.get(text)
        if found is None:
            found = self.by_word.get(_plain(text))
        return found


@cache
def table(name: str) -> CodeTable:
    """The code table called `name`; raises UnknownCodeTable."""
    source = files("resources").joinpath("code_tables", f"{name}.csv")
    if not source.is_file():
        raise UnknownCodeTable(name)
    lines = tuple(_line(row) for row in csv.DictReader(source.read_text(encoding="utf-8-sig").splitlines()))
    by_word: dict[str, str] = {}
    for line in lines:
        by_word.setdefault(line.label, line.code)
        by_word.setdefault(_plain(line.label), line.code)
    for line in lines:
        for alias in line.aliases:
            by_word.setdefault(_plain(alias), line.code)
    for line in lines:
        by_word.setdefault(line.code.upper(), line.code)
        by_word.setdefault(line.code, line.code)
    return CodeTable(name, lines, {line.code: line for line in lines}, by_word)


def _line(row: dict[str, str]) -> Code:
    parent = _CHILD_OF.search(row["note"])
    aliases = tuple(alias for alias in row["aliases"].split("|") if alias)
    return Code(row["code"], row["label_zh"], aliases, parent.group(1) if parent else "", row["note"])


def _plain(text: str) -> str:
    """`text` without what people add or drop freely: blanks, bracket width, case."""
    return _BLANKS.sub("", text).replace("（", "(").replace("）", ")").upper()
