"""What happened and what lasts, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from typing_extensions import override

from ui.look.icons import icon
from ui.parts.lines_model import LinesModel

if TYPE_CHECKING:
    from app.status.happenings import Happening

_ICONS: Final = {"bad": ("circle-x", "bad"), "warn": ("triangle-alert", "warn")}
_WORDS: Final = {"bad": "要紧", "warn": "注意"}


class HappeningsModel(LinesModel["Happening"]):
    """The newest first."""

    HEADINGS = ("程度", "什么时候", "什么事", "情况")

    @override
    def cells(self, line: Happening) -> tuple[str, ...]:
        return (_WORDS[line.tone], line.when, line.title, line.told)

    @override
    def aside(self, line: Happening, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            return icon(*_ICONS[line.tone])
        return line.key if role == Qt.ItemDataRole.UserRole else None
