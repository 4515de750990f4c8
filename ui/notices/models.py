"""Tasks and notices, and questions, as small tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from typing_extensions import override

from app.notices.asking import Question
from app.notices.inbox import Light, Line
from ui.look.icons import icon
from ui.parts.chips import Tone
from ui.parts.lines_model import LinesModel

LIGHTS: Final[dict[Light, tuple[str, Tone]]] = {"soon": ("快到期", "warn"), "over": ("已超期", "bad")}
"""A light as a word and a tone; nothing is told of what is in time."""
_UNREAD: Final = "未读"
_DUE: Final = 1
_YEAR: Final = len("2026-")


class InboxModel(LinesModel[Line]):
    """What was sent; unread ones stand out by a word and by weight."""

    HEADINGS: ClassVar[tuple[str, ...]] = ("标题", "期限", "情况")

    @override
    def cells(self, line: Line) -> Sequence[str]:
        light = LIGHTS[line.light][0] if line.light else ""
        due = f"{line.due_on[_YEAR:]} {light}".strip()
        told = line.state if line.is_read else f"{_UNREAD} {line.state}" if line.is_done else _UNREAD
        return f"{line.kind}　{line.title}", due, told

    @override
    def aside(self, line: Line, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.FontRole and not line.is_read:
            return _bold()
        if role == Qt.ItemDataRole.DecorationRole and column == _DUE and line.light:
            return icon("clock-alert", LIGHTS[line.light][1])
        return None


class QuestionsModel(LinesModel[Question]):
    """What was asked, and how it stands; those with a new answer stand out by weight."""

    HEADINGS: ClassVar[tuple[str, ...]] = ("类别", "内容", "提出", "答复")

    @override
    def cells(self, line: Question) -> Sequence[str]:
        return line.kind, " ".join(line.text.split()), line.asked_at[:10], line.state

    @override
    def aside(self, line: Question, column: int, role: int) -> object:
        return _bold() if role == Qt.ItemDataRole.FontRole and line.is_new else None


def _bold() -> QFont:
    bold = QFont()
    bold.setBold(True)
    return bold
