"""What people see when the program itself failed: what happened, what is kept, what to do, and the report."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app import crash_report
from app.crash_report import CrashReport
from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.look.roles import label
from ui.parts.buttons import link_button
from ui.parts.dialog import Dialog
from ui.parts.file_choice import choose_target
from ui.workers import JobRunner

_HAPPENED = "程序里有一处没有想到的错误，刚才的操作没有做完。"
_KEPT = "已经保存的内容都在，没有受影响；正在填写的内容留有草稿。"
_TO_DO = "可以继续使用。如果画面不对，或者又出现这个提示，请重新启动程序，并把报告交给维护人员。"
_NOT_IN_IT = "报告里只有程序的版本和出错的位置，没有居民的任何信息。"
_REPORT_LINES = 12


class CrashWindow(Dialog):
    """Accepted to go on; `restart_asked` when the person would rather start again."""

    restart_asked = Signal()

    def __init__(self, report: CrashReport, parent: QWidget | None = None) -> None:
        super().__init__("程序出了一点问题", parent)
        self._report = report
        self._runner = JobRunner(self)
        for text in (_HAPPENED, _KEPT, _TO_DO):
            self.body.addWidget(label(text, wraps=True))
        self.link = link_button("查看报告")
        self.note = label(_NOT_IN_IT, "caption", wraps=True)
        self.text = QPlainTextEdit(report.as_text())
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("错误报告")
        self.text.setMinimumHeight(self.fontMetrics().lineSpacing() * _REPORT_LINES)
        self.body.addWidget(self.link)
        self.body.addWidget(self.note)
        self.body.addWidget(self.text, 1)
        self.save_button = self.add_button("保存报告…")
        self.restart_button = self.add_button("重新启动程序")
        self.go_on_button = self.add_button("继续使用", "primary")
        self.link.clicked.connect(self.show_report)
        self.save_button.clicked.connect(self._on_save)
        self.restart_button.clicked.connect(self._on_restart)
        for widget in (self.text, self.save_button):
            widget.hide()
        self.go_on_button.setFocus()

    @Slot()
    def show_report(self) -> None:
        """Show the whole report; only then it can be saved."""
        self.link.hide()
        self.text.show()
        self.save_button.show()
        self.text.setFocus()
        self.adjustSize()

    def save_to(self, path: Path) -> None:
        """Write the report; what comes of it is told where the note stands."""
        report = self._report
        handle = self._runner.writing(lambda _: crash_report.save(report, path))
        handle.done.connect(self._on_saved)
        handle.failed.connect(self._on_not_saved)
        self._runner.start(handle)

    @Slot()
    def _on_save(self) -> None:
        choose_target(self, "保存报告", "里弄错误报告.txt", "文本 (*.txt)", self.save_to)

    @Slot(object)
    def _on_saved(self, _: object) -> None:
        self.note.setText("报告已保存。")

    @Slot(object)
    def _on_not_saved(self, error: LedgerError) -> None:
        self.note.setText(window_message_for(error))

    @Slot()
    def _on_restart(self) -> None:
        self.restart_asked.emit()
        self.accept()
