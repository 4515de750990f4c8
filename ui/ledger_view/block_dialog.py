"""What a block of cells would change, cell by cell, before it is written: old, new, and what cannot be and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from app.tables.cell_changes import EMPTY, Plan, PlannedRow
from ui.ledger_view.blocks import Planned
from ui.look.roles import label
from ui.look.tokens import S
from ui.parts.buttons import plain_button
from ui.parts.dialog import Dialog
from ui.parts.lines_model import LinesModel
from ui.parts.table import plain_table

_MOST_LINES = 5000
_LETTERS, _LINES, _MORE_LINES = 52, 9, 6
_SHARES = (8, 8, 9, 10, 17)  # of the table's width: the reason is never out of sight


class Line(NamedTuple):
    """One cell of the plan as a line of the preview."""

    who: str
    field: str
    old: str
    new: str
    why: str


class PlanLines(LinesModel[Line]):
    """The cells of a plan; `only` narrows them to changes, additions or refusals."""

    HEADINGS = ("姓名或名称", "项目", "原来", "改为", "说明")

    def __init__(self, plan: Plan, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plan = plan
        self.left_out = 0
        self.only("")

    def only(self, what: str) -> None:
        """Show all lines, or `change`, `new` or `refused` alone."""
        lines = list(_lines(self._plan, what))
        self.left_out = max(len(lines) - _MOST_LINES, 0)
        self.show(lines[:_MOST_LINES])

    @override
    def cells(self, line: Line) -> tuple[str, ...]:
        return line


class BlockDialog(Dialog):
    """Shows a plan and asks: write what can be written, or nothing."""

    def __init__(self, planned: Planned, parent: QWidget | None = None) -> None:
        super().__init__(f"{planned.title}前看一看", parent)
        plan = planned.plan
        self.body.addWidget(label(_sentence(plan), wraps=True))
        for note in planned.notes:
            self.body.addWidget(label(note, "warn", wraps=True))
        self.lines = PlanLines(plan, self)
        self.body.addLayout(self._choices(plan))
        self.table = plain_table(self.lines, "要写入的内容")
        letter = self.fontMetrics().horizontalAdvance("字")
        self.table.setMinimumWidth(letter * _LETTERS)
        self.table.setMinimumHeight(self.fontMetrics().height() * _LINES)
        self.body.addWidget(self.table, 1)
        self._rest = label("", "caption")
        self.body.addWidget(self._rest)
        self._tell_rest()
        writes = plan.changes + plan.additions
        self.no = self.add_button("全部不写入" if writes else "关闭", "cancel")
        self.yes = self.add_button(f"写入其余 {writes:,} 行" if plan.refused_rows else f"写入 {writes:,} 行", "primary")
        self.yes.setVisible(bool(writes))
        more = self.fontMetrics().lineSpacing() * _MORE_LINES  # room for sentences of several lines, too
        self.resize(self.sizeHint().width(), self.sizeHint().height() + more)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (layout := self.layout()) is not None:
            layout.activate()  # the table has its own width now
        width = self.table.viewport().width()
        for number, share in enumerate(_SHARES[:-1]):  # the last one takes the rest
            self.table.setColumnWidth(number, width * share // sum(_SHARES))

    def _choices(self, plan: Plan) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.choices: list[QPushButton] = []  # no QButtonGroup: Tab would reach the checked one alone
        counts = (("全部", "", None), ("修改", "change", plan.changes), ("新增", "new", plan.additions))
        for text, what, count in (*counts, ("不能写入", "refused", plan.refused_cells)):
            button = self._choice(text if count is None else f"{text} {count:,}", what)
            button.setEnabled(count != 0)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _choice(self, text: str, what: str) -> QPushButton:
        button = plain_button(text)
        button.setCheckable(True)
        button.setChecked(not what)
        button.clicked.connect(lambda: self._narrow(button, what))
        self.choices.append(button)
        return button

    def _narrow(self, chosen: QPushButton, what: str) -> None:
        for button in self.choices:
            button.setChecked(button is chosen)
        self.lines.only(what)
        self._tell_rest()

    def _tell_rest(self) -> None:
        self._rest.setText(f"其余 {self.lines.left_out:,} 处不再列出" if self.lines.left_out else "")
        self._rest.setVisible(bool(self.lines.left_out))


def _sentence(plan: Plan) -> str:
    parts = []
    if plan.changes:
        parts.append(f"修改 {plan.changes:,} 行")
    if plan.additions:
        parts.append(f"新增 {plan.additions:,} 行")
    told = [f"将{'，'.join(parts)}，可以一次撤销。" if parts else "没有可以写入的内容。"]
    if plan.refused_rows:
        told.append(f"有 {plan.refused_rows:,} 行不能写入，原因列在说明里。")
    if plan.single_refused_cells:
        told.append(f"有 {plan.single_refused_cells:,} 格不能写入，原样不动。")
    if plan.unfinished:
        lacks = "、".join(dict.fromkeys(label for row in plan.unfinished for label in row.lacks))
        told.append(f"新增的有 {len(plan.unfinished):,} 行还缺{lacks}，先记为待完善。")
    return "".join(told)


def _lines(plan: Plan, what: str) -> Iterator[Line]:
    for row in plan.rows:
        yield from _row_lines(row, what)


def _row_lines(row: PlannedRow, what: str) -> Iterator[Line]:
    if row.problem and not row.cells:
        if what in ("", "refused"):
            yield Line(row.name, "", "", "", row.problem)
        return
    for cell in row.cells:
        why = row.problem or cell.problem
        sort = "refused" if why else "change" if row.record else "new"
        if what in ("", sort):
            yield Line(row.name or "（未写姓名）", cell.label, cell.old or EMPTY, cell.new or EMPTY, why)
