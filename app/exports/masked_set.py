"""Writes a masked data set 脱敏数据: sheets of several ledgers in which nobody is to be recognised (R105).

The same person, phone or home has the same pseudonym in all sheets. The seed is made anew for every data set and kept
nowhere, unless one is given. Which columns there are is `masked_columns`'s; the file is registered like any export.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app import access
from app.excel import sheets, writer
from app.excel.sheets import SheetColumn, Value
from app.excel.stamp import SheetStamp
from app.exports import masked_columns, sheet_columns
from app.exports.exporting import XLSX, FormatUnknown
from app.exports.masked_columns import Known, MaskedColumn, Row
from app.jobs import SILENT, JobContext
from app.release import handing_out
from app.release.departing import Departure
from app.release.handing_out import Leaver
from app.release.purposes import Purpose
from app.stores.session import Session
from ledger import catalog, clock
from ledger.definition import Ledger
from ledger.errors import LedgerError
from ledger.pseudonyms import Pseudonyms
from storage.reading import Reader

USUAL = ("person", "household", "residence", "dwelling", "person_tag", "topic_vehicle")
LEAST_SEED = 16
_AT_ONCE = 2000  # rows between two checkpoints


class SeedRefused(LedgerError):
    """A seed is shorter than 16 characters: whoever tries all of them would find the names behind the pseudonyms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedRequest:
    """What is wanted: which ledgers, what for. `seed` is empty for one that is made anew."""

    out_path: Path
    ledgers: tuple[str, ...] = ()
    seed: str = ""
    purpose: Purpose = field(default_factory=Purpose)
    reason: str = ""

    @property
    def ledger(self) -> str:
        """What the right to export is asked for."""
        return "person"


@dataclass(frozen=True, slots=True)
class MaskedOutcome:
    """What was written: rows by ledger, the headings that were left out, and under which number."""

    path: Path
    rows: Mapping[str, int]
    left_out: Mapping[str, tuple[str, ...]]
    register_no: int
    number: str


@access.operation("export")
def write(session: Session, request: MaskedRequest, ctx: JobContext = SILENT) -> MaskedOutcome:
    """Write the data set.

    Raises:
        UnknownLedger, FormatUnknown, SeedRefused: nothing was read.
        Forbidden: the account may not export one of the ledgers.
        FileNotWritten: one of its children says why the target was not written.
    """
    ledgers = [catalog.named(name) for name in request.ledgers or USUAL]
    if request.out_path.suffix.lower() != XLSX:
        raise FormatUnknown(request.out_path.suffix)
    if request.seed and len(request.seed) < LEAST_SEED:
        raise SeedRefused
    for ledger in ledgers:
        session.rights.require("export", ledger.name)
    seed = request.seed.encode() or secrets.token_bytes(32)
    counts: dict[str, int] = {}
    left_out: dict[str, tuple[str, ...]] = {}

    def make(stamp: SheetStamp) -> bytes:
        with session.reader() as reader, reader.snapshot():
            known = _known(reader, seed)
            pages = [_page(reader, ledger, known, (counts, left_out), ctx) for ledger in ledgers]
            return writer.workbook_of(pages, stamp=stamp)

    stamp = handing_out.workbook(session, _leaver(request, len(ledgers), counts), make)
    return MaskedOutcome(request.out_path, counts, left_out, stamp.number.action, str(stamp.number))


def _leaver(request: MaskedRequest, ledgers: int, counts: Mapping[str, int]) -> Leaver:
    why, basis = request.purpose.labels()
    codes = {"purpose": request.purpose.purpose, "basis": request.purpose.basis}
    told = "姓名、证件号、电话、车牌是编的，日期整体挪动过，地址只到弄或小区；同一个人在各表中一致"

    def facts() -> dict[str, object]:
        return {
            "form": "masked",
            "rows": sum(counts.values()),
            "ledgers": ledgers,
            "highest_level": "L2",
            "unmasked": False,
            "encrypted": False,
            "own_seed": bool(request.seed),
            **{name: code for name, code in codes.items() if code},
        }

    return Leaver(
        path=request.out_path,
        departure=Departure(
            kind="export", source=request.out_path.name, ledger=request.ledger, reason=request.reason.strip()
        ),
        facts=facts,
        told=(("脱敏数据", told), ("用途", why), ("依据", basis), ("原因", request.reason.strip())),
    )


def _known(reader: Reader, seed: bytes) -> Known:
    """Everybody's pseudonym, made in one order whatever ledgers are wanted, and which home lies in which compound."""
    people = list(reader.scan(catalog.named("person"), ("name", "birth_date", "id_no")))
    real = {word for _, name, _, number in people for word in (name, number) if isinstance(word, str)}
    known = Known(Pseudonyms(seed, clock.today(), real | _names_in_text(reader)))
    for one, name, birth, number in people:
        known.people[one] = known.made.somebody(one.hex(), birth, number)
        if name:
            known.by_name.setdefault(name, []).append(one)
        if number:
            known.by_number[number] = one
    known.compounds = {one: str(name) for one, name in reader.scan(catalog.named("compound"), ("name",))}
    for ledger, above in (("building", "compound_uid"), ("unit", "building_uid"), ("dwelling", "building_uid")):
        for one, parent in reader.scan(catalog.named(ledger), (above,)):
            known.compound_of[one] = parent if ledger == "building" else known.compound_of.get(parent, b"")
    return known


def _names_in_text(reader: Reader) -> set[str]:
    """Names and numbers that stand in the ledgers without a person behind them: no pseudonym may be one of them."""
    found: set[str] = set()
    for ledger in catalog.ALL:
        fields = [
            item.name for item in ledger.stored if item.kind in ("id_no", "phone", "plate") or item.mask == "name"
        ]
        texts = [name for name in fields if ledger.field(name).kind != "ref"]
        for _, *values in reader.scan(ledger, texts) if texts else ():
            found.update(word for value in values if isinstance(value, str) for word in value.split("、"))
    return found


Told = tuple[dict[str, int], dict[str, tuple[str, ...]]]


def _page(reader: Reader, ledger: Ledger, known: Known, told: Told, ctx: JobContext) -> writer.Sheet:
    """The sheet of one ledger; its rows are read while they are written."""
    counts, left_out = told
    kept, dropped = masked_columns.of_ledger(ledger.name)
    counts[ledger.name], left_out[ledger.name] = 0, tuple(dropped)

    def rows() -> Iterator[list[Value]]:
        for row in _rows(reader, ledger, known):
            if counts[ledger.name] % _AT_ONCE == 0:
                ctx.checkpoint()
                ctx.report(counts[ledger.name], 0, "exporting")
            counts[ledger.name] += 1
            yield [one.shown(known, row) for one in kept]

    return writer.Sheet(sheet_columns.label(ledger.name), [_shape(one) for one in kept], rows())


def _rows(reader: Reader, ledger: Ledger, known: Known) -> Iterator[Row]:
    fields = tuple(item.name for item in ledger.stored if item.kind not in ("json", "attachment"))
    about = next((item.name for item in ledger.references if item.target == "person"), "")
    for one, *values in reader.scan(ledger, fields):
        found = dict(zip(fields, values, strict=True))
        who = one if ledger.name == "person" else found.get(about)
        yield Row(one, found, known.people.get(who) if isinstance(who, bytes) else None)


def _shape(one: MaskedColumn) -> SheetColumn:
    item = one.column.field
    own = one.column.through is None and item is not None and item.kind in ("integer", "decimal")
    if item is not None and own:
        return sheets.for_field(item, one.column.heading)
    return SheetColumn(one.column.heading)
