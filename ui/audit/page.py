"""The page 日志审计: what everybody did, filtered, checked, archived and handed out; for those who may read the log."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from app.auditing import archiving, checking_log, log_words, reading
from app.auditing.reading import AT_ONCE, LogLine, LogQuery
from app.jobs import JobContext
from app.messages import window_message_for
from ledger import clock
from ledger.errors import LedgerError
from ui.audit.filters import LogFilters
from ui.audit.log_model import LogModel
from ui.desk import Desk
from ui.look.tokens import L, M
from ui.page import Page
from ui.parts.bands import StatusLine, TitleBand
from ui.parts.buttons import plain_button
from ui.parts.dialog import ask
from ui.parts.file_choice import choose_target
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.workers import Latest

if TYPE_CHECKING:
    from app.auditing.checking_log import Checked
    from app.auditing.handing_out import HandedOut
    from app.auditing.reading import LogChoices

_LETTERS = (9, 5, 6, 8, 13, 16, 9, 9, 7, 4)  # of each column
_SHEETS = "工作簿 (*.xlsx);;csv (*.csv)"


class AuditPage(Page):
    """The log, the newest first; facts: the filters (`LogFilters.standing`)."""

    name = "audit"
    title = "日志审计"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading, self._counting = Latest(desk.runner, self), Latest(desk.runner, self)
        self._choosing, self._query = Latest(desk.runner, self), LogQuery()
        self._is_whole = False
        self.band = TitleBand(self.title)
        self.check = plain_button("核查日志", "shield-check")
        self.archive = plain_button("归档…", "layers")
        self.export = plain_button("导出…", "download")
        for button in (self.check, self.archive, self.export):
            self.band.add_action(button)
        self.filters = LogFilters()
        self.note = Notice(across=True)
        self.model = LogModel(self)
        self.table = plain_table(self.model, "日志")
        self.states = PageStates(self.table)
        self.line = StatusLine()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.band, self.filters, self.note):
            column.addWidget(part)
        within = QVBoxLayout()
        within.setContentsMargins(L, 0, L, M)
        within.addWidget(self.states)
        column.addLayout(within, 1)
        column.addWidget(self.line)
        self.table.fit_letters(_LETTERS)
        self._connect()

    def _connect(self) -> None:
        self.filters.changed.connect(self.read)
        self.check.clicked.connect(self.verify)
        self.archive.clicked.connect(self._on_archive)
        self.export.clicked.connect(self._on_export)
        self.table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        action(self, "刷新日志", "F5", self.read)
        action(self, "在日志里查找", "Ctrl+F", self.filters.search.setFocus)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.table.setFocus()

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        self.filters.stand({**facts, "record": record} if record else facts)
        session = self.desk.session
        days = session.policy["log_days"]
        self.line.show_text(f"超过 {days} 天的可以归档，归档后照样能看。日志只增不改，一条也删不掉。")
        self._choosing.ask(lambda _: reading.choices(session), self._offer, failed=lambda _error: None)
        self.read()

    @override
    def standing(self) -> dict[str, object]:
        return self.filters.standing()

    def _offer(self, choices: LogChoices) -> None:
        self.filters.offer(choices)

    # -- reading

    @Slot()
    def read(self) -> None:
        """Read the newest entries of what is asked for."""
        session, query = self.desk.session, self.filters.query()
        self._query, self._is_whole = query, False
        if not self.model.lines:
            self.states.show_loading()

        def newest(_ctx: JobContext) -> list[LogLine]:
            return reading.page(session, query)

        self._reading.ask(newest, self._show, failed=lambda error: self.states.show_error(error, self.read))
        self._counting.ask(lambda _: reading.count(session, query), self._tell, failed=lambda _error: None)

    def _show(self, lines: list[LogLine]) -> None:
        self.model.show(lines)
        self._is_whole = len(lines) < AT_ONCE
        if lines:
            self.states.show_content()
            self.table.scrollToTop()
        elif self._query == LogQuery():
            self.states.show_empty("history", "还没有日志", "登录、查看、修改、导出，每一次都会记在这里。")
        else:
            self.states.show_empty("search", "没有符合的日志", "换一个条件，或把条件清除再看。")

    def _tell(self, count: int) -> None:
        self.band.set_count(f"{count:,} 条")

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        is_near_end = value >= self.table.verticalScrollBar().maximum() - AT_ONCE // 4
        if not is_near_end or self._is_whole or not self.model.lines or self._reading.is_waiting:
            return
        session, query, below = self.desk.session, self._query, self.model.lines[-1].number
        self._reading.ask(lambda _: reading.page(session, query, below=below), self._add, failed=self._tell_trouble)

    def _add(self, lines: list[LogLine]) -> None:
        self._is_whole = len(lines) < AT_ONCE
        self.model.add(lines)

    # -- checking, archiving, handing out

    @Slot()
    def verify(self) -> None:
        """Hold every entry against what was written."""
        session = self.desk.session
        self.check.setEnabled(False)
        self._say("正在逐条核查…", "info")
        handle = self.desk.runner.reading(lambda _: checking_log.verify(session), name="核查日志")
        handle.done.connect(self._on_checked)
        handle.failed.connect(self._tell_trouble)
        handle.ended.connect(lambda: self.check.setEnabled(True))
        self.desk.runner.start(handle)

    @Slot(object)
    def _on_checked(self, checked: Checked) -> None:
        if checked.is_whole:
            self._say(f"核查了 {checked.entries:,} 条，每一条都和当时记的一样。", "good")
            return
        why = log_words.WHY.get(checked.why, checked.why)
        text = f"从第 {checked.first_bad:,} 条起和当时记的不一样（{why}）。请保留台账文件夹原样，报告上级并查明原因。"
        self._say(text, "bad")

    @Slot()
    def _on_archive(self) -> None:
        days = self.desk.session.policy["log_days"]
        self.asking = ask(self, "归档旧日志？", archiving_text(days), "归档", self.archive_old)

    def archive_old(self) -> None:
        """Move what is old into an archive."""
        session = self.desk.session
        handle = self.desk.runner.writing(lambda _: archiving.archive_old(session), name="归档日志")
        handle.done.connect(self._on_archived)
        handle.failed.connect(self._tell_trouble)
        self.desk.runner.start(handle)

    @Slot(object)
    def _on_archived(self, made: object) -> None:
        entries = getattr(made, "entries", 0)
        if not entries:
            self._say("没有要归档的旧日志。", "info")
            return
        self._say(f"已归档 {entries:,} 条日志。", "good")
        session = self.desk.session
        self._choosing.ask(lambda _: reading.choices(session), self._offer, failed=lambda _error: None)
        self.read()

    @Slot()
    def _on_export(self) -> None:
        proposed = f"日志_{clock.today().isoformat()}.xlsx"
        choose_target(self, "导出日志", proposed, _SHEETS, self.hand_out)

    def hand_out(self, target: Path) -> None:
        """Write what is asked for, with its signature."""
        session, query = self.desk.session, self._query

        def job(ctx: JobContext) -> HandedOut:
            from app.auditing import handing_out

            return handing_out.hand_out(session, query, target, ctx)

        handle = self.desk.runner.writing(job, name="导出日志")
        handle.done.connect(self._on_handed_out)
        handle.failed.connect(self._tell_trouble)
        self.desk.runner.start(handle)

    @Slot(object)
    def _on_handed_out(self, done: HandedOut) -> None:
        self._say(
            f"已导出 {done.entries:,} 条到 {done.path}，登记号 {done.number}。旁边的 .sig 是签名，请和它放在一起。",
            "good",
        )

    @Slot(object)
    def _tell_trouble(self, error: LedgerError) -> None:
        self._say(window_message_for(error), "bad")

    def _say(self, text: str, tone: str) -> None:
        self.note.tell(text, tone)


def archiving_text(days: int) -> str:
    """What archiving does, before it is done."""
    moved = f"超过 {days} 天的日志会移到台账文件夹里签了名的归档文件，在这里选“归档”照样能看。"
    return f"{moved}变更的日志另外还留在台账里。"
