"""Why something is not done with a topic ledger."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ledger.errors import LedgerError


class TopicRefused(LedgerError):
    """Values that the ledger does not take: `problems` are (field, rule) pairs, `labels` what the fields are called."""

    def __init__(self, problems: tuple[tuple[str, str], ...], labels: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{name} {rule}" for name, rule in problems))
        self.problems = problems
        self.labels = dict(labels)


class TopicUnchanged(LedgerError):
    """The definition is to be what it is: nothing was written."""


class TopicThere(LedgerError):
    """A new definition was to have the `code` of one that there is, the ledger `name`."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(f"{code} is there")
        self.code = code
        self.name = name


class TopicKeysClash(LedgerError):
    """Rows say the same in fields that are to be their key; `lines` say what, in words."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__(f"{len(lines)} keys clash")
        self.lines = lines


class NoSuchTopicFile(LedgerError):
    """The file of a definition at `path` is no JSON that can be read."""

    def __init__(self, path: Path) -> None:
        super().__init__("no definition")
        self.path = path


class NoTopicHeadings(LedgerError):
    """No row of the workbook holds the headings of the ledger `name`; `wanted` are those that it needs."""

    def __init__(self, name: str, wanted: tuple[str, ...]) -> None:
        super().__init__("no headings")
        self.name = name
        self.wanted = wanted


class TopicSheetRefused(LedgerError):
    """Rows of a workbook hold what the ledger does not take; `lines` say sheet, row, column and why."""

    def __init__(self, lines: tuple[str, ...], rows: int) -> None:
        super().__init__(f"{rows} rows refused")
        self.lines = lines
        self.rows = rows


class NoSeries(LedgerError):
    """The ledger `name` has no row a month, so there is nothing to sum up."""

    def __init__(self, name: str) -> None:
        super().__init__("no series")
        self.name = name


class ReportedAlready(LedgerError):
    """What is wrong with the row was reported already: order `order_no` is open."""

    def __init__(self, order_no: str) -> None:
        super().__init__("reported already")
        self.order_no = order_no
