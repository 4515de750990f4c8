"""The export dialog: a list, an empty template, or a department's form filled; the file and what stands in its way.

The work goes on when the dialog is closed; the window shows it at its foot.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTabWidget, QWidget
from typing_extensions import override

from app import words
from app.filters import Selection
from app.jobs import Progress
from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.exporting.fill_form import FillForm
from ui.exporting.list_form import ListForm
from ui.exporting.template_form import TemplateForm
from ui.exporting.work import Outgoing, open_folder
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.parts.buttons import plain_button
from ui.parts.dialog import Dialog
from ui.parts.progress import ProgressLine

if TYPE_CHECKING:
    from app.exporting import ExportOutcome
    from app.filling import FillOutcome

_LETTERS = 52  # fits the smallest screen at the largest text


class ExportDialog(Dialog):
    """Exports `ledger_name` (a ledger's name or `flat`), all of it or what `selection` picks."""

    def __init__(
        self, desk: Desk, ledger_name: str, selection: Selection | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__("导出", parent)
        self._desk = desk
        self._outgoing: Outgoing | None = None
        self._path = Path()
        self.list = ListForm(desk, ledger_name, selection)
        self.template = TemplateForm(ledger_name)
        self.fill = FillForm(desk, selection if ledger_name in ("flat", "person") else None)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("导出什么")
        self.tabs.setDocumentMode(True)
        for form, text in ((self.list, "清单"), (self.template, "空白模板"), (self.fill, "填部门的表")):
            self.tabs.addTab(form, text)
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
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * _LETTERS)

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

    # -- at work

    @Slot()
    def start(self) -> None:
        """Export what the open leaf says."""
        form = self.tabs.currentWidget()
        if self._outgoing is not None or not isinstance(form, (ListForm, TemplateForm, FillForm)):
            return
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
    def _on_done(self, outcome: ExportOutcome | FillOutcome | None) -> None:
        self._end()
        self._tell(_told(outcome, self._path), "good", has_file=True)
        self.folder.setFocus()

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


def _told(outcome: ExportOutcome | FillOutcome | None, path: Path) -> str:
    """What was written, in words."""
    if outcome is None:
        return f"空白模板已存到：{path}"
    told = f"{outcome.rows:,} 行已存到：{path}"
    left = getattr(outcome, "left_empty", ())
    if left:
        told += "。没有填的列：" + "、".join(f"{heading}（{words.LEFT_EMPTY[why]}）" for heading, why in left)
    return told


def show_export(desk: Desk, ledger_name: str, selection: Selection | None, parent: QWidget) -> None:
    """Open the dialog over a page."""
    dialog = ExportDialog(desk, ledger_name, selection, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
