"""The rows of a list as Qt's model: texts that are at hand, placeholders for those that are on their way.

Only what is looked at is read (`row_parts`), in parts that are kept until newer ones need the room. While a list is
read anew the rows of before stay in sight.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from typing_extensions import override

from app.records import row_texts
from app.syncing import marks
from app.tables import list_columns
from app.tables.list_columns import ListColumn
from app.tables.row_source import Part, RowSource, ShownRow
from ledger.errors import LedgerError
from ui.ledger_view.row_parts import PART_ROWS, RowParts
from ui.workers import JobRunner

_KEPT = 64  # parts: 4,096 rows
_AHEAD = 3  # parts read before they come into sight
NEW_LINE = "＋ 粘贴或新增"
_TEXTS = frozenset(
    (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.EditRole,
        Qt.ItemDataRole.AccessibleTextRole,
    )
)
Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel):
    """A list of one ledger. `show_source` begins another list, `refresh` reads the same one anew."""

    shown = Signal()  # another list is in sight
    counted = Signal()  # how many rows there are became known or changed
    failed = Signal(object)  # LedgerError

    def __init__(self, runner: JobRunner, *, adds_rows: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.adds_rows = adds_rows
        self._source: RowSource | None = None
        self._columns: tuple[ListColumn, ...] = ()
        self._parts: RowParts | None = None
        self._coming: RowParts | None = None
        self._rows: OrderedDict[int, tuple[ShownRow, ...]] = OrderedDict()
        self._before: dict[int, tuple[ShownRow, ...]] = {}
        self._pending: dict[tuple[str, str], str] = {}
        self._settled: set[tuple[str, str]] = set()
        self._sight = (0, 0)
        self.total = 0
        self.total_is_floor = False

    # -- which list

    @property
    def source(self) -> RowSource | None:
        """The list that is in sight."""
        return self._source

    @property
    def is_waiting(self) -> bool:
        """True while another list is on its way."""
        return self._coming is not None

    @property
    def columns(self) -> tuple[ListColumn, ...]:
        """Its columns."""
        return self._columns

    def show_source(self, source: RowSource, *, around: int = 0) -> None:
        """Show another list once its rows around a place are there; the present one stays in sight until then."""
        if self._coming is not None:
            self._drop(self._coming)
        coming = self._coming = RowParts(self._runner, source, self)
        coming.arrived.connect(self._on_first)
        coming.failed.connect(self._on_failed)
        coming.want([max(around, 0) // PART_ROWS])

    def refresh(self) -> None:
        """Read what is in sight anew; rows that were read before stay until then."""
        if self._source is None or self._parts is None:
            return
        self._before = {**self._before, **self._rows}
        self._rows.clear()
        self._drop(self._parts)
        self._parts = self._made_parts(self._source)
        self.look_at(*self._sight)

    def look_at(self, first: int, last: int) -> None:
        """Say which rows are in sight: they are read first, then those ahead in the direction of the scrolling."""
        downwards = first >= self._sight[0]
        self._sight = (first, last)
        if self._parts is None:
            return
        begin, end = max(first, 0) // PART_ROWS, min(last, max(self.total - 1, 0)) // PART_ROWS
        seen = list(range(begin, end + 1))
        ahead = range(end + 1, end + 1 + _AHEAD) if downwards else range(begin - 1, begin - 1 - _AHEAD, -1)
        most = max(self.total - 1, 0) // PART_ROWS
        wanted = [number for number in (*seen, *ahead) if 0 <= number <= most and number not in self._rows]
        self._parts.want(wanted)

    @Slot(int, object)
    def _on_first(self, number: int, part: Part) -> None:
        coming = self._coming
        if coming is None or self.sender() is not coming:
            return
        self.beginResetModel()
        if self._parts is not None:
            self._drop(self._parts)
        self._coming = None
        self._source = coming.source
        self._drop(coming)
        self._parts = self._made_parts(self._source)
        ledger = self._source.ledger.name
        self._columns = tuple(list_columns.named(ledger, name) for name in self._source.columns)
        self._rows = OrderedDict({number: part.rows})
        self._before, self._pending, self._settled = {}, {}, set()
        self.total, self.total_is_floor = part.total, part.total_is_floor
        self._sight = (number * PART_ROWS, number * PART_ROWS)
        self.endResetModel()
        self.shown.emit()
        self.counted.emit()

    @Slot(int, object)
    def _on_part(self, number: int, part: Part) -> None:
        if self.sender() is not self._parts:
            return
        self._resize(part.total)
        self._rows[number] = part.rows
        self._before.pop(number, None)
        if self._settled:
            there = {row.id for row in part.rows}
            for cell in [cell for cell in self._settled if cell[0] in there]:
                self._settled.discard(cell)
                self._pending.pop(cell, None)
        if len(self._rows) > _KEPT:
            self._rows.popitem(last=False)
        first, last = number * PART_ROWS, min((number + 1) * PART_ROWS, self.total) - 1
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))
        if part.total_is_floor != self.total_is_floor:
            self.total_is_floor = part.total_is_floor
            self.counted.emit()

    def _resize(self, total: int) -> None:
        """There are more or fewer rows than before; they come or go at the end, what they say is read anew."""
        before = self.total
        if total > before:
            self.beginInsertRows(QModelIndex(), before, total - 1)
            self.total = total
            self.endInsertRows()
        elif total < before:
            self.beginRemoveRows(QModelIndex(), total, before - 1)
            self.total = total
            last = max(total - 1, 0) // PART_ROWS
            for rows in (self._rows, self._before):
                for number in [number for number in rows if number > last]:
                    del rows[number]
            self.endRemoveRows()
        if total != before:
            self.counted.emit()

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        if self.sender() in (self._parts, self._coming):
            self._coming = None
            self.failed.emit(error)

    def _made_parts(self, source: RowSource) -> RowParts:
        parts = RowParts(self._runner, source, self)
        parts.arrived.connect(self._on_part)
        parts.failed.connect(self._on_failed)
        return parts

    def _drop(self, parts: RowParts) -> None:
        parts.stop()
        parts.deleteLater()

    # -- what rows say, for those who paint and act

    def row_at(self, row: int) -> ShownRow | None:
        """A row that is at hand; None while it is on its way, and for the line of new rows."""
        number, place = divmod(row, PART_ROWS)
        rows = self._rows.get(number) or self._before.get(number)
        return rows[place] if rows is not None and place < len(rows) and row < self.total else None

    def text_at(self, row: int, column: int) -> str | None:
        """What a cell says; None while its row is on its way."""
        shown = self.row_at(row)
        if shown is None:
            return None
        if self._pending:
            told = self._pending.get((shown.id, self._columns[column].name))
            if told is not None:
                return told
        return shown.texts[column]

    def mark_at(self, row: int) -> str:
        """What the exchange says of a row's record: asked, refused, waits; "" for nothing."""
        shown = self.row_at(row)
        return shown.mark if shown else ""

    def record_at(self, row: int) -> str:
        """The id of a row's record; "" while it is not at hand."""
        shown = self.row_at(row)
        return shown.id if shown else ""

    def row_of(self, record: str) -> int:
        """Where a record stands among the rows that are at hand; -1 when it is not."""
        for number, rows in (*self._rows.items(), *self._before.items()):
            for place, row in enumerate(rows):
                if row.id == record:
                    return number * PART_ROWS + place
        return -1

    def is_new_line(self, row: int) -> bool:
        """True for the line behind the last row where new ones begin."""
        return self.adds_rows and row == self.total

    def settle(self, record: str, name: str) -> None:
        """A text that was shown while it was written stands in the ledger now: the next reading brings it."""
        self._settled.add((record, name))

    def tell(self, record: str, name: str, text: str | None) -> None:
        """Show a text that is being written, or with None what was read."""
        if text is None:
            self._pending.pop((record, name), None)
        else:
            self._pending[record, name] = text
        row = self.row_of(record)
        if row >= 0:
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._columns) - 1))

    # -- Qt's side

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        if parent.isValid() or self._source is None:
            return 0
        return self.total + self.adds_rows

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role in _TEXTS:
            return self._said(row, column, role)
        if role == Qt.ItemDataRole.UserRole:
            return self.record_at(row)
        if role == Qt.ItemDataRole.TextAlignmentRole and self._columns[column].is_number:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _said(self, row: int, column: int, role: int) -> str | None:
        """A cell's text for a role; the editor of a covered cell begins empty."""
        if self.is_new_line(row):
            return NEW_LINE if column == 0 and role == Qt.ItemDataRole.DisplayRole else None
        text = self.text_at(row, column)
        marked = self._told_mark(row) if column == 0 else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._columns[column].label} {text or ''} {marked}".rstrip()
        if role == Qt.ItemDataRole.EditRole and text and self.is_covered(row, column):
            return ""
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (text, marked) if part) or None
        return text

    def _told_mark(self, row: int) -> str:
        shown = self.row_at(row)
        return marks.TOLD[shown.mark] if shown and shown.mark else ""

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            return f"{section + 1:,}"
        return self._columns[section].label if 0 <= section < len(self._columns) else None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if not self.is_new_line(index.row()) and not self._columns[index.column()].why_unedited:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def is_covered(self, row: int, column: int) -> bool:
        """True where the cell stands behind a mask."""
        return row_texts.is_covered(self._columns[column].field, self.text_at(row, column) or "")
