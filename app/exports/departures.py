"""How an export is entered in the audit and what it tells of itself: counts, codes and levels, never a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.exports.clearance import Asked, Clearance
from app.exports.leaving import Leaving, Sheet
from app.release.departing import Departure
from app.release.handing_out import Leaver


@dataclass(frozen=True, slots=True)
class What:
    """What leaves: where to, which sheet, how sensitive; `rows` is asked for when they are written.

    `form` says how it leaves where it is no file of a list: a department's own form that was filled, handed in above.
    """

    path: Path
    sheet: Sheet
    leave: Leaving
    rows: Callable[[], int]
    form: str = ""


def leaver(what: What, asked: Asked, clearance: Clearance) -> Leaver:
    """An export on its way out."""
    sheet, purpose = what.sheet, asked.purpose

    def facts() -> dict[str, object]:
        given = {"form": what.form, "purpose": purpose.purpose, "basis": purpose.basis, "people": what.leave.people}
        return {
            "ledger": sheet.ledger,
            "rows": what.rows(),
            "columns": len(sheet.columns),
            "highest_level": what.leave.open,
            "unmasked": sheet.unmasked,
            "encrypted": clearance.password is not None,
            **{name: value for name, value in given.items() if value},
            **clearance.facts(),
        }

    why, basis = purpose.labels()
    masks = "不打星号" if sheet.unmasked else "隐私内容已打星号"
    return Leaver(
        path=what.path,
        departure=Departure(kind="export", source=what.path.name, ledger=sheet.ledger, reason=asked.reason),
        facts=facts,
        told=(("用途", why), ("依据", basis), ("原因", asked.reason), ("遮盖", masks)),
        password=clearance.password,
        use=clearance.use,
    )
