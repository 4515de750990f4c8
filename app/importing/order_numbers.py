"""What the words of a sheet say its orders are from, and the column that may be their numbers where none is named so.

Orders of 12345 and 网格 are known by their number there. A sheet that speaks of them without a column of numbers is
never taken for the office's own without a word: the column that looks like numbers is asked about (`asked`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from app.excel.cells import Cell
from app.importing.headings import EXTERNAL_NO, ORDER_NO, Candidate, Target, plain
from app.importing.mapping import SheetMapping
from ledger import moments, text
from ledger.broken import Broken
from ledger.phone import is_mobile

HOTLINE, GRID, SENSOR, BULK = "01", "02", "08", "17"
_ALARM: Final = re.compile("告警|报警|预警|技防")
_TOLD_BY: Final = (
    (re.compile("12345|热线|来电|诉求"), HOTLINE, True),
    (re.compile("网格|案件|案卷|立案"), GRID, True),
    (_ALARM, SENSOR, False),
    (_ALARM, SENSOR, True),
    (re.compile("充电"), "10", False),
    (re.compile("垃圾|厢房"), "11", False),
    (re.compile("监控|视频"), "09", False),
    (re.compile("物业"), "12", False),
)
"""What a file, a sheet or a heading is called -> where its orders come from, and whether such ones have a number."""
_SURELY: Final = re.compile("12345|热线|网格(?![员长])|案件|案卷|立案")
_MAYBE: Final = re.compile("来电|诉求")
_SOURCE: Final = Target("work_order", "source")
_OPEN: Final = ("unmatched", "ambiguous", "ignored")
_COUNTED: Final = frozenset(("序号", "行号", "序"))
_NAMED_NUMBER: Final = re.compile(r"(号|码|NO|ID|编)$")
_NUMBER: Final = re.compile(r"(?=.*\d{3})(?!(?:.*[一-鿿]){5})[0-9A-Z一-鿿〔〕()\[\]#/_-]{4,40}")
_LONG: Final = 8  # characters from which a number is told by its shape alone
_MOST, _DIFFER = 0.8, 0.5  # shares of the sampled values


def source_of(words: str, *, has_number: bool) -> str:
    """Where orders come from, by what file, sheet and columns are called."""
    return next(
        (code for pattern, code, is_numbered in _TOLD_BY if pattern.search(words) and is_numbered == has_number), BULK
    )


def lacks_number(mapping: SheetMapping, words: str) -> bool:
    """Whether orders of 12345 or 网格 come without numbers, and no column says where from.

    来电 and 诉求 alone may be the office's own.
    """
    return mapping.subject == ORDER_NO.ledger and not _is_named(mapping) and _SURELY.search(words) is not None


def _is_named(mapping: SheetMapping) -> bool:
    return bool({ORDER_NO, EXTERNAL_NO, _SOURCE}.intersection(mapping.targets().values()))


def words_of(file: str, sheet: str, headings: Iterable[str]) -> str:
    """What a sheet of orders is called, its file, itself and its columns."""
    return " ".join((file, sheet, *headings))


def asked(mapping: SheetMapping, words: str, rows: Sequence[tuple[int, list[Cell]]], today: date) -> SheetMapping:
    """The mapping with a question where the sheet speaks of outside orders and only looks tell their number."""
    if mapping.subject != ORDER_NO.ledger or _is_named(mapping):
        return mapping
    if not (_SURELY.search(words) or _MAYBE.search(words)):
        return mapping
    for at, one in enumerate(mapping.columns):
        values = [cells[one.column] for _, cells in rows if cells[one.column] is not None]
        if one.target is None and one.how in _OPEN and _looks_like_numbers(one.heading, values, today):
            label = EXTERNAL_NO.definition().label
            open_one = replace(one, how="ambiguous", why=label, candidates=(Candidate(EXTERNAL_NO, "ambiguous", 90),))
            return replace(mapping, columns=(*mapping.columns[:at], open_one, *mapping.columns[at + 1 :]))
    return mapping


def unnamed_column(mapping: SheetMapping) -> int:
    """The column that was asked about as the numbers of the sheet and not answered; -1 for none."""
    return next(
        (
            one.column
            for one in mapping.columns
            if one.target is None and [item.target for item in one.candidates] == [EXTERNAL_NO]
        ),
        -1,
    )


def _looks_like_numbers(heading: str, values: Sequence[Cell], today: date) -> bool:
    said = [text.squeeze(text.cell_text(value)).upper() for value in values if isinstance(value, (str, int, float))]
    if not said or plain(heading) in _COUNTED or len(set(said)) < _DIFFER * len(said):
        return False
    shaped = [one for one in said if _is_number(one, today)]
    is_named = _NAMED_NUMBER.search(plain(heading)) is not None
    return len(shaped) >= _MOST * len(values) and (is_named or all(len(one) >= _LONG for one in shaped))


def _is_number(said: str, today: date) -> bool:
    if _NUMBER.fullmatch(said) is None or is_mobile(said):
        return False
    return isinstance(moments.parse(said, today=today, allow_future=True), Broken)
