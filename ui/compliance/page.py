"""The page 合规: each rule of the documents, how it stands now, what to do, and where; printable for an inspection.

What is looked at is `app.compliance`'s. The page looks when it is opened and on demand, never by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.compliance.rule import STATES
from app.jobs import JobContext
from app.release import prints
from ledger.errors import LedgerError
from ui.compliance.rules_model import RulesModel
from ui.desk import Desk
from ui.frame.pages import entry_of
from ui.look.roles import label
from ui.look.tokens import L, M, S
from ui.page import Page
from ui.parts.bands import TitleBand
from ui.parts.buttons import plain_button, primary_button
from ui.parts.cards import Card
from ui.parts.chips import Badge, Tone
from ui.parts.choices import ChoiceBox
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.workers import Latest

if TYPE_CHECKING:
    from app.compliance.checking import Line

_WHICH = (("all", "全部规定"), ("bad", "不符合的"), ("later", "还没有做的"))
_LETTERS = (7, 4, 16, 27, 20)
_TONES: dict[str, Tone] = {"good": "good", "bad": "bad", "later": "plain", "outside": "info"}


class CompliancePage(Page):
    """A table of rules above, the chosen one in full below; facts: `which`."""

    name = "compliance"
    title = "合规"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading = Latest(desk.runner, self)
        self._lines: list[Line] = []
        self.band = TitleBand(self.title)
        self.which = ChoiceBox(_WHICH)
        self.which.setAccessibleName("看哪些规定")
        self.which.set_value("all")
        self.print_button = plain_button("打印…", "printer")
        self.again_button = primary_button("重新检查", "refresh-cw")
        for part in (self.which, self.print_button, self.again_button):
            self.band.add_action(part)
        self.model = RulesModel(self)
        self.table = plain_table(self.model, "规定")
        self.states = PageStates(self._make_content())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(self.states, 1)
        self._connect()
        self._on_current()

    def _make_content(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(L, 0, L, L)
        column.setSpacing(M)
        column.addWidget(self.table, 1)
        self.card = Card("规定")
        self.badge = Badge("符合", "good")
        self.card.add_beside_title(self.badge)
        self.told = label("", wraps=True)
        self.todo = label("", "strong", wraps=True)
        self.source = label("", "muted", wraps=True)
        self.go_button = plain_button("去处理", "arrow-right")
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.todo, 1)
        row.addWidget(self.go_button)
        self.card.body.addWidget(self.told)
        self.card.body.addLayout(row)
        self.card.body.addWidget(self.source)
        column.addWidget(self.card)
        self.table.fit_letters(_LETTERS)
        return content

    def _connect(self) -> None:
        self.which.chosen.connect(self._choose)
        self.again_button.clicked.connect(self.read)
        self.print_button.clicked.connect(self._on_print)
        self.go_button.clicked.connect(self._on_go)
        self.table.activated.connect(self._on_go)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        action(self, "重新检查", "F5", self.read)
        action(self, "打印合规检查", "Ctrl+P", self._on_print)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.table.setFocus()

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        if "which" in facts:
            self.which.set_value(str(facts["which"]))
        self.read()

    @override
    def standing(self) -> dict[str, object]:
        return {"which": self.which.value()}

    @property
    def current(self) -> Line | None:
        """The chosen rule."""
        return self.model.line_at(self.table.currentIndex().row())

    @Slot()
    def read(self) -> None:
        """Look at every rule now."""
        session = self.desk.session
        self.states.show_loading("正在逐条检查…")
        for button in (self.again_button, self.print_button):
            button.setEnabled(False)

        def job(ctx: JobContext) -> list[Line]:
            from app.compliance import checking

            return checking.everything(session, ctx)

        self._reading.ask(job, self._show, failed=self._on_failed)

    def _on_failed(self, error: LedgerError) -> None:
        self.again_button.setEnabled(True)
        self.states.show_error(error, self.read)

    def _show(self, lines: list[Line]) -> None:
        self._lines = lines
        for button in (self.again_button, self.print_button):
            button.setEnabled(True)
        self._choose()

    @Slot()
    def _choose(self) -> None:
        """Show the rules that are asked for."""
        which = self.which.value()
        shown = [one for one in self._lines if which in ("all", one.finding.state)]
        counts = {state: sum(one.finding.state == state for one in self._lines) for state in STATES}
        self.band.set_count("，".join(f"{STATES[state]} {count} 项" for state, count in counts.items() if count))
        self.model.show(shown)
        if shown:
            self.states.show_content()
            self.table.selectRow(next((at for at, one in enumerate(shown) if one.finding.state == "bad"), 0))
        else:
            self.states.show_empty("shield-check", "没有这样的规定", "全部规定里没有这一类的。")
        self._on_current()

    @Slot()
    def _on_current(self) -> None:
        one = self.current
        if one is None:
            self.card.hide()
            return
        rule, found = one.rule, one.finding
        self.card.title.setText(f"{rule.code}　{rule.demand}")
        self.badge.show_state(one.state_label, _TONES[found.state])
        self.told.setText(f"现状：{found.setting}")
        self.todo.setText(f"要做：{found.todo}" if found.todo else "")
        self.go_button.setVisible(bool(rule.page) and self._may_open(rule.page))
        self.go_button.setText(f"去“{entry_of(rule.page).title}”" if rule.page else "")
        where = f"　程序里由 {'、'.join(rule.where)} 执行" if rule.where else ""
        self.source.setText(f"出处：{rule.source}{where}")
        self.card.show()

    def _may_open(self, page: str) -> bool:
        right = entry_of(page).right
        return not right or self.desk.session.rights.may(right)

    @Slot()
    def _on_go(self) -> None:
        one = self.current
        if one is not None and one.rule.page and self._may_open(one.rule.page):
            self.desk.go(one.rule.page)

    @Slot()
    def _on_print(self) -> None:
        from app.compliance import on_paper
        from ui.printing.preview import preview

        session, lines = self.desk.session, self._lines
        if lines and self.print_button.isEnabled():
            preview(self.desk, "打印合规检查", lambda _: on_paper.as_print(session, lines), leaving=prints.OF_RECORDS)
