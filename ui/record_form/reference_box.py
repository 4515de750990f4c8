"""Choosing another record by typing what it is called: a person by name or number, a dwelling by its address."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QWidget
from typing_extensions import override

from app.records import choosing
from app.records.choosing import Choice
from ui.desk import Desk
from ui.parts.line_edit import LineEdit
from ui.workers import Latest

_WAIT_MS = 120  # between two letters of somebody who types; asking sooner asks for nothing
_ASKED = {
    "person": "姓名、电话、证件尾号",
    "dwelling": "地址，如 12-301",
    "household": "地址",
    "building": "小区或楼号",
    "unit": "单元号",
    "compound": "小区名称",
    "work_order": "工单号、标题或地点",
    "topic_row": "设备编号或地点",
}


class ReferenceBox(LineEdit):
    """A line whose text is a search until one answer is chosen; `chosen(Choice)` tells which."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, ledger: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._desk, self._ledger, self._within = desk, ledger, ""
        self._choice: Choice | None = None
        self._latest = Latest(desk.runner, self)
        self._offers: list[Choice] = []
        self._model = QStandardItemModel(self)
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self._ask)
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(choosing.MOST)
        completer.setWidget(self)
        completer.activated[QModelIndex].connect(self._on_activated)  # type: ignore[index]  # one of two signals
        self._completer = completer
        self.setPlaceholderText(_ASKED.get(ledger, "输入名称"))
        self.textEdited.connect(self._on_edited)

    def value(self) -> str:
        """The id of the chosen record; what is typed when none is chosen, for the form to refuse."""
        return self._choice.id if self._choice else self.text().strip()

    @property
    def choice(self) -> Choice | None:
        """The chosen record."""
        return self._choice

    def set_choice(self, choice: Choice | None) -> None:
        """Show a record as the chosen one; None empties the line."""
        self._choice = choice
        self.setText(choice.title if choice else "")
        self.setCursorPosition(0)

    def forget(self) -> None:
        """Empty the line, and ask for nothing that was typed in it."""
        self._timer.stop()
        self._latest.drop()
        self._completer.popup().hide()
        self.set_choice(None)

    def keep_within(self, record: str) -> None:
        """Offer only what belongs to another record: units of a building, households of a dwelling."""
        self._within = record

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not self._completer.popup().isVisible():
            self._ask()
            return
        if self._completer.popup().isVisible() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # the popup takes it as the answer
            return
        super().keyPressEvent(event)

    def _on_edited(self, _text: str) -> None:
        self._choice = None
        self._timer.start()

    def _ask(self) -> None:
        session, ledger, typed, within = self._desk.session, self._ledger, self.text(), self._within
        self._latest.ask(lambda ctx: choosing.choices(session, ledger, typed, ctx, within=within), self._offer)

    def _offer(self, found: list[Choice]) -> None:
        self._offers = found
        self._model.clear()
        for choice in found:
            item = QStandardItem(f"{choice.title}　{choice.detail}".strip())
            item.setData(choice.id, Qt.ItemDataRole.UserRole)
            self._model.appendRow(item)
        if not self.hasFocus():
            return
        if found:
            self._completer.complete()
        else:
            self._completer.popup().hide()

    def _on_activated(self, index: QModelIndex) -> None:
        self.choose(index.row())

    def choose(self, row: int) -> None:
        """Take one of the offers."""
        self.set_choice(self._offers[row])
        self.chosen.emit(self._offers[row])
