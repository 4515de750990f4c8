"""Real files to attach: photographs with a position, office documents of both kinds with and without macros."""

from __future__ import annotations

import random
import struct
import zipfile
from io import BytesIO

from openpyxl import Workbook
from PIL import Image

POSITION = b"GPSPLANTED"
"""What stands in the metadata of a photograph and must be gone afterwards."""


def photograph(width: int = 2400, height: int = 1800, form: str = "JPEG", orientation: int = 1) -> bytes:
    """A picture with position, camera and comment; its left half is red, its right one is noise."""
    picture = Image.new("RGB", (width, height), "red")
    noise = random.Random(width).randbytes(3 * (width // 8) * (height // 4))  # noqa: S311 - a picture
    half = Image.frombytes("RGB", (width // 8, height // 4), noise).resize((width // 2, height))
    picture.paste(half, (width // 2, 0))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = POSITION.decode()
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (31.0, 14.0, 7.5)
    gps[3], gps[4] = "E", (121.0, 28.0, 3.1)
    gps[27] = POSITION
    stream = BytesIO()
    picture.save(stream, form, exif=exif.tobytes(), **({"comment": POSITION} if form == "JPEG" else {}))
    return stream.getvalue()


def see_through() -> bytes:
    stream = BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(stream, "PNG")
    return stream.getvalue()


def pdf() -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def workbook() -> bytes:
    book = Workbook()
    book.active["A1"] = "姓名"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as whole:
        for name, content in parts.items():
            whole.writestr(name, content)
    return stream.getvalue()


def with_part(document: bytes, name: str, content: bytes = b"x") -> bytes:
    """A document in a zip with one part more."""
    with zipfile.ZipFile(BytesIO(document)) as whole:
        parts = {one: whole.read(one) for one in whole.namelist()}
    return zipped({**parts, name: content})


def replaced(document: bytes, old: bytes, new: bytes) -> bytes:
    """A document in a zip whose list of contents says something else."""
    with zipfile.ZipFile(BytesIO(document)) as whole:
        parts = {one: whole.read(one) for one in whole.namelist()}
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(old, new)
    return zipped(parts)


def word() -> bytes:
    types = b'<Types><Override PartName="/word/document.xml" ContentType="application/xml"/></Types>'
    return zipped({"[Content_Types].xml": types, "word/document.xml": b"<w:document/>"})


def open_document(**parts: bytes) -> bytes:
    mime = b"application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": mime, "content.xml": b"<office/>", **parts})


def older(tree: dict[str, bytes | dict[str, bytes]]) -> bytes:
    """A compound file (MS-CFB) of version 3 with these streams, and storages of streams."""
    streams: list[bytes] = []
    entries: list[tuple[str, int, int, int, int]] = []  # name, kind, child, right, stream

    def add(name: str, kind: int, content: bytes = b"") -> int:
        entries.append((name, kind, -1, -1, len(streams) if kind == 2 else -1))
        if kind == 2:
            streams.append(content.ljust(4096, b"\0"))
        return len(entries) - 1

    def add_all(children: dict[str, bytes | dict[str, bytes]]) -> int:
        """Siblings hang to the right of one another: no order is needed to be found by listing."""
        first = last = -1
        for name, held in children.items():
            one = add(name, 1) if isinstance(held, dict) else add(name, 2, held)
            if isinstance(held, dict):
                child = add_all(dict(held))
                entries[one] = (*entries[one][:2], child, *entries[one][3:])
            if last >= 0:
                entries[last] = (*entries[last][:3], one, entries[last][4])
            first, last = (one if first < 0 else first), one
        return first

    add("Root Entry", 5)
    child = add_all(tree)
    entries[0] = (*entries[0][:2], child, *entries[0][3:])
    return _compound(entries, streams)


def _compound(entries: list[tuple[str, int, int, int, int]], streams: list[bytes]) -> bytes:
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    folders = -(-len(entries) // 4)
    fat = [table] + [at + 2 for at in range(folders - 1)] + [end]
    starts: list[int] = []
    for content in streams:
        starts.append(len(fat))
        count = len(content) // 512
        fat += [len(fat) + at + 1 for at in range(count - 1)] + [end]
    assert len(fat) <= 128
    folder = b"".join(_entry(entry, starts, streams) for entry in entries).ljust(512 * folders, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0)
    head += struct.pack("<I", free) * 108
    allocation = struct.pack(f"<{len(fat)}I", *fat) + struct.pack("<I", free) * (128 - len(fat))
    return head + allocation + folder + b"".join(streams)


def _entry(entry: tuple[str, int, int, int, int], starts: list[int], streams: list[bytes]) -> bytes:
    name, kind, child, right, stream = entry
    coded = name.encode("utf-16-le") + b"\0\0"
    start, size = (starts[stream], len(streams[stream])) if stream >= 0 else (0xFFFFFFFE if kind == 5 else 0, 0)
    links = struct.pack("<III", 0xFFFFFFFF, right & 0xFFFFFFFF, child & 0xFFFFFFFF)
    return (
        coded.ljust(64, b"\0")
        + struct.pack("<HBB", len(coded), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def old_sheet(kind: int) -> bytes:
    """The stream of an old workbook with one sheet of this kind: 0 a sheet, 1 Excel 4 macros, 6 a Basic module."""
    entry = struct.pack("<IBB", 0, 0, kind) + b"\x02\x00ab"
    return b"\x09\x08\x02\x00\x00\x06" + b"\x85\x00\x0a\x00" + entry + b"\x0a\x00\x00\x00"
