"""The page 导出登记: requests that wait for a second person, and everything that left."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout
from typing_extensions import override

from app.events import Committed
from ui.approvals.register_panel import RegisterPanel
from ui.approvals.requests_panel import RequestsPanel
from ui.desk import Desk
from ui.look.roles import set_role
from ui.page import Page
from ui.parts.bands import TitleBand
from ui.parts.shortcuts import action

_OF_EXPORTS = ("export", "print")
_REQUESTS = "导出申请"


class ApprovalsPage(Page):
    """Requests and the register; facts: `number`, a register number to look up, and the `leaf` that is open."""

    name = "approvals"
    title = "导出登记"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.band = TitleBand(self.title)
        self.requests, self.register = RequestsPanel(desk), RegisterPanel(desk)
        self.requests.counted.connect(self._on_counted)
        self.tabs = QTabWidget()
        set_role(self.tabs, "page_tabs")
        self.tabs.setAccessibleName("申请和登记")
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.requests, _REQUESTS)
        self.tabs.addTab(self.register, "导出和打印登记")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(self.tabs, 1)
        desk.events.changed.connect(self._on_changed)
        action(self, "刷新登记", "F5", self.read)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        (self.requests, self.register)[self.tabs.currentIndex()].table.setFocus()

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        number = facts.get("number")
        if isinstance(number, str):
            self.register.number.setText(number)
        leaf = facts.get("leaf")
        if isinstance(leaf, int) or number:
            self.tabs.setCurrentIndex(leaf if isinstance(leaf, int) else 1)
        self.read()

    @override
    def standing(self) -> dict[str, object]:
        return {"number": self.register.number.text(), "leaf": self.tabs.currentIndex()}

    @Slot()
    def read(self) -> None:
        """Read both anew."""
        self.requests.read()
        self.register.look_up()

    @Slot(int)
    def _on_counted(self, waiting: int) -> None:
        self.band.set_count(f"{waiting} 个待审批" if waiting else "")
        self.tabs.setTabText(0, f"{_REQUESTS}（{waiting}）" if waiting else _REQUESTS)

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if committed.kind.startswith(_OF_EXPORTS) and self.isVisible():
            self.read()
