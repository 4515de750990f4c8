"""A page of lines that are dealt with one by one: the table, what is told of the chosen one, the ways on beneath it.

What the lines are, how they are read and what becomes of one is the page's own.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Generic

from PySide6.QtCore import Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.tokens import L, S
from ui.page import Page
from ui.parts.bands import TitleBand
from ui.parts.buttons import quiet_button
from ui.parts.lines_model import Line, LinesModel
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.workers import JobHandle


class OneByOnePage(Page, Generic[Line]):
    """Subclasses read (`read`, then `show_lines`) and say of the chosen line what may be done (`tell`, `allow`)."""

    def __init__(self, desk: Desk, model: LinesModel[Line], *, wide_column: int) -> None:
        super().__init__(desk)
        self.is_writing = False
        self.band = TitleBand(self.title)
        self.refresh_button = quiet_button("refresh-cw", "重新查看 (F5)")
        self.band.add_action(self.refresh_button)
        self.model = model
        model.setParent(self)
        self.table = plain_table(model, self.title)
        self.why = Notice()
        self._ways = QHBoxLayout()
        self.states = PageStates(self._make_content(wide_column))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(self.states, 1)
        self.table.selectionModel().selectionChanged.connect(self._on_chosen)
        self.refresh_button.clicked.connect(self.read)
        action(self, "重新查看", "F5", self.read)

    def _make_content(self, wide_column: int) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(L, S, L, S)
        column.setSpacing(S)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(wide_column, QHeaderView.ResizeMode.Stretch)
        column.addWidget(self.table, 1)
        column.addWidget(self.why)
        self._ways.setSpacing(S)
        self._ways.addStretch(1)
        column.addLayout(self._ways)
        return content

    def add_ways(self, *buttons: QPushButton) -> None:
        """Put these beneath the table, the usual way on last."""
        for button in buttons:
            self._ways.addWidget(button)

    # -- what subclasses give

    @abstractmethod
    def read(self) -> None:
        """Read the lines anew."""

    @abstractmethod
    def tell(self, one: Line | None) -> None:
        """Say in `why` what is to be done about the chosen line."""

    @abstractmethod
    def allow(self, one: Line | None) -> None:
        """Offer the ways on that fit the chosen line; none `is_writing`."""

    # -- reading

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.table.setFocus()

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        self.read()

    def show_lines(self, found: Sequence[Line], count: str, nothing: tuple[str, str, str]) -> None:
        """Show these and how many they are, at the row that was stood at; `nothing` where none is left."""
        row = max(self.table.currentIndex().row(), 0)
        self.model.show(found)
        self.band.set_count(count)
        if not found:
            self.states.show_empty(*nothing)
            return
        self.states.show_content()
        self.table.selectRow(min(row, len(found) - 1))
        self._on_chosen()

    @Slot(object)
    def on_not_read(self, error: LedgerError) -> None:
        """Say why nothing could be read, and offer to try again."""
        self.states.show_error(error, self.read)

    # -- the chosen one

    @property
    def chosen(self) -> Line | None:
        """The line that is chosen."""
        return self.model.line_at(self.table.currentIndex().row())

    @Slot()
    def _on_chosen(self) -> None:
        self.tell(self.chosen)
        self.allow(self.chosen)

    def write(self, handle: JobHandle) -> None:
        """Begin what changes a line; no other way is offered until it has ended, and a refusal is told in `why`."""
        self.is_writing = True
        self.allow(self.chosen)
        handle.failed.connect(self._on_refused)
        handle.ended.connect(self._on_ended)
        self.desk.runner.start(handle)

    @Slot(object)
    def _on_refused(self, error: LedgerError) -> None:
        self.why.tell(window_message_for(error))

    @Slot()
    def _on_ended(self) -> None:
        self.is_writing = False
        self.allow(self.chosen)
