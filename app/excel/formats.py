"""What a file is, told from its content; the ending of its name decides nothing but `xls` against `et`.

Looks at the first bytes and, in containers, at the names inside. Opening and decoding belong to `sources`.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from app.excel.refusals import FileDamaged, NotAWorkbook

HEAD_BYTES = 64 * 1024
ZIP, OLE, HTML, XML2003, TEXT = "zip", "ole", "html", "xml2003", "text"

_ZIP_MAGIC = b"PK\x03\x04"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n", "png"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"RIFF", "media"),
    (b"{\\rtf", "rtf"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
    (b"SQLite format 3\0", "database"),
    (b"MIME-Version:", "mht"),
    (b"\xff\xfb", "media"),
    (b"ID3", "media"),
)
_TEXT_LIKE = {b"BM", b"MZ", b"BZh", b"GIF8", b"RIFF", b"ID3", b"Rar!"}  # a sheet's first heading could start so too
_HTML_START = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|style|div|center|title|!--)", re.IGNORECASE)
_JSON_START = re.compile(r'\{\s*"[^"\n]*"\s*:|\[\s*[\[{]')


def sniff(file: BinaryIO) -> str:
    """Return `ZIP`, `OLE`, `HTML`, `XML2003` or `TEXT`.

    Raises:
        NotAWorkbook: the content is something that is known not to hold sheets.
        FileDamaged: nothing but zero bytes, as a failed copy leaves behind.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if head.startswith(_ZIP_MAGIC):
        return ZIP
    if head.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise NotAWorkbook(reason="zip")
    if head.startswith(_OLE_MAGIC):
        return OLE
    if not head.strip(b"\0"):
        raise FileDamaged(reason="zeros")
    _refuse_foreign(head)
    return _sniff_text(head)


def _refuse_foreign(head: bytes) -> None:
    for magic, name in _FOREIGN:
        if head.startswith(magic) and (magic not in _TEXT_LIKE or b"\0" in head[:512]):
            raise NotAWorkbook(reason=name)
    if head[4:8] == b"ftyp":
        raise NotAWorkbook(reason="media")


def _sniff_text(head: bytes) -> str:
    start = _latin(head).lstrip()
    if start.startswith("<?xml"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in start[:8192]:
            return XML2003
        if "<html" in start[:8192].lower():
            return HTML
        raise NotAWorkbook(reason="xml")
    if start.startswith("<Workbook") and "urn:schemas-microsoft-com:office:spreadsheet" in start[:8192]:
        return XML2003
    if _HTML_START.match(start) or (start.startswith("<") and "<table" in start.lower()):
        return HTML
    if start.startswith("<") and re.match(r"<[A-Za-z!?/]", start):
        raise NotAWorkbook(reason="markup")
    if _JSON_START.match(start):
        raise NotAWorkbook(reason="json")
    return TEXT


def _latin(head: bytes) -> str:
    """Return the head as text that is good enough to find ASCII words in."""
    if head.startswith(b"\xff\xfe") or head[1:8:2] == b"\0\0\0\0"[: len(head[1:8:2])]:
        return head.decode("utf-16-le", "replace").lstrip("\ufeff")
    if head.startswith(b"\xfe\xff") or head[0:8:2] == b"\0\0\0\0"[: len(head[0:8:2])]:
        return head.decode("utf-16-be", "replace").lstrip("\ufeff")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


_ZIP_KINDS: tuple[tuple[str, str], ...] = (
    ("xl/workbook.bin", "xlsb"),
    ("xl/workbook.xml", "xlsx"),
)
_FOREIGN_ZIPS: tuple[tuple[str, str], ...] = (
    ("word/", "docx"),
    ("ppt/", "pptx"),
    ("visio/", "visio"),
    ("index/document.iwa", "numbers"),
    ("index/", "numbers"),
    ("ofd.xml", "ofd"),
    ("meta-inf/manifest.mf", "jar"),
    ("androidmanifest.xml", "apk"),
)
_ODF = "application/vnd.oasis.opendocument."


def zip_kind(names: list[str], mimetype: bytes, content_types: bytes) -> str:
    """Return `xlsx`, `xlsm`, `xlsb` or `ods` for a zip container with the lower-case part `names`.

    Raises:
        NotAWorkbook: a container of something else.
    """
    known = set(names)
    mime = mimetype.decode("ascii", "replace").strip()
    if mime.startswith(_ODF):
        if mime.startswith(_ODF + "spreadsheet"):
            return "ods"
        raise NotAWorkbook(reason="odf")
    for part, kind in _ZIP_KINDS:
        if part in known:
            return "xlsm" if kind == "xlsx" and b"macroEnabled" in content_types else kind
    if b"spreadsheetml.sheet.main+xml" in content_types:
        return "xlsx"
    for start, kind in _FOREIGN_ZIPS:
        if any(name.startswith(start) for name in names):
            raise NotAWorkbook(reason=kind)
    if "content.xml" in known and "meta-inf/manifest.xml" in known:
        return "ods"
    raise NotAWorkbook(reason="zip")


OLE_ENCRYPTED, OLE_BIFF = "encrypted", "biff"
_OLE_FOREIGN: tuple[tuple[str, str], ...] = (
    ("worddocument", "doc"),
    ("powerpoint document", "ppt"),
    ("visiodocument", "visio"),
    ("__properties_version1.0", "msg"),
    ("fileheader", "hwp"),
)


def ole_kind(streams: set[str]) -> str:
    """Return `OLE_ENCRYPTED` or `OLE_BIFF` for an OLE2 container with the lower-case top-level `streams`.

    Raises:
        NotAWorkbook: a container of something else.
        FileDamaged: an empty one.
    """
    if not streams:
        raise FileDamaged(reason="ole")  # cut off before its directory
    if "encryptedpackage" in streams or "encryptioninfo" in streams:
        return OLE_ENCRYPTED
    if "workbook" in streams or "book" in streams:
        return OLE_BIFF
    for stream, kind in _OLE_FOREIGN:
        if stream in streams:
            raise NotAWorkbook(reason=kind)
    raise NotAWorkbook(reason="ole")
