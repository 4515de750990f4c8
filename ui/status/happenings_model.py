"""What happened and what lasts, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from typing_extensions import override

from app.status.operation_events import STATES
from ui.look.icons import icon
from ui.parts.lines_model import LinesModel

if TYPE_CHECKING:
    from app.status.happenings import Happening

_ICONS: Final = {"bad": ("circle-x", "bad"), "warn": ("triangle-alert", "warn")}
_WORDS: Final = {"bad": "要紧", "warn": "注意"}


class HappeningsModel(LinesModel["Happening"]):
    """The newest first."""

    HEADINGS = ("程度", "什么时候", "什么事", "情况", "处理")

    @override
    def cells(self, line: Happening) -> tuple[str, ...]:
        state = STATES[line.state] if line.state else ""
        return (_WORDS[line.tone], line.when, line.title, line.told, f"{state}（{line.note}）" if line.note else state)

    @override
    def aside(self, line: Happening, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            is_done = line.state in ("handled", "over")
            return icon("circle-check", "muted") if is_done else icon(*_ICONS[line.tone])
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.cells(line)[column]
        return line.key if role == Qt.ItemDataRole.UserRole else None
