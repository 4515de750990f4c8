"""The page 工单: the orders on a board by state, as a list, those that wait for me, or by place; one set of filters.

What is seen is read anew when orders change and when the hour does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.events import Committed
from app.jobs import JobContext
from app.orders import people
from app.orders.filters import Filters
from app.records import choosing
from app.records.choosing import Choice
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.tokens import L, M
from ui.orders.filter_bar import FilterBar
from ui.orders.list_view import LEDGER
from ui.orders.sources_line import SourcesLine
from ui.orders.views import LIST, MINE, TABS, OrderViews
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import TitleBand
from ui.parts.buttons import plain_button, primary_button
from ui.parts.dialog import open_dialog
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.tabs import tab_bar
from ui.workers import Latest

_LEDGERS: Final = frozenset((LEDGER, "work_order_event"))
_AFTER_A_CHANGE_MS: Final = 150
_MINUTE_MS: Final = 60_000  # lights follow the hour
_FILTERS: Final = tuple(field.name for field in fields(Filters))


class OrdersPage(Page):
    """Facts: `tab`, `state`, `order`, `place`, `kind` of what waits for me, `listed`, and each filter by its name."""

    name = "orders"
    title = "工单"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._offering = Latest(desk.runner, self)
        self._was_read = False
        self._list_standing: Mapping[str, object] | None = None
        self.band = TitleBand(self.title)
        self.tabs = tab_bar("怎样看", TABS.values())
        self.sources = SourcesLine(desk)
        self.bar = FilterBar(desk.session.login)
        self.views = OrderViews(desk)
        self.states = PageStates(self.views)
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
        row.addWidget(self.sources)
        column.addLayout(row)
        column.addWidget(self.bar)
        column.addWidget(self.states, 1)

    def _add_actions(self) -> None:
        self.figures_button = plain_button("指标", "chart-column")
        self.figures_button.clicked.connect(lambda: self.desk.go("order_figures"))
        self.bar.add(self.figures_button)
        self.print_button, self.export_button = plain_button("打印", "printer"), plain_button("导出", "download")
        self.open_button = plain_button("未办结清单", "clipboard-list")
        self.add_button = primary_button("登记工单", "plus")
        rights = self.desk.session.rights
        pairs: tuple[tuple[QPushButton, str, str, Callable[[], None], str], ...] = (
            (self.open_button, "打印本周未办结问题清单", "Ctrl+Shift+P", self.print_open, "print"),
            (self.print_button, "打印工单列表", "Ctrl+P", self.views.list.print, "print"),
            (self.export_button, "导出工单列表", "Ctrl+E", self.views.list.export, "export"),
            (self.add_button, "登记工单", "Ctrl+N", self.register, "edit"),
        )
        for button, text, keys, slot, right in pairs:
            made = action(self, text, keys, slot)
            button.setToolTip(made.toolTip())
            button.clicked.connect(slot)
            self.band.add_action(button)
            grey_unless(rights, right, LEDGER, made, button)
        for view in (self.views.board, self.views.mine, self.views.places):
            new = action(view, "登记工单", "N", self.register)
            grey_unless(rights, "edit", LEDGER, new)
        action(self, "在工单里查找", "Ctrl+F", self.go_to_search)
        action(self, "重新查看", "F5", self.load)
        for number, tab in enumerate(TABS, start=1):
            action(self, f"工单{TABS[tab]}", f"Alt+{number}", partial(self.show_tab, tab))

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda at: self.show_tab(tuple(TABS)[at]))
        self.bar.changed.connect(self.load)
        self.bar.headings_cleared.connect(self._clear_headings)
        self.views.opened.connect(self._open)
        self.views.counted.connect(self._on_counted)
        self.views.filled.connect(self._on_filled)
        self.views.failed.connect(self._on_failed)
        self.views.narrowed.connect(self.load)
        self.views.list.emptied.connect(self._tell_nothing)
        self.views.list.narrowed.connect(self.bar.tell_headings)
        self.views.list.table.counted.connect(self._on_list_counted)
        self._again.timeout.connect(self.load)
        self._minute.timeout.connect(self._on_minute)
        self.desk.events.changed.connect(self._on_changed)

    # -- coming and going

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        self._offer()
        self.sources.read()
        if set(_FILTERS) & set(facts):
            asked = {name: facts[name] for name in _FILTERS if name in facts}
            self.bar.show_filters(Filters(**asked))  # type: ignore[arg-type]  # plain values of the same kinds
        self.views.stand(facts)
        self._list_standing = facts if "row" in facts else None
        self._show_tab(str(facts.get("tab", "")) or self.tab)

    @override
    def standing(self) -> dict[str, object]:
        return {"tab": self.tab, **asdict(self.bar.filters), **self.views.standing()}

    @property
    def tab(self) -> str:
        """In which way the orders are looked at."""
        return self.views.tab

    @Slot(str)
    def show_tab(self, tab: str) -> None:
        """Look at the orders in another way."""
        if tab != self.tab:
            self._show_tab(tab)

    def _show_tab(self, tab: str) -> None:
        self.views.show_tab(tab)
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(tuple(TABS).index(self.tab))
        self.load()

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if self.isVisible() and LEDGER in committed.ledgers:
            self.sources.read()
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
        standing: Mapping[str, object] | None = None
        if self.tab == LIST:
            self.states.show_content()
            standing, self._list_standing = self._list_standing, None
        elif self.states.state != "content" or not self._was_read:
            self.states.show_loading("正在读取工单…")
        self.views.read(self.bar.filters, standing)

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self.states.show_error(error, self.load)

    @Slot(str, bool)
    def _on_counted(self, text: str, is_any: bool) -> None:  # noqa: FBT001 - a slot
        self._was_read = True
        self.band.set_count(text if self.bar.filters == Filters() else f"筛选后 {text}")
        if is_any:
            self.states.show_content()
        else:
            self._tell_nothing(self.states)

    def _on_list_counted(self, total: int, is_floor: bool) -> None:  # noqa: FBT001 - a slot
        if self.tab == LIST:
            asked = self.views.list.table.selection
            text = f"{total:,}{'+' if is_floor else ''} 件"
            self.band.set_count(f"筛选后 {text}" if asked.filters or asked.search else text)

    @Slot()
    def _on_filled(self) -> None:
        """The keys go to the orders, unless somebody types."""
        focus: QWidget | None = QApplication.focusWidget()
        if focus is None or focus is self.tabs or not self.isAncestorOf(focus) or not focus.isVisible():
            self.views.take_focus()

    def _tell_nothing(self, states: PageStates) -> None:
        if self.bar.filters != Filters() or (self.tab == LIST and self.views.list.table.selection.filters):
            button = plain_button("清除条件", "x")
            button.clicked.connect(self.bar.clear)
            states.show_empty("search", "没有符合的工单", "换一个条件，或清除条件看全部。", button)
        elif self.tab == MINE and self.views.mine.kind:
            button = plain_button("看全部等我办的", "x")
            button.clicked.connect(self._show_all_mine)
            states.show_empty("circle-check", "没有这样的工单", "办完了，或者已经不等您办。", button)
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
    def _show_all_mine(self) -> None:
        self.views.mine.stand("")
        self.load()

    @Slot()
    def _clear_headings(self) -> None:
        self.views.list.clear()
        if self.tab == LIST:
            self.load()

    # -- ways out

    @Slot()
    def print_open(self) -> None:
        """本周未办结问题清单, major problems first."""
        from ui.printing.order_slips import print_open

        print_open(self.desk)

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
