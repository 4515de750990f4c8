"""The settings page: its sections at the left, one of them at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from ui.desk import Desk
from ui.look.icons import icon
from ui.look.roles import set_role
from ui.look.tokens import L, M
from ui.page import Page
from ui.parts.bands import TitleBand
from ui.settings.duty_section import DutySection
from ui.settings.exchange_section import ExchangeSection
from ui.settings.kept_section import KeptSection
from ui.settings.log_section import LogSection
from ui.settings.look_section import LookSection
from ui.settings.process_section import ProcessSection
from ui.settings.safety_section import SafetySection
from ui.settings.section import Section
from ui.settings.store_section import StoreSection

SECTIONS: dict[str, tuple[str, str, Callable[[Desk], Section | LogSection]]] = {
    "look": ("显示", "a-large-small", LookSection),
    "safety": ("安全", "lock", SafetySection),
    "store": ("台账", "hard-drive", StoreSection),
    "exchange": ("上报", "cloud-upload", ExchangeSection),
    "duty": ("值班", "calendar-days", DutySection),
    "processes": ("工单流程", "list-checks", ProcessSection),
    "kept": ("已保存的", "layers", KeptSection),
    "log": ("日志", "info", LogSection),
}
_LETTERS = 9


class SettingsPage(Page):
    """Everything that can be set, for this PC and for the committee."""

    name: ClassVar[str] = "settings"
    title: ClassVar[str] = "设置"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.list = QListWidget()
        self.list.setAccessibleName("设置的种类")
        set_role(self.list, "sections")
        self.list.ensurePolished()  # items measured before keep the size that they had
        self.list.setFixedWidth(self.fontMetrics().horizontalAdvance("字") * _LETTERS + L)
        self._stack = QStackedWidget()
        self._sections: dict[str, Section | LogSection] = {}
        for title, symbol, _ in SECTIONS.values():
            item = QListWidgetItem(icon(symbol, "muted"), title, self.list)
            item.setToolTip(title)
        below = QHBoxLayout()
        below.setContentsMargins(M, 0, 0, 0)
        below.setSpacing(M)
        below.addWidget(self.list)
        below.addWidget(self._stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(TitleBand(self.title))
        column.addLayout(below, 1)
        self.setFocusProxy(self.list)
        self.list.currentRowChanged.connect(self._on_row)

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        wanted = str(facts.get("section") or record or self.section_name)
        row = list(SECTIONS).index(wanted) if wanted in SECTIONS else 0
        if row == self.list.currentRow():
            self._on_row(row)
        else:
            self.list.setCurrentRow(row)

    @override
    def standing(self) -> dict[str, object]:
        return {"section": self.section_name}

    @property
    def section_name(self) -> str:
        """The section that is shown; the first before any is."""
        return list(SECTIONS)[max(self.list.currentRow(), 0)]

    def section(self, name: str) -> QWidget:
        """A section, made when it is first asked for."""
        if name not in self._sections:
            made = self._sections[name] = SECTIONS[name][2](self.desk)
            self._stack.addWidget(made)
        return self._sections[name]

    @Slot(int)
    def _on_row(self, row: int) -> None:
        if row >= 0:
            name = list(SECTIONS)[row]
            self._stack.setCurrentWidget(self.section(name))
            self._sections[name].read()
