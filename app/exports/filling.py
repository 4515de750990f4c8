"""Fills a department's own workbook from a ledger or the flat 人房 sheet, under the same rules as an export.

Which column gets which field is `form_mappings`'s, how the workbook is changed `app.excel.fill`'s. Nothing of the form
but the rows under its headings changes; pages without a header get one that says the register number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from app import access, files
from app.excel.child import refusal_of
from app.excel.fill import Filled, Form
from app.excel.form_table import FormUnfit, headings_of
from app.excel.sheets import Row
from app.excel.stamp import SheetStamp
from app.exports import clearance as clearances
from app.exports import departures, exporting, leaving, sheet_columns
from app.exports.clearance import Outlook
from app.exports.exporting import ExportRequest
from app.exports.form_mappings import FormMapping
from app.exports.sheet_columns import FLAT, Column
from app.jobs import SILENT, JobContext
from app.records.filters import Selection
from app.release import handing_out
from app.release.approvals import Approval
from app.stores.session import Session
from ledger import flat

Why = Literal["unmapped", "formula", "no_values"]
_ABOUT_PEOPLE = ("person", "residence", "person_tag")


@dataclass(frozen=True, slots=True, kw_only=True)
class FillRequest:
    """What is wanted: the form, where the filled one goes, who is in it, with or without masks, what for.

    `password` opens the form; a form that had one gets it again.
    """

    form_path: Path
    out_path: Path
    mapping: FormMapping
    selection: Selection = field(default_factory=Selection)
    unmasked: bool = False
    reason: str = ""
    password: str | None = None
    purpose: str = ""
    basis: str = ""
    is_lenient: bool = False

    @property
    def ledger(self) -> str:
        """What the form is filled from."""
        return self.mapping.ledger

    def as_export(self, *, is_encrypted: bool) -> ExportRequest:
        """The same as an export of rows, for what both have to observe."""
        return ExportRequest(
            ledger=self.ledger,
            out_path=self.out_path,
            selection=self.selection,
            unmasked=self.unmasked,
            reason=self.reason,
            workbook_password=self.password if is_encrypted else None,
            purpose=self.purpose,
            basis=self.basis,
            is_lenient=self.is_lenient,
        )


@dataclass(frozen=True, slots=True)
class FillOutcome:
    """What was written: rows, the columns of the form that stayed empty and why, the number of the audit entry.

    `number`, `password` and `approved` are as those of an export.
    """

    rows: int
    path: Path
    left_empty: tuple[tuple[str, Why], ...]
    register_no: int
    number: str = ""
    password: str | None = None
    approved: str = ""


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


@access.operation("export")
def fill(session: Session, request: FillRequest, ctx: JobContext = SILENT) -> FillOutcome:
    """Write the filled form.

    A cancel, a failure or a kill leaves the target as it was; the form itself is only read.

    Raises:
        FileRefused, FormUnfit: see `open_form`; FormUnfit also when the rows do not go in.
        UnknownField, FieldsRefused, RecordNotFound: the request names what is not there.
        ReasonNeeded, PurposeNeeded, ApprovalNeeded, Forbidden: it may not leave, as yet.
        FileNotWritten: one of its children says why the target was not written.
    """
    form = _fitting_form(request)
    wanted = request.as_export(is_encrypted=form.is_encrypted)
    exporting.require_reason(wanted)
    headings = headings_of(form.sheet(request.mapping.sheet), request.mapping.heading_row)
    places = _places(headings, request.mapping)
    sheet = exporting.sheet_of(wanted, _chosen(places))
    leave = leaving.examine(session, sheet, ctx)
    session.rights.require_level("export", request.ledger, leave.shown)
    clearance = clearances.cleared(session, sheet, leave, wanted.asked)
    filled: list[Filled] = []
    rows = _laid_out(_rows(session, wanted, sheet.columns, ctx), places, sheet.columns)

    def make(stamp: SheetStamp) -> bytes:
        filled.append(form.filled(request.mapping.sheet, request.mapping.heading_row, list(places), rows, stamp))
        return filled[-1].content

    what = departures.What(request.out_path, sheet, leave, lambda: len(rows), "fill")
    stamp = handing_out.workbook(session, departures.leaver(what, wanted.asked, clearance), make)
    left = _left_empty(headings, list(places), rows, filled[-1].kept_formulas)
    made = clearance.password if clearance.is_generated else None
    outcome = FillOutcome(len(rows), request.out_path, left, stamp.number.action)
    return replace(outcome, number=str(stamp.number), password=made, approved=clearance.approved)


@access.operation("export")
def look(session: Session, request: FillRequest, ctx: JobContext = SILENT) -> Outlook:
    """What would leave in the form and what it needs, before it does; raises as `fill` for what is asked."""
    wanted, columns = _wanted(request)
    sheet = exporting.sheet_of(wanted, columns)
    return clearances.outlook(session, sheet, leaving.examine(session, sheet, ctx))


@access.operation("export")
def ask(session: Session, request: FillRequest, ctx: JobContext = SILENT) -> Approval:
    """Ask a second person to let the form be filled; raises as `fill`, and PurposeNeeded."""
    wanted, columns = _wanted(request)
    exporting.require_reason(wanted)
    sheet = exporting.sheet_of(wanted, columns)
    leave = leaving.examine(session, sheet, ctx, counts=True)
    session.rights.require_level("export", request.ledger, leave.shown)
    return clearances.ask(session, sheet, leave, wanted.asked)


def _wanted(request: FillRequest) -> tuple[ExportRequest, tuple[Column, ...]]:
    """A request as an export, and the columns that the form takes."""
    form = open_form(request.form_path, request.password)
    headings = headings_of(form.sheet(request.mapping.sheet), request.mapping.heading_row)
    return request.as_export(is_encrypted=form.is_encrypted), _chosen(_places(headings, request.mapping))


def _fitting_form(request: FillRequest) -> Form:
    """The form, if the target can take it; raises FileRefused, FormUnfit."""
    form = open_form(request.form_path, request.password)
    if request.out_path.suffix.lower() != (".xlsm" if form.has_macros else ".xlsx"):
        raise FormUnfit("ending")
    if files.is_same_file(request.out_path, request.form_path):
        raise FormUnfit("itself")
    return form


def _chosen(places: Mapping[int, Column | None]) -> tuple[Column, ...]:
    return tuple(dict.fromkeys(column for column in places.values() if column is not None))


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
