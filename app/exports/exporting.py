"""Hands a ledger or the flat 人房 sheet out of the program: chosen columns, masks, an entry in the audit, the file.

Masks hold unless a reason is given for going without. What may leave, and with whose approval, is `clearance`'s;
where rows come from `flat_rows`'s and `ledger_rows`'s, how a workbook is written `app.excel`'s, and how the file gets
its number, its entry and its place `app.release.handing_out`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from app import access, files
from app.excel import encryption, template
from app.excel.sheets import Row
from app.excel.template import TemplateColumn
from app.exports import clearance as clearances
from app.exports import departures, flat_selection, layouts, leaving, sheet_columns, writing
from app.exports.clearance import Asked, Outlook
from app.exports.flat_rows import FlatSheet
from app.exports.leaving import Sheet
from app.exports.ledger_rows import LedgerSheet
from app.exports.sheet_columns import FLAT, Column
from app.exports.sheet_values import mask_of
from app.exports.writing import Take
from app.jobs import SILENT, JobContext
from app.records.filters import Selection
from app.release.approvals import Approval
from app.release.purposes import Purpose
from app.stores.session import Session
from ledger import catalog, clock
from ledger.errors import LedgerError
from storage.reading import Reader

XLSX, CSV = ".xlsx", writing.CSV
HANDED_IN = "handed_in"
"""How the register calls what goes into other hands than a file's."""


class ReasonNeeded(LedgerError):
    """Values without masks leave the program only with a reason."""


class FormatUnknown(LedgerError):
    """A file name ends in something else than .xlsx or .csv (`ending`)."""

    def __init__(self, ending: str) -> None:
        super().__init__(f"cannot write {ending}")
        self.ending = ending


class CsvNotEncrypted(LedgerError):
    """A csv file cannot have a password; xlsx can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """What is wanted: `ledger` is a ledger's name or `flat`; without `columns` and `layout` all usual columns.

    `purpose` and `basis` are codes of their lists. `is_lenient` is for scripts: see `clearance`.
    """

    ledger: str
    out_path: Path
    columns: tuple[str, ...] = ()
    layout: str = ""
    selection: Selection = field(default_factory=Selection)
    unmasked: bool = False
    reason: str = ""
    workbook_password: str | None = None
    purpose: str = ""
    basis: str = ""
    is_lenient: bool = False

    @property
    def asked(self) -> Asked:
        """What the person said about it."""
        purpose = Purpose(self.purpose, self.basis)
        return Asked(
            purpose=purpose, reason=self.reason.strip(), password=self.workbook_password, is_lenient=self.is_lenient
        )


@dataclass(frozen=True, slots=True)
class ExportOutcome:
    """What was written: rows, headings in their order, those behind masks, and the number of the audit entry.

    `number` is the register number. `password` is one that was made for the workbook: it is shown once and kept
    nowhere. `approved` says who let it go (`register`).
    """

    rows: int
    path: Path
    columns: tuple[str, ...]
    masked: tuple[str, ...]
    register_no: int
    number: str = ""
    password: str | None = None
    approved: str = ""


@access.operation("export")
def export(session: Session, request: ExportRequest, ctx: JobContext = SILENT) -> ExportOutcome:
    """Write the sheet that `request` describes.

    A cancel, a failure or a kill leaves the target as it was.

    Raises:
        UnknownLedger, UnknownField, LayoutMissing, FieldsRefused, RecordNotFound: the request names what is not there.
        ReasonNeeded, PurposeNeeded, ApprovalNeeded, Forbidden: it may not leave, as yet.
        FormatUnknown, CsvNotEncrypted, WorkbookPasswordRefused, TooManyRows: it cannot be met.
        TemporaryFolderFull: the disk of the system's temporary files became full on the way.
        FileNotWritten: one of its children says why the target was not written.
    """
    return _let_out(session, request, ctx, None)


def _let_out(session: Session, request: ExportRequest, ctx: JobContext, take: Take | None) -> ExportOutcome:
    columns = columns_of(session, request)
    _require_allowed(request)
    sheet = sheet_of(request, columns)
    leave = leaving.examine(session, sheet, ctx)
    session.rights.require_level("export", request.ledger, leave.shown)
    clearance = clearances.cleared(session, sheet, leave, request.asked)
    if clearance.password is not None and request.out_path.suffix.lower() == CSV:
        raise CsvNotEncrypted
    with session.reader() as reader, reader.snapshot():
        rows = writing.Counted(rows_of(session, reader, request, columns, ctx))
        form = "" if take is None else HANDED_IN
        what = departures.What(request.out_path, sheet, leave, lambda: rows.count, form)
        leaver = departures.leaver(what, request.asked, clearance)
        if take is None:
            stamp = writing.to_file(session, leaver, sheet, rows)
        else:
            stamp = writing.into_hands(session, leaver, sheet, rows, take)
    masked = () if request.unmasked else tuple(column.heading for column in columns if mask_of(column))
    headings = tuple(column.heading for column in columns)
    made = clearance.password if clearance.is_generated else None
    outcome = ExportOutcome(rows.count, request.out_path, headings, masked, stamp.number.action)
    return replace(outcome, number=str(stamp.number), password=made, approved=clearance.approved)


@access.operation("export")
def hand_in(session: Session, request: ExportRequest, take: Take, ctx: JobContext = SILENT) -> ExportOutcome:
    """The workbook that `request` describes, into the hands of `take` instead of a file, within its entry.

    Of `out_path` the name alone counts. Raises as `export`, and what `take` raises.
    """
    return _let_out(session, request, ctx, take)


@access.operation("export")
def look(session: Session, request: ExportRequest, ctx: JobContext = SILENT) -> Outlook:
    """What would leave and what it needs, before it does; raises as `export` for what is asked."""
    sheet = sheet_of(request, columns_of(session, request))
    return clearances.outlook(session, sheet, leaving.examine(session, sheet, ctx))


@access.operation("export")
def ask(session: Session, request: ExportRequest, ctx: JobContext = SILENT) -> Approval:
    """Ask a second person to let this export go; raises as `export`, and PurposeNeeded."""
    require_reason(request)
    sheet = sheet_of(request, columns_of(session, request))
    leave = leaving.examine(session, sheet, ctx, counts=True)
    session.rights.require_level("export", request.ledger, leave.shown)
    return clearances.ask(session, sheet, leave, request.asked)


def write_template(ledger: str, out_path: Path) -> None:
    """Write an empty form of `ledger` (or `flat`) to fill in and import.

    Raises:
        UnknownLedger, FormatUnknown, FileNotWritten.
    """
    columns = [
        TemplateColumn(column.heading, column.field)
        for column in sheet_columns.template_columns(ledger)
        if column.field is not None
    ]
    if out_path.suffix.lower() != XLSX:
        raise FormatUnknown(out_path.suffix)
    files.write_whole(out_path, template.template(sheet_columns.label(ledger), columns))


def sheet_of(request: ExportRequest, columns: tuple[Column, ...]) -> Sheet:
    """What of a request decides whether it may leave."""
    return Sheet(ledger=request.ledger, columns=columns, selection=request.selection, unmasked=request.unmasked)


@access.operation("export")
def rows_of(
    session: Session, reader: Reader, request: ExportRequest, columns: tuple[Column, ...], ctx: JobContext
) -> Iterator[Row]:
    """The rows that a request selects, ready to be written."""
    selection = request.selection
    on = selection.on or clock.today()
    if request.ledger == FLAT:
        wanted = flat_selection.wanted(reader, selection, on)
        return FlatSheet(reader, columns, on, unmasked=request.unmasked, wanted=wanted).rows(ctx)
    ledger = catalog.named(request.ledger)
    sheet = LedgerSheet(reader, ledger, columns, selection, on=on, unmasked=request.unmasked)
    return sheet.rows(ctx, session.store.committee_code)


def require_reason(request: ExportRequest) -> None:
    """Raise ReasonNeeded for a request without masks and without a reason."""
    if request.unmasked and not request.reason.strip():
        raise ReasonNeeded


@access.operation("export")
def columns_of(session: Session, request: ExportRequest) -> tuple[Column, ...]:
    """The columns that a request asks for; raises UnknownLedger, UnknownField, LayoutMissing."""
    if request.columns:
        return sheet_columns.chosen(request.ledger, request.columns)
    if request.layout:
        return sheet_columns.chosen(request.ledger, layouts.named(session, request.ledger, request.layout).columns)
    return sheet_columns.default_columns(request.ledger)


def _require_allowed(request: ExportRequest) -> None:
    require_reason(request)
    ending = request.out_path.suffix.lower()
    if ending not in (XLSX, CSV):
        raise FormatUnknown(ending)
    if request.workbook_password is not None:
        if ending == CSV:
            raise CsvNotEncrypted
        encryption.check_password(request.workbook_password)
