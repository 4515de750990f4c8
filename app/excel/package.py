"""The parts of an xlsx workbook as a package: which part is which sheet, and a copy with some parts changed.

For the two writers that give a person's own workbook back (`errors_workbook`, `fill`): what they do not touch stays
byte for byte. The cells inside a part are their business.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO

from lxml import etree

from app.excel.refusals import FileDamaged

Element = etree._Element
Change = bytes | Callable[[Iterator[bytes]], Iterable[bytes]] | None
"""The new content of a part, a function that makes it piece by piece of the old one, or None: the part is left out."""
_PIECE = 1024 * 1024
_LONG = 1 << 30  # bytes of a part that may need the wider sizes of zip
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Package:
    """An unencrypted xlsx or xlsm file in memory.

    Raises FileDamaged when the content is not what it claims to be.
    """

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self.workbook_path = self._main_part()
            self.workbook = self.parsed(self.workbook_path)
        except (KeyError, zipfile.BadZipFile, etree.LxmlError) as error:
            raise FileDamaged(reason="parts") from error

    @property
    def names(self) -> list[str]:
        """The names of all parts."""
        return self._zip.namelist()

    @property
    def unpacked_bytes(self) -> int:
        """What all parts take when they are unpacked."""
        return sum(part.file_size for part in self._zip.infolist())

    def read(self, name: str) -> bytes:
        """The content of a part; KeyError when there is none."""
        return self._zip.read(name)

    def open(self, name: str) -> IO[bytes]:
        """A part as a stream."""
        return self._zip.open(name)

    def parsed(self, name: str) -> Element:
        """A part as a tree."""
        return parsed(self.read(name))

    def sheets(self) -> dict[str, str]:
        """Names of the sheets -> their parts, in the order of the tabs."""
        by_id = {number: target for number, _, target in self.relations(self.workbook_path)}
        return {
            item.get("name", ""): by_id[item.get(RELATION_ID, "")]
            for item in self.workbook.iterfind("{*}sheets/{*}sheet")
            if item.get(RELATION_ID, "") in by_id
        }

    def relations(self, part: str) -> list[tuple[str, str, str]]:
        """(id, kind, target part) of what `part` points to inside the package; kind is the last word of its type."""
        name = relations_name(part)
        if name not in self.names:
            return []
        return [
            (item.get("Id", ""), item.get("Type", "").rpartition("/")[2], _resolved(part, item.get("Target", "")))
            for item in self.parsed(name)
            if item.get("TargetMode") != "External"
        ]

    def rewritten(self, changed: Mapping[str, Change]) -> bytes:
        """A copy with these changes.

        Parts pass through piece by piece: a sheet of 100,000 people takes 300 MB, and to copy one at once would hold
        up every other thread.
        """
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as out:
            for part in self._zip.infolist():
                change = changed.get(part.filename, iter)
                if change is None:
                    continue
                pieces = [change] if isinstance(change, bytes) else change(self._pieces(part.filename))
                with out.open(part.filename, "w", force_zip64=part.file_size > _LONG) as stream:
                    stream.writelines(pieces)
        return written.getvalue()

    def _pieces(self, name: str) -> Iterator[bytes]:
        with self.open(name) as stream:
            while piece := stream.read(_PIECE):
                yield piece

    def _main_part(self) -> str:
        for _, kind, target in self.relations(""):
            if kind == "officeDocument":
                return target
        raise KeyError("officeDocument")


def is_xlsx(content: bytes) -> bool:
    """True for a zip container whose main part is a workbook in XML: neither ods nor xlsb nor docx."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            relations = parsed(container.read("_rels/.rels"))
    except (KeyError, zipfile.BadZipFile, etree.LxmlError, EOFError):
        return False
    return any(
        item.get("Type", "").endswith("/officeDocument") and item.get("Target", "").endswith("workbook.xml")
        for item in relations
    )


def relations_name(part: str) -> str:
    """The part that lists what `part` points to."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def parsed(content: bytes) -> Element:
    """XML as a tree; nothing outside of it is ever fetched."""
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def serialised(root: Element) -> bytes:
    """A tree as a part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def local_name(element: Element) -> str:
    """The name of an element without its namespace; "" for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _resolved(part: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
