"""Hands a ledger or the flat 人房 sheet out of the program: chosen columns, masks, an entry in the audit, the file.

Masks hold unless a reason is given for going without; every export is entered in the audit before its file stands
under the target's name, with counts and levels and no values. Where rows come from is `flat_rows`'s and `ledger_rows`'s
business, how a workbook is written `app.excel`'s, and how the file gets to its place `app.files`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from app import files, flat_selection, layouts, sheet_columns
from app.excel import csv_out, encryption, template, writer
from app.excel.sheets import Row
from app.excel.template import TemplateColumn
from app.filters import Selection
from app.flat_rows import FlatSheet
from app.jobs import SILENT, JobContext
from app.ledger_rows import LedgerSheet
from app.session import Session
from app.sheet_columns import FLAT, Column
from app.sheet_values import level_of, mask_of, sheet_column
from ledger import catalog, clock
from ledger.errors import LedgerError
from storage.reading import Reader

XLSX, CSV = ".xlsx", ".csv"


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
    """What is wanted: `ledger` is a ledger's name or `flat`; without `columns` and `layout` all usual columns."""

    ledger: str
    out_path: Path
    columns: tuple[str, ...] = ()
    layout: str = ""
    selection: Selection = field(default_factory=Selection)
    unmasked: bool = False
    reason: str = ""
    workbook_password: str | None = None


@dataclass(frozen=True, slots=True)
class ExportOutcome:
    """What was written: rows, headings in their order, those behind masks, and the number of the audit entry."""

    rows: int
    path: Path
    columns: tuple[str, ...]
    masked: tuple[str, ...]
    register_no: int


def export(session: Session, request: ExportRequest, ctx: JobContext = SILENT) -> ExportOutcome:
    """Write the sheet that `request` describes.

    A cancel, a failure or a kill leaves the target as it was.

    Raises:
        UnknownLedger, UnknownField, LayoutMissing, FieldsRefused, RecordNotFound: the request names what is not there.
        ReasonNeeded, FormatUnknown, CsvNotEncrypted, WorkbookPasswordRefused, TooManyRows: it cannot be met.
        TemporaryFolderFull: the disk of the system's temporary files became full on the way.
        FileNotWritten: one of its children says why the target was not written.
    """
    columns = _columns(session, request)
    _require_allowed(request)
    with files.replacing(request.out_path) as stream, session.reader() as reader, reader.snapshot():
        rows = _Counted(rows_of(session, reader, request, columns, ctx))
        _write(stream, request, columns, rows)
        register_no = enter_in_audit(session, request, columns, rows.count)
    masked = () if request.unmasked else tuple(column.heading for column in columns if mask_of(column))
    headings = tuple(column.heading for column in columns)
    return ExportOutcome(rows.count, request.out_path, headings, masked, register_no)


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


def enter_in_audit(session: Session, request: ExportRequest, columns: Iterable[Column], rows: int) -> int:
    """Enter an export in the audit; returns the number of the entry. Counts and levels, never a value."""
    listed = tuple(columns)
    seen = [level_of(column) for column in listed if request.unmasked or not mask_of(column)]
    with session.store.write(
        user=session.login, kind="export", source=request.out_path.name, reason=request.reason.strip()
    ) as write:
        write.audit_detail(
            ledger=request.ledger,
            rows=rows,
            columns=len(listed),
            highest_level=max(seen, default="L1"),
            unmasked=request.unmasked,
            encrypted=request.workbook_password is not None,
        )
        return write.action


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


def _columns(session: Session, request: ExportRequest) -> tuple[Column, ...]:
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


def _write(stream: BinaryIO, request: ExportRequest, columns: tuple[Column, ...], rows: Iterable[Row]) -> None:
    shapes = [sheet_column(column, unmasked=request.unmasked) for column in columns]
    if request.out_path.suffix.lower() == CSV:
        csv_out.write(stream, shapes, rows)
        return
    password = request.workbook_password
    title = sheet_columns.label(request.ledger)
    content = writer.workbook(title, shapes, rows, in_memory=password is not None)
    stream.write(encryption.encrypted(content, password) if password is not None else content)


class _Counted:
    """Rows on their way to the writer, counted."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row
