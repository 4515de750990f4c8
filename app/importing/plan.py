"""What an import would do, before anything is written: the plan, its rows, issues, hints and doubts.

Everything here is data. `app.importing.planning` makes it, `applying` writes it, the wizard and `linongctl` show it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import ClassVar, Literal, NamedTuple, cast, get_args

from app.importing.mapping import SheetMapping
from ledger.errors import LedgerError, Retry

Status = Literal["new", "changed", "unchanged", "repeated", "doubtful", "refused", "left_out"]
Create = tuple[bytes, dict[str, object]]
Patch = tuple[bytes, dict[str, object], dict[str, object]]


class PlanOutdated(LedgerError):
    """Records of the ledger changed after the plan was made; plan again."""

    retry: ClassVar[Retry] = "now"


@dataclass(frozen=True, slots=True)
class Issue:
    """A bad cell: left out, or the reason why its row is refused. `column` counts from 0, `row` is the sheet's own.

    `facts`: `of_row`, `of_sheet` name the row that the rule speaks of, `of_sheet` where it is in another sheet;
    `taken_as` the code that a bad cell was taken for all the same.
    """

    sheet: str
    row: int
    column: int
    heading: str
    field: str
    rule: str
    row_refused: bool
    facts: Mapping[str, object] = dataclass_field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """The stable form of `linongctl import --json`."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "field": self.field,
            "rule": self.rule,
            "row_refused": self.row_refused,
            "column": self.column + 1,
            "heading": self.heading,
            **self.facts,
        }


@dataclass(frozen=True, slots=True)
class Hint:
    """An oddity that needs no action. `row` is 0 where it concerns the whole sheet."""

    sheet: str
    row: int
    field: str
    rule: str

    def as_json(self) -> dict[str, object]:
        """The stable form of `linongctl import --json`; a hint on the whole sheet has a null row."""
        return {"sheet": self.sheet, "row": self.row or None, "field": self.field, "rule": self.rule}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that may be somebody already known: the candidates' ids, and why it was not decided."""

    sheet: str
    row: int
    why: str
    candidates: tuple[bytes, ...]


class PlannedRow(NamedTuple):
    """One data row and the records it feeds: (ledger, key) each, whose ids `ImportPlan.records` gives."""

    sheet: int
    row: int
    status: Status
    feeds: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet: its table and mapping, or why it was skipped."""

    name: str
    index: int
    skipped: str = ""
    heading_rows: tuple[int, ...] = ()
    mapping: SheetMapping | None = None
    signature: str = ""
    rows: int = 0


@dataclass(slots=True)
class ImportOptions:
    """What the person chose: sheets (empty: all), headings mapped by hand, decisions on rows and on classes.

    `rows` maps (sheet name, row) to "new", "skip", "same:<id>" or, for somebody whom another row of the file brings,
    "row:<row>:<sheet>"; `values` maps (plain heading, cell text without blanks) to the text it stands for;
    `leave_out` names classes of rows that are not taken: "new", "changed"; `heading_rows` says of a sheet by name in
    which row its headings stand, where no heading is known; `subject` is what every sheet is about, "" to be told by
    its headings.
    """

    sheets: tuple[str, ...] = ()
    headings: dict[str, str] = dataclass_field(default_factory=dict)
    rows: dict[tuple[str, int], str] = dataclass_field(default_factory=dict)
    values: dict[tuple[str, str], str] = dataclass_field(default_factory=dict)
    leave_out: frozenset[str] = frozenset()
    password: str | None = None
    heading_rows: dict[str, int] = dataclass_field(default_factory=dict)
    subject: str = ""


@dataclass(slots=True)
class ImportPlan:
    """The whole plan. `creates` and `patches` are by ledger name, in the order they are written."""

    source: str
    base_action: int
    options: ImportOptions
    sheets: list[SheetPlan] = dataclass_field(default_factory=list)
    creates: dict[str, list[Create]] = dataclass_field(default_factory=dict)
    patches: dict[str, list[Patch]] = dataclass_field(default_factory=dict)
    unchanged: dict[str, int] = dataclass_field(default_factory=dict)
    issues: list[Issue] = dataclass_field(default_factory=list)
    hints: list[Hint] = dataclass_field(default_factory=list)
    doubts: list[Doubt] = dataclass_field(default_factory=list)
    rows: list[PlannedRow] = dataclass_field(default_factory=list)
    ids: dict[object, bytes] = dataclass_field(default_factory=dict)
    """Ids of the records that rows name by something else: a residence by its ends, a tag by person and code."""

    def records(self, row: PlannedRow) -> tuple[tuple[str, bytes], ...]:
        """The records that a row feeds: (ledger, id) each."""
        return tuple((name, self.ids[key] if isinstance(key, tuple) else cast("bytes", key)) for name, key in row.feeds)

    def subject_of(self, sheet: str) -> str:
        """What the rows of a sheet are about; "" for one that was skipped."""
        return next((one.mapping.subject for one in self.sheets if one.name == sheet and one.mapping), "")

    def count(self, status: Status) -> int:
        """Number of rows of one class."""
        return sum(1 for row in self.rows if row.status == status)

    def status_counts(self) -> Counter[str]:
        """Rows by class."""
        return Counter(row.status for row in self.rows)

    def rows_of(self, status: Status) -> Iterable[PlannedRow]:
        """The rows of one class, in sheet order."""
        return (row for row in self.rows if row.status == status)

    def refused_rows(self) -> dict[tuple[str, int], list[Issue]]:
        """(sheet, row) -> the issues of each refused row."""
        refused: dict[tuple[str, int], list[Issue]] = {}
        for issue in self.issues:
            if issue.row_refused:
                refused.setdefault((issue.sheet, issue.row), []).append(issue)
        return refused

    def as_json(self, batch: str | None) -> dict[str, object]:
        """The stable object of `linongctl import --json`; `batch` is None for a dry run."""
        counts = self.status_counts()
        return {
            "batch": batch,
            "rows": len(self.rows),
            "by_row": {status: counts[status] for status in get_args(Status)},
            "new": {name: len(items) for name, items in self.creates.items() if items},
            "changed": {name: len(items) for name, items in self.patches.items() if items},
            "unchanged": {name: count for name, count in self.unchanged.items() if count},
            "doubtful": counts["doubtful"],
            "refused": counts["refused"],
            "issues": [issue.as_json() for issue in self.issues],
            "hints": [hint.as_json() for hint in self.hints],
            "doubts": [{"sheet": doubt.sheet, "row": doubt.row, "why": doubt.why} for doubt in self.doubts],
            "columns": [column for sheet in self.sheets for column in _columns(sheet)],
            "sheets": [
                {"sheet": sheet.name, "rows": sheet.rows, "skipped": sheet.skipped or None} for sheet in self.sheets
            ],
        }


def _columns(sheet: SheetPlan) -> Iterable[dict[str, object]]:
    for column in sheet.mapping.columns if sheet.mapping else ():
        target = column.target
        yield {
            "sheet": sheet.name,
            "column": column.column + 1,
            "heading": column.heading,
            "ledger": target.ledger if target else None,
            "field": target.field if target else None,
            "how": column.how,
            "why": column.why,
        }
