"""How far an annual check is, place by place and by who went; which check it is where there are several."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHeaderView, QVBoxLayout, QWidget

from app.campaigns.progress import Progress
from app.campaigns.standing import Campaign
from ui.campaigns.models import PlaceLine, PlacesModel, WorkersModel, lines_of
from ui.look.roles import label, set_role
from ui.look.theme import theme
from ui.look.tokens import L, S
from ui.parts.table import plain_table

_FIGURE_LETTERS, _WORKER_LETTERS = {1: 5, 2: 3, 3: 3}, {1: 3, 2: 3, 3: 3, 4: 4}
_LEAST_LETTERS = 21


class FiguresPane(QWidget):
    """`chosen` tells the check that is wanted, `stood` the building where one stands, `entered` that one goes there."""

    chosen = Signal(str)
    stood = Signal(str)
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "surface")
        self.campaigns = QComboBox()
        self.campaigns.setAccessibleName("哪一次核对")
        self.campaigns.hide()  # until there are several
        self.places, self.workers = PlacesModel(self), WorkersModel(self)
        self.table = plain_table(self.places, "核对进度")
        self.people = plain_table(self.workers, "各人走的次数")
        for table in (self.table, self.people):
            table.horizontalHeader().setStretchLastSection(False)
            table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._workers_title = label("各人走的次数", "strong")
        column = QVBoxLayout(self)
        column.setContentsMargins(L, S, S, S)
        column.setSpacing(S)
        column.addWidget(self.campaigns)
        column.addWidget(self.table, 3)
        column.addWidget(self._workers_title)
        column.addWidget(self.people, 1)
        self.campaigns.activated.connect(lambda _: self.chosen.emit(str(self.campaigns.currentData())))
        self.table.selectionModel().currentRowChanged.connect(self._on_place)
        self.table.activated.connect(lambda _: self.entered.emit())
        theme().changed.connect(self._fit)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * _LEAST_LETTERS)
        self.table.fit_letters(_FIGURE_LETTERS)
        self.people.fit_letters(_WORKER_LETTERS)

    def show_known(self, known: tuple[Campaign, ...], chosen: str) -> None:
        """Offer these checks where there are several."""
        with QSignalBlocker(self.campaigns):
            self.campaigns.clear()
            for one in known:
                self.campaigns.addItem(one.name, one.id)
            self.campaigns.setCurrentIndex(self.campaigns.findData(chosen))
        self.campaigns.setVisible(len(known) > 1)

    def show_progress(self, found: Progress, building: str) -> str:
        """Show the figures; answers where one stands then.

        That is the building that is wanted, else the first that is not done, else the first; "" where there is none.
        """
        lines = list(lines_of(found.compounds))
        self.workers.show(found.workers)
        self._workers_title.setVisible(bool(found.workers))
        self.people.setVisible(bool(found.workers))
        with QSignalBlocker(self.table.selectionModel()):
            self.places.show(lines)
            row = _row_of(lines, building)
            if row is None:
                return ""
            self.table.selectRow(row)
        return lines[row].building

    @Slot()
    def _on_place(self) -> None:
        line = self.places.line_at(self.table.currentIndex().row())
        if line is not None and line.building:
            self.stood.emit(line.building)


def _row_of(lines: list[PlaceLine], building: str) -> int | None:
    buildings = [(row, line) for row, line in enumerate(lines) if not line.is_compound]
    wanted = next((row for row, line in buildings if line.place.id == building), None)
    open_ones = (row for row, line in buildings if line.place.tally.left)
    return wanted if wanted is not None else next(open_ones, buildings[0][0] if buildings else None)
