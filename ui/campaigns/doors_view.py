"""The grid of a building at whose doors one stands: a key for each outcome, and the home in short beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from app.campaigns.grid import Door
from app.homes.building_grid import Cell
from ledger import catalog
from ledger.catalog.campaign import CHANGED, CHECKED, UNREACHED
from ui.desk import Desk
from ui.homes.building_view import BuildingView
from ui.homes.home_drawer import HomeDrawer
from ui.look.roles import label
from ui.parts.allowed import grey_unless
from ui.parts.buttons import plain_button
from ui.parts.dialog import open_dialog

KEYS = {Qt.Key.Key_C: CHECKED, Qt.Key.Key_B: CHANGED, Qt.Key.Key_Y: UNREACHED}
LETTERS = {CHECKED: "C", CHANGED: "B", UNREACHED: "Y"}
"""The letter of each outcome: the first of 查, 变 and 遇 in pinyin. Figures are room numbers here."""
_MOST_DOORS = 4
_DWELLING = catalog.named("dwelling")


class DoorsView(BuildingView):
    """`noted` tells the outcome whose key was pressed on the room where one stands."""

    noted = Signal(str)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        outcome = KEYS.get(Qt.Key(event.key())) if not event.modifiers() else None
        if outcome and not self.is_typing and self.current is not None:  # 302B is a room, B alone is none
            self.noted.emit(outcome)
            return
        super().keyPressEvent(event)


class DoorPanel(HomeDrawer):
    """A home in short, with every time that somebody stood at its door."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._home = ""
        self._doors: tuple[Door, ...] = ()
        self.edit_button = plain_button("修改房屋…", "pencil")
        self.edit_button.clicked.connect(self.edit)
        grey_unless(desk.session.rights, "edit", "dwelling", self.edit_button)
        self.foot.insertWidget(0, self.edit_button)

    def show_door(self, cell: Cell, doors: tuple[Door, ...]) -> None:
        """Tell of this home."""
        self._home, self._doors = cell.id, doors
        self.show_cell(cell)

    @Slot()
    def edit(self) -> None:
        """Open the form of the home: what changed is written where one stands."""
        from ui.record_form.dialog import RecordDialog

        open_dialog(RecordDialog(self._desk, _DWELLING, self._home, parent=self.window()))

    @override
    def tell_more(self, column: QVBoxLayout, cell: Cell) -> None:
        if self._doors:
            column.addWidget(label("核对经过", "strong"))
        for door in self._doors[:_MOST_DOORS]:
            column.addWidget(label(door.line, "muted", wraps=True))
