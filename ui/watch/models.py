"""What was noticed, and the hours of changes, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from typing_extensions import override

from ui.look.icons import icon
from ui.parts.lines_model import LinesModel

if TYPE_CHECKING:
    from app.watch.alerts import AlertLine
    from app.watch.changes import HourOfChanges

_STATES: Final = {"new": ("circle-alert", "bad"), "seen": ("eye", "info"), "done": ("circle-check", "good")}


class AlertsModel(LinesModel["AlertLine"]):
    """What was noticed, the newest first."""

    HEADINGS = ("现在", "什么时候", "谁", "提醒", "情况", "处理情况", "谁处理的")

    @override
    def cells(self, line: AlertLine) -> tuple[str, ...]:
        return (line.state_label, line.when, line.who, line.title, line.told, line.note, line.handled)

    @override
    def aside(self, line: AlertLine, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            return icon(*_STATES[line.state])
        return line.number if role == Qt.ItemDataRole.UserRole else None


class ChangesModel(LinesModel["HourOfChanges"]):
    """Hours of changes, the newest first."""

    HEADINGS = ("什么时候", "谁", "改了什么", "为什么提醒", "现在")
    _STATE = len(HEADINGS) - 1

    @override
    def cells(self, line: HourOfChanges) -> tuple[str, ...]:
        return (line.when, line.who, line.told, "、".join(line.why), line.now)

    @override
    def aside(self, line: HourOfChanges, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DecorationRole and column == self._STATE:
            was_put_back = line.comes_back and not line.stands
            return icon("undo-2", "muted") if was_put_back else icon("circle-check", "good")
        return None
