"""The compounds in numbers as a model; the id travels in UserRole."""

from __future__ import annotations

from PySide6.QtCore import Qt
from typing_extensions import override

from app.today import CompoundCount
from ui.parts.lines_model import LinesModel


class CompoundsModel(LinesModel[CompoundCount]):
    """One row for each compound."""

    HEADINGS = ("小区", "房屋", "人口", "空置")
    NUMBERS = range(1, len(HEADINGS))

    @override
    def cells(self, line: CompoundCount) -> tuple[str, ...]:
        return (line.name, f"{line.dwellings:,}", f"{line.people:,}", f"{line.vacant:,}")

    @override
    def aside(self, line: CompoundCount, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.name}：{line.dwellings:,} 套房屋，现住 {line.people:,} 人，空置 {line.vacant:,} 套"
        return line.id if role == Qt.ItemDataRole.UserRole else None
