"""Rows and cells of one worksheet's XML: find or make them, write values, copy a row's look.

For `fill`, which rewrites a sheet of somebody's workbook in place, and `trimmed`, which cuts one down. Moving what
stands below a place is `row_shift`'s business.
"""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from app.excel.package import Element, local_name, serialised
from app.excel.refusals import FileDamaged
from app.excel.row_shift import renumber, translated
from app.excel.sheets import Value

_TEXT_FORMAT = "49"  # the built-in cell format @
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Styles:
    """The cell formats of a workbook; gives any of them a twin whose cells are text."""

    def __init__(self, root: Element) -> None:
        self._root = root
        formats = root.find("{*}cellXfs")
        if formats is None:
            raise FileDamaged(reason="styles")
        self._formats = formats
        self._twins: dict[str, str] = {}

    def text_twin(self, style: str) -> str:
        """Number of the format that looks like `style` and holds text."""
        if style not in self._twins:
            twin = deepcopy(self._formats[int(style)])
            twin.set("numFmtId", _TEXT_FORMAT)
            twin.set("applyNumberFormat", "1")
            self._formats.append(twin)
            self._formats.set("count", str(len(self._formats)))
            self._twins[style] = str(len(self._formats) - 1)
        return self._twins[style]

    def serialised(self) -> bytes:
        """The part with the new formats."""
        return serialised(self._root)


class SheetXml:
    """A worksheet as a tree, with its rows by number."""

    def __init__(self, root: Element) -> None:
        self.root = root
        data = root.find("{*}sheetData")
        if data is None:
            raise FileDamaged(reason="sheet")
        self._data = data
        self._namespace = f"{{{etree.QName(root).namespace}}}"
        number = 0
        for row in data:
            number = int(row.get("r") or number + 1)
            row.set("r", str(number))
            place_cells(row, number)

    def row(self, number: int) -> Element:
        """The row `number`, made when the sheet has none."""
        index = self._index_of(number)
        if index < len(self._data) and self._data[index].get("r") == str(number):
            return self._data[index]
        row = etree.Element(f"{self._namespace}row", r=str(number))
        self._data.insert(index, row)
        return row

    def put(self, row: Element) -> None:
        """Set a row at its place; one of the same number is replaced."""
        number = int(row.get("r", "0"))
        index = self._index_of(number)
        if index < len(self._data) and self._data[index].get("r") == str(number):
            self._data.replace(self._data[index], row)
        else:
            self._data.insert(index, row)

    def cell(self, number: int, column: str) -> Element:
        """The cell of the row `number` under the letters `column`, made when there is none."""
        row = self.row(number)
        for index, cell in enumerate(row):
            letters = letters_of(cell)
            if letters == column:
                return cell
            if (len(letters), letters) > (len(column), column):
                made = etree.Element(f"{self._namespace}c", r=f"{column}{number}")
                row.insert(index, made)
                return made
        return etree.SubElement(row, f"{self._namespace}c", r=f"{column}{number}")

    def merge_like(self, pattern: int, numbers: range) -> None:
        """Merge the cells of new rows as they are merged across the row `pattern`."""
        merges = self.root.find("{*}mergeCells")
        if merges is None:
            return
        for merge in list(merges):
            left, _, right = merge.get("ref", "").partition(":")
            if _split(left)[1] == _split(right)[1] == pattern:
                for number in numbers:
                    reference = f"{_split(left)[0]}{number}:{_split(right)[0]}{number}"
                    etree.SubElement(merges, f"{self._namespace}mergeCell", ref=reference)
        merges.set("count", str(len(merges)))

    def _index_of(self, number: int) -> int:
        """Where the row `number` stands or would stand."""
        low, high = 0, len(self._data)
        while low < high:
            middle = (low + high) // 2
            if int(self._data[middle].get("r", "0")) < number:
                low = middle + 1
            else:
                high = middle
        return low


def place_cells(row: Element, number: int) -> None:
    """Give every cell its place: some programs leave it out where it follows from the order."""
    column = 0
    for cell in row:
        if local_name(cell) != "c":
            continue
        column = index_of(letters_of(cell)) if cell.get("r") else column + 1
        if not cell.get("r"):
            cell.set("r", f"{column_letters(column)}{number}")


def set_value(cell: Element, value: Value, styles: Styles) -> None:
    """Write a value; a text becomes a text cell that looks as before. A cell with a formula is left alone."""
    if cell.find("{*}f") is not None:
        return
    _clear(cell)
    namespace = f"{{{etree.QName(cell).namespace}}}"
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        cell.set("s", styles.text_twin(cell.get("s", "0")))
        text = etree.SubElement(etree.SubElement(cell, f"{namespace}is"), f"{namespace}t")
        text.text = _printable(value)
        text.set(_SPACE, "preserve")
    elif value is not None:
        etree.SubElement(cell, f"{namespace}v").text = repr(value)


def set_formula(cell: Element, formula: str, origin: str) -> None:
    """Copy the formula of the cell `origin` to `cell`, as dragging it there would."""
    _clear(cell)
    element = etree.SubElement(cell, f"{{{etree.QName(cell).namespace}}}f")
    element.text = translated(formula, origin, cell.get("r", ""))


def copied_row(pattern: Element, number: int) -> Element:
    """A new row that looks like `pattern`: its formats and formulas, not its values."""
    row = deepcopy(pattern)
    for cell in row:
        formula, origin = cell.findtext("{*}f"), cell.get("r", "")
        _clear(cell)
        if formula:
            cell.set("r", f"{letters_of(cell)}{number}")
            set_formula(cell, formula, origin)
    row.attrib.pop("spans", None)
    renumber(row, number)
    return row


def letters_of(cell: Element) -> str:
    """The letters of the column that a cell stands in."""
    return cell.get("r", "").rstrip("0123456789")


def index_of(letters: str) -> int:
    """The number of a column, from 1."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index


def column_letters(index: int) -> str:
    """The letters of a column by its number, from 1."""
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _clear(cell: Element) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)


def _printable(text: str) -> str:
    """`text` without the characters that XML cannot hold: controls and lone halves of a character pair."""
    return "".join(
        character
        for character in text
        if (character >= " " or character in "\t\n\r") and not "\ud800" <= character <= "\udfff"
    )


def _split(place: str) -> tuple[str, int]:
    letters = place.rstrip("0123456789")
    return letters, int(place[len(letters) :] or 0)
