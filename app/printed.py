"""What goes on paper: tables, posters, cards of a person and of a household, ready as text, behind masks.

Lists of a ledger are `app.exports.printed_lists`'s, because what they are filtered by tells as much as a column. How it
is laid out on pages is `ui.printing`'s, how it leaves and is entered in the audit `app.release.prints`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from app import access
from app.dossiers import dossier
from app.dossiers.dossier_parts import Family, Stay
from app.dossiers.sections import Section
from app.stores.session import Session
from ledger import clock
from ledger.errors import LedgerError, Retry

MASKED = "证件号、电话等隐私内容已遮盖"


class PrinterRefused(LedgerError):
    """The printer `name` did not take the print: switched off, out of reach, or gone."""

    retry: ClassVar[Retry] = "now"

    def __init__(self, name: str) -> None:
        super().__init__("the printer took nothing")
        self.name = name


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """One column: numbers stand at the right; only what `wraps` is ever split over lines.

    What `is_code` stands beside its QR code, which holds it without blanks.
    """

    heading: str
    is_number: bool = False
    wraps: bool = True
    is_code: bool = False


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


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart: its name, the sizes of its parts, the number at its end; `said` where that reads otherwise."""

    name: str
    parts: tuple[int, ...]
    total: int
    said: str = ""

    @property
    def number(self) -> str:
        """The number at the end as people read it."""
        return self.said or f"{self.total:,}"


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of bars, one behind the other by `series`; `longest` is the length of the longest bar."""

    series: tuple[str, ...]
    bars: tuple[Bar, ...]
    longest: int = 1
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Poster:
    """A sheet to be read from afar: a name, its facts by label, paragraphs, a code; `stamp` says what it is not yet.

    `cut` stands where there is no room for all of the paragraphs.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    code: str = ""
    stamp: str = ""
    heading: str = ""
    cut: str = "……（全文见通知）"


@dataclass(frozen=True, slots=True)
class Slip:
    """A piece of paper for one person: a name, lines below it, a code to be scanned."""

    name: str
    lines: tuple[str, ...]
    code: str


@dataclass(frozen=True, slots=True)
class Slips:
    """Slips to be cut apart."""

    slips: tuple[Slip, ...]
    heading: str = ""


Part = PrintedTable | PrintedFields | Bars | Poster | Slips


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
    purpose: str = ""
    basis: str = ""
    """What a list that goes by what is sensitive is printed for, and by what right (`app.release.purposes`)."""
    is_posted: bool = False
    """Hung up for everybody, with nothing of anybody's in it: no watermark lies behind it, the log tells of it."""
    approved: str = ""
    """How it was let go where that needs somebody (`app.exports.printed_lists`); empty where nobody has to."""
    request: int = 0
    """The approved request that is used up when it leaves; 0 for none."""
    is_open: bool = False
    """Without masks: the roster for an emergency alone (`app.roster.on_paper`)."""

    @property
    def rows(self) -> int:
        """How many rows its tables and slips have; a card without any counts as one."""
        tables = sum(len(part.rows) for part in self.parts if isinstance(part, PrintedTable))
        return tables + sum(len(part.slips) for part in self.parts if isinstance(part, Slips)) or 1


@access.operation("print")
def table(
    session: Session,
    title: str,
    rows: PrintedTable,
    *,
    notes: Iterable[str],
    what: tuple[str, str],
    chart: Bars | None = None,
) -> Printout:
    """A print of one table with its chart below, `what` its ledger and highest level; a wide one lies on its side."""
    parts = (rows, chart) if chart else (rows,)
    return printout(session, title, notes, parts, what, is_wide=len(rows.columns) > _UPRIGHT_COLUMNS)


_UPRIGHT_COLUMNS = 6


@access.operation("print", ledger="person")
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
    return printout(session, f"居民卡　{found.name}", notes, parts, ("person", "L2"))


@access.operation("print", ledger="household")
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
    return printout(session, f"住户卡　{found.address}", [*found.states, MASKED], parts, ("dwelling", "L2"))


@access.operation(access.OWN)
def printout(
    session: Session,
    title: str,
    notes: Iterable[str],
    parts: Iterable[Part],
    what: tuple[str, str],
    *,
    is_wide: bool = False,
) -> Printout:
    """A print of these parts, made now by the person at work; `what`: its ledger, or what it is, and its highest level.

    That it may be made at all is for whoever knows what stands in it.
    """
    made_on, (ledger, level) = clock.local_text(clock.now_text()), what
    who = session.user_name() or session.login
    return Printout(
        title, session.store.committee_name, made_on, who, tuple(notes), tuple(parts), ledger, level, is_wide
    )


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
