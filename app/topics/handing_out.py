"""A topic ledger as a sheet and on paper: the list behind masks, and the check list with room to sign (R057).

Both leave under a register number, behind masks. On the check list stand whole names, since everybody named signs
beside it, as long as so many may be printed by the rule of exports; else they keep their mask, and the list says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from app import access
from app.excel import csv_out, writer
from app.excel.sheets import Row, SheetColumn, for_field
from app.exports import clearance
from app.exports.exporting import CSV, XLSX, FormatUnknown
from app.exports.leaving import Leaving
from app.printed import PrintedColumn, PrintedFields, PrintedTable, Printout, printout
from app.records.naming import Names
from app.records.showing import person_name
from app.release import approvers, handing_out
from app.release.departing import Departure, Stamp
from app.release.handing_out import Leaver
from app.release.purposes import Purpose
from app.release.register import SELF
from app.stores.session import Session
from app.topics import defining, rows
from app.topics.defining import ROW, Kept
from app.topics.rows import CONFIRMED, Listing
from ledger import clock, ids
from ledger.definition import Field, Level
from ledger.ordering import natural_key
from ledger.topics import COLUMNS, REMARK
from storage.rows import id_or_none

FORM: Final = "topic"
_FOR_CHECKS: Final = Purpose("04", "01")
_OPEN: Final[Level] = "L2"
_BLANK = "　" * 8
_CHECKED = ROW.field(CONFIRMED).label


@access.operation("export", ledger="topic_merchant")
def save(session: Session, found: Listing, path: Path) -> Stamp:
    """Write listed rows as .xlsx or .csv, behind masks; raises FormatUnknown, FileNotWritten."""
    ending = path.suffix.lower()
    if ending not in (XLSX, CSV):
        raise FormatUnknown(ending)
    again = _shown_again(session, found)
    items = found.kept.topic.ledger().fields
    shapes = [replace(for_field(item), holds="text") for item in items] + [SheetColumn(_CHECKED, width=12.0)]
    lines: list[Row] = [(*(one.texts[item.name] for item in items), one.confirmed_on) for one in again]
    going = leaver(path, rows=len(lines), columns=len(shapes))
    if ending == CSV:
        return handing_out.plain(session, going, lambda stream: csv_out.write(stream, shapes, lines))
    name = found.kept.topic.name
    return handing_out.workbook(session, going, lambda stamp: writer.workbook(name, shapes, lines, stamp=stamp))


def leaver(path: Path, *, rows: int, columns: int) -> Leaver:
    """What leaves of a topic ledger behind masks, for the register."""
    purpose, basis = _FOR_CHECKS.labels()
    return Leaver(
        path=path,
        departure=Departure(kind="export", source=path.name, ledger=ROW.name),
        facts=lambda: {
            "ledger": ROW.name,
            "form": FORM,
            "purpose": _FOR_CHECKS.purpose,
            "basis": _FOR_CHECKS.basis,
            "rows": rows,
            "columns": columns,
            "highest_level": _OPEN,
            "unmasked": False,
        },
        told=(("用途", purpose), ("依据", basis)),
    )


def _shown_again(session: Session, found: Listing) -> Sequence[rows.TopicRow]:
    """The same rows as they are now, behind the masks of what leaves."""
    wanted = [ids.from_text(one.id) or b"" for one in found.rows]
    with session.reader() as reader, reader.snapshot():
        held = reader.get_many(ROW, wanted)
        return rows.shown_rows(session, reader, found.kept, [held[one] for one in wanted if one in held])


@access.operation("print", ledger="topic_merchant")
def check_list(session: Session, said: str) -> Printout:
    """The check list of a ledger for paper: every row, room to tick and to sign; raises RecordNotFound, Forbidden."""
    found = defining.find(session, said)
    topic = found.topic
    items = [item for item in topic.ledger().fields if item.name != REMARK.name and _is_listed(found, item)]
    columns = (
        PrintedColumn("序号", is_number=True, wraps=False),
        *(PrintedColumn(item.label, wraps=item.kind not in ("date", "month", "phone")) for item in items),
        PrintedColumn("上次核对", wraps=False),
        PrintedColumn("核对情况"),
        PrintedColumn("签字"),
    )
    with session.reader() as reader:
        people = sum(1 for _ in reader.brief(ROW, ("id",), "topic_uid", [ids.from_text(found.id) or b""]))
    level, approved = _names(session, found, people)
    whole = level > _OPEN
    lines = sorted(_lines(session, found, items, whole=whole), key=lambda line: natural_key(line[0]))
    table = tuple((str(number), *line, _BLANK, _BLANK) for number, line in enumerate(lines, 1))
    today = clock.today()
    notes = (
        f"共 {len(table):,} 条　{topic.period or '不定期'}核对　牵头 {topic.lead}",
        f"制表 {today.isoformat()}",
        *(() if whole or not _names_people(found) else ("姓名已遮盖",)),
    )
    signed = PrintedFields((("核对人", _BLANK), ("牵头部门确认", _BLANK), ("日期", _BLANK)), "确认")
    title = f"{topic.name}核对表　{today.year}年{today.month}月"
    made = printout(session, title, notes, (PrintedTable(columns, table), signed), (ROW.name, level), is_wide=True)
    purpose, basis = _FOR_CHECKS.labels()
    return replace(made, purpose=purpose, basis=basis, approved=approved)


def _names_people(found: Kept) -> bool:
    return any(one.kind == "person" and one.level > _OPEN for one in found.topic.live)


def _names(session: Session, found: Kept, people: int) -> tuple[Level, str]:
    """The level of the names that may stand whole, and who lets them go; level 2 where they keep their mask."""
    levels = [one.level for one in found.topic.live if one.kind == "person"]
    level = max(levels, default=_OPEN)
    if level <= _OPEN or level > (session.rights.level("print", ROW.name) or ""):
        return _OPEN, ""
    if not clearance.needs_approval(Leaving(level, level, level, people, ())):
        return level, ""
    return (level, SELF) if approvers.is_alone(session) else (_OPEN, "")


def _is_listed(found: Kept, item: Field) -> bool:
    return next(one for one in found.topic.live if one.name == item.name).listed


def _lines(session: Session, found: Kept, items: Sequence[Field], *, whole: bool) -> Iterator[tuple[str, ...]]:
    with session.reader() as reader, reader.snapshot():
        held = reader.children(ROW, "topic_uid", [ids.from_text(found.id) or b""])
        shown = rows.shown_rows(session, reader, found, held, whole=True)
        names, today = Names(reader), clock.today()
        column = COLUMNS["person"]
        names.load("person", (id_or_none(row.get(column)) for row in held))
        for row, one in zip(held, shown, strict=True):
            name = person_name(names, id_or_none(row.get(column)), today) if row.get(column) else ""
            texts = (name if whole and item.target == "person" else one.texts[item.name] for item in items)
            yield (*texts, one.confirmed_on)
