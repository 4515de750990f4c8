"""The child process that writes a long workbook: `python -m app.excel.writing_child`, or the frozen program's argument.

Rows come over the pipe while the library takes them; the finished workbook goes back. See `apart`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn, cast

from app.excel import apart, writer
from app.excel.sheets import Row, SheetColumn
from app.excel.stamp import SheetStamp
from app.excel.writer import Sheet


def _made(told: Mapping[str, object], next_rows: Callable[[], Iterator[Row]]) -> bytes:
    sheets = [
        Sheet(name, [SheetColumn(*column) for column in columns], next_rows())
        for name, columns in cast("list[tuple[str, list[tuple[Any, ...]]]]", told["sheets"])
    ]
    stamp = cast("dict[str, Any] | None", told["stamp"])
    return writer.made_here(
        sheets,
        in_memory=told["in_memory"] is True,
        stamp=None if stamp is None else SheetStamp(**{**stamp, "notes": tuple(stamp["notes"])}),
    )


def main() -> NoReturn:
    """Serve the program that started us."""
    apart.serve(_made)


if __name__ == "__main__":
    main()
