"""The page 没有上报成功: what was refused; of the chosen one its reason, the next step, and three ways on.

What was refused is no longer part of the ledger here. Whoever reads it opens the record and writes it right, sends it
once more as it was, or lets it go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QItemSelection, QTimer, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QVBoxLayout, QWidget
from typing_extensions import override

from app.events import Committed
from app.jobs import Job
from app.messages import window_message_for
from app.syncing import refused, resending
from app.syncing.refused import Refusal
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.tokens import L, S
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import TitleBand
from ui.parts.buttons import plain_button, primary_button, quiet_button
from ui.parts.dialog import ask
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.refused.refusals_model import RefusalsModel
from ui.workers import Latest

_PAGES = {"person": "person", "dwelling": "dwelling"}
_SOON_MS = 200
_CONTENT_COLUMN = 2
_GONE = "放弃以后，这条改动不再上报，也不会再回到台账里。"


class RefusedPage(Page):
    """Every refused change that nobody has dealt with."""

    name = "refused"
    title = "没有上报成功"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._latest = Latest(desk.runner, self)
        self._is_writing = False
        self.band = TitleBand(self.title)
        self.refresh_button = quiet_button("refresh-cw", "重新查看 (F5)")
        self.band.add_action(self.refresh_button)
        self.model = RefusalsModel(self)
        self.table = plain_table(self.model, self.title)
        self.why = Notice()
        self.open_button = plain_button("打开档案", "user")
        self.drop_button = plain_button("放弃", "x")
        self.resend_button = primary_button("再上报一次", "refresh-cw")
        self.states = PageStates(self._make_content())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(self.states, 1)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.read)
        self._connect()

    def _make_content(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(L, S, L, S)
        column.setSpacing(S)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_CONTENT_COLUMN, QHeaderView.ResizeMode.Stretch)
        column.addWidget(self.table, 1)
        column.addWidget(self.why)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addStretch(1)
        for button in (self.open_button, self.drop_button, self.resend_button):
            row.addWidget(button)
        column.addLayout(row)
        return content

    def _connect(self) -> None:
        self.table.selectionModel().selectionChanged.connect(self._on_selected)
        self.table.activated.connect(lambda _index: self.open_record())
        self.refresh_button.clicked.connect(self.read)
        self.open_button.clicked.connect(self.open_record)
        self.drop_button.clicked.connect(self._ask_to_drop)
        self.resend_button.clicked.connect(self.resend)
        self.desk.events.changed.connect(self._on_changed)
        action(self, "重新查看", "F5", self.read)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.table.setFocus()

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        self.read()

    # -- reading

    @Slot()
    def read(self) -> None:
        """Read anew."""
        session = self.desk.session
        if not self.model.lines:
            self.states.show_loading()
        self._latest.ask(lambda _ctx: refused.refused(session), self._show, failed=self._on_failed)

    def _show(self, found: list[Refusal]) -> None:
        row = max(self.table.currentIndex().row(), 0)
        self.model.show(found)
        self.band.set_count(f"{len(found):,} 条" if found else "")
        if not found:
            text = "上级平台没有接受的改动会列在这里，说明原因和怎么办。"
            self.states.show_empty("circle-check", "没有没上报成功的", text)
            return
        self.states.show_content()
        self.table.selectRow(min(row, len(found) - 1))
        self._allow()

    def _on_failed(self, error: LedgerError) -> None:
        self.states.show_error(error, self.read)

    @Slot(object)
    def _on_changed(self, _committed: Committed) -> None:
        if self.isVisible():
            self._soon.start()

    # -- the chosen one

    @property
    def chosen(self) -> Refusal | None:
        """The line that is chosen."""
        return self.model.line_at(self.table.currentIndex().row())

    @Slot(QItemSelection, QItemSelection)
    def _on_selected(self, _now: QItemSelection, _before: QItemSelection) -> None:
        one = self.chosen
        self.why.tell(f"{one.why}。{one.todo}。" if one else "", "warn")
        self._allow()

    def _allow(self) -> None:
        one = self.chosen
        is_free = one is not None and not self._is_writing
        self.open_button.setEnabled(is_free and one is not None and one.ledger in _PAGES)
        self.drop_button.setEnabled(is_free)
        self.resend_button.setEnabled(is_free and one is not None and bool(one.ledger))
        if one is not None:
            grey_unless(self.desk.session.rights, "edit", one.ledger, self.resend_button)

    @Slot()
    def open_record(self) -> None:
        """Go to the record's own page."""
        one = self.chosen
        if one is not None and one.ledger in _PAGES:
            self.desk.go(_PAGES[one.ledger], one.record)

    @Slot()
    def resend(self) -> None:
        """Say it once more, as it was."""
        one, session = self.chosen, self.desk.session
        if one is not None:
            number = one.number
            self._write(lambda _ctx: resending.resend(session, number), "已重新写入，会再上报")

    @Slot()
    def _ask_to_drop(self) -> None:
        ask(self.window(), "放弃这条改动", _GONE, "放弃", self.drop, is_danger=True)

    def drop(self) -> None:
        """Let it go."""
        one, session = self.chosen, self.desk.session
        if one is not None:
            number = one.number
            self._write(lambda _ctx: refused.deal_with(session, number), "已放弃这条改动")

    def _write(self, job: Job[int | None], told: str) -> None:
        self._is_writing = True
        self._allow()
        handle = self.desk.runner.writing(job)
        handle.done.connect(self._told(told))
        handle.failed.connect(self._on_not_written)
        handle.ended.connect(self._on_ended)
        self.desk.runner.start(handle)

    def _told(self, text: str) -> Callable[[object], None]:
        def tell(number: object) -> None:
            self.desk.say(text, action=number if isinstance(number, int) else 0)
            self.read()

        return tell

    @Slot(object)
    def _on_not_written(self, error: LedgerError) -> None:
        self.why.tell(window_message_for(error))

    @Slot()
    def _on_ended(self) -> None:
        self._is_writing = False
        self._allow()
