"""Entries of the log as a table, the newest first; older ones are added as one scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from typing_extensions import override

from ui.parts.lines_model import LinesModel

if TYPE_CHECKING:
    from app.auditing.reading import LogLine


class LogModel(LinesModel["LogLine"]):
    """One row for each entry."""

    HEADINGS = ("时间", "账号", "类别", "做了什么", "对象", "内容", "来源", "原因", "电脑", "编号")
    NUMBERS = (len(HEADINGS) - 1,)

    @override
    def cells(self, line: LogLine) -> tuple[str, ...]:
        about = " ".join(part for part in (line.ledger_label, line.name) if part)
        said = (line.when, line.user, line.class_label, line.kind_label, about, line.about, line.source, line.reason)
        return (*said, line.device, f"{line.number:,}")

    @override
    def aside(self, line: LogLine, column: int, role: int) -> object:
        return line.number if role == Qt.ItemDataRole.UserRole else None
