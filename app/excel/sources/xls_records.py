"""Records of a BIFF workbook stream (xls, et) that calamine does not report: encryption and error cells."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from app.excel.sources.spreadsheet_errors import Faults, fault

_BOF = {0x0809, 0x0409, 0x0209, 0x0009}
_EOF = 0x000A
_FILEPASS = 0x002F
_BOUNDSHEET = 0x0085
_BOOLERR = 0x0205
_FORMULA = {0x0006, 0x0206, 0x0406}
_ERROR_RESULT = 2
_HEAD = struct.Struct("<HH")
_CELL = struct.Struct("<HH")


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Yield kind, offset and length of the records of one substream, nested charts included."""
    depth = 0
    end = len(stream)
    while start + 4 <= end:
        kind, length = _HEAD.unpack_from(stream, start)
        start += 4
        if start + length > end:
            return
        yield kind, start, length
        start += length
        if kind in _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return


def is_encrypted(stream: bytes) -> bool:
    """Tell whether the workbook globals announce encryption."""
    return any(kind == _FILEPASS for kind, _, _ in _records(stream, 0))


def sheet_starts(stream: bytes) -> list[int]:
    """Return where each sheet's records begin, in workbook order."""
    return [
        struct.unpack_from("<I", stream, offset)[0]
        for kind, offset, length in _records(stream, 0)
        if kind == _BOUNDSHEET and length >= 4
    ]


def faults(stream: bytes, start: int) -> Faults:
    """Return the error cells of the sheet whose records begin at `start`."""
    found: Faults = {}
    depth = 0
    for kind, offset, length in _records(stream, start):
        depth += (kind in _BOF) - (kind == _EOF)
        if depth != 1:
            continue
        code = _error_code(stream, kind, offset, length)
        if code is not None:
            row, column = _CELL.unpack_from(stream, offset)
            found.setdefault(row + 1, []).append((column + 1, fault(code)))
    return found


def _error_code(stream: bytes, kind: int, offset: int, length: int) -> int | None:
    if kind == _BOOLERR and length >= 8:
        return stream[offset + 6] if stream[offset + 7] else None
    if kind in _FORMULA and length >= 14 and stream[offset + 12 : offset + 14] == b"\xff\xff":
        return stream[offset + 8] if stream[offset + 6] == _ERROR_RESULT else None
    return None
