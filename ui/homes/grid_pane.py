"""The houses: the tree of compounds beside one building as a grid of rooms, and the room where one stands in short.

What stands in the grid comes from `app.homes.building_grid`, the tree from `app.homes.buildings`.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QSplitter, QTreeView, QVBoxLayout, QWidget
from typing_extensions import override

from app.events import Committed
from app.homes import building_grid, buildings
from app.homes.building_grid import BuildingGrid, Cell
from app.homes.buildings import TreeNode
from app.records.choosing import Choice
from ledger.errors import LedgerError
from ui.attachments.dialog import AttachmentsDialog
from ui.desk import Desk
from ui.homes.building_view import BuildingView
from ui.homes.home_drawer import HomeDrawer
from ui.homes.legend import Legend
from ui.homes.tree_model import TreeModel
from ui.look.roles import label, set_role
from ui.look.theme import theme
from ui.look.tokens import L, M, S
from ui.parts.allowed import grey_unless
from ui.parts.buttons import plain_button, quiet_button
from ui.parts.dialog import open_dialog
from ui.parts.elided import ElidedLabel
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.workers import Latest

_LEAST_TREE_LETTERS = 14
_LETTERS_FOR_ALL = 75  # the least width that has room for tree, grid and drawer
_LETTERS_ACROSS = (19, 45, 21)  # tree, grid, drawer
_PLACES = frozenset(("compound", "building", "unit", "dwelling", "residence"))
_IN_CELLS = _PLACES | {"person", "household", "person_tag"}


class GridPane(QWidget):
    """Compounds, buildings, rooms. `counted` tells how many there are."""

    counted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._tree_reading, self._grid_reading = Latest(desk.runner, self), Latest(desk.runner, self)
        self._building, self._wanted_cell = "", ""
        self._wants_drawer, self._wanted_compound = False, ""
        self._grid: BuildingGrid | None = None
        self.papers: AttachmentsDialog | None = None
        self.model = TreeModel(self)
        self.tree = self._make_tree()
        self.view = BuildingView()
        self.legend = Legend()
        self.legend.hide()  # until a building has states
        self.drawer = HomeDrawer(desk)
        self.drawer.hide()
        self.grid_states = PageStates(self.view)
        self._heading = ElidedLabel("")
        set_role(self._heading, "section")
        self._zoom_text = label("", "muted")
        self.splitter = self._make_content()
        self.states = PageStates(self.splitter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.states, 1)
        self._connect()

    def _make_tree(self) -> QTreeView:
        tree = QTreeView()
        tree.setModel(self.model)
        tree.setAccessibleName("小区和楼栋")
        tree.setUniformRowHeights(True)
        tree.setFrameShape(QFrame.Shape.NoFrame)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        return tree

    def _make_content(self) -> QSplitter:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, S, 0, 0)
        column.setSpacing(S)
        head = QHBoxLayout()
        head.setContentsMargins(L, 0, M, 0)
        head.setSpacing(S)
        head.addWidget(self._heading, 1)
        self.roster_button = plain_button("应急名册", "life-buoy")
        self.roster_button.setToolTip("这幢楼里谁需要帮助；应急清点")
        grey_unless(self.desk.session.rights, "view", "person_tag", self.roster_button)
        self.roster_button.hide()  # until there is a building
        head.addWidget(self.roster_button)
        self.papers_button = quiet_button("image", "这幢楼的照片和材料")
        self.papers_button.hide()
        self.smaller = quiet_button("zoom-out", "缩小 (-)")
        self.larger = quiet_button("zoom-in", "放大 (+)")
        head.addWidget(self.smaller)
        head.addWidget(self._zoom_text)
        head.addWidget(self.larger)
        column.addLayout(head)
        keys = QHBoxLayout()
        keys.setContentsMargins(L, 0, L, 0)
        keys.addWidget(self.legend, 1)
        keys.addWidget(self.papers_button)
        column.addLayout(keys)
        column.addWidget(self.grid_states, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        for place, widget in enumerate((self.tree, middle, self.drawer)):
            splitter.addWidget(widget)
            splitter.setStretchFactor(place, int(widget is middle))
            splitter.setCollapsible(place, False)  # noqa: FBT003 - Qt's own
        set_role(middle, "surface")
        return splitter

    @Slot()
    def _fit_text(self) -> None:
        """The tree has room for the names of places and their numbers, whatever the size of the text."""
        letter = self.fontMetrics().horizontalAdvance("字")
        self.tree.setMinimumWidth(letter * _LEAST_TREE_LETTERS)
        self.splitter.setSizes([letter * letters for letters in _LETTERS_ACROSS])
        self._make_room()

    def _connect(self) -> None:
        self.tree.selectionModel().currentChanged.connect(self._on_place)
        self.tree.activated.connect(lambda _: self.view.setFocus())
        self.view.moved.connect(self._on_moved)
        self.view.pressed.connect(self._open_drawer)
        self.view.opened.connect(lambda home: self.desk.go("dwelling", home))
        self.view.zoomed.connect(self._show_zoom)
        self.legend.filtered.connect(self.view.show_only)
        self.roster_button.clicked.connect(self.open_roster)
        self.papers_button.clicked.connect(self.show_papers)
        self.drawer.asked_for_page.connect(lambda home: self.desk.go("dwelling", home))
        self.drawer.closed.connect(self._on_drawer_closed)
        self.smaller.clicked.connect(lambda: self.view.zoom_by(-1))
        self.larger.clicked.connect(lambda: self.view.zoom_by(1))
        action(self.view, "房屋简况", "Space", self._toggle_drawer)
        action(self, "收起房屋简况", "Esc", self.drawer.close_drawer)
        self.visit_button = plain_button("登记走访", "footprints")
        self.visit_button.setToolTip("登记走访 (Ctrl+Shift+V)")
        self.visit_button.clicked.connect(self.record_visit)
        self.drawer.foot.addWidget(self.visit_button)
        grey_unless(self.desk.session.rights, "edit", "visit", self.visit_button)
        self.desk.events.changed.connect(self._on_changed)
        theme().changed.connect(self._fit_text)
        self._fit_text()
        self._show_zoom()

    @Slot()
    def open_roster(self) -> None:
        """Go to 应急名册 of the building, for who may."""
        if self._building and self.roster_button.isEnabled():
            self.desk.go("roster", self._building)

    @Slot()
    def record_visit(self) -> None:
        """登记走访 of the home that is stood at."""
        from ui.dossier.visit_dialog import VisitDialog

        cell = self.view.current
        if cell is not None and self._grid is not None:
            home = Choice(cell.id, f"{self._grid.title} {cell.unit}{cell.name}")
            open_dialog(VisitDialog(self.desk, "dwelling", home, parent=self.window()))

    def show_papers(self) -> None:
        """照片和材料 of the building."""
        if self._grid is not None:
            title = f"{self._grid.title} 照片和材料"
            self.papers = AttachmentsDialog(self.desk, title, "building", self._building, self)
            open_dialog(self.papers)

    @property
    def building(self) -> str:
        """The building that is shown."""
        return self._building

    # -- coming and going

    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        """Show a building, standing as `facts` say."""
        self._wanted_cell = str(facts.get("cell") or "")
        self._wants_drawer = bool(facts.get("drawer"))
        zoom = facts.get("zoom")
        if isinstance(zoom, float):
            self.view.set_zoom(zoom)
        self._wanted_compound = str(facts.get("compound") or "")
        if record:
            self._open_building(record)
        if self.model.rowCount() == 0:
            self.states.show_content()  # its frame stands at once; a building that is known does not wait for the tree
            self.grid_states.show_loading("正在读取小区和楼栋…")
            self._read_tree()
        elif record or self._wanted_compound:
            self._choose(record)

    def standing(self) -> dict[str, object]:
        """How it stands, as `enter` understands it."""
        current = self.view.current
        return {"cell": current.id if current else "", "zoom": self.view.zoom, "drawer": not self.drawer.isHidden()}

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if not _PLACES.isdisjoint(committed.ledgers):
            self._read_tree()
        if self._building and not _IN_CELLS.isdisjoint(committed.ledgers):
            self._read_grid()

    # -- the tree

    def _read_tree(self) -> None:
        session = self.desk.session
        self._tree_reading.ask(lambda _: buildings.tree(session), self._show_tree, failed=self._tree_failed)

    def _tree_failed(self, error: LedgerError) -> None:
        self.states.show_error(error, self._read_tree)

    def _show_tree(self, tree: tuple[TreeNode, ...]) -> None:
        if not tree:
            self._teach()
            return
        opened = {index.data(Qt.ItemDataRole.UserRole) for index in self._roots() if self.tree.isExpanded(index)}
        with QSignalBlocker(self.tree.selectionModel()):
            self.model.show_tree(tree)
        for index in self._roots():
            self.tree.setExpanded(index, index.data(Qt.ItemDataRole.UserRole) in opened or len(tree) == 1)
        houses = sum(len(one.children) for one in tree)
        homes, people = sum(one.dwellings for one in tree), sum(one.people for one in tree)
        self.counted.emit(f"{len(tree)} 个小区 · {houses:,} 栋 · {homes:,} 套 · 现住 {people:,} 人")
        self.states.show_content()
        self._choose(self._building)

    def _roots(self) -> list[QModelIndex]:
        return [self.model.index(row, 0) for row in range(self.model.rowCount())]

    def _teach(self) -> None:
        button = plain_button("导入房屋或人口表", "file-input")
        button.clicked.connect(lambda: self.desk.go("import"))
        grey_unless(self.desk.session.rights, "import", "", button)
        self.counted.emit("")
        self.states.show_empty(
            "building-2",
            "还没有小区和楼栋",
            "导入小区台账、房屋台账或人房台账后，这里按小区、楼栋、单元列出，每栋楼按层按室画出来。",
            button,
        )

    def _choose(self, building: str) -> None:
        """Mark a building in the tree; without one the first, of the compound that is wanted."""
        compound, self._wanted_compound = self.model.index_of(self._wanted_compound), ""
        if compound.isValid():
            self.tree.expand(compound)
            inside = self.model.index(0, 0, compound)
            index = inside if inside.isValid() else compound
        else:
            index = self.model.index_of(building) if building else self.model.first_building()
        if index.isValid():
            self.tree.setCurrentIndex(index)
            self.tree.scrollTo(index)
        elif not building:
            self.grid_states.show_empty("building-2", "没有楼栋", "这些小区还没有登记楼栋。")

    @Slot(QModelIndex)
    def _on_place(self, index: QModelIndex) -> None:
        node, building = self.model.node(index), self.model.building_of(index)
        if building is None or node is None:
            self.tree.expand(index)
            return
        if building.id != self._building:
            self._open_building(building.id)
        if node.kind == "unit":
            self.view.stand_at_unit(node.name)

    # -- the grid

    def show_building(self, grid: BuildingGrid) -> None:
        """Show a building that is read already."""
        self._grid_reading.drop()
        self._building = grid.id
        self._show_grid(grid)

    def _open_building(self, building: str) -> None:
        if building != self._building:
            self._building = building
            self._hide_drawer()
        self._read_grid()

    def _read_grid(self) -> None:
        session, building = self.desk.session, self._building
        self._grid_reading.ask(
            lambda _: building_grid.grid(session, building), self._show_grid, failed=self._grid_failed
        )

    def _grid_failed(self, error: LedgerError) -> None:
        self._heading.setText("")
        self.grid_states.show_error(error, self._read_grid)

    def _show_grid(self, grid: BuildingGrid) -> None:
        self._grid = grid
        self._heading.setText(f"{grid.title}　{grid.dwellings:,} 套 · {grid.people:,} 人")
        self.legend.show_states(grid.occupancies)
        self.legend.setVisible(bool(grid.occupancies))
        self.roster_button.setVisible(bool(grid.dwellings))
        self.papers_button.show()
        cell, self._wanted_cell = self._wanted_cell, ""
        self.view.show_grid(grid, current=cell)
        self.view.setAccessibleName(f"{grid.title} 楼栋图")
        if grid.dwellings:
            self.grid_states.show_content()
        else:
            self.grid_states.show_empty("building-2", "这栋楼还没有房屋", "导入房屋或人房台账后，每层每室会画在这里。")
        if not grid.dwellings:
            self._hide_drawer()
        elif self._wants_drawer:
            self._open_drawer()
        self._wants_drawer = False

    @Slot(object)
    def _on_moved(self, cell: Cell | None) -> None:
        if cell is not None and not self.drawer.isHidden():
            self.drawer.show_cell(cell)

    def _open_drawer(self) -> None:
        cell = self.view.current
        if cell is not None and self.drawer.isHidden():
            self.drawer.show()
            self.drawer.show_cell(cell)
            self._make_room()

    def _hide_drawer(self) -> None:
        self.drawer.hide()
        self._make_room()

    @Slot()
    def _on_drawer_closed(self) -> None:
        self._make_room()
        self.view.setFocus()

    def _make_room(self) -> None:
        """In a window too narrow for three the tree makes way for the drawer, so that the grid can be seen."""
        is_narrow = self.width() < self.fontMetrics().horizontalAdvance("字") * _LETTERS_FOR_ALL
        self.tree.setVisible(self.drawer.isHidden() or not is_narrow)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _toggle_drawer(self) -> None:
        if self.drawer.isHidden():
            self._open_drawer()
        else:
            self.drawer.close_drawer()

    def _show_zoom(self) -> None:
        self._zoom_text.setText(f"{self.view.zoom:.0%}")
