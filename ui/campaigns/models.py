"""The figures of an annual check as small tables: place by place, and by who went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from typing_extensions import override

from app.campaigns.progress import Place, Worker
from ui.campaigns.telling import told
from ui.look.icons import icon
from ui.look.tokens import STRONG
from ui.parts.lines_model import LinesModel


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A compound, or a building beneath it."""

    place: Place
    is_compound: bool

    @property
    def building(self) -> str:
        """The building that the line leads to: itself, or the first of the compound."""
        if not self.is_compound:
            return self.place.id
        return self.place.inside[0].id if self.place.inside else ""


def lines_of(compounds: Iterable[Place]) -> Iterator[PlaceLine]:
    """Compounds, each followed by its buildings."""
    for compound in compounds:
        yield PlaceLine(compound, is_compound=True)
        yield from (PlaceLine(building, is_compound=False) for building in compound.inside)


class PlacesModel(LinesModel[PlaceLine]):
    """How far the check is, place by place."""

    HEADINGS = ("小区、楼栋", "完成", "有变", "不遇")
    NUMBERS = (1, 2, 3)

    @override
    def cells(self, line: PlaceLine) -> tuple[str, ...]:
        tally = line.place.tally
        indent = "" if line.is_compound else "　"
        done = f"{tally.done:,}/{tally.total:,}"
        return (f"{indent}{line.place.name}", done, _figure(tally.changed), _figure(tally.unreached))

    @override
    def aside(self, line: PlaceLine, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.ToolTipRole:
            return told(line.place.tally)
        if role == Qt.ItemDataRole.UserRole:
            return line.building
        if role == Qt.ItemDataRole.FontRole and line.is_compound:
            font = QFont()
            font.setWeight(QFont.Weight(STRONG))
            return font
        is_done = line.place.tally.left == 0
        return (
            icon("circle-check", "good") if role == Qt.ItemDataRole.DecorationRole and column == 0 and is_done else None
        )


class WorkersModel(LinesModel[Worker]):
    """Who went, and what came of it."""

    HEADINGS = ("核对人", "已查", "有变", "不遇", "最近")
    NUMBERS = (1, 2, 3)

    @override
    def cells(self, line: Worker) -> tuple[str, ...]:
        tally = line.tally
        return (line.name, _figure(tally.checked), _figure(tally.changed), _figure(tally.unreached), line.last_on[5:])


def _figure(count: int) -> str:
    return f"{count:,}" if count else ""
