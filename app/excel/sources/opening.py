"""From a path to an open source: tells the format, decrypts, and picks the module that reads it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from app.excel import formats
from app.excel.limits import Limits
from app.excel.refusals import FileDamaged, FileEmpty, TooLarge, UnknownEncryption
from app.excel.sources import xls_records
from app.excel.sources.source import BROKEN_INPUT, Source
from app.excel.sources.zip_parts import ZipParts


@dataclass(frozen=True, slots=True)
class Opening:
    """How a file is to be opened; `careful` keeps calamine away from xlsx."""

    path: Path
    password: str | None
    limits: Limits
    careful: bool
    give_up: Callable[[], None]


def open_source(opening: Opening) -> tuple[str, Source]:
    """Return the format and the open source.

    Raises:
        FileRefused: one of its children says why not.
    """
    file = opening.path.open("rb")
    size = os.fstat(file.fileno()).st_size
    if size == 0:
        raise FileEmpty(reason="no_bytes")
    if size > opening.limits.file_bytes:
        raise TooLarge(reason="file", facts={"found": size, "limit": opening.limits.file_bytes})
    content = formats.sniff(file)
    if content == formats.ZIP:
        return _open_zip(file, opening.path, size, opening)
    if content == formats.OLE:
        return _open_ole(file, opening)
    if content == formats.HTML:
        from app.excel.sources.html import open_html

        return "html", open_html(file, opening.limits)
    if content == formats.XML2003:
        from app.excel.sources.xml2003 import open_xml2003

        return "xml2003", open_xml2003(file, opening.limits)
    from app.excel.sources.delimited import DelimitedSource

    return "csv", DelimitedSource(file, opening.limits)


def _open_zip(file: BinaryIO, content: Path | bytes, size: int, opening: Opening) -> tuple[str, Source]:
    limits = opening.limits
    parts = ZipParts(file, size, limits)
    mimetype = parts.content("mimetype") if "mimetype" in parts and parts.size("mimetype") < 200 else b""
    types = parts.content("[Content_Types].xml") if "[Content_Types].xml" in parts else b""
    kind = formats.zip_kind(parts.names(), mimetype, types)
    if kind == "ods":
        from app.excel.sources.ods import open_ods

        return kind, open_ods(parts, limits)
    if opening.careful and kind != "xlsb":
        from app.excel.sources.xlsx_careful import CarefulXlsxSource

        return kind, CarefulXlsxSource(parts, limits)
    from app.excel.sources.spreadsheet import CalamineSource, XlsbProbe, XlsxProbe

    probe = XlsbProbe(parts, limits) if kind == "xlsb" else XlsxProbe(parts, limits)
    return kind, CalamineSource(content, probe, limits, opening.give_up)


def _open_ole(file: BinaryIO, opening: Opening) -> tuple[str, Source]:
    streams, workbook = _read_ole(file)
    content: Path | bytes = opening.path
    if formats.ole_kind(streams) == formats.OLE_ENCRYPTED:
        plain = _decrypt(file, opening.password)
        return _open_zip(BytesIO(plain), plain, len(plain), opening)
    if xls_records.is_encrypted(workbook):
        if "workbook" not in streams:
            raise UnknownEncryption(reason="excel95")
        content = _decrypt(file, opening.password)
        _, workbook = _read_ole(BytesIO(content))
    from app.excel.sources.spreadsheet import CalamineSource, XlsProbe

    kind = "et" if opening.path.suffix.lower() == ".et" else "xls"
    return kind, CalamineSource(content, XlsProbe(workbook), opening.limits, opening.give_up)


def _decrypt(file: BinaryIO, password: str | None) -> bytes:
    from app.excel.sources.encrypted import decrypt

    return decrypt(file, password)


def _read_ole(file: BinaryIO) -> tuple[set[str], bytes]:
    """Return the lower-case top-level names and the workbook stream, if there is one."""
    import olefile  # type: ignore[import-untyped]  # ships no types

    file.seek(0)
    try:
        ole = olefile.OleFileIO(file)
        streams = {entry[0].lower() for entry in ole.listdir(streams=True, storages=True)}
        name = next((name for name in ("workbook", "book") if name in streams), None)
        return streams, ole.openstream(name).read() if name else b""
    except BROKEN_INPUT:
        raise FileDamaged(reason="ole") from None
