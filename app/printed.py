"""What goes on paper: lists, cards of a person and of a household, ready as text and masked as lists are.

How it is laid out on pages is `ui.printing`'s. What is printed or saved as a PDF leaves the program as an export does
and is entered in the audit: counts and levels, never a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from app import access, browsing, dossier, files, filter_words
from app.browsing import Order
from app.dossier_parts import Family, Section, Stay
from app.filters import Selection
from app.jobs import SILENT, JobContext
from app.list_columns import named
from app.row_source import RowSource
from app.session import Session
from ledger import clock, masking
from ledger.definition import Ledger
from ledger.errors import LedgerError, Retry

MASKED = "证件号、电话等隐私内容已遮盖"
_WRAPPED = ("text", "long_text", "code_list", "ref")
PRINTED = "打印"


class PrinterRefused(LedgerError):
    """The printer `name` did not take the print: switched off, out of reach, or gone."""

    retry: ClassVar[Retry] = "now"

    def __init__(self, name: str) -> None:
        super().__init__("the printer took nothing")
        self.name = name


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """One column: numbers stand at the right; only what `wraps` is ever split over lines."""

    heading: str
    is_number: bool = False
    wraps: bool = True


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """Rows under headings, which are repeated on every page."""

    columns: tuple[PrintedColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class PrintedFields:
    """Labels with values, two beside each other."""

    pairs: tuple[tuple[str, str], ...]
    heading: str = ""


Part = PrintedTable | PrintedFields


@dataclass(frozen=True, slots=True)
class Printout:
    """A whole print: what it is, of which committee, made when and by whom, and its parts in order."""

    title: str
    committee: str
    made_on: str
    made_by: str
    notes: tuple[str, ...]
    parts: tuple[Part, ...]
    ledger: str
    level: str
    is_wide: bool = False

    @property
    def rows(self) -> int:
        """How many rows its tables have; a card without any counts as one."""
        return sum(len(part.rows) for part in self.parts if isinstance(part, PrintedTable)) or 1


def list_of(
    session: Session,
    ledger: Ledger,
    selection: Selection,
    columns: Sequence[str],
    *,
    order: Order | None = None,
    ctx: JobContext = SILENT,
) -> Printout:
    """The list that a selection gives, with these columns; a cancel leaves nothing behind."""
    wanted = order or Order()
    source = RowSource(session, ledger, selection, tuple(columns), wanted.field or "", wanted.descending)
    total = browsing.page(session, ledger, selection, Order(limit=0)).total
    shown = [row.texts for row in source.rows(0, total - 1, ctx)] if total else []
    rows = _without_hidden(ledger, columns, shown)
    notes = [f"共 {len(rows):,} {'人' if ledger.name == 'person' else '条'}"]
    notes += filter_words.worded(session, ledger, selection.filters)
    if selection.search:
        notes.append(f"搜索：{selection.search}")
    return table(
        session,
        "居民名单" if ledger.name == "person" else f"{ledger.label}清单",
        PrintedTable(tuple(_column(ledger, name) for name in columns), rows),
        notes=(*notes, MASKED),
        ledger=ledger.name,
        level="L2",
    )


def _without_hidden(
    ledger: Ledger, columns: Sequence[str], rows: Iterable[tuple[str, ...]]
) -> tuple[tuple[str, ...], ...]:
    """Paper leaves the house: of a column that is hidden in sheets it says nothing, whatever the screen tells."""
    hides = tuple(access.mask_of(ledger.field(name)) == "hide" for name in columns)
    return tuple(
        tuple(masking.HIDDEN if text and hidden else text for text, hidden in zip(row, hides, strict=True))
        for row in rows
    )


def table(
    session: Session, title: str, rows: PrintedTable, *, notes: Iterable[str], ledger: str, level: str
) -> Printout:
    """A print of one table; wide tables lie on their side."""
    return _printout(session, title, notes, (rows,), (ledger, level), is_wide=len(rows.columns) > _UPRIGHT_COLUMNS)


_UPRIGHT_COLUMNS = 6


def person_card(session: Session, record: str) -> Printout:
    """The card of a person; raises RecordNotFound."""
    found = dossier.person(session, record)
    about = [("姓名", found.name), ("性别年龄", found.about), ("证件号", found.id_no), ("最近核实", found.confirmed_on)]
    parts: list[Part] = [PrintedFields(tuple(pair for pair in about if pair[1]))]
    parts += _sections(found.sections, skip=("姓名", "性别", "证件号码", "年龄"))
    parts += _stays("居住", found.homes, by_address=True)
    parts += _families(found.families)
    if found.vehicles:
        rows = tuple((vehicle.plate, vehicle.about) for vehicle in found.vehicles)
        parts.append(PrintedTable((PrintedColumn("号牌", wraps=False), PrintedColumn("车辆")), rows, "车辆"))
    tags = sum(not tag.is_over for tag in found.tags)
    notes = [*found.states, *([f"重点人群标签 {tags} 个，已隐藏"] if tags else []), MASKED]
    return _printout(session, f"居民卡　{found.name}", notes, parts, ("person", "L2"))


def household_card(session: Session, record: str) -> Printout:
    """The card of the dwelling `record` and the households in it; raises RecordNotFound."""
    found = dossier.dwelling(session, record)
    about = [("地址", found.address), ("使用状态", found.occupancy.label), ("最近核实", found.confirmed_on)]
    parts: list[Part] = [PrintedFields(tuple(pair for pair in about if pair[1]))]
    parts += _stays("现住", found.living)
    parts += _stays("户籍在此", [one for one in found.registered if one not in found.living])
    parts += _stays("产权人", [one for one in found.owners if one not in found.living])
    parts += _families(found.families)
    parts += _sections(found.sections, skip=("使用状态", "房屋地址"))
    return _printout(session, f"住户卡　{found.address}", [*found.states, MASKED], parts, ("dwelling", "L2"))


def save_pdf(session: Session, printout: Printout, path: Path, content: bytes) -> None:
    """Write a print as a PDF file and enter it in the audit; raises FileNotWritten."""
    with files.replacing(path) as stream:
        stream.write(content)
        enter_in_audit(session, printout, path.name)


def enter_in_audit(session: Session, printout: Printout, source: str = PRINTED) -> None:
    """Enter that a print left the program: as a file of this name, or on paper."""
    with session.store.write(user=session.login, kind="export", source=source) as write:
        write.audit_detail(
            ledger=printout.ledger,
            rows=printout.rows,
            columns=max((len(part.columns) for part in printout.parts if isinstance(part, PrintedTable)), default=0),
            highest_level=printout.level,
            unmasked=False,
            encrypted=False,
        )


def _printout(
    session: Session,
    title: str,
    notes: Iterable[str],
    parts: Iterable[Part],
    what: tuple[str, str],
    *,
    is_wide: bool = False,
) -> Printout:
    names = {account.login: account.name for account in session.store.accounts()}
    made_on, (ledger, level) = clock.local_text(clock.now_text()), what
    who = names.get(session.login, session.login)
    return Printout(
        title, session.store.committee_name, made_on, who, tuple(notes), tuple(parts), ledger, level, is_wide
    )


def _column(ledger: Ledger, name: str) -> PrintedColumn:
    column = named(ledger.name, name)
    is_long = column.field.kind in _WRAPPED and column.field.mask not in ("name", "id18")
    return PrintedColumn(column.label, column.is_number, is_long)


def _sections(sections: Iterable[Section], skip: tuple[str, ...]) -> list[Part]:
    made: list[Part] = []
    for section in sections:
        pairs = tuple((cell.item.label, cell.text) for cell in section.filled if cell.item.label not in skip)
        if pairs:
            made.append(PrintedFields(pairs, section.label))
    return made


def _stays(heading: str, stays: Sequence[Stay], *, by_address: bool = False) -> list[Part]:
    if not stays:
        return []
    first = PrintedColumn("地址") if by_address else PrintedColumn("姓名", wraps=False)
    columns = (first, PrintedColumn("关系", wraps=False), PrintedColumn("与户主"), PrintedColumn("起止"))
    rows = tuple((one.address if by_address else one.name, one.relation, one.kinship, one.span) for one in stays)
    return [PrintedTable(columns, rows, heading)]


def _families(families: Iterable[Family]) -> list[Part]:
    columns = (PrintedColumn("姓名", wraps=False), PrintedColumn("与户主"), PrintedColumn("性别年龄"))
    return [
        PrintedTable(
            columns, tuple((one.name, one.kinship, one.about) for one in family.members), f"户　{family.title}"
        )
        for family in families
    ]
