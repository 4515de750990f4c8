"""An activity in numbers: how many were planned for, signed up and came, and for how long they helped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.rows import Row


@dataclass(frozen=True, slots=True)
class Counts:
    """An activity in numbers; `stated` is what was written as 参与人数, None where nothing was."""

    planned: int | None
    signed_up: int
    signed_in: int
    stated: int | None
    hours: float

    @property
    def beyond(self) -> int:
        """How many more are signed up than were planned for."""
        return 0 if self.planned is None else max(self.signed_up - self.planned, 0)

    @property
    def plan_told(self) -> str:
        """What was planned, and how far that is reached; "" where nothing was."""
        if self.planned is None:
            return ""
        full = "，已满" if self.signed_up == self.planned else ""
        return f"计划 {self.planned} 人{f'，超出 {self.beyond} 人' if self.beyond else full}"

    @property
    def differs(self) -> bool:
        """True where what was written is another number than that of those who signed in."""
        return self.stated is not None and bool(self.signed_in) and self.stated != self.signed_in


def counts(row: Row, lines: Sequence[Row], *, more: int = 0) -> Counts:
    """Of an activity and its list, with so `more` who sign up besides."""
    stated, planned = row["actual_count"], row["planned_count"]
    return Counts(
        planned=planned if isinstance(planned, int) else None,
        signed_up=sum(line["signed_up_at"] is not None for line in lines) + more,
        signed_in=sum(line["signed_in_at"] is not None for line in lines),
        stated=stated if isinstance(stated, int) else None,
        hours=round(sum(hours for line in lines if isinstance(hours := line["hours"], float)), 1),
    )
