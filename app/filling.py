"""Fills a department's own workbook from a ledger or the flat 人房 sheet, under the same masks and audit as an export.

Which column gets which field is `form_mappings`'s, how the workbook is changed `app.excel.fill`'s. Nothing of the form
but the rows under its headings changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app import exporting, files, sheet_columns
from app.excel.child import refusal_of
from app.excel.fill import Form
from app.excel.form_table import FormUnfit, headings_of
from app.excel.sheets import Row
from app.exporting import ExportRequest
from app.filters import Selection
from app.form_mappings import FormMapping
from app.jobs import SILENT, JobContext
from app.session import Session
from app.sheet_columns import FLAT, Column
from ledger import flat

Why = Literal["unmapped", "formula", "no_values"]
_ABOUT_PEOPLE = ("person", "residence", "person_tag")


@dataclass(frozen=True, slots=True, kw_only=True)
class FillRequest:
    """What is wanted: the form, where the filled one goes, who is in it, and with or without masks."""

    form_path: Path
    out_path: Path
    mapping: FormMapping
    selection: Selection = field(default_factory=Selection)
    unmasked: bool = False
    reason: str = ""
    password: str | None = None


@dataclass(frozen=True, slots=True)
class FillOutcome:
    """What was written: rows, the columns of the form that stayed empty and why, the number of the audit entry."""

    rows: int
    path: Path
    left_empty: tuple[tuple[str, Why], ...]
    register_no: int


def open_form(path: Path, password: str | None = None) -> Form:
    """A form for looking at and filling in.

    Raises:
        FileRefused: it cannot be read, is damaged, or its password is missing or wrong.
        FormUnfit: it is no xlsx or xlsm workbook, or too large for a form.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        refused = refusal_of(error)
        refused.path_name = path.name
        raise refused from error
    return Form(content, password=password, path_name=path.name)


def fill(session: Session, request: FillRequest, ctx: JobContext = SILENT) -> FillOutcome:
    """Write the filled form.

    A cancel, a failure or a kill leaves the target as it was; the form itself is only read.

    Raises:
        FileRefused, FormUnfit: see `open_form`; FormUnfit also when the rows do not go in.
        UnknownField, FieldsRefused, RecordNotFound, ReasonNeeded: the request cannot be met.
        FileNotWritten: one of its children says why the target was not written.
    """
    mapping = request.mapping
    form = open_form(request.form_path, request.password)
    if request.out_path.suffix.lower() != (".xlsm" if form.has_macros else ".xlsx"):
        raise FormUnfit("ending")
    if files.is_same_file(request.out_path, request.form_path):
        raise FormUnfit("itself")
    wanted = ExportRequest(
        ledger=mapping.ledger,
        out_path=request.out_path,
        selection=request.selection,
        unmasked=request.unmasked,
        reason=request.reason,
        workbook_password=request.password if form.is_encrypted else None,
    )
    exporting.require_reason(wanted)
    headings = headings_of(form.sheet(mapping.sheet), mapping.heading_row)
    places = _places(headings, mapping)
    chosen = tuple(dict.fromkeys(column for column in places.values() if column is not None))
    with files.replacing(request.out_path) as stream:
        rows = _rows(session, wanted, chosen, ctx)
        laid_out = _laid_out(rows, places, chosen)
        filled = form.filled(mapping.sheet, mapping.heading_row, list(places), laid_out)
        stream.write(filled.content)
        register_no = exporting.enter_in_audit(session, wanted, chosen, len(rows))
    left = _left_empty(headings, list(places), laid_out, filled.kept_formulas)
    return FillOutcome(len(rows), request.out_path, left, register_no)


def _places(headings: Mapping[int, str], mapping: FormMapping) -> dict[int, Column | None]:
    """Column number -> what goes there, None for the running number."""
    chosen = mapping.chosen()
    places = {number: chosen[heading] for number, heading in headings.items() if heading in chosen}
    if not places:
        raise FormUnfit("heading", row=mapping.heading_row)
    return places


def _rows(session: Session, request: ExportRequest, chosen: tuple[Column, ...], ctx: JobContext) -> list[Row]:
    """The rows for the form; a form about people has none for empty dwellings."""
    record = next(column for column in sheet_columns.columns(FLAT) if column.heading == flat.RECORD_HEADING)
    drops_empty = request.ledger == FLAT and any(column.ledger in _ABOUT_PEOPLE for column in chosen)
    columns = (*chosen, record) if drops_empty else chosen
    with session.reader() as reader, reader.snapshot():
        found = list(exporting.rows_of(session, reader, request, columns, ctx))
    return [row[:-1] for row in found if str(row[-1]).startswith("R-")] if drops_empty else found


def _laid_out(rows: Sequence[Row], places: Mapping[int, Column | None], chosen: Sequence[Column]) -> list[Row]:
    """Rows in the order of the form's columns, numbered where it asks."""
    at = {column: index for index, column in enumerate(chosen)}
    return [
        tuple(count if column is None else row[at[column]] for column in places.values())
        for count, row in enumerate(rows, start=1)
    ]


def _left_empty(
    headings: Mapping[int, str], filled: Sequence[int], rows: Sequence[Row], formulas: frozenset[int]
) -> tuple[tuple[str, Why], ...]:
    """The form's columns that got nothing, and why."""
    left: list[tuple[str, Why]] = []
    for number, heading in headings.items():
        if number not in filled:
            left.append((heading, "unmapped"))
        elif number in formulas:
            left.append((heading, "formula"))
        elif rows and all(row[filled.index(number)] is None for row in rows):
            left.append((heading, "no_values"))
    return tuple(left)
