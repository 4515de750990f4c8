"""The third leaf of the export dialog: a department's own workbook, what goes into each of its columns, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.exports import sheet_columns
from app.jobs import Job, JobContext
from app.messages import window_message_for
from app.records.filters import Selection
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.exporting.outlook import OutlookWatch
from ui.exporting.privacy import PrivacyBox
from ui.exporting.target import TargetBox
from ui.look.tokens import L, M, S
from ui.parts.buttons import plain_button
from ui.parts.choices import ChoiceBox
from ui.parts.elided import ElidedLabel
from ui.parts.fields import Labelled, LineEdit, PasswordEdit
from ui.parts.file_choice import choose_file
from ui.workers import Latest

if TYPE_CHECKING:
    from app.exports.clearance import Outlook
    from app.exports.filling import FillOutcome
    from app.exports.form_mappings import FormMapping
    from app.release.approvals import Approval

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
        self.privacy = PrivacyBox()
        self.watch = OutlookWatch(desk, self.privacy, self._look)
        self.target = TargetBox("填好的存到", "Excel 表格 (*.xlsx *.xlsm)")
        self._lay_out()
        self.browse_button.clicked.connect(self.browse)
        self.form.submitted.connect(self.look)
        self.password.submitted.connect(self.look)
        self.saved.activated.connect(self.look)
        self.privacy.changed.connect(self.watch.look)

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
        choose_file(self, "选择部门发来的表", "Excel 表格 (*.xlsx *.xlsm)", self.choose)

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
            from app.exports import filling, form_mappings

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
            box.chosen.connect(self.watch.look)
            self.boxes[heading] = box
            row, side = divmod(place, 2)
            self._grid.addWidget(ElidedLabel(heading), row, side * 2)
            self._grid.addWidget(box, row, side * 2 + 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)
        self._grid.setRowStretch(len(columns), 1)
        self.watch.look()

    def _show_trouble(self, error: LedgerError) -> None:
        self._mapping = None
        self.password_line.setVisible(type(error).__name__ in ("PasswordNeeded", "PasswordWrong"))
        self.form_line.set_error(window_message_for(error))

    # -- the request

    def job(self) -> tuple[Job[FillOutcome | Approval], Path] | None:
        """What to run and where it goes; None, said in place, while something is missing.

        Where a second person is to be asked first, it asks.
        """
        path = self.target.path()
        if self._mapping is None:
            self.form_line.set_error(self.form_line.error or "请先选一份表。")
            return None
        if path is None or not self.privacy.is_complete():
            return None
        session, name, asks, wanted = (
            self._desk.session,
            self.save_as.text().strip(),
            self.privacy.asks,
            self._request(path),
        )

        def job(ctx: JobContext) -> FillOutcome | Approval:
            from app.exports import filling, form_mappings

            request = filling.FillRequest(**wanted)
            if asks:
                return filling.ask(session, request, ctx)
            outcome = filling.fill(session, request, ctx)
            if name:
                form_mappings.save(session, name, request.mapping)
            return outcome

        return job, path

    def _look(self) -> Job[Outlook] | None:
        if self._mapping is None:
            return None
        session, wanted = self._desk.session, self._request(Path())

        def job(ctx: JobContext) -> Outlook:
            from app.exports import filling

            return filling.look(session, filling.FillRequest(**wanted), ctx)

        return job

    def _request(self, path: Path) -> dict[str, Any]:
        privacy, mapping = self.privacy, self._mapping
        columns = {heading: box.value() for heading, box in self.boxes.items()}
        is_open, purpose = privacy.unmasked.isChecked(), privacy.purpose.chosen()
        return {
            "form_path": Path(self.form.text().strip()),
            "out_path": path,
            "mapping": replace(mapping, columns=columns) if mapping is not None else None,
            "selection": self._selection,
            "unmasked": is_open,
            "reason": privacy.reason.text() if is_open else "",
            "password": self.password.text() or None,
            "purpose": purpose.purpose,
            "basis": purpose.basis,
        }
