"""The drawer beside the grid: a home in short, who lives there, and the way to its page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.dossiers import dossier
from app.dossiers.dossier import DwellingDossier
from app.dossiers.dossier_parts import Stay
from app.homes.building_grid import Cell
from ui.desk import Desk
from ui.homes.building_view import describe
from ui.homes.tints import MARK_ICONS, tint_of
from ui.look.roles import label
from ui.look.tokens import XS, M, S
from ui.parts.buttons import link_button, primary_button
from ui.parts.chips import Badge, Tone
from ui.parts.drawer import Drawer
from ui.parts.picture import Picture
from ui.workers import Latest

_BADGES: dict[str, Tone] = {"good": "good", "warn": "warn", "bad": "bad", "info": "info"}


class HomeDrawer(Drawer):
    """Tells of one home: at once what its cell knows, and a moment later who lives there."""

    asked_for_page = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__("房屋")
        self._desk = desk
        self._reading = Latest(desk.runner, self)
        self._dwelling = ""
        self._content = QWidget()
        self.body.addWidget(self._content)
        self.body.addStretch(1)
        self.open_button = primary_button("打开一户一档", "house")
        self.open_button.setToolTip("打开一户一档 (Enter)")
        self.open_button.clicked.connect(lambda: self.asked_for_page.emit(self._dwelling))
        self.foot.addWidget(self.open_button)

    def show_cell(self, cell: Cell) -> None:
        """Tell of this home."""
        self._dwelling = cell.id
        self.set_title(f"{cell.unit}{cell.name}" if cell.room else "没有室号的房屋")
        self._fill(cell, None)
        session = self._desk.session
        self._reading.ask(lambda _: dossier.dwelling(session, cell.id), lambda found: self._fill(cell, found))

    def _fill(self, cell: Cell, found: DwellingDossier | None) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(Badge(cell.occupancy_label, _BADGES.get(tint_of(cell.occupancy).tone, "plain")))
        column.addWidget(label(describe(cell), "muted", wraps=True))
        for mark in cell.marks:
            column.addWidget(_marked(MARK_ICONS[mark.kind], mark.text))
        self.tell_more(column, cell)
        if found is not None:
            self._tell(column, found)
        self.body.replaceWidget(self._content, content)
        self._content.hide()
        self._content.deleteLater()
        self._content = content

    def tell_more(self, column: QVBoxLayout, cell: Cell) -> None:
        """What else is known of the home where the drawer stands; nothing beside the houses."""

    def _tell(self, column: QVBoxLayout, found: DwellingDossier) -> None:
        for doubt in found.occupancy.doubts:
            column.addWidget(_marked("triangle-alert", doubt, "warn"))
        if found.occupancy.lease_to:
            column.addWidget(label(f"租期到 {found.occupancy.lease_to}", "muted"))
        self._people(column, f"现住 {len({one.person for one in found.living})} 人", found.living)
        living = {one.person for one in found.living}
        self._people(column, "户籍在此，人不在", [one for one in found.registered if one.person not in living])
        self._people(column, "产权人", [one for one in found.owners if one.person not in living])

    def _people(self, column: QVBoxLayout, title: str, stays: list[Stay] | tuple[Stay, ...]) -> None:
        if not stays:
            return
        column.addWidget(label(title, "strong"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(S)
        grid.setVerticalSpacing(XS)
        grid.setColumnStretch(1, 1)
        for row, stay in enumerate({one.person: one for one in stays}.values()):
            name = link_button(stay.name)
            name.setAccessibleName(f"打开 {stay.name} 的一人一档")
            name.clicked.connect(lambda _checked, person=stay.person: self._desk.go("person", person))
            grid.addWidget(name, row, 0)
            told = " · ".join(filter(None, (stay.kinship or stay.relation, stay.about)))
            grid.addWidget(label(told, "muted", wraps=True), row, 1)
        column.addLayout(grid)


def _marked(icon: str, text: str, tone: str = "muted") -> QWidget:
    """An icon with its words."""
    line = QWidget()
    row = QGridLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setHorizontalSpacing(S)
    row.setColumnStretch(1, 1)
    row.addWidget(Picture(icon, tone, 16), 0, 0)
    row.addWidget(label(text, wraps=True), 0, 1)
    return line
