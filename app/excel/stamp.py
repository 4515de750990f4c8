"""What a workbook says of where it came from: header and footer of its pages, and a sheet 水印 of its own.

The number stands in the workbook's properties too, so that a form whose header is its own still tells it. Words and
numbers come ready from `app.release`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from lxml import etree

from app.excel.package import Change, Element, Package, local_name, serialised

SHEET = "水印"
_AFTER_HEADER = frozenset(
    (
        *("rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing"),
        *("legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
        *("tableParts", "extLst"),
    )
)
_OURS = "登记号 DC-"  # in the footer of what left here before
_NUMBER = re.compile(r"DC-[0-9]{8}-[0-9]+")
_HEADER = b"<headerFooter"
_CORE, _STRINGS = "docProps/core.xml", "xl/sharedStrings.xml"
_CP = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"


@dataclass(frozen=True, slots=True)
class SheetStamp:
    """`number` is the register number, `who` names person and time, `committee` the office; `notes` are whole lines."""

    number: str
    who: str
    committee: str
    notes: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """The header in Excel's codes. A blank parts a size from a text that begins with a digit."""
        return f"&L&9 {_plain(self.committee)}&R&9 {_plain(self.who)}"

    @property
    def footer(self) -> str:
        """The footer in Excel's codes."""
        return f"&L&9 登记号 {_plain(self.number)}&C&9&P / &N&R&9 {_plain(self.who)}"


def renumbered(content: bytes, old: SheetStamp, number: str) -> bytes:
    """A workbook of our own with another number in its header, footer, properties and on the sheet 水印."""
    package = Package(content)
    before, after = old.number.encode(), number.encode()
    lines = [(line.encode(), line.replace(old.number, number).encode()) for line in old.notes if old.number in line]
    in_header = partial(_in_header, before=before, after=after)
    changed: dict[str, Change] = dict.fromkeys(package.sheets().values(), in_header)
    if SHEET in package.sheets():
        part = package.sheets()[SHEET]
        changed[part] = b"".join(in_header(iter([_replaced(package.read(part), lines)])))
    if _STRINGS in package.names:
        changed[_STRINGS] = _replaced(package.read(_STRINGS), lines)
    if _CORE in package.names:
        changed[_CORE] = package.read(_CORE).replace(before, after)
    return package.rewritten(changed)


def _in_header(pieces: Iterator[bytes], *, before: bytes, after: bytes) -> Iterator[bytes]:
    """The pieces of a sheet with another number from its header on, which stands behind all rows."""
    kept = b""
    for piece in pieces:
        kept += piece
        at = kept.find(_HEADER)
        if at >= 0:
            yield kept[:at]
            yield b"".join((kept[at:], *pieces)).replace(before, after)
            return
        yield kept[: 1 - len(_HEADER)]
        kept = kept[1 - len(_HEADER) :]
    yield kept


def _replaced(content: bytes, lines: list[tuple[bytes, bytes]]) -> bytes:
    for before, after in lines:
        content = content.replace(before, after)
    return content


def stamped(content: bytes, stamp: SheetStamp) -> bytes:
    """A workbook with the stamp in header and footer of its sheets, where they have none, and among its keywords.

    It gets no sheet 水印: what goes back into an import keeps its shape.
    """
    package = Package(content)
    changed: dict[str, Change] = {**with_property(package, stamp)}
    for part in package.sheets().values():
        root = package.parsed(part)
        if put_header(root, stamp):
            changed[part] = serialised(root)
    return package.rewritten(changed)


def put_header(sheet: Element, stamp: SheetStamp) -> bool:
    """Give a worksheet's pages header and footer; False where it has one of its own, which stays."""
    found = sheet.find("{*}headerFooter")
    said = "".join(part.text or "" for part in found) if found is not None else ""
    if said.strip() and _OURS not in said:
        return False
    if found is not None:
        sheet.remove(found)
    namespace = f"{{{etree.QName(sheet).namespace}}}"
    made = etree.Element(f"{namespace}headerFooter")
    etree.SubElement(made, f"{namespace}oddHeader").text = stamp.header
    etree.SubElement(made, f"{namespace}oddFooter").text = stamp.footer
    at = next((index for index, child in enumerate(sheet) if local_name(child) in _AFTER_HEADER), len(sheet))
    sheet.insert(at, made)
    return True


def with_property(package: Package, stamp: SheetStamp) -> dict[str, bytes]:
    """The part of the workbook's properties with the number among its keywords; nothing where it has no such part."""
    if _CORE not in package.names:
        return {}
    root = package.parsed(_CORE)
    keywords = root.find(f"{_CP}keywords")
    if keywords is None:
        keywords = etree.SubElement(root, f"{_CP}keywords")
    others = (word for word in (keywords.text or "").split(" ") if not _NUMBER.fullmatch(word))
    keywords.text = " ".join(filter(None, (*others, stamp.number)))
    return {_CORE: serialised(root)}


def _plain(text: str) -> str:
    """A text that Excel's header does not take for a code."""
    return text.replace("&", "&&")
