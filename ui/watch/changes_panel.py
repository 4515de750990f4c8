"""The lower half of the page 异常提醒: hours in which much was changed, and putting one of them back as it was."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.jobs import JobContext, Progress
from app.messages import window_message_for
from app.watch import changes
from ledger import clock
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.parts.buttons import danger_button
from ui.parts.choices import ChoiceBox
from ui.parts.dialog import ask
from ui.parts.progress import ProgressLine
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.watch.models import ChangesModel
from ui.workers import Latest

if TYPE_CHECKING:
    from app.undo.undoing import Undone
    from app.watch.changes import HourOfChanges

_SPANS = (("7", "最近 7 天"), ("30", "最近 30 天"), ("90", "最近 90 天"), ("365", "最近一年"))
_KINDS = (("unusual", "非正常的"), ("all", "全部"))
_STAYS = "工单的办理、任务的签收和回复写下以后不能撤销。工单办错了，请在工单里再办一步更正"
_LETTERS = (11, 6, 26, 13, 6)


class ChangesPanel(QWidget):
    """Reads when it is told to; `restore` asks first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._reading, self._foreseeing = Latest(desk.runner, self), Latest(desk.runner, self)
        self.model = ChangesModel(self)
        self.table = plain_table(self.model, "非正常的变更")
        self.spans, self.kinds = ChoiceBox(_SPANS), ChoiceBox(_KINDS)
        for box, name, value in ((self.spans, "看多久", "30"), (self.kinds, "看哪些", "unusual")):
            box.setAccessibleName(name)
            box.set_value(value)
            box.chosen.connect(self.read)
        self.restore_button = danger_button("恢复到变更前", "undo-2")
        self.restore_button.setEnabled(False)
        self.restore_button.clicked.connect(self.restore)
        self.progress = ProgressLine("正在恢复")
        self.progress.hide()
        self.note = label("", wraps=True)
        self.note.setContentsMargins(M, S, M, S)
        self.note.hide()
        self.states = PageStates(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, M, L, S)
        column.setSpacing(S)
        column.addLayout(self._head())
        for part in (self.progress, self.note):
            column.addWidget(part)
        column.addWidget(self.states, 1)
        self.table.fit_letters(_LETTERS)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(S)
        head.addWidget(label("非正常修改和删除", "section"), 1)
        for part in (self.spans, self.kinds, self.restore_button):
            head.addWidget(part)
        return head

    @property
    def current(self) -> HourOfChanges | None:
        """The chosen hour."""
        return self.model.line_at(self.table.currentIndex().row())

    @Slot()
    def read(self) -> None:
        """Read the report."""
        session, last = self.desk.session, clock.today()
        days = int(self.spans.value()) if self.spans.value().isdecimal() else 30
        unusual = self.kinds.value() != "all"

        def job(_ctx: JobContext) -> list[HourOfChanges]:
            return changes.report(session, last - timedelta(days=days), last, unusual_only=unusual)

        if not self.model.lines:
            self.states.show_loading()
        self._reading.ask(job, self._show, failed=lambda error: self.states.show_error(error, self.read))

    def _show(self, hours: list[HourOfChanges]) -> None:
        row = self.table.currentIndex().row()
        self.model.show(hours)
        if not hours:
            text = (
                "一小时里改得很多、删得很多，或不在工作时间的变更，会列在这里，可以一次恢复到变更前。工单的办理留着。"
            )
            self.states.show_empty("circle-check", "没有非正常的变更", text)
        else:
            self.states.show_content()
            self.table.selectRow(min(max(row, 0), len(hours) - 1))
        self._on_current()

    @Slot()
    def _on_current(self) -> None:
        one, rights = self.current, self.desk.session.rights
        may = rights.may("remove")
        self.restore_button.setEnabled(one is not None and one.stands and may)
        self.restore_button.setToolTip(self._why_not(one) if may else "您的账号只能看，不能改台账")

    @staticmethod
    def _why_not(one: HourOfChanges | None) -> str:
        return _STAYS if one is not None and not one.comes_back else ""

    @Slot()
    def restore(self) -> None:
        """Look what would stay, ask, then put the chosen hour back."""
        one, session = self.current, self.desk.session
        if one is not None and one.stands:

            def job(_ctx: JobContext) -> str:
                return changes.foresee(session, one.user, one.hour)

            self.note.hide()
            self._foreseeing.ask(job, lambda stays: self._ask(one, stays), failed=self._on_refused)

    def _ask(self, one: HourOfChanges, stays: str) -> None:
        back = f"会改回原来的内容，但是{stays}" if stays else "会全部改回原来的内容"
        text = f"{one.who}在 {one.when} 做的变更（{one.told}）{back}。恢复后还可以撤销。"
        self.asking = ask(self, "恢复到变更前？", text, "恢复", lambda: self._put_back(one), is_danger=True)

    def _put_back(self, one: HourOfChanges) -> None:
        session = self.desk.session

        def job(ctx: JobContext) -> Undone:
            return changes.restore(session, one.user, one.hour, ctx)

        handle = self.desk.runner.writing(job, name="恢复非正常变更")
        self.note.hide()
        self.progress.begin("正在恢复")
        self.progress.show()
        self.progress.cancelled.connect(handle.cancel)
        handle.progressed.connect(self._on_progress)
        handle.done.connect(self._on_put_back)
        handle.failed.connect(self._on_refused)
        handle.ended.connect(self.progress.hide)
        self.desk.runner.start(handle)

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self.progress.show_progress(progress, "正在恢复")

    @Slot(object)
    def _on_put_back(self, done: Undone) -> None:
        self.desk.say(f"已恢复到变更前：{done.label}", action=done.action)

    @Slot(object)
    def _on_refused(self, error: LedgerError) -> None:
        set_role(self.note, "hint", "bad")
        self.note.setText(window_message_for(error))
        self.note.show()
