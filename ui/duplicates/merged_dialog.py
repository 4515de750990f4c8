"""Who was merged with whom: the merges of this store, each to be taken back while it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.jobs import JobContext
from app.messages import window_message_for
from ledger import clock
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import L, M
from ui.parts.dialog import Dialog
from ui.workers import Latest

if TYPE_CHECKING:
    from app.doubles.merging import Merged

_LINES = 10


class MergedDialog(Dialog):
    """The list, newest first."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("合并过的人", parent)
        self._desk = desk
        self._reading = Latest(desk.runner, self)
        self.list = QListWidget()
        self.list.setAccessibleName("合并过的人")
        self.list.setMinimumHeight(self.list.fontMetrics().lineSpacing() * _LINES * 3 // 2)
        self.list.currentRowChanged.connect(self._on_row)
        self.note = QFrame()
        column = QVBoxLayout(self.note)
        column.setContentsMargins(L, M, L, M)
        self.note_text = label("", wraps=True)
        column.addWidget(self.note_text)
        self.note.hide()
        self.empty = label("还没有合并过。", "muted")
        for widget in (self.empty, self.list, self.note):
            self.body.addWidget(widget)
        self.add_button("关闭", "cancel")
        self.back = self.add_button("撤销这次合并", "danger", closes=False)
        self.back.clicked.connect(self._on_back)
        self.back.setEnabled(False)
        self.ask()

    def ask(self) -> None:
        """Read the list."""
        session = self._desk.session

        def job(_ctx: JobContext) -> list[Merged]:
            from app.doubles import merging

            return merging.merges(session)

        self._reading.ask(job, self._show, failed=self._tell)

    def _show(self, found: list[Merged]) -> None:
        self.empty.setVisible(not found)
        self.list.setVisible(bool(found))
        self.list.clear()
        for one in found:
            state = "" if one.stands else " · 已撤销"
            item = QListWidgetItem(f"{clock.local_text(one.at)}  {one.loser_name} 合并到 {one.survivor_name}{state}")
            item.setData(Qt.ItemDataRole.UserRole, one)
            self.list.addItem(item)
        self.list.setCurrentRow(0 if found else -1)

    @Slot(int)
    def _on_row(self, _row: int) -> None:
        one = self._merged()
        self.back.setEnabled(one is not None and one.stands)
        self.note.hide()

    def _merged(self) -> Merged | None:
        item = self.list.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item else None

    @Slot()
    def _on_back(self) -> None:
        one, session = self._merged(), self._desk.session
        if one is None:
            return
        action = one.action

        def job(ctx: JobContext) -> int:
            from app.doubles import merging

            return merging.unmerge(session, action, ctx)

        handle = self._desk.runner.writing(job)
        handle.done.connect(self._on_taken_back)
        handle.failed.connect(self._tell)
        self.back.setEnabled(False)
        self._desk.runner.start(handle)

    @Slot(object)
    def _on_taken_back(self, _action: object) -> None:
        self._desk.say("已撤销合并，两个人都恢复了原来的样子")
        self.ask()

    @Slot(object)
    def _tell(self, error: LedgerError) -> None:
        set_role(self.note, "hint", "bad")
        self.note_text.setText(window_message_for(error))
        self.note.show()
