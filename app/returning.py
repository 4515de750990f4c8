"""The rows that an import sent back: the person's own file with the reasons, to be put right and imported again.

Refused rows come with every bad cell they have, doubtful ones with what makes them doubtful. How the workbook is
written is `app.excel.errors_workbook`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app import files, words
from app.importing.plan import ImportPlan, SheetPlan

_Row = tuple[str, int]
_WHOLE_ROW = 0
_UNFIT_IN_A_NAME = str.maketrans(dict.fromkeys('\\/:*?"<>|', "_"))


def write_returned(plan: ImportPlan, source: Path, target: Path) -> Iterator[Path]:
    """Write the rows of `source` that were not taken; gives each file once written, none when every row was taken.

    A workbook with failed rows in several sheets gives a file for each; those after the first carry the sheet's name.

    Raises:
        FileRefused: the source is no longer what it was when it was read.
        FileNotWritten: a target could not be written.
    """
    from app.excel.errors_workbook import ErrorSource, FailedRow, write_errors

    reasons = _reasons(plan)
    is_first = True
    for sheet in plan.sheets:
        failed = [FailedRow(row, tuple(why)) for (name, row), why in sorted(reasons.items()) if name == sheet.name]
        if not failed:
            continue
        path = target if is_first else _beside(target, sheet, source)
        write_errors(ErrorSource(source, sheet.name, sheet.heading_rows, plan.options.password), failed, path)
        is_first = False
        yield path


def _reasons(plan: ImportPlan) -> dict[_Row, list[tuple[int, str]]]:
    """(sheet, row) -> (column from 1, reason in words) of every row that was not taken."""
    refused = set(plan.refused_rows())
    found: dict[_Row, list[tuple[int, str]]] = {}
    for issue in plan.issues:
        if (issue.sheet, issue.row) in refused:
            told = f"{issue.heading or words.any_field(issue.field)}：{words.rule(issue.rule)}"
            column = issue.column + 1 if issue.column >= 0 else _WHOLE_ROW
            found.setdefault((issue.sheet, issue.row), []).append((column, told))
    for doubt in plan.doubts:
        found.setdefault((doubt.sheet, doubt.row), []).append((_WHOLE_ROW, words.doubt(doubt.why)))
    return found


def _beside(target: Path, sheet: SheetPlan, source: Path) -> Path:
    """The name of a further file; never that of the workbook the rows come from."""
    path = target.with_name(f"{target.stem}_{sheet.name.translate(_UNFIT_IN_A_NAME)}{target.suffix}")
    return path.with_name(f"{path.stem}_退回{path.suffix}") if files.is_same_file(path, source) else path
