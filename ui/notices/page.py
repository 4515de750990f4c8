"""The page 任务和通知: what the level above sent and what is to be done about it, and the box upward."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout
from typing_extensions import override

from app.events import Committed
from ledger.permissions import NOTICES
from ui.desk import Desk
from ui.look.roles import set_role
from ui.notices.inbox_panel import InboxPanel
from ui.notices.questions_panel import QuestionsPanel
from ui.page import Page
from ui.parts.bands import TitleBand
from ui.parts.shortcuts import action

_SOON_MS: Final = 100
_QUESTIONS: Final = "问题建议"


class NoticesPage(Page):
    """The inbox and the questions; facts: the `leaf` that is open, which notice is `shown`, which `question`."""

    name = "notices"
    title = "任务和通知"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.band = TitleBand(self.title)
        self.inbox, self.questions = InboxPanel(desk), QuestionsPanel(desk)
        self.tabs = QTabWidget()
        set_role(self.tabs, "page_tabs")
        self.tabs.setAccessibleName("任务通知和问题建议")
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.inbox, "任务和通知")
        self.tabs.addTab(self.questions, _QUESTIONS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(self.tabs, 1)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.read)
        self.inbox.counted.connect(self._on_counted)
        self.questions.counted.connect(self._on_questions)
        desk.events.changed.connect(self._on_changed)
        action(self, "重新查看", "F5", self.read)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        (self.inbox, self.questions)[self.tabs.currentIndex()].table.setFocus()

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        self.inbox.open(record or str(facts.get("shown") or ""))
        self.questions.open(str(facts.get("question") or ""))
        leaf = facts.get("leaf")
        if isinstance(leaf, int):
            self.tabs.setCurrentIndex(leaf)

    @override
    def standing(self) -> dict[str, object]:
        line = self.inbox.current
        return {"leaf": self.tabs.currentIndex(), "shown": line.id if line else ""}

    @Slot()
    def read(self) -> None:
        """Read both anew."""
        self.inbox.read()
        self.questions.read()

    @Slot(int, int)
    def _on_counted(self, undone: int, every: int) -> None:
        self.band.set_count(f"{undone:,} 件没看过或没办完" if undone else f"{every:,} 件，都办完了" if every else "")

    @Slot(int, int)
    def _on_questions(self, count: int, new: int) -> None:
        said = f"{new} 件有新答复" if new else str(count) if count else ""
        self.tabs.setTabText(1, f"{_QUESTIONS}（{said}）" if said else _QUESTIONS)

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if not set(NOTICES).isdisjoint(committed.ledgers):
            self._soon.start()
