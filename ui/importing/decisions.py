"""What the person decided about an import: plain values, so that nothing heavy is loaded for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.importing.plan import ImportOptions

_NO_SHEET = ("",)  # an empty choice would mean every sheet


@dataclass
class Decisions:
    """As `ImportOptions` takes them; an empty answer takes a decision back."""

    password: str | None = None
    sheets: tuple[str, ...] = ()
    headings: dict[str, str] = field(default_factory=dict)
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    rows: dict[tuple[str, int], str] = field(default_factory=dict)
    leave_out: frozenset[str] = frozenset()
    heading_rows: dict[str, int] = field(default_factory=dict)

    @property
    def are_made(self) -> bool:
        """True when work would be lost with them."""
        return bool(self.headings or self.heading_rows or self.values or self.rows)

    def choose_sheets(self, names: tuple[str, ...]) -> None:
        """Import these sheets only."""
        self.sheets = names or _NO_SHEET

    def put_headings_in(self, sheet: str, row: int) -> None:
        """The headings of a sheet stand in this row; 0 leaves finding them to the program."""
        self.heading_rows.pop(sheet, None)
        if row:
            self.heading_rows[sheet] = row

    def give_meaning(self, key: tuple[str, str], meaning: str) -> None:
        """What a written value means."""
        if meaning:
            self.values[key] = meaning
        else:
            self.values.pop(key, None)

    def decide_rows(self, made: Mapping[tuple[str, int], str]) -> None:
        """What becomes of rows."""
        for row, decision in made.items():
            if decision:
                self.rows[row] = decision
            else:
                self.rows.pop(row, None)

    def leave_class(self, status: str, *, leaves: bool) -> None:
        """Leave out all rows of a class, or take them again."""
        self.leave_out = self.leave_out | {status} if leaves else self.leave_out - {status}

    def options(self) -> ImportOptions:
        """A copy for a job, which the person's next decision does not touch."""
        from app.importing.plan import ImportOptions

        return ImportOptions(
            self.sheets,
            dict(self.headings),
            dict(self.rows),
            dict(self.values),
            self.leave_out,
            self.password,
            dict(self.heading_rows),
        )
