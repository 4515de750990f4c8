"""Records of the binary sheets of xlsb that calamine does not report: extent, error cells and merged ranges."""

from __future__ import annotations

import posixpath
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from typing_extensions import override

from app.excel.cells import Merge
from app.excel.refusals import FileDamaged
from app.excel.sources import markup
from app.excel.sources.spreadsheet_errors import Faults, fault
from app.excel.sources.zip_parts import ZipParts

_ROW = 0
_BLANK = 1
_CELL_ERROR = 3
_FORMULA_ERROR = 11
_LAST_CELL_KIND = 11
_BUNDLE_SHEET = 156
_MERGE = 176


@dataclass(slots=True)
class BinarySheet:
    """What the scan found; rows and columns count from 1."""

    last_row: int = 0
    last_column: int = 0
    faults: Faults = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)


def _records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield kind, offset and length of every record."""
    at, end = 0, len(part)
    while at < end:
        kind = part[at]
        at += 1
        if kind & 0x80:
            if at >= end:
                raise FileDamaged(reason="xlsb_record")
            kind = (kind & 0x7F) | (part[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        while at < end:
            byte = part[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift >= 28:
                break
        if at + length > end:
            raise FileDamaged(reason="xlsb_record")
        yield kind, at, length
        at += length


def read_sheet(part: bytes) -> BinarySheet:
    """Look through one sheet part."""
    found = BinarySheet()
    row = 0
    u32 = struct.Struct("<I").unpack_from
    for kind, at, length in _records(part):
        if kind == _ROW and length >= 4:
            row = u32(part, at)[0] + 1
        elif _BLANK < kind <= _LAST_CELL_KIND and length >= 8:
            column = u32(part, at)[0] + 1
            found.last_row = max(found.last_row, row)
            found.last_column = max(found.last_column, column)
            if kind in {_CELL_ERROR, _FORMULA_ERROR} and length >= 9:
                found.faults.setdefault(row, []).append((column, fault(part[at + 8])))
        elif kind == _MERGE and length >= 16:
            first_row, last_row, first_column, last_column = struct.unpack_from("<4I", part, at)
            found.merges.append((first_row + 1, first_column + 1, last_row + 1, last_column + 1))
    return found


class _Relations(markup.Texts):
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    @override
    def start(self, tag: str, attrib: markup.Attributes) -> None:
        """A relation."""
        target = attrib.get("Target", "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        self.targets[attrib.get("Id", "")] = part


def sheet_parts(parts: ZipParts) -> list[str]:
    """Return the part of every sheet in workbook order; empty text where a relation is missing."""
    relations = _Relations()
    markup.parse_xml(parts.chunks("xl/_rels/workbook.bin.rels"), relations, part="relations")
    workbook = parts.content("xl/workbook.bin")
    found: list[str] = []
    for kind, at, length in _records(workbook):
        if kind == _BUNDLE_SHEET and length >= 12:
            size = struct.unpack_from("<I", workbook, at + 8)[0]
            relation = workbook[at + 12 : at + 12 + 2 * size].decode("utf-16-le", "replace")
            found.append(relations.targets.get(relation, ""))
    return found
