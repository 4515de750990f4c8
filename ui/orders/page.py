"""The page 工单: the orders on a board by state, as a list, those that wait for me, or by place; one set of filters.

What is shown is `app.orders.columns`'s, `mine`'s and `places`'s. Only the view that is seen is
read, and read anew when orders change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QStackedWidget, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from app.events import Committed
from app.jobs import JobContext
from app.orders import columns, mine, people, places
from app.orders.cards import Card
from app.orders.columns import Column
from app.orders.filters import Filters
from app.orders.mine import Mine
from app.orders.places import Place
from app.records import choosing
from app.records.choosing import Choice
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.tokens import L, M
from ui.orders.board_view import BoardView
from ui.orders.filter_bar import FilterBar
from ui.orders.list_view import LEDGER, ListView
from ui.orders.mine_view import MineView
from ui.orders.place_view import PlaceView
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import TitleBand
from ui.parts.buttons import plain_button, primary_button
from ui.parts.dialog import open_dialog
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.workers import Latest

BOARD, LIST, MINE, PLACES = "board", "list", "mine", "places"
TABS: Final = {BOARD: "看板", LIST: "列表", MINE: "我的", PLACES: "按地点"}
_LEDGERS: Final = frozenset((LEDGER, "work_order_event"))
_AFTER_A_CHANGE_MS: Final = 150
_MINUTE_MS: Final = 60_000  # lights follow the hour
_FILTERS: Final = tuple(field.name for field in fields(Filters))


class OrdersPage(Page):
    """Facts: `tab`, `state`, `order`, `place`, and each of the filters by its name."""

    name = "orders"
    title = "工单"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading, self._offering = Latest(desk.runner, self), Latest(desk.runner, self)
        self.tab = BOARD
        self._was_read = False
        self._shown: Sequence[Column] = ()
        self._list_standing: Mapping[str, object] | None = None
        self.band = TitleBand(self.title)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("怎样看")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for text in TABS.values():
            self.tabs.addTab(text)
        self.bar = FilterBar(desk.session.login)
        self.board = BoardView(desk.runner, self._read_cards)
        self.list = ListView(desk)
        self.mine = MineView()
        self.places = PlaceView(desk.runner, self._read_place)
        self.stack = QStackedWidget()
        for view in (self.board, self.list, self.mine, self.places):
            self.stack.addWidget(view)
        self.states = PageStates(self.stack)
        self._again = QTimer(self, singleShot=True, interval=_AFTER_A_CHANGE_MS)
        self._minute = QTimer(self, interval=_MINUTE_MS)
        self._lay_out()
        self._add_actions()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        row = QHBoxLayout()
        row.setContentsMargins(L, 0, L, M)
        row.addWidget(self.tabs)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.bar)
        column.addWidget(self.states, 1)

    def _add_actions(self) -> None:
        self.print_button, self.export_button = plain_button("打印", "printer"), plain_button("导出", "download")
        self.add_button = primary_button("登记工单", "plus")
        rights = self.desk.session.rights
        pairs: tuple[tuple[QPushButton, str, str, Callable[[], None], str], ...] = (
            (self.print_button, "打印工单列表", "Ctrl+P", self.list.print, "print"),
            (self.export_button, "导出工单列表", "Ctrl+E", self.list.export, "export"),
            (self.add_button, "登记工单", "Ctrl+N", self.register, "edit"),
        )
        for button, text, keys, slot, right in pairs:
            made = action(self, text, keys, slot)
            button.setToolTip(made.toolTip())
            button.clicked.connect(slot)
            self.band.add_action(button)
            grey_unless(rights, right, LEDGER, made, button)
        for view in (self.board, self.mine, self.places):
            new = action(view, "登记工单", "N", self.register)
            grey_unless(rights, "edit", LEDGER, new)
        action(self, "在工单里查找", "Ctrl+F", self.go_to_search)
        action(self, "重新查看", "F5", self.load)
        for number, tab in enumerate(TABS, start=1):
            action(self, f"工单{TABS[tab]}", f"Alt+{number}", partial(self.show_tab, tab))

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda at: self.show_tab(tuple(TABS)[at]))
        self.bar.changed.connect(self.load)
        for view in (self.board, self.list, self.mine, self.places):
            view.opened.connect(self._open)
        self.list.emptied.connect(self._tell_nothing)
        self.list.narrowed.connect(self.bar.tell_headings)
        self.bar.headings_cleared.connect(self._clear_headings)
        self.list.table.counted.connect(self._on_counted)
        self._again.timeout.connect(self.load)
        self._minute.timeout.connect(self._on_minute)
        self.desk.events.changed.connect(self._on_changed)

    # -- coming and going

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        self._offer()
        if set(_FILTERS) & set(facts):
            asked = {name: facts[name] for name in _FILTERS if name in facts}
            self.bar.show_filters(Filters(**asked))  # type: ignore[arg-type]  # plain values of the same kinds
        if "order" in facts:
            self.board.stand(str(facts.get("state", "")), str(facts["order"]))
        if "place" in facts:
            self.places.stand(str(facts["place"]))
        self._list_standing = facts if "row" in facts else None
        self._show_tab(str(facts.get("tab", "")) or self.tab)

    @override
    def standing(self) -> dict[str, object]:
        stands: dict[str, object] = {"tab": self.tab, **asdict(self.bar.filters)}
        if self.tab == BOARD:
            stands |= self.board.standing()
        elif self.tab == PLACES:
            stands["place"] = self.places.key
        elif self.tab == LIST:
            stands |= self.list.table.standing()
        return stands

    @Slot(str)
    def show_tab(self, tab: str) -> None:
        """Look at the orders in another way."""
        if tab != self.tab:
            self._show_tab(tab)

    def _show_tab(self, tab: str) -> None:
        self.tab = tab if tab in TABS else BOARD
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(tuple(TABS).index(self.tab))
        self.stack.setCurrentIndex(tuple(TABS).index(self.tab))
        self.load()

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if self.isVisible() and self.tab != LIST and _LEDGERS & committed.ledgers:
            self._again.start()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._minute.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._minute.stop()
        super().hideEvent(event)

    @Slot()
    def _on_minute(self) -> None:
        """Lights follow the hour; the list reads its own when it is scrolled or asked for."""
        if self.tab != LIST and self.states.state == "content":
            self.load()

    def _offer(self) -> None:
        """Who may be asked for, and which compounds there are."""
        session = self.desk.session

        def work(_ctx: JobContext) -> tuple[Sequence[Choice], Sequence[Choice]]:
            return people.staff(session), choosing.choices(session, "compound", "")

        self._offering.ask(work, lambda found: self.bar.offer(*found))

    # -- reading

    @Slot()
    def load(self) -> None:
        """Read what is seen anew."""
        session, asked = self.desk.session, self.bar.filters
        if self.tab == LIST:
            self._reading.drop()
            self.states.show_content()
            self.list.show_list(asked, self._list_standing)
            self._list_standing = None
            return
        if self.states.state != "content" or not self._was_read:
            self.states.show_loading("正在读取工单…")
        ways: dict[str, tuple[Callable[[JobContext], Any], Callable[[Any], None]]] = {
            BOARD: (lambda _: columns.columns(session, asked), self.show_columns),
            MINE: (lambda _: mine.mine(session, asked), self.show_mine),
            PLACES: (lambda _: places.places(session, asked), self.show_places),
        }
        read, then = ways[self.tab]
        self._reading.ask(read, then, failed=self._on_failed)

    def _on_failed(self, error: LedgerError) -> None:
        self.states.show_error(error, self.load)

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Show the board; nothing moves under the eye where nothing changed."""
        total = sum(column.count for column in columns)
        self._count(f"{total:,} 件", is_any=bool(total))
        if columns != self._shown:
            self._shown = columns
            self.board.show_columns(columns)
        self._take_focus(self.board.take_focus)

    def show_mine(self, lines: Sequence[Mine]) -> None:
        """Show what waits for me."""
        self._count(f"{len(lines):,} 件等我办", is_any=bool(lines))
        self.mine.show_mine(lines)
        self._take_focus(self.mine.table.setFocus)

    def show_places(self, places: Sequence[Place]) -> None:
        """Show the orders by place."""
        total = sum(place.count for place in places)
        self._count(f"{total:,} 件未结", is_any=bool(total))
        self.places.show_places(places)
        self._take_focus(self.places.tree.setFocus)

    def _count(self, text: str, *, is_any: bool) -> None:
        self._was_read = True
        self.band.set_count(text if self.bar.filters == Filters() else f"筛选后 {text}")
        if is_any:
            self.states.show_content()
        else:
            self._tell_nothing(self.states)

    def _on_counted(self, total: int, is_floor: bool) -> None:  # noqa: FBT001 - a slot
        if self.tab == LIST:
            asked = self.list.table.selection
            text = f"{total:,}{'+' if is_floor else ''} 件"
            self.band.set_count(f"筛选后 {text}" if asked.filters or asked.search else text)

    def _take_focus(self, take: Callable[[], None]) -> None:
        """The keys go to the orders, unless somebody types."""
        focus: QWidget | None = QApplication.focusWidget()
        if focus is None or focus is self.tabs or not self.isAncestorOf(focus) or not focus.isVisible():
            take()

    def _tell_nothing(self, states: PageStates) -> None:
        if self.bar.filters != Filters() or (self.tab == LIST and self.list.table.selection.filters):
            button = plain_button("清除条件", "x")
            button.clicked.connect(self.bar.clear)
            states.show_empty("search", "没有符合的工单", "换一个条件，或清除条件看全部。", button)
        elif self.tab == MINE:
            states.show_empty("circle-check", "没有等您办的工单", "派给您的、等您核查和回访的工单会列在这里。")
        else:
            button = primary_button("登记工单", "plus")
            button.clicked.connect(self.register)
            grey_unless(self.desk.session.rights, "edit", LEDGER, button)
            text = (
                "居民反映的、走访发现的、12345 和网格派来的事，从登记到结案都在这里。写清是什么事、属于哪一类就能登记。"
            )
            states.show_empty("clipboard-list", "还没有工单", text, button)

    @Slot()
    def _clear_headings(self) -> None:
        self.list.clear()
        if self.tab == LIST:
            self.load()

    def _read_cards(self, status: str, first: int, many: int) -> Sequence[Card]:
        """Cards of a state; called on a thread."""
        return columns.cards(self.desk.session, self.bar.filters, status=status, first=first, many=many)

    def _read_place(self, key: str, first: int, many: int) -> Sequence[Card]:
        """Cards of a place; called on a thread."""
        return places.cards(self.desk.session, self.bar.filters, key=key, first=first, many=many)

    # -- ways out

    @Slot(str)
    def _open(self, order: str) -> None:
        self.desk.go("order", order)

    @Slot()
    def go_to_search(self) -> None:
        """Go to the line that searches."""
        self.bar.search.setFocus()
        self.bar.search.selectAll()

    @Slot()
    def register(self) -> None:
        """登记工单: open its form; the order that it makes is opened."""
        from ui.order_form.register_dialog import RegisterDialog

        if self.desk.session.rights.may("edit", LEDGER):
            dialog = RegisterDialog(self.desk, parent=self.window())
            dialog.registered.connect(self._open)
            open_dialog(dialog)
