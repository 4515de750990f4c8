"""The preview: the pages as they will come out, the printer, and saving as a PDF instead.

Reading, laying out, printing and writing run beside the window. What a print says is `app.printed`'s, how it is laid
out `composing`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget
from typing_extensions import override

from app.jobs import Job, JobContext, Progress
from app.messages import window_message_for
from app.printed import Printout
from app.release import prints
from app.release.prints import Way
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.exporting.purpose_row import PurposeRow
from ui.look.roles import label
from ui.look.tokens import L, S
from ui.parts.buttons import quiet_button
from ui.parts.dialog import Dialog, open_dialog
from ui.parts.fields import Labelled
from ui.parts.file_choice import choose_target
from ui.parts.progress import ProgressLine
from ui.parts.states import PageStates
from ui.printing import output
from ui.printing.composing import COMPOSING, Composed, compose, page_number
from ui.printing.page_view import FIT, PageView
from ui.printing.paper import Paper
from ui.workers import JobHandle, Latest

_PHASES = {COMPOSING: "排版", output.PRINTING: "打印", "collecting": "读取"}
_MOST_COPIES = 99
UPRIGHT, ON_ITS_SIDE = "纵向", "横向"


class PreviewDialog(Dialog):
    """A print before it leaves; closes itself when it has."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        make: Job[Printout],
        parent: QWidget | None = None,
        *,
        leaving: Way = prints.OF_LEDGERS,
    ) -> None:
        super().__init__(title, parent)
        self._desk, self._make, self._leaving = desk, make, leaving
        self._printout: Printout | None = None
        self.composed: Composed | None = None
        self._laying_out = Latest(desk.runner, self)
        self._work: JobHandle | None = None
        self.pages = PageView()
        self.states = PageStates(self.pages)
        self.printer, self.way = QComboBox(), QComboBox()
        self.copies = QSpinBox()
        self.purpose = PurposeRow()
        self._where = label("", "muted")
        self._where.setMinimumWidth(self.fontMetrics().horizontalAdvance(page_number(1000, 1000)))
        self._trouble = label("", "error", wraps=True)
        self._progress = ProgressLine()
        self._fill()
        self.add_button("取消", "cancel")
        self.save_button = self.add_button("保存为 PDF…")
        self.print_button = self.add_button("打印", "primary", closes=False)
        self._connect()
        self._read()

    # -- built

    def _fill(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(L)
        names = [info.printerName() for info in QPrinterInfo.availablePrinters()]
        self.printer.addItems(names or ["没有找到打印机"])
        self.printer.setCurrentText(QPrinterInfo.defaultPrinterName())
        self.printer.setEnabled(bool(names))
        self.printer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.way.addItems((UPRIGHT, ON_ITS_SIDE))
        self.copies.setRange(1, _MOST_COPIES)
        for name, widget in (("打印机", self.printer), ("份数", self.copies), ("纸张方向 (A4)", self.way)):
            side.addWidget(Labelled(name, widget))
        side.addStretch(1)
        middle = QVBoxLayout()
        middle.setSpacing(S)
        middle.addLayout(self._tools())
        middle.addWidget(self.states, 1)
        across = QHBoxLayout()
        across.setSpacing(L)
        across.addLayout(middle, 1)
        across.addLayout(side)
        self.body.addLayout(across, 1)
        self.body.addWidget(self.purpose)
        self.purpose.hide()
        self.body.addWidget(self._progress)
        self.body.addWidget(self._trouble)
        self._progress.hide()
        self._trouble.hide()

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.back, self.on = (
            quiet_button("chevron-left", "上一页 (PageUp)"),
            quiet_button("chevron-right", "下一页 (PageDown)"),
        )
        self.smaller, self.larger = quiet_button("zoom-out", "缩小 (-)"), quiet_button("zoom-in", "放大 (+)")
        self.fit = quiet_button("chevrons-left-right", "适合宽度")
        for widget in (self.back, self._where, self.on):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self.smaller, self.larger, self.fit):
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        self.back.clicked.connect(lambda: self.pages.go_to(self.pages.page - 1))
        self.on.clicked.connect(lambda: self.pages.go_to(self.pages.page + 1))
        self.smaller.clicked.connect(lambda: self.pages.zoom_by(-1))
        self.larger.clicked.connect(lambda: self.pages.zoom_by(1))
        self.fit.clicked.connect(lambda: self.pages.set_zoom(FIT))
        self.pages.page_changed.connect(self._show_page)
        self.way.currentTextChanged.connect(self._on_way)
        self.save_button.clicked.connect(self._on_save)
        self.print_button.clicked.connect(self._on_print)
        self._progress.cancelled.connect(self._on_stop)
        self._allow()

    # -- reading and laying out

    def _read(self) -> None:
        self.states.show_loading("正在排版…")
        make, printout = self._make, self._printout
        upright = self.way.currentText() == UPRIGHT if printout else None

        def job(ctx: JobContext) -> Composed:
            made = printout or make(ctx)
            return compose(made, Paper(made.is_wide if upright is None else not upright), ctx)

        self._laying_out.ask(job, self._show, failed=lambda error: self.states.show_error(error, self._read))

    def _show(self, composed: Composed) -> None:
        self.composed, self._printout = composed, composed.printout
        with QSignalBlocker(self.way):
            self.way.setCurrentText(ON_ITS_SIDE if composed.paper.is_wide else UPRIGHT)
        self.states.show_content()
        self.pages.show_print(composed)
        self.purpose.setVisible(prints.needs_purpose(composed.printout))
        self.purpose.fix_purpose(composed.printout.purpose)
        self.pages.setFocus()
        self._allow()

    def _on_way(self) -> None:
        if self._printout is not None:
            self.composed = None
            self._allow()
            self._read()

    @Slot(int)
    def _show_page(self, page: int) -> None:
        self._where.setText(page_number(page, self.pages.pages))
        self.back.setEnabled(page > 1)
        self.on.setEnabled(page < self.pages.pages)

    def _allow(self) -> None:
        is_ready = self.composed is not None and self._work is None
        self.save_button.setEnabled(is_ready)
        self.print_button.setEnabled(is_ready and self.printer.isEnabled())

    # -- letting it out

    def _ready(self) -> Composed | None:
        """What is to leave, with what it is for; None where that is needed and missing."""
        composed = self.composed
        if composed is None or not self.purpose.is_complete(is_needed=prints.needs_purpose(composed.printout)):
            return None
        said = self.purpose.chosen()
        return replace(composed, printout=replace(composed.printout, purpose=said.purpose, basis=said.basis))

    def _on_print(self) -> None:
        composed, session, leaving = self._ready(), self._desk.session, self._leaving
        name, copies = self.printer.currentText(), self.copies.value()
        if composed is None:
            return

        def job(ctx: JobContext) -> None:
            stamp = leaving.enter_paper(session, composed.printout, copies)
            try:
                output.on_paper(replace(composed, mark=stamp.line), name, copies, ctx)
            except BaseException:
                leaving.enter_failed(session, composed.printout, stamp)
                raise

        self._leave(self._desk.runner.reading(job), f"已打印 {self.pages.pages} 页")

    def _on_save(self) -> None:
        composed = self._ready()
        if composed is None:
            return
        suggested = f"{composed.printout.title.replace('　', ' ')}.pdf"
        choose_target(self, "保存为 PDF", suggested, "PDF (*.pdf)", lambda path: self._save_to(path, composed))

    def _save_to(self, chosen: Path, composed: Composed) -> None:
        path, session, leaving = chosen.with_suffix(".pdf"), self._desk.session, self._leaving

        def job(ctx: JobContext) -> None:
            def drawn(mark: str) -> bytes:
                return output.pdf(replace(composed, mark=mark), ctx)

            leaving.save_pdf(session, composed.printout, path, drawn)

        self._leave(self._desk.runner.reading(job), f"已保存 {path.name}")

    def _leave(self, work: JobHandle, said: str) -> None:
        """Print or write, tell it, close."""

        def then(_: object) -> None:
            self._desk.say(said)
            self.accept()

        self._run(work, then)

    def _run(self, work: JobHandle, then: Callable[[object], None]) -> None:
        self._work = work
        self._trouble.hide()
        self._progress.show()
        self._allow()
        work.progressed.connect(self._on_progress)
        work.ended.connect(self._on_ended)
        work.failed.connect(self._on_failed)
        work.done.connect(then)
        self._desk.runner.start(work)

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self._progress.show_progress(progress, _PHASES.get(progress.phase, ""))

    @Slot()
    def _on_ended(self) -> None:
        self._work = None
        self._progress.hide()
        self._allow()

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self._trouble.setText(window_message_for(error))
        self._trouble.show()

    def _on_stop(self) -> None:
        if self._work is not None:
            self._work.cancel()

    @override
    def reject(self) -> None:
        self._laying_out.drop()
        self._on_stop()
        super().reject()


def preview(desk: Desk, title: str, make: Job[Printout], *, leaving: Way = prints.OF_LEDGERS) -> PreviewDialog:
    """Open the preview of what `make` gives, over the window."""
    dialog = PreviewDialog(desk, title, make, QApplication.activeWindow(), leaving=leaving)
    open_dialog(dialog)
    return dialog
