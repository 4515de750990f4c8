"""Finds the table in a sheet: title rows above, one or two heading rows, comment rows under them, footers below.

Rows stream through: only the first `_LOOK_AHEAD` are held, for finding the heading and for sampling values. A merged
cell's value is carried down inside its merge and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, dropwhile, islice

from app.excel.cells import Batch, Cell, Merge
from app.importing.comments import is_comment
from app.importing.headings import Heading, plain
from app.importing.vocabulary import known_words
from ledger.text import squeeze

HEADING_SEARCH_ROWS = 40  # a heading further down than this is not looked for
_LOOK_AHEAD = 260  # rows held for heading search and value samples
_LONGEST_HEADING = 40
_MOST_COMMENTS = 3  # rows: required or not, the form, an example

_TOTAL = re.compile(r"^[(（【]?(本[页表栋楼单元]{1,2}|人数|户数|全部)?(合计|总计|小计|共计|累计|汇总)")
_SIGNER = re.compile(r"(制表|填表|填报|审核|审批|复核|经办|负责|登记|统计|校对|录入|采集|调查)(人|员|单位|日期|时间)?")
_SIGNED = re.compile(
    r"^(制表|填表|填报|审核|审批|复核|经办|负责人|单位负责人|主管|统计|登记人|打印|盖章|签字|签名|联系人|联系电话|日期|"
    r"截至|截止|说明|备注|注|填写说明|数据来源|以上|以下空白|共)\S{0,6}\s*[:：]|^(说明|备注|注)\s*\d*[、.:：]|^以下空白|^共\s*\d+|^第\s*\d+\s*页"
)
_GROUP = re.compile(r"[^\d:：]{1,12}")
Row = tuple[int, list[Cell]]


@dataclass(frozen=True)
class Table:
    """A found table: headings, and where it stands. `samples` are its first data rows, all of them when `is_whole`."""

    headings: tuple[Heading, ...]
    heading_rows: tuple[int, ...]
    samples: tuple[Row, ...]
    is_whole: bool


def find(batches: Iterable[Batch], merges: Sequence[Merge], extra_words: Iterable[str] = ()) -> Table | None:
    """The table of one sheet, found by its first rows; None when no row looks like headings.

    `extra_words` are headings the person mapped by hand.
    """
    held = list(islice(flatten(batches), _LOOK_AHEAD + 1))
    words = known_words() | {plain(word) for word in extra_words}
    found = _heading_at(held[:HEADING_SEARCH_ROWS], words)
    if found is None:
        return None
    first, last = found
    top = list(held[first][1]) if first != last else []
    bottom = held[last][1]
    if top:
        _spread_groups(top, held[first][0], merges)
    headings = tuple(_headings(top, bottom))
    heading_rows = tuple(number for number, _ in held[first : last + 1])
    samples = tuple(data_rows(held, merges, headings, heading_rows[-1]))
    return Table(headings, heading_rows, samples, len(held) <= _LOOK_AHEAD)


def data_rows(
    rows: Iterable[Row], merges: Sequence[Merge], headings: Sequence[Heading], heading_row: int
) -> Iterator[Row]:
    """(sheet row number, cells) of the rows below the headings, padded to their width.

    Comments, repeated headings and footers are left out, merged cells are carried down.
    """
    below = dropwhile(lambda row: row[0] <= heading_row, rows)
    body = chain(_skip_comments(list(islice(below, _LOOK_AHEAD)), headings), below)
    width = max((item.column for item in headings), default=-1) + 1
    return _carry(_without_noise(body, headings), merges, heading_row, width)


def flatten(batches: Iterable[Batch]) -> Iterator[Row]:
    """The rows of a sheet with their numbers."""
    for batch in batches:
        yield from enumerate(batch.rows, batch.first_row)


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [cell if isinstance(cell, str) else "" for cell in cells]


def _known(cells: Sequence[Cell], words: frozenset[str]) -> int:
    return sum(1 for cell in _texts(cells) if cell and len(cell) <= _LONGEST_HEADING and plain(cell) in words)


def _filled(cells: Sequence[Cell]) -> int:
    return sum(1 for cell in cells if cell is not None)


def _heading_at(rows: Sequence[Row], words: frozenset[str]) -> tuple[int, int] | None:
    """Positions of the first and last heading row in `rows`; the same position twice for a single row."""
    best, most = -1, 0
    for position, (_, cells) in enumerate(rows):
        known = _known(cells, words)
        if known > most and known * 2 >= min(_filled(cells), 6):
            best, most = position, known
    if best < 0:
        return None
    if best > 0 and _heads_groups(rows[best - 1][1], rows[best][1]):
        return best - 1, best
    if best + 1 < len(rows) and _is_second_row(rows[best][1], rows[best + 1][1], words):
        return best, best + 1
    return best, best


def _heads_groups(above: Sequence[Cell], heading: Sequence[Cell]) -> bool:
    """True when the row above names groups of columns, or columns that the heading row leaves blank.

    A line such as `填报单位：… 2026年9月` names neither: group headings are short words without figures or colons.
    """
    texts = [cell for cell in above if cell is not None]
    if len(texts) < 2 or not all(isinstance(cell, str) and _GROUP.fullmatch(cell.strip()) for cell in texts):
        return False
    return len(texts) <= len([cell for cell in heading if cell is not None]) + 4


def _is_second_row(first: Sequence[Cell], second: Sequence[Cell], words: frozenset[str]) -> bool:
    """True when the row under the best heading row is the finer half of a two-row heading."""
    filled = _filled(second)
    known = _known(second, words)
    blanks = sum(1 for index, cell in enumerate(_texts(second)) if cell and not _text_at(first, index))
    return known >= 2 and known * 10 >= filled * 6 and blanks >= 1


def _text_at(cells: Sequence[Cell], index: int) -> str:
    cell = cells[index] if index < len(cells) else None
    return cell if isinstance(cell, str) else ""


def _spread_groups(top: list[Cell], row: int, merges: Sequence[Merge]) -> None:
    """Write a group heading into every column of its merge."""
    for first_row, first_column, last_row, last_column in merges:
        if first_row <= row <= last_row and last_column > first_column <= len(top):
            value = top[first_column - 1]
            top.extend([None] * (last_column - len(top)))
            top[first_column - 1 : last_column] = [value] * (last_column - first_column + 1)


def _headings(top: Sequence[Cell], bottom: Sequence[Cell]) -> Iterator[Heading]:
    for column in range(max(len(top), len(bottom))):
        above, below = _text_at(top, column), _text_at(bottom, column)
        if below:
            yield Heading(column, below.strip(), above.strip())
        elif above:
            yield Heading(column, above.strip())


def _skip_comments(rows: Sequence[Row], headings: Sequence[Heading]) -> Iterator[Row]:
    """`rows` without the comment rows directly under the heading, blank rows between them aside."""
    words = [(item.column, item.text) for item in headings]
    start = comments = 0
    for position, (_, cells) in enumerate(rows):
        if comments == _MOST_COMMENTS or not (_filled(cells) == 0 or is_comment(cells, words)):
            break
        if _filled(cells):
            start, comments = position + 1, comments + 1
    yield from rows[start:]


def _without_noise(rows: Iterable[Row], headings: Sequence[Heading]) -> Iterator[Row]:
    """`rows` without footers, headings printed again, and the title of the page or house above such a heading."""
    words = [(item.column, item.text) for item in headings]
    held: Row | None = None
    for row in rows:
        repeats = _repeats(row[1], words)
        if held is not None and not (repeats and _filled(held[1]) == 1):
            yield held
        held = None if repeats or is_footer(row[1]) else row
    if held is not None:
        yield held


def is_footer(cells: Sequence[Cell]) -> bool:
    """True for totals, signatures and remarks under or between data: 合计, 制表人：, 说明：."""
    for index, cell in enumerate(cells):
        if cell is None:
            continue
        if not isinstance(cell, str):
            if index == 0 or not isinstance(cell, (int, float)):
                return False
            continue
        word = cell if cell.isalnum() else squeeze(cell)
        if _TOTAL.match(word):
            return True
        return bool(_SIGNED.match(word) or _SIGNER.fullmatch(word)) and _filled(cells) <= 4
    return False


def _repeats(cells: Sequence[Cell], words: Sequence[tuple[int, str]]) -> bool:
    """True for the heading row printed again further down."""
    for column, word in words[:3]:  # a row that has none of these is told from it at once
        if column < len(cells) and cells[column] == word:
            break
    else:
        return False
    same = sum(1 for column, word in words if _text_at(cells, column).strip() == word)
    return len(words) > 1 and same * 10 >= len(words) * 8


def _carry(rows: Iterable[Row], merges: Sequence[Merge], heading_row: int, width: int) -> Iterator[Row]:
    """Data rows padded to `width`, each merged cell's value carried down to the last row of its merge."""
    starts: dict[int, list[tuple[int, int]]] = {}
    for first_row, first_column, last_row, _ in merges:
        if last_row > first_row > heading_row and first_column <= width:
            starts.setdefault(first_row, []).append((first_column - 1, last_row))
    active: dict[int, tuple[Cell, int]] = {}
    for number, cells in rows:
        if len(cells) < width:
            cells.extend([None] * (width - len(cells)))
        for column, (value, last_row) in list(active.items()) if active else ():
            if number > last_row:
                del active[column]
            elif cells[column] is None:
                cells[column] = value
        for column, last_row in starts.get(number, ()):
            active[column] = (cells[column], last_row)
        yield number, cells
