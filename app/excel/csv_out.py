"""Writes rows as csv that Excel, WPS and other programs read: UTF-8 with its mark, CRLF, every text quoted.

csv has no text cells. A text that a spreadsheet would run as a formula gets an apostrophe in front, as OWASP advises
against csv injection; `unguarded` takes it off again, so that the sheet comes back unchanged. Digits stay as they are,
because other programs read csv too: whoever opens such a file in Excel by a double click loses digits of an 18-digit
number, and is better served with xlsx (docs/exporting.md).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from app.excel.sheets import Row, SheetColumn, Value

# What starts a formula in Excel, WPS or LibreOffice, the full-width forms of a Chinese keyboard included. A text that
# begins with apostrophes before such a character gets one more, so that taking one off always gives back the text.
_GUARDED = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_WITH_GUARD = re.compile(r"'+[=+\-@\t\r＝＋－＠]")


def write(stream: BinaryIO, columns: Sequence[SheetColumn], rows: Iterable[Row]) -> None:
    """Write the headings and then `rows` to `stream`."""
    stream.write(codecs.BOM_UTF8 + _line(_quoted(column.heading) for column in columns))
    encoders = [_encoder(column) for column in columns]
    for row in rows:
        stream.write(_line([encode(value) for encode, value in zip(encoders, row, strict=True)]))


def guarded(text: str) -> str:
    """`text` with an apostrophe in front when a spreadsheet would take it for a formula."""
    return f"'{text}" if _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """The text behind `guarded`; other text comes back as it is."""
    return text[1:] if _WITH_GUARD.match(text) else text


def _line(cells: Iterable[str]) -> bytes:
    return (",".join(cells) + "\r\n").encode("utf-8", "replace")


def _quoted(value: Value) -> str:
    """A text between quotes; an absent value is an empty cell."""
    if value is None:
        return ""
    text = guarded(str(value))
    return '"' + text.replace('"', '""') + '"'


def _encoder(column: SheetColumn) -> Callable[[Value], str]:
    """What writes the cells of `column`: numbers with their fixed digits and without quotes."""
    if column.holds == "text":
        return _quoted
    scale = column.scale

    def number(value: Value) -> str:
        if isinstance(value, int | float):
            return f"{value:.{scale}f}"
        return _quoted(value)

    return number
