"""The third leaf of the export dialog: a department's own workbook, what goes into each of its columns, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app import sheet_columns
from app.filters import Selection
from app.jobs import Job, JobContext
from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.exporting.privacy import PrivacyBox
from ui.exporting.target import TargetBox
from ui.look.tokens import L, M, S
from ui.parts.buttons import plain_button
from ui.parts.choices import ChoiceBox
from ui.parts.elided import ElidedLabel
from ui.parts.fields import Labelled, LineEdit, PasswordEdit
from ui.workers import Latest

if TYPE_CHECKING:
    from app.filling import FillOutcome
    from app.form_mappings import FormMapping

_NUMBER = "#"
_BY_HEADINGS = "按表头自动对应"


@dataclass(frozen=True, slots=True)
class _Seen:
    mapping: FormMapping
    saved: tuple[str, ...]


class FillForm(QWidget):
    """`job()` fills the form that was chosen."""

    def __init__(self, desk: Desk, selection: Selection | None) -> None:
        super().__init__()
        self._desk, self._selection = desk, selection or Selection()
        self._reading = Latest(desk.runner, self)
        self._mapping: FormMapping | None = None
        self.form = LineEdit()
        self.form_line = Labelled("部门发来的表", self.form, "表头、格式、公式都不会动，只往空行里填")
        self.browse_button = plain_button("选表…", "folder-open")
        self.password = PasswordEdit()
        self.password_line = Labelled("打开密码", self.password)
        self.saved = QComboBox()
        self.saved.addItem(_BY_HEADINGS, "")
        self.boxes: dict[str, ChoiceBox] = {}
        self.save_as = LineEdit()
        self.privacy = PrivacyBox(has_password=False)
        self.target = TargetBox("填好的存到", "Excel 表格 (*.xlsx *.xlsm)")
        self._lay_out()
        self.browse_button.clicked.connect(self.browse)
        self.form.submitted.connect(self.look)
        self.password.submitted.connect(self.look)
        self.saved.activated.connect(self.look)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(S)
        first.addWidget(self.form_line, 1)
        first.addWidget(self.browse_button, alignment=Qt.AlignmentFlag.AlignVCenter)
        first.addWidget(self.password_line, 1)
        self.password_line.hide()
        self._columns = QWidget()
        self._grid = QGridLayout(self._columns)
        self._grid.setHorizontalSpacing(L)
        self._grid.setVerticalSpacing(S)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._columns)
        kept = QHBoxLayout()
        kept.setSpacing(L)
        kept.addWidget(Labelled("对应方案", self.saved), 1)
        kept.addWidget(Labelled("保存成方案（可不填）", self.save_as), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, M, 0, 0)
        column.setSpacing(M)
        column.addLayout(first)
        column.addLayout(kept)
        column.addWidget(area, 1)
        column.addWidget(self.privacy)
        column.addWidget(self.target)

    # -- the form

    def browse(self) -> None:
        """Choose the form in the system's dialog."""
        named, _ = QFileDialog.getOpenFileName(self, "选择部门发来的表", "", "Excel 表格 (*.xlsx *.xlsm)")
        if named:
            self.choose(Path(named))

    def choose(self, path: Path) -> None:
        """Take a form."""
        self.form.setText(str(path))
        self.target.edit.setText(str(path.with_name(f"{path.stem}_已填{path.suffix}")))
        self.look()

    @Slot()
    def look(self) -> None:
        """Look into the form: its headings, and what may go into each column."""
        path, password = Path(self.form.text().strip()), self.password.text() or None
        session, name = self._desk.session, str(self.saved.currentData() or "")
        self.form_line.clear_error()
        self.form_line.set_hint("正在看这份表…")

        def job(_ctx: JobContext) -> _Seen:
            from app import filling, form_mappings

            kept = tuple(form_mappings.every(session))
            form = filling.open_form(path, password)
            proposed = form_mappings.proposed(form, sheet_columns.FLAT)
            return _Seen(form_mappings.named(session, name) if name else proposed, kept)

        self._reading.ask(job, self._show, failed=self._show_trouble)

    def _show(self, seen: _Seen) -> None:
        self._mapping = seen.mapping
        taken = sum(bool(word) for word in seen.mapping.columns.values())
        self.form_line.set_hint(
            f"第 {seen.mapping.heading_row} 行是表头，{len(seen.mapping.columns)} 列里认出 {taken} 列"
        )
        chosen = self.saved.currentText()
        self.saved.clear()
        self.saved.addItem(_BY_HEADINGS, "")
        for name in seen.saved:
            self.saved.addItem(name, name)
        self.saved.setCurrentIndex(max(0, self.saved.findText(chosen)))
        self._show_columns(seen.mapping.columns)

    def _show_columns(self, columns: Mapping[str, str]) -> None:
        while self._grid.count():
            widget = self._grid.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        offers = [(_NUMBER, "（序号）")]
        offers += [(sheet_columns.full_name(one), one.heading) for one in sheet_columns.columns(sheet_columns.FLAT)]
        self.boxes = {}
        for place, (heading, word) in enumerate(columns.items()):
            box = ChoiceBox(offers)
            box.setItemText(0, "不填这一列")
            box.set_value(word)
            box.setAccessibleName(f"“{heading}”填什么")
            self.boxes[heading] = box
            row, side = divmod(place, 2)
            self._grid.addWidget(ElidedLabel(heading), row, side * 2)
            self._grid.addWidget(box, row, side * 2 + 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)
        self._grid.setRowStretch(len(columns), 1)

    def _show_trouble(self, error: LedgerError) -> None:
        self._mapping = None
        self.password_line.setVisible(type(error).__name__ in ("PasswordNeeded", "PasswordWrong"))
        self.form_line.set_error(window_message_for(error))

    # -- the request

    def job(self) -> tuple[Job[FillOutcome], Path] | None:
        """What to run and where it goes; None, said in place, while something is missing."""
        path = self.target.path()
        mapping = self._mapping
        if mapping is None:
            self.form_line.set_error(self.form_line.error or "请先选一份表。")
            return None
        if path is None or not self.privacy.is_complete():
            return None
        session, form_path, name = self._desk.session, Path(self.form.text().strip()), self.save_as.text().strip()
        selection, password = self._selection, self.password.text() or None
        columns = {heading: box.value() for heading, box in self.boxes.items()}
        is_open = self.privacy.unmasked.isChecked()
        reason = self.privacy.reason.text() if is_open else ""

        def job(ctx: JobContext) -> FillOutcome:
            from app import filling, form_mappings

            wanted = form_mappings.FormMapping(mapping.ledger, mapping.sheet, mapping.heading_row, columns)
            request = filling.FillRequest(
                form_path=form_path,
                out_path=path,
                mapping=wanted,
                selection=selection,
                unmasked=is_open,
                reason=reason,
                password=password,
            )
            outcome = filling.fill(session, request, ctx)
            if name:
                form_mappings.save(session, name, wanted)
            return outcome

        return job, path
