"""The tree of compounds, buildings and units as a model: name, homes, people. The id travels in UserRole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from app.homes.buildings import TreeNode
from ui.look import icons

Index = QModelIndex | QPersistentModelIndex
HEADINGS = ("位置", "房屋", "人口")
_ICONS = {"compound": "house", "building": "building-2", "unit": "layers"}
_NOWHERE = QModelIndex()


@dataclass(slots=True)
class Branch:
    """A node with its place in the tree."""

    node: TreeNode
    row: int
    above: Branch | None = None
    below: list[Branch] = field(default_factory=list)


class TreeModel(QAbstractItemModel):
    """A tree that is replaced whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._roots: list[Branch] = []

    def show_tree(self, nodes: Sequence[TreeNode]) -> None:
        """Show this tree instead."""
        self.beginResetModel()
        self._roots = list(_grown(nodes, None))
        self.endResetModel()

    def node(self, index: Index) -> TreeNode | None:
        """What stands at an index."""
        branch = self._branch(index)
        return branch.node if branch else None

    def building_of(self, index: Index) -> TreeNode | None:
        """The building at an index, or the one whose unit stands there."""
        branch = self._branch(index)
        while branch is not None and branch.node.kind != "building":
            branch = branch.above
        return branch.node if branch else None

    def index_of(self, node_id: str) -> QModelIndex:
        """Where a record stands; an invalid index when it is not in the tree."""
        found = next((one for one in self._all(self._roots) if one.node.id == node_id), None)
        return self.createIndex(found.row, 0, found) if found else QModelIndex()

    def first_building(self) -> QModelIndex:
        """The first building of all."""
        found = next((one for one in self._all(self._roots) if one.node.kind == "building"), None)
        return self.createIndex(found.row, 0, found) if found else QModelIndex()

    def _all(self, branches: Sequence[Branch]) -> Iterator[Branch]:
        for branch in branches:
            yield branch
            yield from self._all(branch.below)

    def _branch(self, index: Index) -> Branch | None:
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, Branch) else None

    # -- asked by Qt

    @override
    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        branch = self._branch(parent)
        below = branch.below if branch else self._roots
        if parent.isValid() and parent.column() > 0:
            return QModelIndex()
        if 0 <= row < len(below) and 0 <= column < len(HEADINGS):
            return self.createIndex(row, column, below[row])
        return QModelIndex()

    @override
    def parent(self, child: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]  # Qt has a second one, of QObject
        branch = self._branch(child)
        if branch is None or branch.above is None:
            return QModelIndex()
        return self.createIndex(branch.above.row, 0, branch.above)

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        if parent.isValid() and parent.column() > 0:
            return 0
        branch = self._branch(parent)
        return len(branch.below if branch else self._roots)

    @override
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return len(HEADINGS)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section > 0:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node = self.node(index)
        if node is None:
            return None
        answers: dict[int, Callable[[], object]] = {
            Qt.ItemDataRole.DisplayRole: lambda: _text(node, index.column()),
            Qt.ItemDataRole.UserRole: lambda: node.id,
            Qt.ItemDataRole.AccessibleTextRole: lambda: describe(node) if not index.column() else None,
            Qt.ItemDataRole.ToolTipRole: lambda: describe(node),
            Qt.ItemDataRole.DecorationRole: lambda: None if index.column() else icons.icon(_ICONS[node.kind], "muted"),
            Qt.ItemDataRole.TextAlignmentRole: lambda: _alignment(index.column()),
        }
        return answers[role]() if role in answers else None


def describe(node: TreeNode) -> str:
    """A place in one line: 3号，24 户房屋，58 人，空置 2."""
    parts = [node.name, f"{node.dwellings:,} 套房屋"]
    if node.kind != "unit":
        parts.append(f"{node.people:,} 人")
    if node.vacant:
        parts.append(f"空置 {node.vacant:,}")
    return "，".join(parts)


def _grown(nodes: Sequence[TreeNode], above: Branch | None) -> Iterator[Branch]:
    for row, node in enumerate(nodes):
        branch = Branch(node, row, above)
        branch.below = list(_grown(node.children, branch))
        yield branch


def _text(node: TreeNode, column: int) -> str:
    if column == 0:
        return node.name
    if column == 1:
        return f"{node.dwellings:,}"
    return "" if node.kind == "unit" else f"{node.people:,}"


def _alignment(column: int) -> Qt.AlignmentFlag:
    return (Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
