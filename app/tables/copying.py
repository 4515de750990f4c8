"""Cells of a table for the clipboard: text that Excel takes and HTML for documents. Masked stays masked.

The texts come as they are shown; numbers that Excel would round keep all their digits in the HTML.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.jobs import SILENT, JobContext
from app.tables.row_source import RowSource

_QUOTED = frozenset('\t\r\n"')
_AS_TEXT = "style=\"mso-number-format:'\\@'\""  # Excel: keep what looks like a number as text


@dataclass(frozen=True, slots=True)
class Copied:
    """The cells in both forms, and how many rows they are of."""

    text: str
    html: str
    rows: int


def copied(
    source: RowSource,
    rows: Sequence[tuple[int, int]],
    columns: Sequence[str],
    *,
    headings: bool,
    ctx: JobContext = SILENT,
) -> Copied:
    """The cells of some columns in ranges of rows (first, last), in the order of the list."""
    places = [source.columns.index(name) for name in columns]
    lines = [[source.ledger.field(name).label for name in columns]] if headings else []
    for first, last in rows:
        lines.extend([row.texts[place] for place in places] for row in source.rows(first, last, ctx))
    return Copied(as_text(lines), as_html(lines, headings=headings), len(lines) - headings)


def as_text(lines: Iterable[Sequence[str]]) -> str:
    """Tabs and CRLF, as Excel reads them."""
    return "\r\n".join("\t".join(map(_cell, line)) for line in lines)


def as_html(lines: Iterable[Sequence[str]], *, headings: bool) -> str:
    """A table; its first line is one of headings."""
    return f"<table>{''.join(_html_rows(lines, headings=headings))}</table>"


def _html_rows(lines: Iterable[Sequence[str]], *, headings: bool) -> Iterator[str]:
    for at, line in enumerate(lines):
        tag = "th" if headings and at == 0 else "td"
        cells = "".join(f"<{tag} {_AS_TEXT}>{html.escape(text).replace(chr(10), '<br>')}</{tag}>" for text in line)
        yield f"<tr>{cells}</tr>"


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.intersection(text) else text
