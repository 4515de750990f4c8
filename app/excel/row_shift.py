"""Makes room for rows inside a worksheet's XML, as Excel's 插入行 does: what lies below moves, references follow.

Moved are rows, merges, drop-downs, conditional formats, filters, page breaks, drawings, and the references to moved
cells in formulas of every sheet, names and charts. What cannot be moved safely (`obstacle`) is told before anything is
touched. Nothing is calculated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.formula.translate import Translator

from app.excel.package import Element, Package, local_name, serialised

_CELLS = re.compile(r"(?P<left>\$?[A-Z]{1,3})(?P<top>\$?\d+)(?::(?P<right>\$?[A-Z]{1,3})(?P<bottom>\$?\d+))?\Z")
_WHOLE_ROWS = re.compile(r"(?P<top>\$?\d+):(?P<bottom>\$?\d+)\Z")
_BY_TEXT = re.compile(r"\b(INDIRECT|OFFSET|ADDRESS)\s*\(", re.IGNORECASE)
_RANGE_ATTRIBUTES = {
    "mergeCell": ("ref",),
    "conditionalFormatting": ("sqref",),
    "dataValidation": ("sqref",),
    "protectedRange": ("sqref",),
    "ignoredError": ("sqref",),
    "hyperlink": ("ref",),
    "autoFilter": ("ref",),
    "dimension": ("ref",),
    "selection": ("sqref", "activeCell"),
}
_FORMULA_ELEMENTS = ("f", "formula", "formula1", "formula2")
# Parts that name cells in ways of their own; a form that has them on its sheet is filled only as far as its rows go.
_CANNOT_MOVE = frozenset({"table", "pivotTable", "comments", "vmlDrawing", "ctrlProp", "oleObject", "queryTable"})


@dataclass(frozen=True, slots=True)
class Room:
    """`count` new rows in front of row `before`; a range that ends in `grows_at` takes them in (0: none does so)."""

    before: int
    count: int
    grows_at: int = 0

    def moved(self, row: int) -> int:
        """Where a row lies afterwards."""
        return row + self.count if row >= self.before else row

    def moved_end(self, top: int, bottom: int) -> int:
        """Where a range's last row lies afterwards."""
        if bottom == self.grows_at and top <= bottom:
            return bottom + self.count
        return self.moved(bottom)


def obstacle(package: Package, sheet_part: str) -> str:
    """What stands in the way of moving rows of this sheet: `anchored`, `data_table`, `by_text`; "" for nothing."""
    if any(kind in _CANNOT_MOVE for _, kind, _ in package.relations(sheet_part)):
        return "anchored"
    for part in package.sheets().values():
        for formula in package.parsed(part).iterfind(".//{*}f"):
            if formula.get("t") == "dataTable":
                return "data_table"
            if _BY_TEXT.search(formula.text or ""):
                return "by_text"
    return ""


def move_elsewhere(package: Package, sheet_name: str, sheet_part: str, room: Room) -> dict[str, bytes]:
    """The other parts of the package with their references moved; parts without any are left out."""
    changed: dict[str, bytes] = {}
    for part in package.sheets().values():
        if part != sheet_part:
            _note(changed, part, package.parsed(part), sheet_name, room)
    for part in package.names:
        if part.startswith("xl/charts/") and part.endswith(".xml"):
            _note(changed, part, package.parsed(part), sheet_name, room)
    for _, kind, part in package.relations(sheet_part):
        if kind == "drawing":
            root = package.parsed(part)
            _shift_drawing(root, room)
            changed[part] = serialised(root)
    return changed


def move_names(workbook: Element, sheet_name: str, room: Room) -> None:
    """Defined names, print areas and print titles among them."""
    for name in workbook.iterfind("{*}definedNames/{*}definedName"):
        if name.text:
            name.text = shifted_formula(name.text, room, own_sheet=False, sheet_name=sheet_name)


def move_inside(root: Element, sheet_name: str, room: Room) -> None:
    """The sheet itself: rows and cells get their new numbers, ranges and formulas follow."""
    unshare(root)
    for element in root.iter():
        for attribute in _RANGE_ATTRIBUTES.get(local_name(element), ()):
            listed = element.get(attribute)
            if listed:
                element.set(attribute, " ".join(_shifted_area(area, room) for area in listed.split()))
        if local_name(element) == "sqref" and element.text:
            element.text = " ".join(_shifted_area(area, room) for area in element.text.split())
        if local_name(element) == "brk" and int(element.get("id", "0")) >= room.before:
            element.set("id", str(int(element.get("id", "0")) + room.count))
    _shift_formulas(root, sheet_name, room, own_sheet=True)
    for row in root.iterfind("{*}sheetData/{*}row"):
        number = int(row.get("r", "0"))
        if number >= room.before:
            renumber(row, number + room.count)


def renumber(row: Element, number: int) -> None:
    """Give a row and its cells the number `number`."""
    row.set("r", str(number))
    for cell in row:
        cell.set("r", cell.get("r", "").rstrip("0123456789") + str(number))
        for formula in cell.iterfind("{*}f"):
            if formula.get("t") == "array" and formula.get("ref"):
                formula.set("ref", cell.get("r", ""))


def unshare(root: Element) -> None:
    """Write out formulas that several cells share, so that each can be moved by itself."""
    masters: dict[str, tuple[str, str]] = {}
    for cell in root.iterfind("{*}sheetData/{*}row/{*}c"):
        formula = cell.find("{*}f")
        if formula is None or formula.get("t") != "shared":
            continue
        group, place = formula.get("si", ""), cell.get("r", "")
        if formula.text:
            masters[group] = (formula.text, place)
        elif group in masters:
            text, origin = masters[group]
            formula.text = translated(text, origin, place)
        for attribute in ("t", "si", "ref"):
            formula.attrib.pop(attribute, None)


def translated(formula: str, origin: str, place: str) -> str:
    """`formula` of the cell `origin` as it reads when it is copied to `place`."""
    return str(Translator(f"={formula}", origin=origin).translate_formula(place))[1:]


def shifted_formula(formula: str, room: Room, *, own_sheet: bool, sheet_name: str) -> str:
    """`formula` after the rows moved; `own_sheet` says that it stands on the sheet that they moved on."""
    tokens = Tokenizer(f"={formula}")
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            token.value = _shifted_operand(token.value, room, own_sheet=own_sheet, sheet_name=sheet_name)
    return "".join(token.value for token in tokens.items)


def _shifted_operand(operand: str, room: Room, *, own_sheet: bool, sheet_name: str) -> str:
    named, bang, area = operand.rpartition("!")
    is_meant = named.strip("'").replace("''", "'") == sheet_name if bang else own_sheet
    return f"{named}{bang}{_shifted_area(area, room)}" if is_meant else operand


def _shifted_area(area: str, room: Room) -> str:
    found = _CELLS.match(area)
    if found:
        top = _number(found["top"])
        start = found["left"] + _shifted_number(found["top"], room.moved(top))
        if not found["right"]:
            return start
        bottom = room.moved_end(top, _number(found["bottom"]))
        return f"{start}:{found['right']}{_shifted_number(found['bottom'], bottom)}"
    rows = _WHOLE_ROWS.match(area)
    if rows:
        top, bottom = _number(rows["top"]), _number(rows["bottom"])
        end = _shifted_number(rows["bottom"], room.moved_end(top, bottom))
        return f"{_shifted_number(rows['top'], room.moved(top))}:{end}"
    return area


def _number(text: str) -> int:
    return int(text.lstrip("$"))


def _shifted_number(text: str, number: int) -> str:
    return f"${number}" if text.startswith("$") else str(number)


def _formulas(root: Element) -> Iterator[Element]:
    for element in root.iter():
        if local_name(element) in _FORMULA_ELEMENTS and element.text:
            yield element


def _shift_formulas(root: Element, sheet_name: str, room: Room, *, own_sheet: bool = False) -> bool:
    """Move the references of all formulas below `root`; True when one changed."""
    changed = False
    for element in _formulas(root):
        before = element.text or ""
        element.text = shifted_formula(before, room, own_sheet=own_sheet, sheet_name=sheet_name)
        changed = changed or element.text != before
    return changed


def _note(changed: dict[str, bytes], part: str, root: Element, sheet_name: str, room: Room) -> None:
    if _shift_formulas(root, sheet_name, room):
        changed[part] = serialised(root)


def _shift_drawing(root: Element, room: Room) -> None:
    """Pictures, shapes and charts hang on rows counted from 0."""
    for row in root.iterfind(".//{*}row"):
        number = int(row.text or "0")
        if number + 1 >= room.before:
            row.text = str(number + room.count)
