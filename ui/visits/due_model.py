"""Visits to be made as a small table, building by building and home by home."""

from __future__ import annotations

from PySide6.QtCore import Qt
from typing_extensions import override

from app.visits.due import Due
from ui.parts.lines_model import LinesModel

_DAYS = (2, 3)


class DueModel(LinesModel[Due]):
    """One row for each visit; why it is due stands in the tooltip."""

    HEADINGS = ("地址", "走访谁", "上次走访", "应走访", "标签", "负责人")
    LETTERS = (16, 7, 7, 7, 12, 7)
    """How wide the columns begin."""

    @override
    def cells(self, line: Due) -> tuple[str, ...]:
        last = line.last or "还没有"
        return (
            line.address,
            line.name or "这一户",
            last,
            line.due_on,
            "、".join(line.tags),
            line.worker,
        )

    @override
    def aside(self, line: Due, column: int, role: int) -> object:
        return line.why if role == Qt.ItemDataRole.ToolTipRole and column in _DAYS else None
