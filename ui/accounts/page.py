"""The page 账号: everybody who may log in, what was done to each, and what the person at work may do about it.

What the levels allow is `ledger.tiers`'s; the buttons only tell it. What is done is `acts.py`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app import words
from app.accounts import details, listing, on_paper
from app.events import Committed
from app.jobs import JobContext
from app.messages import window_message_for
from app.release import prints
from app.stores.session import Session
from ledger.policy import Policy
from ui.accounts.account_dialog import Compounds
from ui.accounts.acts import AccountActs
from ui.accounts.models import AccountsModel, HistoryModel
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import L, M, S
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import TitleBand
from ui.parts.buttons import danger_button, plain_button, primary_button
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.workers import Latest

if TYPE_CHECKING:
    from app.accounts.listing import Event, Line

_KINDS = frozenset(("account", "password", "policy", "log"))  # how the kinds of action begin that change the list


@dataclass(frozen=True, slots=True)
class _Known:
    lines: tuple[Line, ...]
    compounds: Compounds
    policy: Policy


class AccountsPage(Page):
    """Name `accounts`; its record is a login."""

    name = "accounts"
    title = "账号"
    asks_anew = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading, self._telling = Latest(desk.runner, self), Latest(desk.runner, self)
        self.acts = AccountActs(desk, self, self._read_anew)
        self._wanted = ""
        self._known: _Known | None = None
        self.model, self.history = AccountsModel(self), HistoryModel(self)
        self.table = plain_table(self.model, "账号")
        self.history_table = plain_table(self.history, "对这个账号做过什么")
        for table in (self.table, self.history_table):
            table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._make_buttons()
        self.states = PageStates(self._make_content())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(self.states, 1)
        self._connect()
        self.states.show_loading()

    # -- how it is put together

    def _make_buttons(self) -> None:
        self.band = TitleBand(self.title)
        self.print_button = plain_button("打印", "printer")
        self.policy_button = plain_button("安全策略…", "shield-check")
        self.open_button = primary_button("开通账号…", "user-plus")
        self.band.add_action(self.print_button)
        self.band.add_action(self.policy_button)
        self.band.add_action(self.open_button)
        self.change_button = plain_button("变更…", "pencil")
        self.reset_button = plain_button("重置密码…", "key-round")
        self.resume_button = plain_button("恢复…", "rotate-ccw")
        self.stop_button = danger_button("停用…", "user-minus")

    def _make_content(self) -> QWidget:
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        upper, lower = QWidget(), QWidget()
        above = QVBoxLayout(upper)
        above.setContentsMargins(L, 0, L, S)
        above.addWidget(self.table)
        self.heading, self.refusal = label("", "section"), Notice()
        head = QHBoxLayout()
        head.setSpacing(S)
        head.addWidget(self.heading, 1)
        for button in (self.change_button, self.reset_button, self.resume_button, self.stop_button):
            head.addWidget(button)
        below = QVBoxLayout(lower)
        below.setContentsMargins(L, M, L, S)
        below.setSpacing(S)
        below.addLayout(head)
        below.addWidget(self.refusal)
        below.addWidget(self.history_table, 1)
        for part, share in ((upper, 3), (lower, 2)):
            splitter.addWidget(part)
            splitter.setStretchFactor(splitter.count() - 1, share)
        return splitter

    def _connect(self) -> None:
        self.table.selectionModel().selectionChanged.connect(self._on_chosen)
        self.table.activated.connect(self._on_change)
        self.open_button.clicked.connect(self._on_open)
        self.policy_button.clicked.connect(self.acts.change_policy)
        self.print_button.clicked.connect(self._on_print)
        self.change_button.clicked.connect(self._on_change)
        self.reset_button.clicked.connect(self._on_reset)
        self.resume_button.clicked.connect(self._on_resume)
        self.stop_button.clicked.connect(self._on_stop)
        self.desk.events.changed.connect(self._on_committed)
        action(self, "刷新", "F5", self._ask)
        action(self, "打印账号清单", "Ctrl+P", self._on_print)
        self._grey()

    def _grey(self) -> None:
        for button in (self.open_button, self.print_button, self.policy_button):
            button.setEnabled(True)
        rights = self.desk.session.rights
        grey_unless(rights, "accounts", "", self.open_button)
        grey_unless(rights, "accounts", "", self.print_button)
        grey_unless(rights, "policy", "", self.policy_button)

    # -- the list

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        self._wanted = record or self._wanted
        self._ask()

    @override
    def standing(self) -> dict[str, object]:
        return {}

    def _ask(self) -> None:
        session = self.desk.session
        self._reading.ask(
            lambda ctx: _read(session, ctx), self._show, failed=lambda error: self.states.show_error(error, self._ask)
        )

    def _show(self, known: _Known) -> None:
        chosen = self._wanted or (line.login if (line := self._line()) else "")
        self._known, self._wanted = known, ""
        self._grey()
        working = sum(line.state == "active" for line in known.lines)
        unfiled = sum(line.state == "active" and not line.account.is_filed for line in known.lines)
        self.band.set_count(f"{working} 个在用" + (f" · {unfiled} 个待备案" if unfiled else ""))
        self.model.show(known.lines)
        self.states.show_content()
        logins = [line.login for line in known.lines]
        self.table.selectRow(logins.index(chosen) if chosen in logins else 0)

    @Slot(object)
    def _on_committed(self, committed: Committed) -> None:
        if committed.kind.partition("-")[0] in _KINDS:
            self._ask()

    # -- one account

    def _line(self) -> Line | None:
        return self.model.line_at(self.table.currentIndex().row())

    @Slot(QItemSelection, QItemSelection)
    def _on_chosen(self, _now: QItemSelection, _before: QItemSelection) -> None:
        line, session = self._line(), self.desk.session
        if line is None:
            return
        self.heading.setText(words.account(line.account.name, line.login))
        may, is_stopped = line.refusal is None, line.state == "stopped"
        self.refusal.tell("" if line.refusal is None else window_message_for(line.refusal), "info")
        self.change_button.setEnabled(may or line.login == session.login)
        self.reset_button.setEnabled(may and not is_stopped)
        self.stop_button.setEnabled(may)
        self.stop_button.setVisible(not is_stopped)
        self.resume_button.setEnabled(may)
        self.resume_button.setVisible(is_stopped)
        login = line.login
        self._telling.ask(lambda _: listing.history(session, login), self._show_history)

    def _show_history(self, events: tuple[Event, ...]) -> None:
        self.history.show(events)

    # -- acts

    @Slot()
    def _on_open(self) -> None:
        if self._known is not None:
            self.acts.open_account(self._known.compounds, self._known.policy)

    @Slot()
    def _on_change(self) -> None:
        line, known = self._line(), self._known
        if line is not None and known is not None and self.change_button.isEnabled():
            self.acts.change(known.compounds, known.policy, line)

    @Slot()
    def _on_stop(self) -> None:
        line = self._line()
        if line is not None:
            self.acts.stop(line.login)

    @Slot()
    def _on_resume(self) -> None:
        line = self._line()
        if line is not None and self._known is not None:
            self.acts.resume(line.login, self._known.policy)

    @Slot()
    def _on_reset(self) -> None:
        line = self._line()
        if line is not None and self._known is not None:
            self.acts.reset(line.login, self._known.policy)

    @Slot()
    def _on_print(self) -> None:
        """Show the preview of the list on paper."""
        from ui.printing.preview import preview

        session = self.desk.session
        if self.print_button.isEnabled():
            preview(self.desk, "打印账号清单", lambda _: on_paper.as_print(session), leaving=prints.OF_ACCOUNTS)

    def _read_anew(self, login: str) -> None:
        """Show the list as it is now, with this account chosen."""
        self._wanted = login
        self._ask()


def _read(session: Session, _ctx: JobContext) -> _Known:
    lines = listing.everyone(session)
    with session.reader() as reader:
        return _Known(lines, details.compounds(reader), session.policy)
