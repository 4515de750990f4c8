"""The table of the residents: whoever was chosen stays chosen when it is shown anew."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QSignalBlocker
from PySide6.QtWidgets import QAbstractItemView

from ui.parts.table import PlainTable
from ui.roster.models import MUSTERED, RosterLine, RosterModel

_LETTERS = (7, 5, 5, 6, 9, 12, 8, 11)


class ResidentTable(PlainTable):
    """Several may be chosen at once."""

    def __init__(self) -> None:
        super().__init__()
        self.residents = RosterModel(self)
        self.setModel(self.residents)
        self.setAccessibleName("应急名册")
        self.fit_columns()
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def fit(self) -> None:
        """Give the columns their widths."""
        self.fit_letters(_LETTERS)

    def show_residents(self, lines: Sequence[RosterLine], wanted: str, *, is_mustered: bool) -> None:
        """Show these; `wanted` is stood at where nobody was chosen."""
        chosen = set(self.chosen())
        with QSignalBlocker(self.selectionModel()):
            self.residents.show(lines)
        self.setColumnHidden(MUSTERED, not is_mustered)
        self._stand(lines, chosen or {wanted})

    @property
    def current(self) -> RosterLine | None:
        """The line that is stood at."""
        return self.residents.line_at(self.currentIndex().row())

    def chosen(self) -> list[str]:
        """The people whose rows are selected."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [line.resident.person for row in rows if (line := self.residents.line_at(row)) is not None]

    def _stand(self, lines: Sequence[RosterLine], people: set[str]) -> None:
        """Leave them chosen, and stand at somebody."""
        rows = [row for row, line in enumerate(lines) if line.resident.person in people]
        mode = QItemSelectionModel.SelectionFlag
        selection = self.selectionModel()
        for row in rows:
            selection.select(self.residents.index(row, 0), mode.Select | mode.Rows)
        if lines:
            at = self.residents.index(rows[-1] if rows else 0, 0)
            selection.setCurrentIndex(at, mode.NoUpdate if rows else mode.ClearAndSelect | mode.Rows)
