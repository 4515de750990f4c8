"""The last leaf of the export dialog: a data set for others in which nobody is to be recognised."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.exports import sheet_columns
from app.jobs import Job, JobContext
from ledger import catalog, clock
from ui.desk import Desk
from ui.exporting.purpose_row import PurposeRow
from ui.exporting.target import TargetBox
from ui.look.roles import label
from ui.look.tokens import M, S
from ui.parts.fields import Labelled, LineEdit
from ui.parts.flow import FlowLayout

if TYPE_CHECKING:
    from app.exports.masked_set import MaskedOutcome

_USUAL = ("person", "household", "residence", "dwelling", "person_tag", "topic_vehicle")
_TOLD = (
    "姓名、证件号、电话、车牌换成编的，出生和其他日期整体挪动，地址只到弄或小区，标签、备注和其他敏感内容不带出去。"
    "同一个人在各张表里前后一致，可以用来统计和试用；每次导出都不一样。"
)


class MaskedForm(QWidget):
    """Which ledgers, what for, and where to."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.ledgers = {one.name: QCheckBox(sheet_columns.label(one.name)) for one in catalog.ALL}
        self.purpose = PurposeRow()
        self.reason = LineEdit()
        self.target = TargetBox(patterns="Excel 表格 (*.xlsx)")
        self.note = label("", "error", wraps=True)
        self.note.hide()
        which = QWidget()
        flow = FlowLayout(which)
        for name, box in self.ledgers.items():
            box.setChecked(name in _USUAL)
            flow.addWidget(box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, M, 0, 0)
        column.setSpacing(M)
        column.addWidget(label(_TOLD, "muted", wraps=True))
        column.addWidget(label("哪些表"))
        column.addWidget(which)
        column.addWidget(self.note)
        column.addSpacing(S)
        column.addWidget(self.purpose)
        column.addWidget(Labelled("给谁用（可不填）", self.reason))
        column.addWidget(self.target)
        column.addStretch(1)
        self.target.propose(f"脱敏数据_{clock.today():%Y%m%d}.xlsx")

    def job(self) -> tuple[Job[MaskedOutcome], Path] | None:
        """What to run and where it goes; None, said in place, while something is missing."""
        chosen = tuple(name for name, box in self.ledgers.items() if box.isChecked())
        self.note.setVisible(not chosen)
        if not chosen:
            self.note.setText("至少选一张表。")
            return None
        path = self.target.path()
        if path is None or not self.purpose.is_complete(is_needed=False):
            return None
        session, purpose, reason = self._desk.session, self.purpose.chosen(), self.reason.text().strip()

        def job(ctx: JobContext) -> MaskedOutcome:
            from app.exports import masked_set

            request = masked_set.MaskedRequest(out_path=path, ledgers=chosen, purpose=purpose, reason=reason)
            return masked_set.write(session, request, ctx)

        return job, path
