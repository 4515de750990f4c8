"""Fills a department's own workbook: values go into the rows under its headings, everything else stays as it was.

Only the sheet's part of the package is rewritten (and what rows that had to be inserted move elsewhere), so pictures,
shapes, printing, hidden sheets, rich text and macros come through byte for byte; openpyxl, which would lose some of
them, only reads. Formulas are kept and never calculated; Excel does that when it opens the file. Which column gets
which values is the caller's decision.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

import openpyxl
from lxml import etree
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.excel import encryption, package, row_shift
from app.excel.form_table import FormTable, FormUnfit, table_under
from app.excel.package import Element, Package, local_name, relations_name, serialised
from app.excel.refusals import FileDamaged
from app.excel.sheet_xml import SheetXml, Styles, column_letters, copied_row, letters_of, set_formula, set_value
from app.excel.sheets import Row
from app.excel.stamp import SheetStamp, put_header, with_property

_MOST_UNPACKED_BYTES = 64 * 1024 * 1024  # a form, not a ledger
_CALC_CHAIN = "xl/calcChain.xml"


@dataclass(frozen=True, slots=True)
class Filled:
    """The filled workbook, and the columns (numbers from 1) that kept their formulas."""

    content: bytes
    kept_formulas: frozenset[int]


class Form:
    """A form in memory.

    Raises:
        FormUnfit: `format` or `too_large`.
        FileRefused: it is encrypted and the password is missing or wrong, or it is damaged.
    """

    def __init__(self, content: bytes, *, password: str | None = None, path_name: str = "") -> None:
        self.is_encrypted = encryption.is_encrypted(content)
        plain = encryption.opened(content, password, path_name)
        if not package.is_xlsx(plain):
            raise FormUnfit("format")
        self._package = Package(plain)
        if self._package.unpacked_bytes > _MOST_UNPACKED_BYTES:
            raise FormUnfit("too_large")
        self._model = _model_of(plain)

    @property
    def has_macros(self) -> bool:
        """True for xlsm: the macros are kept, and the target must end in .xlsm too."""
        return any(name.endswith("vbaProject.bin") for name in self._package.names)

    @property
    def sheet_names(self) -> list[str]:
        """The worksheets that a person sees."""
        return [sheet.title for sheet in self._model.worksheets if sheet.sheet_state == "visible"]

    def sheet(self, name: str) -> Worksheet:
        """A worksheet for looking at; raises FormUnfit `sheet`."""
        found = next((sheet for sheet in self._model.worksheets if sheet.title == name), None)
        if found is None:
            raise FormUnfit("sheet")
        return found

    def filled(
        self,
        sheet_name: str,
        heading_row: int,
        columns: Sequence[int],
        rows: Sequence[Row],
        stamp: SheetStamp | None = None,
    ) -> Filled:
        """The form with `rows` under its heading row; the values of a row belong to `columns` in that order.

        Rows are inserted where the form has too few of them, in front of its last one, so that totals take them in.
        A `stamp` becomes header and footer where the sheet has none, and a keyword of the workbook. The content comes
        without its password.

        Raises:
            FormUnfit: `sheet`, `heading`, `not_empty` or `no_room`.
        """
        table = table_under(self.sheet(sheet_name), heading_row, frozenset(columns))
        part = self._package.sheets()[sheet_name]
        sheet = SheetXml(self._package.parsed(part))
        changed: dict[str, bytes | None] = {}
        missing = len(rows) - (table.last_row - table.first_row + 1)
        if missing > 0 and not table.open_ended:
            changed.update(self._make_room(sheet, sheet_name, table, missing))
            sheet = SheetXml(sheet.root)
            table = replace(table, last_row=table.last_row + missing)
        styles = Styles(self._package.parsed(self._styles_part()))
        _write_rows(sheet, table, columns, rows, styles)
        if stamp is not None:
            put_header(sheet.root, stamp)
            changed.update(with_property(self._package, stamp))
        changed[part] = serialised(sheet.root)
        changed[self._styles_part()] = styles.serialised()
        changed.update(self._calculate_on_opening())
        content = self._package.rewritten(changed)
        return Filled(content, table.formulas & frozenset(columns))

    def _make_room(self, sheet: SheetXml, sheet_name: str, table: FormTable, missing: int) -> dict[str, bytes]:
        """Insert rows before the last one, or below a single one; returns the other parts that changed."""
        part = self._package.sheets()[sheet_name]
        obstacle = row_shift.obstacle(self._package, part)
        if obstacle:
            raise FormUnfit("no_room", obstacle=obstacle)
        is_single = table.first_row == table.last_row
        before = table.last_row + 1 if is_single else table.last_row
        room = row_shift.Room(before, missing, grows_at=table.last_row if is_single else 0)
        row_shift.unshare(sheet.root)
        pattern = deepcopy(sheet.row(before - 1))
        follows = {} if is_single else _formulas_that_follow(sheet, before)
        row_shift.move_inside(sheet.root, sheet_name, room)
        row_shift.move_names(self._package.workbook, sheet_name, room)
        for number in range(before, before + missing):
            sheet.put(copied_row(pattern, number))
        sheet.merge_like(before - 1, range(before, before + missing))
        for column, (formula, origin) in follows.items():
            set_formula(sheet.cell(table.last_row + missing, column), formula, origin)
        return row_shift.move_elsewhere(self._package, sheet_name, part, room)

    def _styles_part(self) -> str:
        for _, kind, target in self._package.relations(self._package.workbook_path):
            if kind == "styles":
                return target
        raise FileDamaged(reason="styles")

    def _calculate_on_opening(self) -> dict[str, bytes | None]:
        """Ask Excel to calculate; the order of calculation it kept is dropped, for it names cells that moved."""
        workbook = self._package.workbook
        namespace = f"{{{etree.QName(workbook).namespace}}}"
        calculation = workbook.find("{*}calcPr")
        if calculation is None:
            calculation = etree.Element(f"{namespace}calcPr")
            _insert_before(workbook, calculation, ("oleSize", "customWorkbookViews", "pivotCaches", "extLst"))
        calculation.set("fullCalcOnLoad", "1")
        changed: dict[str, bytes | None] = {self._package.workbook_path: serialised(workbook)}
        if _CALC_CHAIN in self._package.names:
            changed[_CALC_CHAIN] = None
            for name in ("[Content_Types].xml", relations_name(self._package.workbook_path)):
                listed = self._package.parsed(name)
                for item in list(listed):
                    if "calcChain" in item.get("PartName", "") + item.get("Target", ""):
                        listed.remove(item)
                changed[name] = serialised(listed)
        return changed


def _model_of(content: bytes) -> Workbook:
    try:
        return openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise FileDamaged(reason="sheet") from error


def _write_rows(sheet: SheetXml, table: FormTable, columns: Sequence[int], rows: Sequence[Row], styles: Styles) -> None:
    """Write the values; below the last row that the form drew, new rows that look like it."""
    letters = [column_letters(column) for column in columns]
    pattern = deepcopy(sheet.row(table.last_row))
    for number, values in enumerate(rows, start=table.first_row):
        if table.open_ended and number > table.last_row:
            sheet.put(copied_row(pattern, number))
        for column, value in zip(letters, values, strict=True):
            set_value(sheet.cell(number, column), value, styles)
    dimension = sheet.root.find("{*}dimension")
    if dimension is not None:
        sheet.root.remove(dimension)  # optional, and no longer true


def _formulas_that_follow(sheet: SheetXml, number: int) -> dict[str, tuple[str, str]]:
    """Column -> (formula, cell) of the row above, where the row `number` holds the same formula copied down."""
    above = {letters_of(cell): cell for cell in sheet.row(number - 1) if cell.find("{*}f") is not None}
    found = {}
    for cell in sheet.row(number):
        formula, pattern = cell.findtext("{*}f"), above.get(letters_of(cell))
        if not formula or pattern is None:
            continue
        text, origin = pattern.findtext("{*}f") or "", pattern.get("r", "")
        if row_shift.translated(text, origin, cell.get("r", "")) == formula:
            found[letters_of(cell)] = (text, origin)
    return found


def _insert_before(parent: Element, child: Element, names: tuple[str, ...]) -> None:
    for index, other in enumerate(parent):
        if local_name(other) in names:
            parent.insert(index, child)
            return
    parent.append(child)
