"""Which cell styles of an xlsx workbook mean a date or a duration, by the rules that calamine uses too."""

from __future__ import annotations

import datetime
import re

from typing_extensions import override

from app.excel.cells import Cell
from app.excel.sources import markup
from app.excel.sources.source import moment
from app.excel.wire import duration

_DATE_IDS = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}  # the Chinese built-in dates are 27-36 and 50-58
_DURATION_ID = 46
_QUOTED = re.compile(r'"[^"]*"|\\.|_.')
_BRACKETS = re.compile(r"\[[^\]]*\]")
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_DATE_LETTERS = re.compile(r"[dmyhs]", re.IGNORECASE)
_EPOCH = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet knows no zone
_EPOCH_1904 = datetime.datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet knows no zone
_LEAP_BUG_DAY = 60  # Excel counts a 29 February 1900

NUMBER, DATE, DURATION = "number", "date", "duration"


class Styles(markup.Texts):
    """A handler for the styles part; afterwards `kinds[style index]` is NUMBER, DATE or DURATION."""

    def __init__(self) -> None:
        self.kinds: list[str] = []
        self._formats: dict[str, str] = {}
        self._in_cell_formats = False

    @override
    def start(self, tag: str, attrib: markup.Attributes) -> None:
        """A number format or a cell format."""
        name = markup.local_name(tag)
        if name == "numFmt":
            self._formats[attrib.get("numFmtId", "")] = attrib.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cell_formats = True
        elif name == "xf" and self._in_cell_formats:
            self.kinds.append(self._kind(attrib.get("numFmtId", "0")))

    @override
    def end(self, tag: str) -> None:
        """The list of cell formats ends."""
        if markup.local_name(tag) == "cellXfs":
            self._in_cell_formats = False

    def _kind(self, format_id: str) -> str:
        code = self._formats.get(format_id)
        if code is not None:
            return kind_of_format(code)
        number = int(format_id) if format_id.isdigit() else 0
        if number == _DURATION_ID:
            return DURATION
        return DATE if number in _DATE_IDS else NUMBER


def kind_of_format(code: str) -> str:
    """Return what a number format code shows."""
    first = _QUOTED.sub("", code).split(";")[0]
    if _ELAPSED.search(first):
        return DURATION
    bare = _BRACKETS.sub("", first)
    if bare.strip().lower() == "general":
        return NUMBER
    return DATE if _DATE_LETTERS.search(bare) else NUMBER


def dated(number: float, kind: str, *, is_1904: bool) -> Cell:
    """Return a number as the date, time or duration that its style means; one out of range stays a number."""
    if kind == NUMBER:
        return number
    try:
        if kind == DURATION:
            return duration(datetime.timedelta(days=number))
        if number < 1 and not is_1904:
            return (_EPOCH + datetime.timedelta(seconds=min(round(abs(number) % 1 * 86_400), 86_399))).time()
        shift = 1 if number < _LEAP_BUG_DAY and not is_1904 else 0
        epoch = _EPOCH_1904 if is_1904 else _EPOCH
        return moment(epoch + datetime.timedelta(milliseconds=round((number + shift) * 86_400_000)))
    except OverflowError:
        return number
