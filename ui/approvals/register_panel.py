"""The second leaf of 导出登记: everything that left, and who took out the sheet with a number."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.jobs import JobContext
from app.release import register
from app.release.register import Departed, NumberUnknown
from ledger import roles
from ledger.errors import LedgerError
from ui.approvals.models import RegisterModel
from ui.desk import Desk
from ui.look.tokens import L, S
from ui.parts.buttons import plain_button
from ui.parts.choices import ChoiceBox
from ui.parts.fields import LineEdit
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.workers import Latest

_LETTERS = (11, 9, 6, 12, 5, 4, 8, 8, 12, 12, 14)
_NUMBER_LETTERS = 17


class RegisterPanel(QWidget):
    """The register in a table, of everybody or of one role; a number is looked up in all of it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading = Latest(desk.runner, self)
        self.role = ChoiceBox((role.code, role.label) for role in roles.ALL)
        self.role.setItemText(0, "所有人")
        self.role.set_value("")
        self.role.setAccessibleName("看哪些人的导出")
        self.number = LineEdit()
        self.number.setPlaceholderText("登记号，如 DC-20261121-0007")
        self.number.setAccessibleName("按登记号查")
        self.number.setClearButtonEnabled(True)
        self.number.setMinimumWidth(self.number.fontMetrics().horizontalAdvance("字") * _NUMBER_LETTERS)
        self.find_button = plain_button("查是谁导出的", "search")
        self.model = RegisterModel(self)
        self.table = plain_table(self.model, "导出登记")
        self.states = PageStates(self.table)
        self._lay_out()
        self.role.chosen.connect(self.read)
        self.find_button.clicked.connect(self.look_up)
        self.number.submitted.connect(self.look_up)
        self.number.textChanged.connect(self._on_number)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(S)
        head.addWidget(self.role)
        head.addStretch(1)
        head.addWidget(self.number)
        head.addWidget(self.find_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, S, L, S)
        column.setSpacing(S)
        column.addLayout(head)
        column.addWidget(self.states, 1)
        self.table.fit_letters(_LETTERS)

    @Slot()
    def read(self) -> None:
        """Read the register anew."""
        session, role = self._desk.session, self.role.value()
        if not self.model.lines:
            self.states.show_loading()

        def job(_ctx: JobContext) -> list[Departed]:
            return register.departed(session, role=role)

        self._reading.ask(job, self._show, failed=lambda error: self.states.show_error(error, self.look_up))

    @Slot()
    def look_up(self) -> None:
        """Show the one line of the number that is written."""
        session, written = self._desk.session, self.number.text().strip()
        if not written:
            self.read()
            return

        def job(_ctx: JobContext) -> list[Departed]:
            return [register.find(session, written)]

        self._reading.ask(job, self._show, failed=self._on_unknown)

    @Slot(str)
    def _on_number(self, written: str) -> None:
        if not written.strip():
            self.read()

    def _on_unknown(self, error: LedgerError) -> None:
        self.model.show(())
        if isinstance(error, NumberUnknown):
            text = "这个号码下没有导出或打印过什么，可能是抄错或编造的。"
            self.states.show_empty("search", "没有这个登记号", text)
        else:
            self.states.show_error(error, self.look_up)

    def _show(self, found: list[Departed]) -> None:
        self.model.show(found)
        if found:
            self.states.show_content()
            self.table.selectRow(0)
        else:
            text = "每次导出、打印都会在这里留下一行：谁、什么时候、导了什么、做什么用。"
            self.states.show_empty("file-down", "还没有导出或打印过", text)
