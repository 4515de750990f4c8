"""The permission matrix as a table: actions down, roles across, one ledger or all of them at once."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont
from typing_extensions import override

from app.messages import message_for
from app.rights.matrix_words import worded
from ledger import permissions, roles
from ledger.definition import Level
from ledger.permissions import ActionKind, Cell, Grant, LawForbids, Matrix
from ui.look.theme import theme
from ui.parts.lines_model import LinesModel

MIXED = "各台账不同"
_CHANGED = "改："
_ANY = Cell("head", "view", "person")


class PlanModel(LinesModel[ActionKind]):
    """What is in force, with changes that are not saved yet on top of it."""

    HEADINGS: ClassVar[tuple[str, ...]] = (
        "操作",
        *(f"{role.label}（本小区）" if role.own_area else role.label for role in roles.ALL),
    )

    def __init__(self) -> None:
        super().__init__()
        self._matrix: Matrix = {}
        self._ledger = ""
        self.pending: dict[Cell, Grant | None] = {}

    def show_plan(self, matrix: Matrix, ledger: str) -> None:
        """Show a matrix for a ledger, "" for all of them; what is pending stays on top."""
        self._matrix, self._ledger = matrix, ledger
        self.show(permissions.ACTIONS)

    def cells_at(self, row: int, column: int) -> tuple[Cell, ...]:
        """The cells of the matrix that a cell of the table stands for; none for the names at the left."""
        action = self.line_at(row)
        if action is None or column < 1:
            return ()
        ledgers = ((self._ledger,) if self._ledger else permissions.LEDGERS) if action.by_ledger else ("",)
        return tuple(Cell(roles.ALL[column - 1].code, action.name, ledger) for ledger in ledgers)

    def grants(self, row: int, column: int) -> set[Grant | None]:
        """What stands in a cell of the table, one or several."""
        return {self._grant(cell) for cell in self.cells_at(row, column)}

    def offered(self, row: int, column: int) -> list[tuple[str, Grant | None, str]]:
        """What a cell may be set to: its words, the grant, and why it may not be, if so."""
        cells = self.cells_at(row, column)
        if not cells:
            return []
        levels: tuple[Level, ...] = permissions.LEVELS if permissions.BY_NAME[cells[0].action].by_level else ("L4",)
        is_narrow = roles.BY_CODE[cells[0].role].own_area or self.is_narrow(row, column)
        area: permissions.Area = "own" if is_narrow else "all"
        wanted: list[Grant | None] = [None, *(Grant(level, area) for level in levels)]
        return [(worded(cells[0], grant), grant, _refusal(cells, grant)) for grant in wanted]

    def set_grant(self, row: int, column: int, grant: Grant | None) -> None:
        """Change a cell, not saved yet; back to what is in force is no change."""
        for cell in self.cells_at(row, column):
            self._set(cell, grant)
        at = self.index(row, column)
        self.dataChanged.emit(at, at)

    def _set(self, cell: Cell, grant: Grant | None) -> None:
        if self._matrix.get(cell) == grant:
            self.pending.pop(cell, None)
        else:
            self.pending[cell] = grant

    def forget(self) -> None:
        """Nothing is pending any more."""
        self.beginResetModel()
        self.pending.clear()
        self.endResetModel()

    def _grant(self, cell: Cell) -> Grant | None:
        return self.pending[cell] if cell in self.pending else self._matrix.get(cell)

    def _is_changed(self, line: ActionKind, column: int) -> bool:
        return any(cell in self.pending for cell in self.cells_at(self._lines.index(line), column))

    @override
    def cells(self, line: ActionKind) -> tuple[str, ...]:
        row = self._lines.index(line)
        return (line.label, *(self._told(row, column) for column in range(1, len(self.HEADINGS))))

    def _told(self, row: int, column: int) -> str:
        found, cells = self.grants(row, column), self.cells_at(row, column)
        said = worded(cells[0], next(iter(found))) if len(found) == 1 else MIXED
        mark = _CHANGED if any(cell in self.pending for cell in cells) else ""
        return mark + (said.removesuffix("，本小区") if roles.BY_CODE[cells[0].role].own_area else said)

    def can_be_narrowed(self, row: int, column: int) -> bool:
        """Whether a cell may stand for the account's own compounds only, or for all: what is allowed there at all."""
        cells = self.cells_at(row, column)
        if not cells or permissions.BY_NAME[cells[0].action].whole or roles.BY_CODE[cells[0].role].own_area:
            return False
        return None not in self.grants(row, column)

    def is_narrow(self, row: int, column: int) -> bool:
        """Whether a cell stands for own compounds only."""
        return all(grant is not None and grant.area == "own" for grant in self.grants(row, column))

    def narrow(self, row: int, column: int, *, own: bool) -> None:
        """Let a cell stand for own compounds, or for all of them; not saved yet."""
        for cell in self.cells_at(row, column):
            grant = self._grant(cell)
            if grant is not None:
                self._set(cell, replace(grant, area="own" if own else "all"))
        at = self.index(row, column)
        self.dataChanged.emit(at, at)

    @override
    def aside(self, line: ActionKind, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.FontRole and column and self._is_changed(line, column):
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole and column and self.cells(line)[column] == worded(_ANY, None):
            return QColor(theme().tokens.muted)
        if role == Qt.ItemDataRole.AccessibleTextRole and column:
            return f"{self.HEADINGS[column]} {line.label} {self.cells(line)[column]}"
        return None


def _refusal(cells: tuple[Cell, ...], grant: Grant | None) -> str:
    rules = [rule for cell in cells if (rule := permissions.forbidden_by(cell, grant))]
    return message_for(LawForbids(rules[0])) if rules else ""
