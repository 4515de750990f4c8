"""Incidents as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from typing_extensions import override

from ui.look.icons import icon
from ui.parts.lines_model import LinesModel

if TYPE_CHECKING:
    from app.incidents.recording import IncidentView

_ICONS: Final = {
    "open": ("circle-alert", "bad"),
    "contained": ("clock-alert", "warn"),
    "closed": ("circle-check", "good"),
}


class IncidentsModel(LinesModel["IncidentView"]):
    """Incidents, the newest first."""

    HEADINGS = ("现在", "编号", "发生时间", "级别", "种类", "事件", "还剩步骤")
    NUMBERS = (1, 6)

    @override
    def cells(self, line: IncidentView) -> tuple[str, ...]:
        one = line.incident
        left = str(line.left) if line.is_open else ""
        return (line.state_label, str(one.id), one.happened_at, line.level.label, line.kind_label, one.title, left)

    @override
    def aside(self, line: IncidentView, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            return icon(*_ICONS[line.incident.state])
        return line.number if role == Qt.ItemDataRole.UserRole else None
