"""Which encoding a text file is in, and its content as UTF-8 or as text.

Order: byte order mark, UTF-8 that is proved by enough characters outside ASCII (saved-again files keep a stale
declaration), what the file declares (HTML and XML), strict UTF-8, GB18030. A declared gb2312 or gbk is read as GB18030,
which holds them both: Chinese programs write the name of the small set and the characters of the large one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from app.excel.refusals import NotAWorkbook

CHUNK_BYTES = 256 * 1024
HEAD_BYTES = 64 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHINESE = {"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "936", "ms936", "windows-936", "hz-gb-2312"}
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_DECLARABLE = {"utf-8", "gb18030", "big5", "big5hkscs", "cp950", "iso8859-1", "cp1252", "ascii", "shift_jis", "euc_kr"}
_PROOF_BYTES = 12  # four Chinese characters that happen to be valid UTF-8 are no accident
_BROKEN_SHARE = 0.02  # more unreadable characters than this is no text
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32)])


def detect(file: BinaryIO, *, declared: bool) -> str:
    """Return the Python name of the file's encoding; with `declared`, believe what the markup says.

    Raises:
        NotAWorkbook: no encoding makes text of it.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    for mark, marked in _MARKS:
        if head.startswith(mark):
            return marked
    if wide := _wide(head):
        return wide
    if b"\0" in head:
        raise NotAWorkbook(reason="binary")
    is_utf8 = _decodes(file, "utf-8")
    if is_utf8 and sum(byte > 127 for byte in head) >= _PROOF_BYTES:
        return "utf-8"
    if declared and (name := _declared(head)) and _decodes(file, name):
        return name
    if is_utf8:
        return "utf-8"
    if _decodes(file, "gb18030") or _broken_share(file, "gb18030") <= _BROKEN_SHARE:
        return "gb18030"
    raise NotAWorkbook(reason="binary")


def _wide(head: bytes) -> str | None:
    """Return the flavour of UTF-16 without a mark: every other byte of its Latin parts is zero."""
    even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
    pairs = max(len(head[0:2000:2]), 1)
    if odd > 0.2 * pairs and even < 0.02 * pairs:
        return "utf-16-le"
    if even > 0.2 * pairs and odd < 0.02 * pairs:
        return "utf-16-be"
    return None


def _declared(head: bytes) -> str | None:
    found = _DECLARED.search(head[:4096])
    if not found:
        return None
    name = found[1].decode("ascii").lower()
    if name in _CHINESE:
        return "gb18030"
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return None
    return known if known in _DECLARABLE else None


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(CHUNK_BYTES):
        yield piece


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in _pieces(file):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _broken_share(file: BinaryIO, encoding: str) -> float:
    total = broken = 0
    for text in texts(file, encoding):
        total += len(text)
        broken += text.count("\ufffd")
    return broken / max(total, 1)


def texts(file: BinaryIO, encoding: str) -> Iterator[str]:
    """Yield the file as text; an unreadable character becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for piece in _pieces(file):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def utf8_chunks(file: BinaryIO, encoding: str) -> Iterator[bytes]:
    """Yield the file as UTF-8 for a markup parser, without the control characters that XML forbids."""
    for text in texts(file, encoding):
        yield text.encode("utf-8", "replace").translate(None, _CONTROLS)
