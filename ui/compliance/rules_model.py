"""The rules and how they stand, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from typing_extensions import override

from ui.look.icons import icon
from ui.parts.lines_model import LinesModel

if TYPE_CHECKING:
    from app.compliance.checking import Line

_ICONS: Final = {
    "good": ("circle-check", "good"),
    "bad": ("circle-x", "bad"),
    "later": ("clock-alert", "muted"),
    "outside": ("info", "muted"),
}


class RulesModel(LinesModel["Line"]):
    """One rule a row."""

    HEADINGS = ("现在", "编号", "规定", "现状", "要做")

    @override
    def cells(self, line: Line) -> tuple[str, ...]:
        return (line.state_label, line.rule.code, line.rule.demand, line.finding.setting, line.finding.todo)

    @override
    def aside(self, line: Line, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            return icon(*_ICONS[line.finding.state])
        return line.rule.code if role == Qt.ItemDataRole.UserRole else None
