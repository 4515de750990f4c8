"""Whether a document of an office program carries code of its own: told from its parts, never by running or opening it.

Documents that people attach, of any of these programs, not only workbooks. Nothing here trusts a name's ending.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from typing import Final

import olefile  # type: ignore[import-untyped]  # ships no types

_MOST_PARTS: Final = 10_000
_MOST_LISTED: Final = 2 * 1024 * 1024
_CODE_PART: Final = re.compile(
    r"(^|/)vba(project|data)[^/]*\.(bin|xml)$|(^|/)macrosheets/|(^|/)activex/|^basic/|^scripts/|^object ?\d*/basic/",
    re.IGNORECASE,
)
_CODE_STORAGE: Final = frozenset(("vba", "_vba_project_cur", "macros", "_vba_project"))
_LOCKED: Final = frozenset(("encryptedpackage", "encryptioninfo"))
_BOUND_SHEET, _MACRO_SHEET = b"\x85\x00", (1, 6)  # of BIFF: a sheet's entry, and the kinds of sheet that are code
_PROGRAMS: Final = frozenset(("package", "ole10native", "\x01ole10native"))


class Unreadable(Exception):
    """The container is broken, or has more parts than any document: nobody can say what is in it."""


class Locked(Exception):
    """The document is encrypted: nobody can say what is in it."""


def parts_of(content: bytes) -> Sequence[str]:
    """Names of a zip's parts; raises Unreadable."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as whole:
            infos = whole.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable from error
    if len(infos) > _MOST_PARTS or any(one.flag_bits & 1 for one in infos):
        raise Unreadable
    return [one.filename for one in infos]


def zip_carries_code(content: bytes, parts: Sequence[str]) -> bool:
    """Whether a document in a zip has macros: a part that holds them, or a list of contents that says so."""
    if any(_CODE_PART.search(name.replace("\\", "/")) for name in parts):
        return True
    listed = b""
    with suppress(KeyError, zipfile.BadZipFile, OSError), zipfile.ZipFile(BytesIO(content)) as whole:
        info = whole.getinfo("[Content_Types].xml")
        if info.file_size > _MOST_LISTED:
            raise Unreadable
        listed = whole.read(info)
    return b"macroenabled" in listed.lower() or b"vbaproject" in listed.lower()


def storages_of(content: bytes) -> Sequence[str]:
    """Names of the storages and streams of an older document, in small letters; raises Unreadable, Locked."""
    try:
        with olefile.OleFileIO(BytesIO(content)) as whole:
            names = [name.lower() for path in whole.listdir(streams=True, storages=True) for name in path]
    except (OSError, ValueError, IndexError, TypeError, KeyError) as error:
        raise Unreadable from error
    if _LOCKED & set(names):
        raise Locked
    return names


def ole_carries_code(content: bytes, names: Sequence[str]) -> bool:
    """Whether an older document has macros, macro sheets, or a program packed into it."""
    if (_CODE_STORAGE | _PROGRAMS) & set(names):
        return True
    with suppress(OSError, ValueError, IndexError), olefile.OleFileIO(BytesIO(content)) as whole:
        for name in ("Workbook", "Book"):
            if whole.exists(name):
                return _has_macro_sheet(whole.openstream(name).read())
    return False


def _has_macro_sheet(stream: bytes) -> bool:
    """Whether a workbook of the old kind names a sheet of Excel 4 macros or a Basic module."""
    at = 0
    while at + 4 <= len(stream):
        size = int.from_bytes(stream[at + 2 : at + 4], "little")
        if stream[at : at + 2] == _BOUND_SHEET and size >= 6 and stream[at + 9 : at + 10] in map(_byte, _MACRO_SHEET):
            return True
        at += 4 + size
    return False


def _byte(number: int) -> bytes:
    return bytes((number,))
