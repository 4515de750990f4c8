"""Rows of a topic ledger out of a workbook, by the headings of its own fields.

A sheet counts when one of its first rows holds the headings of every required field. All rows are taken in one action
or none is: what is wrong is told by sheet, row and column. A row that stands in the ledger already with the same
content is passed over, so that the same sheet can be read again; one that has the key of another row and says
something else is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import chain
from pathlib import Path
from typing import Final

from app import access, logs
from app.excel.cells import FORMULA_EMPTY, Cell, CellFault
from app.excel.reader import Book, open_book
from app.jobs import SILENT, JobContext
from app.stores.session import Session
from app.topics import defining, writing
from app.topics.as_of import IMPORTED
from app.topics.defining import ROW, Kept
from app.topics.refusals import NoTopicHeadings, TopicRefused, TopicSheetRefused
from ledger import ids, text
from ledger.definition import Field
from ledger.kinds import Raw
from ledger.topics import COLUMNS
from storage.reading import Reader

KIND: Final = IMPORTED
_HEADINGS_WITHIN: Final = 15
_TOLD_AT_MOST: Final = 200
_SAME: Final = ("facts", *COLUMNS.values())


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a workbook: rows added, rows that stood already, the action that can be taken back (0: none)."""

    added: int
    unchanged: int
    action: int

    def told(self) -> str:
        """In words: 已导入 3 条，1 条原来就有."""
        return f"已导入 {self.added:,} 条" + (f"，{self.unchanged:,} 条原来就有" if self.unchanged else "")


@dataclass(frozen=True, slots=True)
class _Line:
    sheet: str
    number: int
    values: Mapping[str, Cell]


@access.operation("import")
def read(session: Session, said: str, path: Path, *, password: str | None = None, ctx: JobContext = SILENT) -> Imported:
    """Take the rows of a workbook into a ledger; they are new, so they are due for their check.

    Raises:
        FileRefused: it is no workbook that can be read; RecordNotFound: no such ledger.
        NoTopicHeadings: no sheet has the headings. TopicSheetRefused: rows are wrong; nothing was written.
    """
    session.rights.require("edit", ROW.name)
    found = defining.find(session, said)
    with open_book(path, password=password, on_wait=ctx.checkpoint) as book:
        lines = list(_lines(found, book))
    if not lines:
        raise NoTopicHeadings(found.topic.name, tuple(_required(found)))
    wanted, seen = [], set[tuple[object, ...]]()
    with session.reader() as reader, reader.snapshot():
        stored = reader.children(ROW, "topic_uid", [ids.from_text(found.id) or b""])
        seen |= {tuple(row[name] for name in _SAME) for row in stored}
        known, labels = writing.keys_of(reader, found), {item.name: item.label for item in found.topic.live}
        wrong: list[str] = []
        refused = 0
        for line in lines:
            ctx.checkpoint()
            values, told = _values(reader, found, line)
            same = tuple(values.get(name) for name in _SAME)
            if not told and same in seen:
                continue
            told = told or [_told(line, one, labels) for one in known.clashes(values)]
            refused += bool(told)
            wrong += told
            if not told:
                seen.add(same)
                one = ids.new_id()
                known.note(one, values)
                wanted.append((one, values))
    if refused:
        raise TopicSheetRefused(tuple(wrong[:_TOLD_AT_MOST]), refused)
    action = 0
    if wanted:
        with session.store.write(user=session.login, kind=KIND, source=path.name) as write:
            write.create(ROW, wanted)
        action = write.action
    logs.event("topic rows imported", rows=len(wanted))
    return Imported(len(wanted), len(lines) - len(wanted), action)


def _required(found: Kept) -> Iterator[str]:
    return (one.label for one in found.topic.live if one.required)


def _lines(found: Kept, book: Book) -> Iterator[_Line]:
    """The rows below the headings of every sheet that has them."""
    needed = {one.name for one in found.topic.live if one.required}
    for sheet in book.sheets:
        columns: dict[int, Field] = {}
        rows = chain.from_iterable(enumerate(batch.rows, batch.first_row) for batch in book.rows(sheet.index))
        for number, cells in rows:
            if not columns:
                if number > _HEADINGS_WITHIN:
                    break
                read_as = _headings(found, cells)
                has_all = needed <= {item.name for item in read_as.values()}
                columns = read_as if has_all else {}
            elif any(not _is_blank(cell) for cell in cells):
                values = {item.label: cells[at] for at, item in columns.items() if at < len(cells)}
                if any(not _is_blank(cell) for cell in values.values()):
                    yield _Line(sheet.name, number, values)


def _headings(found: Kept, cells: list[Cell]) -> dict[int, Field]:
    """Column -> field, each field once, from the left."""
    known = {_plain(word): item for item in found.topic.ledger().fields for word in (*item.aliases, item.label)}
    columns: dict[int, Field] = {}
    for at, cell in enumerate(cells):
        item = known.get(_plain(cell)) if isinstance(cell, str) else None
        if item is not None and item not in columns.values():
            columns[at] = item
    return columns


def _plain(word: str) -> str:
    return text.squeeze(word).rstrip("*＊").replace("（", "(").replace("）", ")")


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _values(reader: Reader, found: Kept, line: _Line) -> tuple[dict[str, object], list[str]]:
    """(the row as the store has it, what is wrong with it in words)."""
    given: dict[str, Raw] = {}
    problems: list[tuple[str, str]] = []
    for label, cell in line.values.items():
        if isinstance(cell, CellFault):
            problems.append((label, "cell_error"))
        elif cell is FORMULA_EMPTY:
            problems.append((label, "formula_without_a_value"))
        elif isinstance(cell, (str, int, float, bool, date, time)) and not _is_blank(cell):
            given[label] = cell
    read: dict[str, object] = {}
    labels: Mapping[str, str] = {}
    try:
        read = writing.values_of(reader, found, given, complete=True)
    except TopicRefused as error:
        labels = error.labels
        already = {name for name, _ in problems}
        problems += [(name, rule) for name, rule in error.problems if labels.get(name) not in already]
    told = [_told(line, one, labels) for one in problems]
    return (writing.columns(found, read, {}) if not told else {}), told


def _told(line: _Line, problem: tuple[str, str], labels: Mapping[str, str]) -> str:
    return f"{line.sheet} 第 {line.number} 行：{writing.told([problem], labels)}"
