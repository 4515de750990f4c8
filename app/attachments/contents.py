"""What a file is, told from its bytes: a picture, a PDF, an office document without macros; nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from app.attachments.refusals import AttachmentRefused
from app.excel import macros

Format = Literal["picture", "pdf", "document"]
_HEAD: Final = 16
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
_HEIC: Final = frozenset((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"))
_OPEN_XML: Final = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument.text"
_OFD: Final = "application/ofd"
_OLDER: Final = {
    "worddocument": "application/msword",
    "workbook": "application/vnd.ms-excel",
    "book": "application/vnd.ms-excel",
    "powerpoint document": "application/vnd.ms-powerpoint",
}


def told(content: bytes) -> tuple[Format, str]:
    """What the bytes are, and their MIME type ("" of a picture, which is written anew).

    Raises:
        AttachmentRefused: nothing that is taken, or with macros, or locked so that nobody can look.
    """
    head = content[:_HEAD]
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "picture", ""
    if _PDF in content[:1024]:
        return "pdf", "application/pdf"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        raise AttachmentRefused("heic")
    try:
        if head.startswith(_ZIP):
            return "document", _of_zip(content)
        if head.startswith(_OLE):
            return "document", _of_ole(content)
    except macros.Unreadable:
        raise AttachmentRefused("broken") from None
    except macros.Locked:
        raise AttachmentRefused("locked") from None
    raise AttachmentRefused("empty" if not content else "unknown")


def _of_zip(content: bytes) -> str:
    parts = macros.parts_of(content)
    mime = _mime_of(parts)
    if not mime:
        raise AttachmentRefused("unknown")
    if macros.zip_carries_code(content, parts):
        raise AttachmentRefused("macro")
    return mime


def _mime_of(parts: Sequence[str]) -> str:
    if "[Content_Types].xml" in parts:
        return next((mime for folder, mime in _OPEN_XML.items() if any(one.startswith(folder) for one in parts)), "")
    if "OFD.xml" in parts:
        return _OFD
    return _OPEN_DOCUMENT if {"mimetype", "content.xml"} <= set(parts) else ""


def _of_ole(content: bytes) -> str:
    names = macros.storages_of(content)
    mime = next((mime for name, mime in _OLDER.items() if name in names), "")
    if not mime:
        raise AttachmentRefused("unknown")
    if macros.ole_carries_code(content, names):
        raise AttachmentRefused("macro")
    return mime
