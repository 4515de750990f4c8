"""The export dialog: a list, an empty template, a department's form filled, a masked data set; what stands in the way.

The work goes on when the dialog is closed; the window shows it at its foot.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTabWidget, QWidget
from typing_extensions import override

from app import words
from app.jobs import Progress
from app.messages import window_message_for
from app.records.filters import Selection
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.exporting.fill_form import FillForm
from ui.exporting.list_form import ListForm, has_room_beside
from ui.exporting.masked_form import MaskedForm
from ui.exporting.template_form import TemplateForm
from ui.exporting.work import Outgoing, open_folder
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.parts.buttons import plain_button
from ui.parts.progress import ProgressLine
from ui.record_form.scroller import FormScroller, GrowingDialog

if TYPE_CHECKING:
    from app.exports.exporting import ExportOutcome
    from app.exports.filling import FillOutcome
    from app.exports.masked_set import MaskedOutcome

    Outcome = ExportOutcome | FillOutcome | MaskedOutcome | None

_LETTERS, _LINES = 50, 40  # fits the smallest screen at the largest text; what is higher scrolls
_WIDE = 80  # letters, where the two halves of the list's form stand side by side


class ExportDialog(GrowingDialog):
    """Exports `ledger_name` (a ledger's name or `flat`), all of it or what `selection` picks.

    `listed` are the columns of the list that it is asked from: they leave in its order unless others are chosen.
    """

    def __init__(
        self,
        desk: Desk,
        ledger_name: str,
        selection: Selection | None = None,
        parent: QWidget | None = None,
        *,
        listed: tuple[str, ...] = (),
    ) -> None:
        super().__init__("导出", parent)
        self._desk = desk
        self._outgoing: Outgoing | None = None
        self._path = Path()
        self.list = ListForm(desk, ledger_name, selection, listed)
        self.template = TemplateForm(ledger_name)
        self.fill = FillForm(desk, selection if ledger_name in ("flat", "person") else None)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("导出什么")
        self.tabs.setDocumentMode(True)
        self.masked = MaskedForm(desk)
        self._forms = self.list, self.template, self.fill, self.masked
        for form, text in zip(self._forms, ("清单", "空白模板", "填部门的表", "脱敏数据"), strict=True):
            self.tabs.addTab(FormScroller(form, letters=_LETTERS, lines=_LINES), text)
        self.progress = ProgressLine("正在导出")
        self.progress.cancelled.connect(self._on_cancel)
        self.progress.hide()
        self.note = self._make_note()
        self.body.addWidget(self.tabs, 1)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.note)
        self.close_button = self.add_button("关闭", "cancel")
        self.go = self.add_button("导出", "primary", closes=False)
        self.go.setDefault(False)  # Enter belongs to the search and the names of layouts
        self.go.clicked.connect(self.start)
        for one in (self.list, self.fill):
            one.watch.told.connect(self._name_go)
        self.tabs.currentChanged.connect(self._name_go)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * (_LETTERS + 2))

    @override
    def sizeHint(self) -> QSize:
        """High enough for lists of columns that show many, and wide enough for two halves, where the screen is."""
        metrics, room = self.fontMetrics(), self.screen().availableGeometry().size() * 0.9
        high = min(metrics.lineSpacing() * _LINES, room.height())
        wide = min(metrics.horizontalAdvance("字") * _WIDE, room.width()) if has_room_beside(self.list) else 0
        return super().sizeHint().expandedTo(QSize(wide, high))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self.grow()  # Qt opens a dialog no higher than two thirds of the screen
        super().showEvent(event)

    def _make_note(self) -> QFrame:
        note = QFrame()
        row = QHBoxLayout(note)
        row.setContentsMargins(L, S, L, S)
        row.setSpacing(M)
        self.note_text = label("", wraps=True)
        self.folder = plain_button("打开文件夹", "folder-open")
        self.folder.clicked.connect(self._on_folder)
        row.addWidget(self.note_text, 1)
        row.addWidget(self.folder)
        note.hide()
        return note

    @Slot()
    def _name_go(self) -> None:
        """The button says what it will do: export, or ask a second person first."""
        form = self._forms[self.tabs.currentIndex()]
        self.go.setText("提交申请" if isinstance(form, (ListForm, FillForm)) and form.privacy.asks else "导出")

    # -- at work

    @Slot()
    def start(self) -> None:
        """Export what the open leaf says."""
        if self._outgoing is not None:
            return
        form = self._forms[self.tabs.currentIndex()]
        self.note.hide()  # what it says is about the export before
        asked = form.job()
        if asked is None:
            return
        job, path = asked
        work = self._outgoing = Outgoing(self._desk, job, path)
        self._path = path
        work.progressed.connect(self._on_progress)
        work.done.connect(self._on_done)
        work.failed.connect(self._on_failed)
        work.stopped.connect(self._on_stopped)
        self._show_working(is_working=True)
        work.start()

    def _show_working(self, *, is_working: bool) -> None:
        self.note.hide()
        self.progress.begin("正在导出")
        self.progress.setVisible(is_working)
        self.tabs.setEnabled(not is_working)
        self.go.setEnabled(not is_working)
        self.close_button.setText("在后台继续" if is_working else "关闭")

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self.progress.show_progress(progress, words.phase(progress.phase) if progress.phase else "")

    @Slot()
    def _on_cancel(self) -> None:
        if self._outgoing is not None:
            self._outgoing.cancel()

    # -- how it ended

    @Slot(object)
    def _on_done(self, outcome: Outcome) -> None:
        self._end()
        number = getattr(outcome, "id", 0)  # of a request
        if number:
            self._tell(f"已提交第 {number} 号导出申请，等另一个人批准。批准后在这里照样再导出一次。", "info")
        else:
            self._tell(_told(outcome, self._path), "good", has_file=True)
            self.folder.setFocus()
        self._look_again()

    def _look_again(self) -> None:
        """An approval was asked for, or used up."""
        form = self._forms[self.tabs.currentIndex()]
        if isinstance(form, (ListForm, FillForm)) and form.privacy.outlook and form.privacy.outlook.need:
            form.watch.look()

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self._end()
        self._tell(window_message_for(error), "bad")

    @Slot()
    def _on_stopped(self) -> None:
        self._end()
        self._tell("已取消，没有写出文件。", "info")

    def _end(self) -> None:
        self._outgoing = None
        self._show_working(is_working=False)

    def _tell(self, text: str, tone: str, *, has_file: bool = False) -> None:
        set_role(self.note, "hint", tone)
        self.note_text.setText(text)
        self.folder.setVisible(has_file)
        self.note.show()

    @Slot()
    def _on_folder(self) -> None:
        open_folder(self._path)

    @override
    def done(self, result: int) -> None:
        """Close; work that is under way goes on and is told at the foot of the window."""
        if self._outgoing is not None:
            self._outgoing.is_watched = False
            self._outgoing = None
        super().done(result)


def _told(outcome: Outcome, path: Path) -> str:
    """What was written, in words, and under which register number."""
    if outcome is None:
        return f"空白模板已存到：{path}"
    rows = outcome.rows if isinstance(outcome.rows, int) else sum(outcome.rows.values())
    told = f"{rows:,} 行已存到：{path}。登记号 {outcome.number}"
    left = getattr(outcome, "left_empty", ())
    if left:
        told += "。没有填的列：" + "、".join(f"{heading}（{words.LEFT_EMPTY[why]}）" for heading, why in left)
    return told
