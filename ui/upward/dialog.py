"""The dialog 上报材料: a period, what goes in with its figures, how open it leaves, what counts as told.

The work goes on when the dialog is closed; what became of it is told at the foot of the window.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.jobs import Job, JobContext
from app.messages import window_message_for
from app.upward import contents
from app.upward.contents import PARTS, Contents
from app.upward.period import Period, month_of, quarter_of
from ledger import clock
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.exporting.privacy import PrivacyBox
from ui.exporting.target import TargetBox
from ui.exporting.work import Outgoing, open_folder
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.parts.buttons import plain_button
from ui.parts.period_box import PeriodBox
from ui.parts.progress import ProgressLine
from ui.record_form.scroller import FormScroller, GrowingDialog
from ui.workers import Latest

if TYPE_CHECKING:
    from app.exports.clearance import Outlook
    from app.release.approvals import Approval
    from app.upward.package import Outcome, Request

_LETTERS, _LINES = 44, 36
_PAUSE_MS = 150  # between a change and the question
_ROW = "topic_row"
_EARLY = 10  # until this day of a month the one before is what is reported


class UpwardDialog(GrowingDialog):
    """Makes the package, or asks a second person first."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("上报材料", parent)
        self._desk = desk
        self._outgoing: Outgoing | None = None
        self._path = Path()
        self.found: Contents | None = None
        self._asking = Latest(desk.runner, self)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self.when = PeriodBox(_offered, "last_month" if clock.today().day <= _EARLY else "month")
        open_parts = contents.parts_open(desk.session)
        self.parts = {part: QCheckBox(PARTS[part]) for part in PARTS}
        self.figures = {part: label("", "muted", wraps=True) for part in PARTS}
        for part, box in self.parts.items():
            box.setEnabled(part in open_parts)
            box.setChecked(part in open_parts)
            box.setToolTip("" if part in open_parts else "您的角色不能导出这一样。")
        self.marks = QCheckBox()
        self.privacy = PrivacyBox()
        self.target = TargetBox(patterns="Excel 表格 (*.xlsx)")
        self.trouble = label("", "error", wraps=True)
        self.progress = ProgressLine("正在导出")
        self.progress.hide()
        self.note = self._make_note()
        self.form = self._make_form()
        self.body.addWidget(FormScroller(self.form, letters=_LETTERS, lines=_LINES), 1)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.note)
        self.close_button = self.add_button("关闭", "cancel")
        self.go = self.add_button("导出", "primary", closes=False)
        self._connect()
        self.look()

    # -- how it is put together

    def _make_form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        grid = QGridLayout()
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(S)
        for row, part in enumerate(PARTS):
            grid.addWidget(self.parts[part], row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self.figures[part], row, 1)
        grid.setColumnStretch(1, 1)
        column.addWidget(self.when)
        column.addWidget(label("放进去什么", "section"))
        column.addLayout(grid)
        column.addWidget(self.trouble)
        column.addWidget(self.marks)
        column.addWidget(self.privacy)
        column.addWidget(self.target)
        column.addStretch(1)
        self.trouble.hide()
        self.marks.hide()
        return form

    def _make_note(self) -> QFrame:
        note = QFrame()
        row = QHBoxLayout(note)
        row.setContentsMargins(L, S, L, S)
        row.setSpacing(M)
        self.note_text = label("", wraps=True)
        self.folder = plain_button("打开文件夹", "folder-open")
        self.folder.clicked.connect(lambda: open_folder(self._path))
        row.addWidget(self.note_text, 1)
        row.addWidget(self.folder)
        note.hide()
        return note

    def _connect(self) -> None:
        self._timer.timeout.connect(self._ask)
        self.when.changed.connect(self.look)
        for box in self.parts.values():
            box.toggled.connect(self.look)
        self.privacy.changed.connect(self.look)
        self.go.clicked.connect(self.start)
        self.progress.cancelled.connect(self._on_cancel)

    # -- what would leave

    def chosen(self) -> tuple[str, ...]:
        """The parts that are ticked."""
        return tuple(part for part, box in self.parts.items() if box.isChecked())

    @Slot()
    def look(self) -> None:
        """Something changed: what was told holds no more."""
        self._asking.drop()
        self.found = None
        self.privacy.show_outlook(None)
        self.marks.hide()
        self.go.setEnabled(False)
        for figure in self.figures.values():
            figure.setText("")
        self._timer.start()

    @property
    def is_settled(self) -> bool:
        """True when nothing is being asked."""
        return not self._timer.isActive() and not self._asking.is_waiting

    def _request(self, wanted: Period) -> Request:
        from app.exports.clearance import Asked
        from app.upward import package

        unmasked = self.privacy.unmasked.isChecked()
        reason = self.privacy.reason.text().strip() if unmasked else ""
        asked = Asked(purpose=self.privacy.purpose.chosen(), reason=reason)
        marks = self.marks.isChecked() and not self.marks.isHidden()
        return package.Request(period=wanted, parts=self.chosen(), unmasked=unmasked, marks=marks, asked=asked)

    @Slot()
    def _ask(self) -> None:
        wanted = self.when.period()
        if wanted is None:
            self.when.tell_trouble()
            return
        if not self.chosen():
            self._tell_trouble("至少选一样。")
            return
        session, request = self._desk.session, self._request(wanted)

        def job(ctx: JobContext) -> tuple[Contents, Outlook]:
            from app.upward import package

            return package.look(session, request, ctx)

        self._asking.ask(job, lambda told: self._show(*told), failed=self._on_unknown)

    def _show(self, found: Contents, outlook: Outlook) -> None:
        self.found = found
        self._tell_trouble("")
        told = dict(found.figures())
        for part, name in PARTS.items():
            self.figures[part].setText(told.get(name, ""))
        may_mark = found.opinions is not None and found.opinions.can_mark and bool(found.waiting)
        self.marks.setVisible(may_mark and self._desk.session.rights.may("edit", _ROW))
        self.marks.setText(f"导出后，把其中没有上报过的 {found.waiting:,} 条意见记为“已上报”（可以撤销）")
        self.privacy.show_outlook(outlook)
        self.go.setText("提交申请" if self.privacy.asks else "导出")
        self.go.setEnabled(True)
        if not self.target.edit.isModified():
            self.target.propose(f"上报材料_{found.period.label.replace(' ', '')}.xlsx")

    def _on_unknown(self, error: LedgerError) -> None:
        self._tell_trouble(window_message_for(error))

    def _tell_trouble(self, text: str) -> None:
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    # -- at work

    @Slot()
    def start(self) -> None:
        """Make the package, or put it on the list of requests."""
        wanted, path = self.when.period(), self.target.path()
        if self._outgoing is not None or self.found is None or wanted is None or path is None:
            return
        if not self.privacy.is_complete():
            return
        self.note.hide()
        work = self._outgoing = Outgoing(self._desk, self._job(self._request(wanted), path), path)
        self._path = path
        desk = self._desk
        work.done.connect(lambda outcome: _tell_marked(desk, outcome))  # also when nobody watches any more
        work.progressed.connect(self.progress.show_progress)
        work.done.connect(self._on_done)
        work.failed.connect(self._on_failed)
        work.stopped.connect(self._on_stopped)
        self._show_working(is_working=True)
        work.start()

    def _job(self, request: Request, path: Path) -> Job[Outcome | Approval]:
        session, asks = self._desk.session, self.privacy.asks

        def job(ctx: JobContext) -> Outcome | Approval:
            from app.upward import package

            return package.ask(session, request, ctx) if asks else package.make(session, request, path, ctx)

        return job

    def _show_working(self, *, is_working: bool) -> None:
        self.progress.begin("正在导出")
        self.progress.setVisible(is_working)
        self.form.setEnabled(not is_working)
        self.go.setEnabled(not is_working)
        self.close_button.setText("在后台继续" if is_working else "关闭")

    @Slot()
    def _on_cancel(self) -> None:
        if self._outgoing is not None:
            self._outgoing.cancel()

    # -- how it ended

    @Slot(object)
    def _on_done(self, outcome: object) -> None:
        self._end()
        number = getattr(outcome, "id", 0)  # of a request
        if number:
            self._tell(f"已提交第 {number} 号导出申请，等另一个人批准。批准后在这里照样再导出一次。", "info")
        else:
            done = cast("Outcome", outcome)
            self._tell(_told(done), "bad" if done.not_marked else "good", has_file=True)
            self.folder.setFocus()
        self.look()

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self._end()
        self._tell(window_message_for(error), "bad")

    @Slot()
    def _on_stopped(self) -> None:
        self._end()
        self._tell("没有写出文件。", "info")

    def _end(self) -> None:
        self._outgoing = None
        self._show_working(is_working=False)

    def _tell(self, text: str, tone: str, *, has_file: bool = False) -> None:
        set_role(self.note, "hint", tone)
        self.note_text.setText(text)
        self.folder.setVisible(has_file)
        self.note.show()

    @override
    def done(self, result: int) -> None:
        """Close; work that is under way goes on and is told at the foot of the window."""
        if self._outgoing is not None:
            self._outgoing.is_watched = False
            self._outgoing = None
        super().done(result)


def _told(done: Outcome) -> str:
    """What was written, in words, and under which register number."""
    told = f"{done.rows:,} 行已存到：{done.path}。登记号 {done.number}"
    if done.not_marked is not None:
        return f"{told}。材料已经交出，但意见没有记为已上报：{window_message_for(done.not_marked)}"
    return f"{told}。{done.marked.count:,} 条意见记为已上报" if done.marked.count else told


def _tell_marked(desk: Desk, outcome: object) -> None:
    """Say at the foot of the window that opinions count as told now, with the undo of that; or why they do not."""
    marked = getattr(outcome, "marked", None)
    refused = getattr(outcome, "not_marked", None)
    if marked is not None and marked.count:
        desk.say(f"{marked.count:,} 条意见记为已上报", action=marked.action)
    elif isinstance(refused, LedgerError):
        desk.say(f"意见没有记为已上报：{window_message_for(refused)}")


def _offered(today: date) -> dict[str, tuple[str, Period]]:
    """This and the last month and quarter, each with its name."""
    month, quarter = month_of(today), quarter_of(today)
    named = {"month": ("本月", month), "last_month": ("上个月", month.before())}
    named |= {"quarter": ("本季度", quarter), "last_quarter": ("上个季度", quarter.before())}
    return {name: (f"{text}（{one.label}）", one) for name, (text, one) in named.items()}
