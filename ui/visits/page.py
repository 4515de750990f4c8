"""The page 走访: who is due, and the diary of what was done.

Each leaf is a widget of its own; this page holds the title, its actions and which leaf is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtGui import QAction, QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout
from typing_extensions import override

from app.events import Committed
from ui.desk import Desk
from ui.look.tokens import L, S
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import TitleBand
from ui.parts.buttons import plain_button, primary_button
from ui.parts.shortcuts import action
from ui.parts.tabs import tab_bar
from ui.visits.diary_leaf import DiaryLeaf
from ui.visits.due_leaf import DueLeaf

DUE, DIARY = "due", "diary"
_LEAVES = (DUE, DIARY)
_TITLES = {DUE: "该走访", DIARY: "民情日志"}
_FOLLOWED = frozenset(("visit", "visit_person", "person_tag", "person", "dwelling", "residence"))


class VisitsPage(Page):
    """Facts: `leaf`, `due` or `diary`; `worker`, whose visits are due, "" for everybody's.

    Of the diary also what `LedgerPanel.show_facts` takes.
    """

    name = "visits"
    title = "走访"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.band = TitleBand(self.title)
        self.tabs = tab_bar("走访名单和日志", (_TITLES[name] for name in _LEAVES))
        self.due, self.diary = DueLeaf(desk), DiaryLeaf(desk)
        self.stack = QStackedWidget()
        self._counts = dict.fromkeys(_LEAVES, "")
        self.stack.addWidget(self.due)
        self.stack.addWidget(self.diary)
        self.due.counted.connect(lambda text: self._on_counted(DUE, text))
        self.diary.counted.connect(lambda text: self._on_counted(DIARY, text))
        row = QHBoxLayout()
        row.setContentsMargins(L, 0, L, S)
        row.addWidget(self.tabs)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addLayout(row)
        column.addWidget(self.stack, 1)
        self._acts: list[tuple[str, QAction, QPushButton]] = []
        self._add_actions()
        self.tabs.currentChanged.connect(self._on_tab)
        self.diary.record_asked.connect(self.record)
        self.diary.import_asked.connect(lambda: desk.go("import"))
        desk.events.changed.connect(self._on_changed)

    def _add_actions(self) -> None:
        self.print_button, self.export_button = plain_button("打印", "printer"), plain_button("导出", "download")
        self.other_button, self.record_button = plain_button("登记其他走访"), primary_button("登记走访", "plus")
        pairs: tuple[tuple[QPushButton, str, str, Callable[[], object], str], ...] = (
            (self.print_button, "打印走访路线或民情日志", "Ctrl+P", self.print_leaf, "print"),
            (self.export_button, "导出走访路线或民情日志", "Ctrl+E", self.export_leaf, "export"),
            (self.other_button, "登记名单以外的走访", "Ctrl+Shift+N", self.record_other, "edit"),
            (self.record_button, "登记走访", "Ctrl+N", self.record, "edit"),
        )
        for button, text, keys, slot, right in pairs:
            made = action(self, text, keys, slot)
            button.setToolTip(made.toolTip())
            button.clicked.connect(slot)
            self.band.add_action(button)
            self._acts.append((right, made, button))
        action(self, "打开这一行的档案", "Ctrl+O", self.due.open_dossier)
        action(self, "重新查看", "F5", self._read)

    # -- which leaf

    @property
    def leaf(self) -> str:
        """`due` or `diary`."""
        return _LEAVES[max(self.tabs.currentIndex(), 0)]

    def _show(self, leaf: str) -> None:
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(_LEAVES.index(leaf))
        self.stack.setCurrentIndex(_LEAVES.index(leaf))
        self.other_button.setVisible(leaf == DUE)
        self.band.set_count(self._counts[leaf])
        self._allow()

    @Slot(int)
    def _on_tab(self, number: int) -> None:
        self._show(_LEAVES[number])
        if self.leaf == DUE:
            self.due.read()
        else:
            self.diary.show_facts({})

    def _on_counted(self, leaf: str, text: str) -> None:
        self._counts[leaf] = text
        if leaf == self.leaf:
            self.band.set_count(text)
            self._allow()

    def _allow(self) -> None:
        """A route of nobody is neither printed nor handed out; what the account may not do stands grey and says why."""
        has_some = self.leaf != DUE or bool(self.due.route())
        for right, made, button in self._acts:
            for control in (made, button):
                control.setEnabled(has_some or right == "edit")
            grey_unless(self.desk.session.rights, right, "visit", made, button)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.stack.currentWidget().setFocus()

    # -- places

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        wanted = str(facts.get("leaf", "")) or (DIARY if record else self.leaf)
        self._show(wanted if wanted in _LEAVES else DUE)
        self._leave_tabs()
        if self.leaf == DUE:
            if "worker" in facts:
                self.due.ask_of(str(facts["worker"]))
            self.due.read()
            return
        told = {name: value for name, value in facts.items() if name != "leaf"}
        self.diary.show_facts({"row": record, "at": -1, "column": 0, "offset": 3, **told} if record else told)

    def _leave_tabs(self) -> None:
        """Qt puts the keys into the tabs when a page comes up; people work in the rows."""
        if self.tabs.hasFocus():
            self.stack.currentWidget().setFocus()

    @override
    def standing(self) -> dict[str, object]:
        return {"leaf": self.leaf, **(self.diary.standing() if self.leaf == DIARY else {})}

    @Slot()
    def _read(self) -> None:
        if self.leaf == DUE:
            self.due.read()
        else:
            self.diary.read()

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        """The diary's table follows by itself."""
        if self.isVisible() and self.leaf == DUE and committed.ledgers & _FOLLOWED:
            self.due.read()

    # -- acts

    @Slot()
    def record(self) -> None:
        """登记走访: of the row that is chosen among those who are due, else of whoever is named in the form."""
        self.due.record(with_row=self.leaf == DUE)

    @Slot()
    def record_other(self) -> None:
        """登记走访 of somebody who is not due."""
        self.due.record(with_row=False)

    @Slot()
    def print_leaf(self) -> None:
        """The route, or the diary."""
        if self.leaf == DUE:
            self.due.print_route()
        else:
            self.diary.print_diary()

    @Slot()
    def export_leaf(self) -> None:
        """The same as a file."""
        if self.leaf == DUE:
            self.due.save_route()
        else:
            self.diary.export_diary()
