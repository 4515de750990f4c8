"""The page 两处都改了: what two people changed without seeing each other's change, record by record, to be settled.

Behind the second tab stands what settled itself or was settled in the last days, to be seen and turned the other way.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout
from typing_extensions import override

from app.events import Committed
from app.syncing import cards
from ui.conflicts.settling_panel import SettlingPanel
from ui.desk import Desk
from ui.look.roles import set_role
from ui.page import Page
from ui.parts.bands import StatusLine, TitleBand
from ui.parts.buttons import quiet_button
from ui.parts.shortcuts import action

_WAITING, _SETTLED = "待处理", f"近 {cards.NOTICE_DAYS} 天已定的"
_NOTHING = (
    "没有两处都改了的",
    "两台电脑各自改了同一处时，会在这里列出双方填的内容，请您选用哪一个。其余的修改会自动合在一起。",
)
_NONE_SETTLED = ("近来没有自动定下的", "先后改了同一处、以公安为准的修改，会自动定下并在这里列出，可以改用另一个。")
_SOON_MS = 200
_KEYS = "Ctrl+↓ 下一个 · 方向键选择 · Ctrl+Enter 按所选的处理 · Ctrl+Shift+Enter 其余同样处理"


class ConflictsPage(Page):
    """Both lists; facts: the record that is in front, and the `leaf` that is open."""

    name = "conflicts"
    title = "两处都改了"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.band = TitleBand(self.title)
        self.refresh_button = quiet_button("refresh-cw", "重新查看 (F5)")
        self.band.add_action(self.refresh_button)
        self.waiting = SettlingPanel(desk, cards.open_cards, "triangle-alert", _NOTHING)
        self.settled = SettlingPanel(desk, cards.notices, "circle-check", _NONE_SETTLED)
        self.settled.settle.setText("改用所选的")
        self.tabs = QTabWidget()
        set_role(self.tabs, "page_tabs")
        self.tabs.setAccessibleName("待处理和已定的")
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.waiting, _WAITING)
        self.tabs.addTab(self.settled, _SETTLED)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget, stretch in ((self.band, 0), (self.tabs, 1), (StatusLine(_KEYS), 0)):
            column.addWidget(widget, stretch)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.read)
        self._connect()

    def _connect(self) -> None:
        self.waiting.counted.connect(self._on_counted)
        self.settled.counted.connect(self._on_settled_counted)
        self.refresh_button.clicked.connect(self.read)
        self.desk.events.changed.connect(self._on_changed)
        action(self, "重新查看", "F5", self.read)

    @property
    def panel(self) -> SettlingPanel:
        """The list that is in front."""
        return self.settled if self.tabs.currentIndex() else self.waiting

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.panel.list.setFocus()

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        leaf = facts.get("leaf")
        if isinstance(leaf, int):
            self.tabs.setCurrentIndex(leaf)
        shown = record or str(facts.get("shown") or "")
        self.waiting.read(shown)
        self.settled.read(shown)

    @override
    def standing(self) -> dict[str, object]:
        card = self.panel.view.card
        return {"leaf": self.tabs.currentIndex(), "shown": card.record if card else ""}

    @override
    def is_busy_with_input(self) -> bool:
        return self.waiting.is_busy_with_input()

    @Slot()
    def read(self) -> None:
        """Read both anew."""
        self.waiting.read()
        self.settled.read()

    @Slot(int, int)
    def _on_counted(self, records: int, questions: int) -> None:
        self.band.set_count(f"{questions:,} 处待处理，涉及 {records:,} 份档案" if questions else "")
        self.tabs.setTabText(0, f"{_WAITING}（{questions}）" if questions else _WAITING)

    @Slot(int, int)
    def _on_settled_counted(self, _records: int, questions: int) -> None:
        self.tabs.setTabText(1, f"{_SETTLED}（{questions}）" if questions else _SETTLED)

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if committed.is_change or committed.is_exchange:
            self._soon.start()
