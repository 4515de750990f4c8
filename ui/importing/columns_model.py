"""The columns of one sheet as a table: letter, heading, a few values, what it feeds and why; open ones on top."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from typing_extensions import override

from ui.look.icons import icon
from ui.parts.lines_model import LinesModel

if TYPE_CHECKING:
    from app.review.import_steps import ColumnFound

LETTER, HEADING, EXAMPLES, TARGET, WHY = range(5)
_HOW = {
    "exact": "完全相同",
    "alias": "别名",
    "normalised": "相近",
    "fuzzy": "相近，请看一眼",
    "values": "按内容判断，请看一眼",
    "flag": "标签列",
    "remembered": "记住的",
    "given": "您指定的",
    "ambiguous": "可能是几项，请您选",
    "taken": "和另一列重复",
    "ignored": "不需要",
    "unmatched": "没有对应的",
}
_LOOK_AT = ("fuzzy", "values")


def order_of(column: ColumnFound) -> int:
    """Columns that ask first, then those that nobody understood, then guesses, then the rest."""
    if column.asks:
        return 0
    if column.is_open:
        return 1
    return 2 if column.how in _LOOK_AT else 3


def how_text(column: ColumnFound) -> str:
    """Why a column feeds what it feeds."""
    return _HOW.get(column.how, column.how)


class ColumnsModel(LinesModel["ColumnFound"]):
    """The columns of the sheet that is shown."""

    HEADINGS = ("列", "表里的表头", "例子", "记到台账的", "依据")

    @override
    def show(self, lines: Iterable[ColumnFound]) -> None:
        """Show the columns of a sheet; blank headings without a meaning are left away."""
        super().show(sorted((one for one in lines if one.heading or one.target), key=order_of))

    def place_of(self, letter: str) -> int:
        """The row of a column; -1 when it is not shown."""
        return next((place for place, one in enumerate(self.lines) if one.letter == letter), -1)

    @override
    def cells(self, line: ColumnFound) -> tuple[str, ...]:
        heading = f"{line.group} / {line.heading}" if line.group and line.group != line.heading else line.heading
        target = line.target_label or ("请选择" if line.asks else "不导入")
        return (line.letter, heading, " · ".join(line.examples), target, how_text(line))

    @override
    def aside(self, line: ColumnFound, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DecorationRole and column == TARGET:
            return _mark(line)
        if role == Qt.ItemDataRole.FontRole and column == TARGET and line.asks:
            font = QFont()
            font.setBold(True)
            return font
        return None


def _mark(one: ColumnFound) -> object:
    if one.asks:
        return icon("circle-alert", "warn")
    if one.target:
        return icon("info", "info") if one.how in _LOOK_AT else icon("circle-check", "good")
    return icon("minus", "muted")
