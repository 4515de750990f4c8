"""Which part of an xlsx container is which sheet: the workbook part, its relations, shared strings and styles."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from typing_extensions import override

from app.excel.refusals import FileDamaged
from app.excel.sources import markup
from app.excel.sources.zip_parts import ZipParts


@dataclass(slots=True)
class SheetPart:
    """A sheet of the workbook in its order; `part` is None for a chart or macro sheet."""

    name: str
    state: str
    part: str | None


@dataclass(slots=True)
class Workbook:
    """What the workbook part says."""

    sheets: list[SheetPart] = field(default_factory=list)
    is_1904: bool = False
    shared_strings: str | None = None
    styles: str | None = None

    def worksheets(self) -> list[tuple[str, bool, str]]:
        """Return name, hidden and part of the sheets that hold cells."""
        return [(sheet.name, sheet.state != "visible", sheet.part) for sheet in self.sheets if sheet.part]


class _Relations(markup.Texts):
    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.by_id: dict[str, tuple[str, str]] = {}  # id -> kind, part

    @override
    def start(self, tag: str, attrib: markup.Attributes) -> None:
        """A relation."""
        if markup.local_name(tag) == "Relationship" and attrib.get("TargetMode") != "External":
            target = attrib.get("Target", "").replace("\\", "/")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{self._folder}/{target}")
            self.by_id[attrib.get("Id", "")] = (attrib.get("Type", "").rpartition("/")[2], part)


class _Sheets(markup.Texts):
    def __init__(self) -> None:
        self.listed: list[tuple[str, str, str]] = []  # name, state, relation
        self.is_1904 = False

    @override
    def start(self, tag: str, attrib: markup.Attributes) -> None:
        """A sheet, or the workbook's settings."""
        name = markup.local_name(tag)
        if name == "sheet":
            relation = next((value for key, value in attrib.items() if key.endswith("}id")), "")
            self.listed.append((attrib.get("name", ""), attrib.get("state", "visible"), relation))
        elif name == "workbookPr":
            self.is_1904 = attrib.get("date1904") in {"1", "true"}


def read_workbook(parts: ZipParts) -> Workbook:
    """Return the sheets of an xlsx container.

    Raises:
        FileDamaged: the workbook part or its relations are missing or broken.
    """
    main = _main_part(parts)
    folder, name = posixpath.split(main)
    relations = _Relations(folder)
    markup.parse_xml(parts.chunks(f"{folder}/_rels/{name}.rels"), relations, part="relations")
    sheets = _Sheets()
    markup.parse_xml(parts.chunks(main), sheets, part="workbook")
    if not sheets.listed:
        raise FileDamaged(reason="no_sheet")
    workbook = Workbook(is_1904=sheets.is_1904)
    for title, state, relation in sheets.listed:
        kind, part = relations.by_id.get(relation, ("", ""))
        workbook.sheets.append(SheetPart(title, state, part if kind == "worksheet" else None))
    for kind, part in relations.by_id.values():
        if kind == "sharedStrings" and part in parts:
            workbook.shared_strings = part
        elif kind == "styles" and part in parts:
            workbook.styles = part
    return workbook


def _main_part(parts: ZipParts) -> str:
    if "xl/workbook.xml" in parts:
        return "xl/workbook.xml"
    relations = _Relations("")
    markup.parse_xml(parts.chunks("_rels/.rels"), relations, part="relations")
    for kind, part in relations.by_id.values():
        if kind == "officeDocument":
            return part.lstrip("/")
    raise FileDamaged(reason="workbook")
