"""The first leaf of the export dialog: which sheet, who is in it, which columns, as what file; and empty templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from app import layouts, sheet_columns
from app.filters import Selection
from app.jobs import Job, JobContext
from app.layouts import Layout
from app.messages import window_message_for
from ledger import catalog, clock
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.exporting.columns_box import ColumnsBox
from ui.exporting.privacy import PrivacyBox
from ui.exporting.target import TargetBox
from ui.look.roles import label
from ui.look.tokens import L, M, S
from ui.parts.buttons import plain_button, quiet_button
from ui.parts.fields import LineEdit
from ui.workers import Latest

if TYPE_CHECKING:
    from app.exporting import ExportOutcome

_USUAL = "常用的列"


class ListForm(QWidget):
    """A list of a ledger, or the flat sheet of people and homes."""

    def __init__(self, desk: Desk, ledger_name: str, selection: Selection | None) -> None:
        super().__init__()
        self._desk = desk
        self._selection = selection
        self._reading = Latest(desk.runner, self)
        self.ledger = QComboBox()
        self.ledger.setAccessibleName("导出哪一种表")
        self.everything, self.filtered = QRadioButton("全部"), QRadioButton("当前筛选出来的")
        self.layouts = QComboBox()
        self.layouts.setAccessibleName("列的方案")
        self.layout_name = LineEdit()
        self.layout_name.setPlaceholderText("给这组列起个名字")
        self.layout_name.setAccessibleName("列的方案名称")
        self.save_layout = plain_button("保存这组列")
        self.remove_layout = quiet_button("trash-2", "删除这个方案")
        self.columns = ColumnsBox()
        self.privacy = PrivacyBox()
        self.target = TargetBox()
        self.note = label("", "error", wraps=True)
        self.note.hide()
        self._lay_out()
        self._fill(ledger_name)
        self._connect()
        self._on_ledger()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(S)
        who = QHBoxLayout()
        who.setSpacing(L)
        who.addWidget(self.everything)
        who.addWidget(self.filtered)
        who.addStretch(1)
        kept = QHBoxLayout()
        kept.setSpacing(S)
        for widget, stretch in (
            (self.layouts, 1),
            (self.remove_layout, 0),
            (self.layout_name, 1),
            (self.save_layout, 0),
        ):
            kept.addWidget(widget, stretch)
        for row, text in enumerate(("哪种表", "谁在表里", "列的方案")):
            grid.addWidget(label(text, "muted"), row, 0)
        grid.addWidget(self.ledger, 0, 1)
        grid.addLayout(who, 1, 1)
        grid.addLayout(kept, 2, 1)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, M, 0, 0)
        column.setSpacing(M)
        column.addLayout(grid)
        column.addWidget(self.columns, 1)
        column.addWidget(self.note)
        column.addWidget(self.privacy)
        column.addWidget(self.target)

    def _fill(self, ledger_name: str) -> None:
        for name in (sheet_columns.FLAT, *(one.name for one in catalog.ALL)):
            self.ledger.addItem(
                "人房总表（一行一位居民，带住址）" if name == sheet_columns.FLAT else sheet_columns.label(name), name
            )
        self.ledger.setCurrentIndex(max(0, self.ledger.findData(ledger_name)))
        has_filter = self._selection is not None and self._selection != Selection()
        self.filtered.setEnabled(has_filter)
        (self.filtered if has_filter else self.everything).setChecked(True)

    def _connect(self) -> None:
        self.ledger.currentIndexChanged.connect(self._on_ledger)
        self.layouts.activated.connect(self._on_layout)
        self.save_layout.clicked.connect(self._on_save)
        self.layout_name.submitted.connect(self._on_save)
        self.remove_layout.clicked.connect(self._on_remove)
        self.target.edit.textChanged.connect(self._on_target)

    @property
    def ledger_name(self) -> str:
        """The sheet that is exported."""
        return str(self.ledger.currentData())

    # -- the request

    def job(self) -> tuple[Job[ExportOutcome], Path] | None:
        """What to run and where it goes; None, said in place, while something is missing."""
        chosen, path = self.columns.chosen(), self.target.path()
        if not chosen:
            self._tell("至少选一列。")
            return None
        if path is None or not self.privacy.is_complete():
            return None
        self.note.hide()
        session, request = self._desk.session, self._request(chosen, path)

        def job(ctx: JobContext) -> ExportOutcome:
            from app import exporting

            return exporting.export(session, exporting.ExportRequest(**request), ctx)

        return job, path

    def _request(self, chosen: tuple[str, ...], path: Path) -> dict[str, Any]:
        selection = self._selection if self.filtered.isChecked() and self._selection else Selection()
        privacy = self.privacy
        password = privacy.password.text() if privacy.password_line.isVisibleTo(self) else ""
        return {
            "ledger": self.ledger_name,
            "out_path": path,
            "columns": chosen,
            "selection": selection,
            "unmasked": privacy.unmasked.isChecked(),
            "reason": privacy.reason.text() if privacy.unmasked.isChecked() else "",
            "workbook_password": password or None,
        }

    # -- what changes with what

    @Slot()
    def _on_ledger(self) -> None:
        name = self.ledger_name
        self.columns.show_sheet(name)
        self.target.propose(f"{sheet_columns.label(name)}_{clock.today():%Y%m%d}.xlsx")
        self._ask_layouts("")

    @Slot()
    def _on_target(self) -> None:
        self.privacy.password_line.setVisible(not self.target.edit.text().lower().endswith(".csv"))

    def _ask_layouts(self, chosen: str) -> None:
        session, name = self._desk.session, self.ledger_name

        def job(_ctx: JobContext) -> list[Layout]:
            return layouts.of_ledger(session, name)

        self._reading.ask(job, lambda found: self._show_layouts(found, chosen))

    def _show_layouts(self, found: list[Layout], chosen: str) -> None:
        self.layouts.clear()
        self.layouts.addItem(_USUAL, ())
        for one in found:
            self.layouts.addItem(one.name, one.columns)
        self.layouts.setCurrentIndex(max(0, self.layouts.findText(chosen)))
        self.remove_layout.setEnabled(self.layouts.currentIndex() > 0)

    @Slot()
    def _on_layout(self) -> None:
        self.remove_layout.setEnabled(self.layouts.currentIndex() > 0)
        self.columns.show_sheet(self.ledger_name, tuple(self.layouts.currentData() or ()))

    @Slot()
    def _on_save(self) -> None:
        session, name = self._desk.session, self.ledger_name
        called, columns = self.layout_name.text().strip(), self.columns.chosen()
        self._write(lambda _: layouts.save(session, name, called, columns).name)

    @Slot()
    def _on_remove(self) -> None:
        session, name, called = self._desk.session, self.ledger_name, self.layouts.currentText()

        def job(_ctx: JobContext) -> str:
            layouts.remove(session, name, called)
            return ""

        self._write(job)

    def _write(self, job: Job[str]) -> None:
        handle = self._desk.runner.writing(job)
        handle.done.connect(self._on_written)
        handle.failed.connect(self._on_not_written)
        self._desk.runner.start(handle)

    @Slot(object)
    def _on_written(self, name: str) -> None:
        self.layout_name.clear()
        self.note.hide()
        self._ask_layouts(name)

    @Slot(object)
    def _on_not_written(self, error: LedgerError) -> None:
        self._tell(window_message_for(error))

    def _tell(self, text: str) -> None:
        self.note.setText(text)
        self.note.show()
