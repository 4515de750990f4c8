"""Cuts an xlsx workbook down to a few rows of one sheet, their look kept, before openpyxl sees it.

The rows to keep may be thirty of a hundred thousand: the sheet is streamed, the other rows and sheets never become
objects. What goes with them: formulas (the values that they had stay), drawings, notes, filters and the like. The rows
move up; a value that a vertical merge carries down to a kept row is written into that row.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import IO

from lxml import etree

from app.excel import package
from app.excel.package import RELATION_ID, Element, local_name, serialised
from app.excel.refusals import FileDamaged
from app.excel.sheet_xml import letters_of, place_cells

_COPIED = re.compile(r"(?:\[Content_Types\]\.xml|_rels/\.rels|.*/(?:styles|sharedStrings|theme/theme\d*)\.xml)\Z", re.I)
_KEPT_IN_SHEET = ("sheetPr", "sheetFormatPr", "cols", "sheetData", "mergeCells", "pageMargins", "pageSetup")
_DROPPED_FROM_WORKBOOK = ("definedNames", "pivotCaches", "externalReferences", "customWorkbookViews", "bookViews")
_REFERENCE = re.compile(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?\Z")


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; columns as letters."""

    left: str
    top: int
    right: str
    bottom: int


def trimmed(content: bytes, sheet_name: str, new_rows: Mapping[int, int], heading_end: int) -> bytes:
    """A workbook with the sheet `sheet_name` alone and of it the rows in `new_rows` (old number -> new number).

    Rows up to `heading_end` must keep their numbers. Raises FileDamaged when the package is not what it claims to be.
    """
    whole = package.Package(content)
    try:
        part = whole.sheets()[sheet_name]
        merges = list(_merges(whole, part))
        with whole.open(part) as stream:
            sheet = _rewritten_sheet(stream, merges, new_rows, heading_end)
        kept = {whole.workbook_path, package.relations_name(whole.workbook_path), part}
        changed: dict[str, bytes | None] = {
            name: None for name in whole.names if name not in kept and not _COPIED.match(name)
        }
        changed[part] = sheet
        changed[whole.workbook_path] = _workbook_with_one_sheet(whole.workbook, sheet_name)
        return whole.rewritten(changed)
    except (KeyError, etree.LxmlError, zipfile.BadZipFile, ValueError, EOFError) as error:
        raise FileDamaged(reason="parts") from error


def _workbook_with_one_sheet(workbook: Element, sheet_name: str) -> bytes:
    for child in list(workbook):
        if local_name(child) in _DROPPED_FROM_WORKBOOK:
            workbook.remove(child)
    for sheet in workbook.findall("{*}sheets/{*}sheet"):
        parent = sheet.getparent()
        if sheet.get("name") != sheet_name and parent is not None:
            parent.remove(sheet)
        sheet.attrib.pop("state", None)
    return serialised(workbook)


def _merges(whole: package.Package, part: str) -> Iterator[Merge]:
    """Merged ranges stand behind the rows in the file: a first run over the sheet for them alone."""
    with whole.open(part) as stream:
        for _, element in _events(stream, "{*}row", "{*}mergeCell"):
            if local_name(element) == "mergeCell":
                found = _REFERENCE.match(element.get("ref", ""))
                if found and found[3]:
                    yield Merge(found[1], int(found[2]), found[3], int(found[4]))
            _forget(element)


def _rewritten_sheet(stream: IO[bytes], merges: list[Merge], new_rows: Mapping[int, int], heading_end: int) -> bytes:
    """The sheet's XML with the wanted rows alone, under their new numbers."""
    carried = {(merge.top, merge.left): merge for merge in merges if merge.bottom > max(merge.top, heading_end)}
    origins: dict[tuple[int, str], Element] = {}
    rows: list[tuple[int, Element]] = []
    root: Element | None = None
    number = 0
    for root, element in _events(stream, "{*}row"):  # noqa: B007 - the last one is the finished tree
        number = int(element.get("r") or number + 1)
        place_cells(element, number)
        for cell in element:
            place = (number, letters_of(cell))
            if place in carried:
                origins[place] = deepcopy(cell)
        if number in new_rows:
            rows.append((number, deepcopy(element)))
        _forget(element)
    if root is None:
        raise ValueError("no rows")
    kept = dict(rows)
    _carry_down(kept, carried, origins)
    return _assembled(root, {new_rows[old]: row for old, row in kept.items()}, merges, new_rows, heading_end)


def _assembled(
    root: Element, rows: Mapping[int, Element], merges: list[Merge], new_rows: Mapping[int, int], heading_end: int
) -> bytes:
    for child in list(root):
        if local_name(child) not in _KEPT_IN_SHEET:
            root.remove(child)
    data = root.find("{*}sheetData")
    if data is None:
        raise ValueError("no sheetData")
    for child in list(data):
        data.remove(child)
    for number in sorted(rows):
        data.append(_renumbered(rows[number], number))
    for column in root.iterfind("{*}cols/{*}col"):
        column.attrib.pop("hidden", None)  # what failed must be seen
    for setup in root.findall("{*}pageSetup"):
        setup.attrib.pop(RELATION_ID, None)
    _put_merges(root, [found for merge in merges if (found := _moved(merge, new_rows, heading_end))])
    return serialised(root)


def _carry_down(
    kept: Mapping[int, Element], carried: Mapping[tuple[int, str], Merge], origins: Mapping[tuple[int, str], Element]
) -> None:
    """Write the value of a vertical merge into its kept rows, where only the first row of the merge holds it."""
    for place, merge in carried.items():
        origin = origins.get(place)
        for number in range(merge.top + 1, merge.bottom + 1) if origin is not None else ():
            if number in kept and origin is not None:
                _replace_cell(kept[number], merge.left, deepcopy(origin))


def _replace_cell(row: Element, column: str, cell: Element) -> None:
    cell.set("r", f"{column}1")
    for index, other in enumerate(row):
        place = letters_of(other)
        if place == column:
            row.replace(other, cell)
            return
        if (len(place), place) > (len(column), column):
            row.insert(index, cell)
            return
    row.append(cell)


def _moved(merge: Merge, new_rows: Mapping[int, int], heading_end: int) -> str | None:
    """Where a merge lies among the kept rows: headings as they were, rows only within themselves."""
    if merge.top <= heading_end:
        bottom = min(merge.bottom, heading_end)
        is_single = merge.top == bottom and merge.left == merge.right
        return None if is_single else f"{merge.left}{merge.top}:{merge.right}{bottom}"
    if merge.top == merge.bottom and merge.top in new_rows:
        return f"{merge.left}{new_rows[merge.top]}:{merge.right}{new_rows[merge.top]}"
    return None


def _put_merges(root: Element, references: list[str]) -> None:
    element = root.find("{*}mergeCells")
    if element is None:
        return
    for child in list(element):
        element.remove(child)
    for reference in references:
        etree.SubElement(element, f"{{{etree.QName(root).namespace}}}mergeCell", ref=reference)
    element.set("count", str(len(references)))
    if not references:
        root.remove(element)


def _renumbered(row: Element, number: int) -> Element:
    for name in ("spans", "hidden", "outlineLevel", "collapsed"):
        row.attrib.pop(name, None)
    row.set("r", str(number))
    for cell in row:
        cell.set("r", f"{letters_of(cell)}{number}")
        for formula in cell.findall("{*}f"):
            cell.remove(formula)
    return row


def _events(stream: IO[bytes], *tags: str) -> Iterator[tuple[Element, Element]]:
    """(root, element) for each finished element with one of `tags`; nothing outside the file is ever fetched."""
    parser = etree.iterparse(stream, events=("end",), tag=tags, resolve_entities=False, no_network=True, huge_tree=True)
    for _, element in parser:
        yield element.getroottree().getroot(), element


def _forget(element: Element) -> None:
    """Free a finished element and what stands before it."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
