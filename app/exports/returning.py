"""The rows that an import sent back: the person's own file with the reasons, to be put right and imported again.

Refused rows come with every bad cell they have, doubtful ones with what makes them doubtful. How the workbook is
written is `app.excel.errors_workbook`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app import access, files, words
from app.importing.plan import ImportPlan, SheetPlan
from app.release import handing_out
from app.release.departing import Departure
from app.release.handing_out import Leaver
from app.stores.session import Session

if TYPE_CHECKING:
    from app.excel.errors_workbook import ErrorSource, FailedRow

_Row = tuple[str, int]
_WHOLE_ROW = 0
_UNFIT_IN_A_NAME = str.maketrans(dict.fromkeys('\\/:*?"<>|', "_"))


@access.operation("import")
def write_returned(session: Session, plan: ImportPlan, source: Path, target: Path) -> Iterator[Path]:
    """Write the rows of `source` that were not taken; gives each file once written, none when every row was taken.

    Each file is an export of its own: it is entered before it stands under its name, and bears the entry's number.

    A workbook with failed rows in several sheets gives a file for each; those after the first carry the sheet's name.

    Raises:
        FileRefused: the source is no longer what it was when it was read.
        FileNotWritten: a target could not be written.
    """
    from app.excel.errors_workbook import ErrorSource, FailedRow

    reasons = _reasons(plan)
    is_first = True
    for sheet in plan.sheets:
        failed = [FailedRow(row, tuple(why)) for (name, row), why in sorted(reasons.items()) if name == sheet.name]
        if not failed:
            continue
        path = target if is_first else _beside(target, sheet, source)
        _hand_out(session, ErrorSource(source, sheet.name, sheet.heading_rows, plan.options.password), failed, path)
        is_first = False
        yield path


def _hand_out(session: Session, source: ErrorSource, failed: Sequence[FailedRow], path: Path) -> None:
    from app.excel import errors_workbook

    password = errors_workbook.password_of(source)
    leaver = Leaver(
        path=path,
        departure=Departure(kind="rows-returned", source=path.name, ledger=""),
        facts=lambda: {"form": "returned", "rows": len(failed), "unmasked": True, "encrypted": password is not None},
        password=password,
    )
    handing_out.workbook(session, leaver, lambda stamp: errors_workbook.content(source, failed, stamp))


def _reasons(plan: ImportPlan) -> dict[_Row, list[tuple[int, str]]]:
    """(sheet, row) -> (column from 1, reason in words) of every row that was not taken."""
    refused = set(plan.refused_rows())
    found: dict[_Row, list[tuple[int, str]]] = {}
    for issue in plan.issues:
        if (issue.sheet, issue.row) in refused:
            heading = issue.heading or words.any_field(issue.field, plan.subject_of(issue.sheet))
            told = f"{heading}：{words.rule(issue.rule, issue.facts)}"
            column = issue.column + 1 if issue.column >= 0 else _WHOLE_ROW
            found.setdefault((issue.sheet, issue.row), []).append((column, told))
    for doubt in plan.doubts:
        found.setdefault((doubt.sheet, doubt.row), []).append((_WHOLE_ROW, words.doubt(doubt.why)))
    return found


def _beside(target: Path, sheet: SheetPlan, source: Path) -> Path:
    """The name of a further file; never that of the workbook the rows come from."""
    path = target.with_name(f"{target.stem}_{sheet.name.translate(_UNFIT_IN_A_NAME)}{target.suffix}")
    return path.with_name(f"{path.stem}_退回{path.suffix}") if files.is_same_file(path, source) else path
