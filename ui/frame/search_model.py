"""The rows of the search box: for each group a heading, its first hits, and a line that leads to all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

from app.records.finding import Group, Hit

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Line:
    """One row; a heading cannot be chosen."""

    kind: Literal["heading", "hit", "all"]
    text: str
    group: Group
    hit: Hit | None = None


class SearchModel(QAbstractListModel):
    """Shows groups; the line itself travels in `UserRole`."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Line] = []

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show these groups instead."""
        self.beginResetModel()
        self._lines = [line for group in groups for line in _lines_of(group)]
        self.endResetModel()

    def line(self, row: int) -> Line:
        """The line at a row."""
        return self._lines[row]

    def choosable(self) -> list[int]:
        """The rows that the arrow keys stop at."""
        return [row for row, line in enumerate(self._lines) if line.kind != "heading"]

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._lines[index.row()].kind == "heading":
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.text}，{line.hit.under}" if line.hit else line.text
        return line if role == Qt.ItemDataRole.UserRole else None


def _lines_of(group: Group) -> Iterator[Line]:
    yield Line("heading", group.title, group)
    yield from (Line("hit", hit.title, group, hit) for hit in group.hits)
    if group.total > len(group.hits):
        more = f"{group.total:,}{' 以上' if group.is_floor else ''}"
        yield Line("all", f"查看全部 {more} {group.counted}", group)
