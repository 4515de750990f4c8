"""The second leaf of the export dialog: an empty template to fill in and import."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.exports import sheet_columns
from app.jobs import Job, JobContext
from ledger import catalog
from ui.exporting.target import TargetBox
from ui.look.roles import label
from ui.look.tokens import M
from ui.parts.fields import Labelled


class TemplateForm(QWidget):
    """Which template, and where it goes."""

    def __init__(self, ledger_name: str) -> None:
        super().__init__()
        self.ledger = QComboBox()
        for name in (sheet_columns.FLAT, *(one.name for one in catalog.ALL)):
            self.ledger.addItem(sheet_columns.label(name), name)
        self.target = TargetBox(patterns="Excel 表格 (*.xlsx)")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, M, 0, 0)
        column.setSpacing(M)
        told = "一份只有表头的空表，带下拉选项和填写说明。发下去填好，收上来可以直接导入，表头都认得。"
        column.addWidget(label(told, "muted", wraps=True))
        column.addWidget(Labelled("哪种表", self.ledger))
        column.addWidget(self.target)
        column.addStretch(1)
        self.ledger.currentIndexChanged.connect(self._on_ledger)
        self.ledger.setCurrentIndex(max(0, self.ledger.findData(ledger_name)))
        self._on_ledger()

    @Slot()
    def _on_ledger(self) -> None:
        self.target.propose(f"{self.ledger.currentText()}_空白表.xlsx")

    def job(self) -> tuple[Job[None], Path] | None:
        """What to run and where it goes; None, said in place, while something is missing."""
        path, name = self.target.path(), str(self.ledger.currentData())
        if path is None:
            return None

        def job(_ctx: JobContext) -> None:
            from app.exports import exporting

            exporting.write_template(name, path)

        return job, path
