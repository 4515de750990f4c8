"""The page 房屋: the houses as they stand (`GridPane`), or every dwelling as a list that is filtered and edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout
from typing_extensions import override

from app.records.browsing import Order
from app.records.filters import Selection
from app.tables import list_columns
from ui.desk import Desk
from ui.homes.grid_pane import GridPane
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import TitleBand
from ui.parts.buttons import plain_button, primary_button
from ui.parts.shortcuts import action
from ui.people.words import PanelWords

if TYPE_CHECKING:
    from ui.people.panel import LedgerPanel

GRID, LIST = "grid", "list"
_WORDS = PanelWords(
    tab="房屋",
    what="房屋",
    unit="套",
    search="地址、室号、产权人、12-301",
    icon="house",
    teach="这里是本居委的每一套房屋：谁的、自住还是出租、租到什么时候。把房屋台账或人房台账导入进来。",
    begin="导入表格",
    begin_icon="file-input",
    begins_with_import=True,
    page=True,
)


class HomesPage(Page):
    """Facts: `shown` is grid or list; the others go to what is shown. Filters and an order mean the list."""

    name = "homes"
    title = "房屋"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.band = TitleBand(self.title)
        self._counts = {GRID: "", LIST: ""}
        self.houses = GridPane(desk)
        self._list: LedgerPanel | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(self.houses)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(self.stack, 1)
        self._add_actions()
        self.houses.counted.connect(lambda text: self._on_counted(GRID, text))

    def _add_actions(self) -> None:
        self.print_button, self.add_button = plain_button("打印", "printer"), primary_button("新增", "plus")
        self.grid_button, self.list_button = plain_button("楼栋图", "layout-grid"), plain_button("列表", "list")
        for button, shown in ((self.grid_button, GRID), (self.list_button, LIST)):
            button.setCheckable(True)
            self.band.add_action(button)
            button.clicked.connect(lambda _checked, shown=shown: self._switch(shown))
        self._check(GRID)
        pairs: tuple[tuple[QPushButton, str, str, Callable[[], None], str], ...] = (
            (self.print_button, "打印房屋列表", "Ctrl+P", self.print_list, "print"),
            (self.add_button, "新增房屋", "Ctrl+N", self.add_dwelling, "edit"),
        )
        for button, text, keys, slot, right in pairs:
            made = action(self, text, keys, slot)
            button.setToolTip(made.toolTip())
            button.clicked.connect(slot)
            self.band.add_action(button)
            grey_unless(self.desk.session.rights, right, "dwelling", made, button)
        visit = action(self, "登记走访", "Ctrl+Shift+V", self.record_visit)
        grey_unless(self.desk.session.rights, "edit", "visit", visit)
        action(self, "打开应急名册", "Ctrl+O", self.houses.open_roster)

    # -- what is shown

    @property
    def shown(self) -> str:
        """`grid` or `list`."""
        return LIST if self._list is not None and self.stack.currentWidget() is self._list else GRID

    @property
    def list(self) -> LedgerPanel:
        """The list of dwellings; made when it is first wanted."""
        if self._list is None:
            from ui.people.panel import LedgerPanel  # the grid opens without it

            self._list = LedgerPanel(self.desk, "dwelling", _WORDS)
            self._list.counted.connect(lambda text: self._on_counted(LIST, text))
            self._list.import_asked.connect(lambda: self.desk.go("import"))
            self._list.add_asked.connect(self.add_dwelling)
            self.stack.addWidget(self._list)
            self._list.order_tabs(self.add_button)
        return self._list

    def _show(self, shown: str) -> None:
        self.stack.setCurrentWidget(self.list if shown == LIST else self.houses)
        self._check(shown)
        self.band.set_count(self._counts[shown])

    def _switch(self, shown: str) -> None:
        """Another look at the houses is another place, so that one can go back to the one before."""
        self._check(self.shown)  # a click on the checked one leaves it so
        if shown != self.shown:
            self.desk.go(self.name, shown=shown)

    def _check(self, shown: str) -> None:
        self.grid_button.setChecked(shown == GRID)
        self.list_button.setChecked(shown == LIST)

    def _on_counted(self, which: str, text: str) -> None:
        self._counts[which] = text
        if which == self.shown:
            self.band.set_count(text)

    # -- coming and going

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        is_list = facts.get("shown") == LIST or ("shown" not in facts and {"filters", "search"} & set(facts))
        self._show(LIST if is_list else GRID)
        if is_list:
            self.list.show_facts({name: value for name, value in facts.items() if name != "shown"})
        else:
            self.houses.enter(record, facts)

    @override
    def standing(self) -> dict[str, object]:
        stands = self.list.standing() if self.shown == LIST else self.houses.standing()
        return {"shown": self.shown, **stands}

    # -- actions

    @Slot()
    def print_list(self) -> None:
        """Show the preview of the list on paper, as it is filtered; from the grid that of the whole building."""
        from ui.printing.lists import print_list

        if self.shown == GRID:
            here = Selection(filters=(f"building_uid={self.houses.building}",) if self.houses.building else ())
            print_list(self.desk, "dwelling", here, list_columns.AT_FIRST["dwelling"])
            return
        table = self.list.table
        order = Order(field=table.order_by or None, descending=table.descending)
        print_list(self.desk, "dwelling", table.selection, table.columns, order=order)

    @Slot()
    def record_visit(self) -> None:
        """登记走访 of the home that is stood at."""
        if self.shown == GRID:
            self.houses.record_visit()
        elif record := self.list.table.current_record:
            self.list.acts.visit(record)

    @Slot()
    def add_dwelling(self) -> None:
        """Open the form of a new dwelling."""
        self.list.acts.edit("")
