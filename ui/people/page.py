"""The page 人口: the residents, and by tabs their households, tags and vehicles, and the merchants of the street.

Every tab is a `LedgerPanel`; this page holds the title, its actions and which tab is shown.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout
from typing_extensions import override

from app.records.browsing import Order
from ui.desk import Desk
from ui.look.tokens import L, M
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import TitleBand
from ui.parts.buttons import plain_button, primary_button
from ui.parts.dialog import open_dialog
from ui.parts.shortcuts import action
from ui.parts.tabs import tab_bar
from ui.people.panel import LedgerPanel
from ui.people.words import WORDS

_LEDGERS = tuple(WORDS)


class PeoplePage(Page):
    """Facts: `ledger`, and what `LedgerPanel.show_facts` takes: filters, search, view, order_by, row, ..."""

    name = "people"
    title = "人口"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.band = TitleBand(self.title)
        self.tabs = tab_bar("台账", (WORDS[name].tab for name in _LEDGERS))
        self.stack = QStackedWidget()
        self._panels: dict[str, LedgerPanel] = {}
        self._counts: dict[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        row = QHBoxLayout()
        row.setContentsMargins(L, 0, L, M)
        row.addWidget(self.tabs)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.stack, 1)
        self._acts: list[tuple[str, QAction, QPushButton]] = []
        self._add_actions()
        self.tabs.currentChanged.connect(self._on_tab)

    def _add_actions(self) -> None:
        self.print_button, self.export_button = plain_button("打印", "printer"), plain_button("导出", "download")
        self.import_button, self.add_button = plain_button("导入", "file-input"), primary_button("新增", "plus")
        pairs = (
            (self.print_button, "打印这个列表", "Ctrl+P", self.print_list, "print"),
            (self.import_button, "导入表格", "", self.import_sheet, "import"),
            (self.export_button, "导出这个列表", "Ctrl+E", self.export_list, "export"),
            (self.add_button, "新增一条", "Ctrl+N", self.add_record, "edit"),
        )
        for button, text, keys, slot, right in pairs:
            made = action(self, text, keys, slot)
            button.setToolTip(made.toolTip() if keys else text)
            button.clicked.connect(slot)
            self.band.add_action(button)
            self._acts.append((right, made, button))
        action(self, "在列表里查找", "Ctrl+F", self.go_to_search)
        action(self, "显示或收起概要", "Ctrl+I", self.toggle_drawer)
        self.visit_act = action(self, "登记走访", "Ctrl+Shift+V", self.record_visit)

    def _grey_acts(self) -> None:
        """What the account may not do with the ledger that is shown stands grey and says why."""
        for right, made, button in self._acts:
            for control in (made, button):
                control.setEnabled(True)
            grey_unless(self.desk.session.rights, right, self.ledger_name, made, button)
        self.visit_act.setEnabled(self.ledger_name == "person")
        if self.visit_act.isEnabled():
            grey_unless(self.desk.session.rights, "edit", "visit", self.visit_act)

    # -- the tabs

    @property
    def ledger_name(self) -> str:
        """The ledger of the tab that is shown."""
        return _LEDGERS[max(self.tabs.currentIndex(), 0)]

    @property
    def panel(self) -> LedgerPanel:
        """The panel that is shown; made when it is first wanted."""
        return self.panel_of(self.ledger_name)

    def panel_of(self, ledger_name: str) -> LedgerPanel:
        """The panel of a ledger."""
        found = self._panels.get(ledger_name)
        if found is None:
            found = self._panels[ledger_name] = LedgerPanel(self.desk, ledger_name)
            found.counted.connect(lambda text: self._on_counted(ledger_name, text))
            found.add_asked.connect(self.add_record)
            found.import_asked.connect(self.import_sheet)
            self.stack.addWidget(found)
        return found

    def _show_tab(self, ledger_name: str) -> LedgerPanel:
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(_LEDGERS.index(ledger_name))
        panel = self.panel_of(ledger_name)
        self.stack.setCurrentWidget(panel)
        panel.order_tabs(self.add_button, self.tabs)
        self._grey_acts()
        self.band.set_count(self._counts.get(ledger_name, ""))
        return panel

    @Slot(int)
    def _on_tab(self, number: int) -> None:
        self._show_tab(_LEDGERS[number]).show_facts({})

    def _on_counted(self, ledger_name: str, text: str) -> None:
        self._counts[ledger_name] = text
        if ledger_name == self.ledger_name:
            self.band.set_count(text)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.panel.setFocus()

    # -- places

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        wanted = str(facts.get("ledger", "")) or ("person" if facts or record else self.ledger_name)
        panel = self._show_tab(wanted if wanted in WORDS else "person")
        panel.show_facts({"row": record, "at": -1, "column": 0, "offset": 3, **facts} if record else facts)
        if self.tabs.hasFocus():  # Qt's choice when a page comes up; people work in the rows
            self.panel.setFocus()

    @override
    def standing(self) -> dict[str, object]:
        return {"ledger": self.ledger_name, **self.panel.standing()}

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc from the filters goes back to the rows; from the rows it puts the drawer away."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            panel = self.panel
            if not panel.table.isAncestorOf(self.focusWidget() or self):
                panel.table.setFocus()
                return
            if panel.drawer_button.isChecked():
                panel.drawer_button.setChecked(False)
                return
        super().keyPressEvent(event)

    # -- actions

    @Slot()
    def go_to_search(self) -> None:
        """Go to the line that searches this list."""
        self.panel.search.setFocus()
        self.panel.search.selectAll()

    @Slot()
    def record_visit(self) -> None:
        """登记走访 of the person whose row is stood at."""
        record = self.panel.table.current_record
        if record:
            self.panel.acts.visit(record)

    @Slot()
    def toggle_drawer(self) -> None:
        """Show the drawer, or put it away."""
        self.panel.drawer_button.toggle()

    @Slot()
    def add_record(self) -> None:
        """Open the form of a new record."""
        self.panel.acts.edit("")

    @Slot()
    def import_sheet(self) -> None:
        """Go to the import."""
        self.desk.go("import")

    @Slot()
    def export_list(self) -> None:
        """Ask how the list is exported as it is filtered."""
        from ui.exporting.dialog import ExportDialog

        table = self.panel.table
        dialog = ExportDialog(self.desk, self.ledger_name, table.selection, self.window(), listed=table.columns)
        open_dialog(dialog)

    @Slot()
    def print_list(self) -> None:
        """Show the preview of the list on paper."""
        from ui.printing.lists import print_list

        table = self.panel.table
        order = Order(field=table.order_by or None, descending=table.descending)
        print_list(self.desk, self.ledger_name, table.selection, table.columns, order=order)
