"""What one error's line is made of: an exit code, and a text with the error's facts in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ledger.errors import LedgerError

DONE, BUG, USAGE, FILE_REFUSED, NOT_FOUND, PASSWORD, FORBIDDEN, CHANGED, DISK, DAMAGED = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
STORE_IN_USE, KEY_NOT_KEPT, CANCELLED = 20, 21, 130
NOTHING_IMPORTED = "没有导入任何内容。"
NOT_WRITTEN = "文件没有写出，原来的文件没有变。"


class Told(NamedTuple):
    """Exit code and text of an error; `text` is a sentence with facts in braces, or a function of the error.

    `window` is the text in a window where `text` names a command, an option or an identifier.
    """

    code: int
    text: str | Callable[[LedgerError], str]
    window: str | Callable[[LedgerError], str] = ""
