"""The page 运行状况: how the store stands in four cards, and below them what needs an eye. The support bundle too.

Everything shown is counts, sizes and times, so every account may look. What is dealt with where is the other pages'.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QVBoxLayout, QWidget
from typing_extensions import override

from app.events import Committed
from app.jobs import JobContext
from app.messages import window_message_for
from ledger import clock
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import L, M, S
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import TitleBand
from ui.parts.buttons import plain_button
from ui.parts.dialog import ask_reason, open_dialog
from ui.parts.file_choice import choose_target
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.status.bundle_dialog import BundleDialog
from ui.status.cards import StatusCards
from ui.status.happenings_model import HappeningsModel
from ui.workers import Latest

if TYPE_CHECKING:
    from app.status.happenings import Happening
    from app.status.standing import StoreStatus
    from app.support.bundle import Bundle

_CLASSES_OF_NOTE = ("backup", "drill", "alert", "incident", "log", "import", "emergency", "operation")
_LETTERS = (5, 10, 8, 20, 7)
_TOLD = 3  # the column that takes what room there is
_TOGETHER_MS = 500


class StatusPage(Page):
    """Cards above, the list of events below."""

    name = "status"
    title = "运行状况"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading = Latest(desk.runner, self)
        self._wanted = ""
        self.band = TitleBand(self.title)
        self.bundle_button = plain_button("诊断包…", "download")
        self.again_button = plain_button("刷新", "refresh-cw")
        self.band.add_action(self.bundle_button)
        self.band.add_action(self.again_button)
        self.note = Notice(across=True)
        self.cards, self.model = StatusCards(), HappeningsModel(self)
        self.table = plain_table(self.model, "要紧的事")
        self.states = PageStates(self._make_content())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.band, self.note):
            column.addWidget(part)
        column.addWidget(self.states, 1)
        self._soon = QTimer(self, singleShot=True, interval=_TOGETHER_MS)
        self._connect()
        grey_unless(desk.session.rights, "support", "", self.bundle_button)

    def _make_content(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(L, S, L, L)
        column.setSpacing(M)
        row = QHBoxLayout()
        row.setSpacing(M)
        for card in self.cards.all:
            row.addWidget(card, 1)
        column.addLayout(row)
        head = QHBoxLayout()
        self.heading = label("要紧的事", "section")
        self.handled_button = plain_button("标为已处理…", "check")
        self.go_button = plain_button("去处理", "arrow-right")
        head.addWidget(self.heading, 1)
        head.addWidget(self.handled_button)
        head.addWidget(self.go_button)
        column.addLayout(head)
        self.calm = label(
            "没有要紧的事。备份失败、磁盘不足、日志损坏、异常提醒会列在这里，并响一声。", "muted", wraps=True
        )
        column.addWidget(self.calm)
        column.addWidget(self.table, 1)
        self.table.fit_letters(_LETTERS)
        self.table.horizontalHeader().setStretchLastSection(False)
        self.table.horizontalHeader().setSectionResizeMode(_TOLD, QHeaderView.ResizeMode.Stretch)
        self._below = QWidget()
        column.addWidget(self._below, 1)
        return content

    def _connect(self) -> None:
        self.again_button.clicked.connect(self.read)
        self.bundle_button.clicked.connect(self._on_bundle)
        self.cards.look_button.clicked.connect(self._on_look)
        self.go_button.clicked.connect(self._on_go)
        self.handled_button.clicked.connect(self._ask_what_was_done)
        self.table.activated.connect(self._on_go)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.desk.events.changed.connect(self._on_changed)
        self._soon.timeout.connect(self.read)
        action(self, "刷新运行状况", "F5", self.read)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        (self.table if self.model.lines else self.again_button).setFocus()

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        self._wanted = str(facts.get("event") or "")
        if not self.model.lines:
            self.states.show_loading()
        self.read()

    # -- reading

    @Slot()
    def read(self) -> None:
        """Read how everything stands."""
        session = self.desk.session

        def job(_ctx: JobContext) -> tuple[StoreStatus, list[Happening]]:
            from app.status import happenings, standing

            now = standing.read(session)
            present = happenings.listing(session, now)
            happenings.record(session, present)
            return now, [*present, *happenings.past(session)]

        self._reading.ask(
            job, lambda found: self._show(*found), failed=lambda error: self.states.show_error(error, self.read)
        )

    def _show(self, now: StoreStatus, happened: list[Happening]) -> None:
        self.cards.show_status(now)
        row = self.table.currentIndex().row()
        self.model.show(happened)
        for widget in (self.table, self.go_button, self.handled_button):
            widget.setVisible(bool(happened))
        for quiet in (self.calm, self._below):
            quiet.setVisible(not happened)
        self.band.set_count(f"{clock.local_text(now.at)} 的情况")
        self.states.show_content()
        if happened:
            wanted = next((at for at, one in enumerate(happened) if self._wanted and one.key == self._wanted), row)
            self._wanted = ""
            self.table.selectRow(min(max(wanted, 0), len(happened) - 1))
            self._on_current()

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if committed.kind.partition("-")[0] in _CLASSES_OF_NOTE and self.isVisible():
            self._soon.start()

    # -- what is done

    @property
    def current(self) -> Happening | None:
        """The chosen event."""
        return self.model.line_at(self.table.currentIndex().row())

    @Slot()
    def _on_current(self) -> None:
        one = self.current
        self.go_button.setEnabled(one is not None and bool(one.page))
        may = self.desk.session.rights.may("backup")
        self.handled_button.setEnabled(may and one is not None and one.state == "open")

    @Slot()
    def _ask_what_was_done(self) -> None:
        if self.current is not None:
            text = "写明怎么处理的。情况还在时，这里和今日里不再提醒。"
            ask_reason(self.window(), "标为已处理", text, self.handle)

    def handle(self, note: str) -> None:
        """Note what was done about the chosen event."""
        one, session = self.current, self.desk.session
        if one is None:
            return

        def job(_ctx: JobContext) -> None:
            from app.status import operation_events

            operation_events.handle(session, one.key, note)

        handle = self.desk.runner.writing(job)
        handle.failed.connect(self._tell_trouble)
        handle.ended.connect(self.read)
        self.desk.runner.start(handle)

    @Slot()
    def _on_go(self) -> None:
        one = self.current
        if one is not None and one.page:
            self.desk.go(one.page)

    @Slot()
    def _on_look(self) -> None:
        session = self.desk.session
        self.cards.look_button.setEnabled(False)

        def job(_ctx: JobContext) -> object:
            from app.status import daily

            return daily.look_at_log(session)

        handle = self.desk.runner.reading(job, name="核查日志")
        handle.failed.connect(self._tell_trouble)
        handle.ended.connect(self._on_looked)
        self.desk.runner.start(handle)

    @Slot()
    def _on_looked(self) -> None:
        self.cards.look_button.setEnabled(True)
        self.read()

    @Slot()
    def _on_bundle(self) -> None:
        session = self.desk.session
        self.bundle_button.setEnabled(False)

        def job(ctx: JobContext) -> Bundle:
            from app.support import bundle

            return bundle.collect(session, ctx)

        handle = self.desk.runner.reading(job, name="诊断包")
        handle.done.connect(self._show_bundle)
        handle.failed.connect(self._tell_trouble)
        handle.ended.connect(lambda: self.bundle_button.setEnabled(True))
        self.desk.runner.start(handle)

    @Slot(object)
    def _show_bundle(self, made: Bundle) -> None:
        dialog = self.shown_bundle = BundleDialog(made, self)
        proposed = f"里弄诊断包-{clock.today():%Y%m%d}.zip"
        open_dialog(
            dialog,
            lambda: choose_target(self, "存诊断包", proposed, "诊断包 (*.zip)", lambda path: self.save(made, path)),
        )

    def save(self, made: Bundle, path: Path) -> None:
        """Write the bundle that was shown."""
        session = self.desk.session

        def job(_ctx: JobContext) -> None:
            from app.support import bundle

            bundle.save(session, made, path)

        handle = self.desk.runner.writing(job)
        handle.done.connect(lambda _: self.desk.say(f"诊断包已存到 {path}"))
        handle.failed.connect(self._tell_trouble)
        self.desk.runner.start(handle)

    @Slot(object)
    def _tell_trouble(self, error: LedgerError) -> None:
        self.note.tell(window_message_for(error))
