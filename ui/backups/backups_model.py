"""Backups as a table: when, why, how large, where, and that they were verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from typing_extensions import override

from ui.look.icons import icon
from ui.parts.lines_model import LinesModel

if TYPE_CHECKING:
    from app.backups.overview import BackupLine


class BackupsModel(LinesModel["BackupLine"]):
    """The backups, newest first."""

    HEADINGS = ("时间", "原因", "大小", "居民", "放在", "核对")
    NUMBERS = range(2, 4)
    _STATE = len(HEADINGS) - 1

    @override
    def cells(self, line: BackupLine) -> tuple[str, ...]:
        return (line.when, line.why, line.size, line.people, line.where, line.state)

    @override
    def aside(self, line: BackupLine, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DecorationRole and column == self._STATE:
            return icon("circle-check", "good") if line.is_good else icon("circle-alert", "bad")
        return None
