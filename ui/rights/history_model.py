"""What was changed in the permission matrix, as a table."""

from __future__ import annotations

from typing_extensions import override

from app import words
from app.rights.matrix_words import Told
from ui.parts.lines_model import LinesModel


class HistoryModel(LinesModel[Told]):
    """One line for each cell that was changed, the newest first."""

    HEADINGS = ("时间", "变更人", "角色", "操作", "台账", "原来", "现在", "原因")

    @override
    def cells(self, line: Told) -> tuple[str, ...]:
        ledger = words.ledger(line.ledger) if line.ledger else "不分台账"
        return (line.at, line.who, line.role, line.action, ledger, line.was, line.now, line.reason)
