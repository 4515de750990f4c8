"""Editors of cells by the kind of their field, and how they end: Enter moves down, Tab to the right, Esc gives up.

What is typed is read by the ledger's own rules before it leaves the editor; a text that cannot be read keeps it open,
with the reason below the cell. Writing is `cell_writer`'s business.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from app import words
from ledger import check, clock
from ledger.definition import Field, Ledger
from ui.ledger_view.rows_model import RowsModel
from ui.parts.choices import ChoiceBox
from ui.parts.fields import CodeBox, DateEdit, LineEdit, YesNoBox

Index = QModelIndex | QPersistentModelIndex
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TAB = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
COVERED_HINT = "输入新的内容，原来的不显示"


class CellDelegate(QStyledItemDelegate):
    """Makes the editors of one pane.

    `committed(row, column, text)` for a text that can be read; `moved(rows, columns)` says where to go from there;
    `spread(text)` asks to write it into all selected cells (Ctrl+Enter); `refused(row, column, why)`.
    """

    committed = Signal(int, int, str)
    spread = Signal(str)
    moved = Signal(int, int)
    refused = Signal(int, int, str)
    given_up = Signal()

    def __init__(self, model: RowsModel, pane: QAbstractItemView) -> None:
        super().__init__(pane)
        self._rows = model
        self._index = QPersistentModelIndex()

    # -- opening

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        self._index = QPersistentModelIndex(index)
        column = self._rows.columns[index.column()]
        editor = _editor(column.field, parent)
        editor.setAccessibleName(column.label)
        editor.setAutoFillBackground(True)
        editor.setProperty("inCell", True)  # noqa: FBT003 - Qt's
        if self._rows.is_covered(index.row(), index.column()):
            _line(editor).setPlaceholderText(COVERED_HINT)
        return editor

    @override
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, ChoiceBox):
            editor.set_value(text)
            editor.setEditText(text)
        _line(editor).setText(text)
        _line(editor).selectAll()

    @override
    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        cell: QRect = option.rect  # type: ignore[attr-defined]  # the stubs leave the option's members out
        wanted = editor.sizeHint()
        parent = editor.parentWidget()
        room = parent.width() - cell.left() if parent else cell.width()
        width = max(cell.width(), min(wanted.width(), room))
        height = max(cell.height(), wanted.height())
        editor.setGeometry(QRect(cell.left(), cell.top() - (height - cell.height()) // 2, width, height))

    # -- ending

    @override
    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if not isinstance(editor, QWidget):
            return False
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Delete):
                event.accept()
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(editor, event)
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent) and not _keeps(editor, event):
            self._end(editor)
            return False
        return False

    def _on_key(self, editor: QWidget, event: QKeyEvent) -> bool:
        line = _line(editor)
        if isinstance(line, LineEdit) and line.is_composing:
            return False
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape:
            self._close(editor)
            self.given_up.emit()
            return True
        if key in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            text = _text(editor)
            if self._is_readable(text):
                self._close(editor)
                self.spread.emit(text)
            return True
        if key in _ENTER:
            return self._end(editor, rows=-1 if shift else 1)
        if key in _TAB:
            return self._end(editor, columns=-1 if shift or key == Qt.Key.Key_Backtab else 1)
        return False

    def _end(self, editor: QWidget, *, rows: int = 0, columns: int = 0) -> bool:
        """Take the text and go on; a text that cannot be read keeps the editor. True: the key is used up."""
        index = self._index
        if not index.isValid():
            self._close(editor)
            return True
        text, before = _text(editor), str(index.data(Qt.ItemDataRole.EditRole) or "")
        if text != before:
            if not self._is_readable(text):
                return True
            self.committed.emit(index.row(), index.column(), text)
        self._close(editor)
        if rows or columns:
            self.moved.emit(rows, columns)
        return True

    def _is_readable(self, text: str) -> bool:
        source = self._rows.source
        if source is None:
            return False
        column = self._rows.columns[self._index.column()]
        why = why_unreadable(source.ledger, column.field, text)
        if why:
            self.refused.emit(self._index.row(), self._index.column(), f"{column.label}{why}")
        return not why

    def _close(self, editor: QWidget) -> None:
        self._index = QPersistentModelIndex()
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)


def why_unreadable(ledger: Ledger, item: Field, text: str) -> str:
    """Why a field cannot hold a text; "" when it can, as far as the text alone tells."""
    if not text:
        return words.rule("required") if item.need == "required" else ""
    if item.kind == "ref":
        return ""
    problems = check.check(ledger, {item.name: text}, clock.today(), complete=False).problems
    return next((words.rule(one.rule) for one in problems if one.field == item.name), "")


def _editor(item: Field, parent: QWidget) -> QWidget:
    if item.kind == "code":
        return CodeBox(item.code_table, parent)
    if item.kind == "choice":
        return ChoiceBox(((choice, choice) for choice in item.choices), parent)
    if item.kind == "bool":
        return YesNoBox(parent)
    if item.kind == "date":
        return DateEdit(parent=parent)
    return LineEdit(parent=parent)


def _line(editor: QWidget) -> QLineEdit:
    line = editor.lineEdit() if isinstance(editor, QComboBox) else editor
    if not isinstance(line, QLineEdit):
        raise TypeError(editor)
    return line


def _text(editor: QWidget) -> str:
    """What is typed or chosen, as text."""
    if isinstance(editor, ChoiceBox):
        index = editor.find_typed(editor.currentText().strip())
        return editor.itemText(index) if index >= 0 else editor.currentText().strip()
    return editor.value() if isinstance(editor, DateEdit) else _line(editor).text().strip()


def _keeps(editor: QWidget, lost: QFocusEvent) -> bool:
    """True while the focus is in the editor's own list, the window as a whole lost it, or a lock covers the window."""
    if lost.reason() == Qt.FocusReason.PopupFocusReason:
        return True
    if isinstance(editor, QComboBox):
        completer = editor.completer()
        if editor.view().isVisible() or (completer is not None and completer.popup().isVisible()):
            return True
    return not editor.isActiveWindow()
