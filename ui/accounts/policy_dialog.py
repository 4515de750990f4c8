"""The security policy: each number within what the rules let any setting do, changed with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSpinBox, QWidget
from typing_extensions import override

from app.accounts import policies
from app.accounts.policies import Line
from app.jobs import Job
from app.stores.session import Session
from ui.accounts.acting import ActingDialog
from ui.look.roles import label
from ui.look.tokens import L, M
from ui.parts.fields import Labelled
from ui.workers import JobRunner

_TEXT = "可以比规定更严，不能更宽：每一项只能在允许的范围里改。改后从下一次登录起生效。"
_COLUMNS = 2
_SHOWN_LINES = 16


class PolicyDialog(ActingDialog):
    """Accepted when the changed numbers hold."""

    def __init__(self, session: Session, runner: JobRunner, lines: Sequence[Line]) -> None:
        super().__init__("安全策略", "保存", runner)
        self._session, self._lines = session, tuple(lines)
        self.boxes: dict[str, QSpinBox] = {}
        self.body.addWidget(label(_TEXT, "muted", wraps=True))
        self.body.addWidget(self._scrolled(self._grid()), 1)
        self.finish_layout()
        for box in self.boxes.values():
            box.valueChanged.connect(self.show_readiness)

    def _grid(self) -> QWidget:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, M, 0)
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(M)
        for at, one in enumerate(self._lines):
            box = QSpinBox()
            box.setRange(one.rule.least, one.rule.most)
            box.setValue(one.value)
            box.setSuffix(f" {one.rule.unit}")
            box.setToolTip(one.rule.basis)
            box.setEnabled(one.rule.least < one.rule.most)
            self.boxes[one.rule.key] = box
            why = one.rule.basis.partition("：")[2]
            bounds = f"允许 {one.rule.least}–{one.rule.most} {one.rule.unit}。{why}。"
            grid.addWidget(Labelled(one.rule.label, box, bounds), at // _COLUMNS, at % _COLUMNS)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        return inner

    def _scrolled(self, inner: QWidget) -> QScrollArea:
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setMinimumHeight(self.fontMetrics().height() * _SHOWN_LINES)
        area.setMinimumWidth(inner.sizeHint().width() + area.verticalScrollBar().sizeHint().width() + L)
        area.setAccessibleName("安全策略各项")
        return area

    def changes(self) -> dict[str, int]:
        """The numbers that differ from what holds."""
        return {one.rule.key: self.boxes[one.rule.key].value() for one in self._lines if self._is_changed(one)}

    def _is_changed(self, one: Line) -> bool:
        return self.boxes[one.rule.key].value() != one.value

    @override
    def is_ready(self) -> bool:
        return bool(self.changes())

    @override
    def job(self) -> Job[object]:
        session, changes, reason = self._session, self.changes(), self.reason.text().strip()
        return lambda _: policies.change(session, changes, reason=reason)
