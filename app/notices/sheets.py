"""The sheet that a task wants, as an export of this ledger: in words, and as the request that makes it.

What may leave, for which purpose and with whose approval is decided by `app.exports` as for every export.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from app import access
from app.exports import exporting, leaving, sheet_columns
from app.exports.exporting import ExportRequest
from app.exports.flat_selection import ledger_of
from app.messages import window_message_for
from app.records import filters
from app.records.filters import Selection
from app.release.purposes import Purpose
from app.stores.session import Session
from ledger import catalog, clock, wanted
from ledger.errors import LedgerError
from ledger.wanted import Wanted
from storage.rows import Row

NOTHING_SAID: Final = Purpose()


class NoSheetWanted(LedgerError):
    """The task wants no sheet: it is answered in words."""


def wanted_by(row: Row) -> Wanted | None:
    """What a notice wants; None for nothing. Raises WantedUnclear."""
    told = row.get("wants")
    return wanted.read(json.loads(str(told))) if told else None


@access.operation("notices")
def in_words(session: Session, row: Row) -> tuple[tuple[str, ...], str]:
    """(The wanted sheet in words, why it cannot be made here); both empty where none is wanted."""
    if not row.get("wants"):
        return (), ""
    try:
        request = request_of(row)
        _require_known(session, request)
        return wanted_words(session, request), ""
    except LedgerError as error:
        return ("这份清单在本机列不出来，请用文字回复，或告诉街道。",), window_message_for(error)


def request_of(row: Row, purpose: Purpose = NOTHING_SAID) -> ExportRequest:
    """The export that answers a task, for the task's own purpose, else for what whoever answers says.

    Raises:
        NoSheetWanted, WantedUnclear.
    """
    asked = wanted_by(row)
    if asked is None:
        raise NoSheetWanted
    number, title, unit = (str(row[name] or "") for name in ("notice_no", "title", "from_unit"))
    return ExportRequest(
        ledger=asked.ledger,
        out_path=Path(f"{number}.xlsx"),
        columns=asked.columns,
        selection=Selection(filters=asked.filters),
        unmasked=asked.unmasked,
        reason=f"{number} {title}，交给{unit}",
        purpose=asked.purpose or purpose.purpose,
        basis=asked.basis or purpose.basis,
    )


def _require_known(session: Session, request: ExportRequest) -> None:
    """Raise what a filter raises that this version, or this account, may not ask for."""
    with session.reader() as reader:
        for written in request.selection.filters:
            ledger, rest = (request.ledger, written) if request.ledger != wanted.FLAT else ledger_of(written)
            filters.parse(reader, catalog.named(ledger), (rest,), clock.today())


@access.operation("notices")
def wanted_words(session: Session, request: ExportRequest) -> tuple[str, ...]:
    """Which rows, which columns, and how they leave. Raises UnknownField, FieldsRefused."""
    columns = exporting.columns_of(session, request)
    rows = "、".join(leaving.selection_words(session, request.ledger, request.selection))
    purpose, basis = request.asked.purpose.labels()
    masks = "完整内容，不打星号" if request.unmasked else "隐私内容打星号"
    said = masks, f"用途：{purpose}" if purpose else "", f"依据：{basis}" if basis else ""
    return (
        f"{sheet_columns.label(request.ledger)}：{rows}",
        f"{len(columns)} 列：{'、'.join(column.heading for column in columns)}",
        "；".join(filter(None, said)),
    )
