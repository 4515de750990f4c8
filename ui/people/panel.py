"""One ledger of the people page: its filters as chips, its table, the drawer beside it, and its saved views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QPoint, QSignalBlocker, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QPushButton, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.jobs import JobContext
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from app.tables import filter_words, list_columns
from app.tables.filter_words import BESIDE
from app.tables.views import View
from ledger import catalog
from ledger.definition import Ledger
from ui.desk import Desk
from ui.ledger_view.column_menu import ColumnMenu
from ui.ledger_view.table import LedgerTable
from ui.look.theme import theme
from ui.parts.bands import FilterBand
from ui.parts.buttons import menu_button, plain_button, primary_button, quiet_button
from ui.parts.chips import FilterChip
from ui.parts.fields import LineEdit
from ui.parts.line_icons import offer_clearing
from ui.parts.states import PageStates
from ui.people.drawer import RowDrawer
from ui.people.record_acts import RecordActs
from ui.people.views_menu import ViewsMenu
from ui.people.words import WORDS, PanelWords
from ui.workers import Latest

_SEARCH_AFTER_MS = 250
_LEAST_LETTERS = 19
_ROOM_FOR_DRAWER = 75  # letters of a window that has room for table and drawer
Facts = Mapping[str, object]


class LedgerPanel(QWidget):
    """`counted(text)` for the title; `add_asked` and `import_asked` from the empty state."""

    counted = Signal(str)
    add_asked = Signal()
    import_asked = Signal()

    def __init__(self, desk: Desk, ledger_name: str, words: PanelWords | None = None) -> None:
        super().__init__()
        self.desk = desk
        self.ledger: Ledger = catalog.named(ledger_name)
        self.words = words or WORDS[ledger_name]
        self._counts_left = ledger_name == "person"  # lists leave out who died or moved away
        self._view = ""
        self._is_fitted = False
        self._made_room = False  # the drawer was put away because the window has no room for it
        self._was_shown = False
        self._counting, self._wording = Latest(desk.runner, self), Latest(desk.runner, self)
        self.table = LedgerTable(desk, self.ledger, adds_rows=True, show_nothing=self._show_nothing)
        self.drawer = RowDrawer(desk, self.ledger)
        self.drawer.hide()
        self.acts = RecordActs(desk, self.table, self.drawer, self.words, self)
        self.views = ViewsMenu(desk, ledger_name, self.present_view, self)
        self.band = self._made_band()
        self._lay_out()
        self._connect()

    def _made_band(self) -> FilterBand:
        band = FilterBand()
        band.add(self.views.button)
        self.search = LineEdit()
        self.search.setPlaceholderText(self.words.search)
        self.search.setAccessibleName("在列表里查找")
        offer_clearing(self.search)
        self.search.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * _LEAST_LETTERS)
        band.add(self.search)
        self.add_filter: QPushButton = menu_button("条件", "plus")
        self.add_filter.setAccessibleName("增加筛选条件")
        self._fill_conditions()
        band.add(self.add_filter)
        self.everyone = QCheckBox("含迁出和死亡")
        if self._counts_left:
            band.add(self.everyone)
        return band

    def _lay_out(self) -> None:
        self.splitter = QSplitter()
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.drawer)
        self.splitter.setStretchFactor(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(self.splitter, 1)
        self.drawer_button = quiet_button("panel-right", "显示这一行的概要 (Ctrl+I)")
        self.drawer_button.setCheckable(True)
        self.drawer_button.setChecked(True)
        self.columns_button = quiet_button("columns-3", "选择列 (Ctrl+Shift+L)")
        for button in (self.columns_button, self.drawer_button):
            self.table.line.add(button)

    def order_tabs(self, *before: QWidget) -> None:
        """Let Tab go where the eye goes, from what stands above the panel on."""
        panes = self.table.panes
        bands = (self.views.button, self.search, self.add_filter, *((self.everyone,) if self._counts_left else ()))
        below = (panes.frozen, panes.main, self.columns_button, self.drawer_button, self.drawer.close_button)
        for one, other in pairwise((*before, *bands, *below)):
            QWidget.setTabOrder(one, other)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_fitted:
            self._is_fitted = True
            self._make_room()

    @Slot()
    def _make_room(self) -> None:
        """A window too narrow for both goes without the drawer, until its text is small enough again."""
        is_narrow = self.window().width() < self.fontMetrics().horizontalAdvance("字") * _ROOM_FOR_DRAWER
        if is_narrow and self.drawer_button.isChecked():
            self.drawer_button.setChecked(False)
            self._made_room = True
        elif self._made_room and not is_narrow:
            self.drawer_button.setChecked(True)
            self._made_room = False

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.table.setFocus()

    def _connect(self) -> None:
        self._searching = QTimer(self)
        self._searching.setSingleShot(True)
        self._searching.setInterval(_SEARCH_AFTER_MS)
        self._searching.timeout.connect(self._search)
        self.search.textChanged.connect(self._on_search_text)
        self.search.submitted.connect(self._on_search_submitted)
        self.everyone.toggled.connect(self._on_everyone)
        self.band.cleared.connect(self.clear_filters)
        self.views.chosen.connect(self.apply_view)
        self.table.counted.connect(self._on_counted)
        self.table.asked_changed.connect(self._on_asked_changed)
        self.table.opened.connect(self.acts.open)
        self.table.current_changed.connect(self.drawer.show_record)
        self.table.add_asked.connect(self.add_asked)
        self.columns_button.clicked.connect(self.table.choose_columns)
        self.drawer_button.toggled.connect(self._show_drawer)
        theme().changed.connect(self._make_room)
        self.drawer.closed.connect(lambda: self.drawer_button.setChecked(False))
        self.drawer.closed.connect(self.table.setFocus)
        self.drawer.edit_asked.connect(self.acts.edit)
        self.drawer.remove_asked.connect(self.acts.remove)
        self.drawer.visit_asked.connect(self.acts.visit)

    # -- how it stands

    def show_facts(self, facts: Facts) -> None:
        """Show what a place asks for; without anything asked for it stays as it is, or begins with the default view."""
        asked = {"filters", "search", "view", "order_by", "everyone"} & set(facts)
        if self._was_shown and not asked:
            if "row" in facts:
                self.table.stand(facts)
            return
        if not self._was_shown:
            self._was_shown = True
            self.views.read(lambda: self._begin(facts))
            return
        self._begin(facts)

    def _begin(self, facts: Facts) -> None:
        wanted = str(facts.get("view", ""))
        view = next((one for one in self.views.views if one.name == wanted), None)
        if view is None and not {"filters", "search", "order_by", "everyone"} & set(facts):
            view = self.views.default
        if view is not None and "filters" not in facts:
            self.apply_view(view)
            if "row" in facts:
                self.table.stand(facts)
            return
        self._view = wanted
        written = facts.get("filters", ())
        chosen = tuple(str(one) for one in written) if isinstance(written, (tuple, list)) else ()
        columns = facts.get("columns", ())
        if isinstance(columns, (tuple, list)) and columns and tuple(columns) != self.table.columns:
            self.table.show_columns(tuple(map(str, columns)))
        selection = Selection(
            search=str(facts.get("search", "")), filters=chosen, everyone=bool(facts.get("everyone", False))
        )
        order_by, descending = str(facts.get("order_by", "")), bool(facts.get("descending", False))
        standing = facts if "row" in facts else None
        self.table.show_list(selection, order_by=order_by, descending=descending, standing=standing)
        self._tell_standing()

    def standing(self) -> dict[str, object]:
        """How it stands, as `show_facts` understands it."""
        asked = self.table.selection
        return {
            "filters": asked.filters,
            "search": asked.search,
            "everyone": asked.everyone,
            "view": self._view,
            "order_by": self.table.order_by,
            "descending": self.table.descending,
            **self.table.standing(),
        }

    def _show(self, selection: Selection, order_by: str, *, descending: bool) -> None:
        self.table.show_list(selection, order_by=order_by, descending=descending)
        self._tell_standing()

    def _tell_standing(self) -> None:
        """Let the bands say what is asked for."""
        asked = self.table.selection
        if self.search.text().strip() != asked.search:
            self.search.setText(asked.search)
            self._searching.stop()
        with QSignalBlocker(self.everyone):
            self.everyone.setChecked(asked.everyone)
        self.views.show_name(self._view)
        session, ledger = self.desk.session, self.ledger

        def work(_ctx: JobContext) -> tuple[str, ...]:
            return filter_words.worded(session, ledger, asked.filters)

        self._wording.ask(work, lambda texts: self._show_chips(asked.filters, texts))

    def _show_chips(self, written: tuple[str, ...], texts: tuple[str, ...]) -> None:
        chips = []
        for one, text in zip(written, texts, strict=True):
            chip = FilterChip(text)
            chip.removed.connect(lambda gone=one: self._remove_filter(gone))
            chips.append(chip)
        self.band.show_chips(chips)

    def _remove_filter(self, gone: str) -> None:
        self._view = ""
        kept = tuple(one for one in self.table.selection.filters if one != gone)
        self._show(replace(self.table.selection, filters=kept), self.table.order_by, descending=self.table.descending)
        self.table.setFocus()

    def clear_filters(self) -> None:
        """Ask for everything again."""
        self._view = ""
        self._show(Selection(), self.table.order_by, descending=self.table.descending)
        self.table.setFocus()

    @Slot()
    def _on_asked_changed(self) -> None:
        self._view = ""
        self._tell_standing()

    # -- search, conditions, views

    @Slot()
    def _on_search_text(self) -> None:
        if not self.search.is_composing and self.search.text().strip() != self.table.selection.search:
            self._searching.start()

    @Slot()
    def _on_search_submitted(self) -> None:
        self._search()
        self.table.setFocus()

    @Slot()
    def _search(self) -> None:
        self._searching.stop()
        typed = self.search.text().strip()
        if typed != self.table.selection.search:
            self._view = ""
            order = self.table.order_by
            self._show(replace(self.table.selection, search=typed), order, descending=self.table.descending)

    @Slot(bool)
    def _on_everyone(self, everyone: bool) -> None:  # noqa: FBT001 - a slot
        self._view = ""
        asked = replace(self.table.selection, everyone=everyone)
        self._show(asked, self.table.order_by, descending=self.table.descending)

    def _fill_conditions(self) -> None:
        menu = self.add_filter.menu()
        for name, text in BESIDE.get(self.ledger.name, ()):
            menu.addAction(text, lambda one=name, said=text: self.open_condition(one, said))
        menu.addSeparator()
        for column in list_columns.of(self.ledger.name):
            if column.how_filtered in ("values", "text", "date", "number", "presence"):
                menu.addAction(column.label, lambda one=column.name: self.open_condition(one, ""))

    def open_condition(self, name: str, title: str) -> ColumnMenu | None:
        """Open the menu that filters by a column, or by what stands beside the columns, under the button."""
        at = self.add_filter.mapToGlobal(QPoint(0, self.add_filter.height()))
        headings = self.table.headings
        return headings.open_value_menu(name, title, at) if title else headings.open_filter(name, at)

    def present_view(self) -> View:
        """What is in force, to be kept as a view."""
        asked = self.table.selection
        return View(
            ledger=self.ledger.name,
            name=self._view,
            filters=asked.filters,
            search=asked.search,
            columns=self.table.columns,
            order_by=self.table.order_by,
            descending=self.table.descending,
            everyone=asked.everyone,
        )

    @Slot(object)
    def apply_view(self, view: View) -> None:
        """Show a saved view."""
        self._view = view.name
        if view.columns and view.columns != self.table.columns:
            self.table.show_columns(view.columns)
        selection = Selection(search=view.search, filters=view.filters, everyone=view.everyone)
        self._show(selection, view.order_by, descending=view.descending)

    # -- counts and states

    @Slot(int, bool)
    def _on_counted(self, total: int, is_floor: bool) -> None:  # noqa: FBT001 - a slot
        self._show_drawer()
        asked = self.table.selection
        if not asked.filters and not asked.search:
            self.counted.emit(f"{total:,} {self.words.unit}")
            return
        found = f"筛选后 {total:,}{'+' if is_floor else ''}"
        session, ledger = self.desk.session, self.ledger
        everyone = Selection(everyone=asked.everyone)

        def work(_ctx: JobContext) -> int:
            return browsing.page(session, ledger, everyone, Order(limit=0)).total

        self._counting.ask(work, lambda whole: self.counted.emit(f"{whole:,} {self.words.unit} · {found}"))

    def _show_drawer(self) -> None:
        """The drawer stands beside rows alone."""
        self.drawer.setVisible(self.drawer_button.isChecked() and self.table.model.total > 0)

    def _show_nothing(self, states: PageStates) -> None:
        asked = self.table.selection
        if asked.filters or asked.search:
            button = plain_button("清除条件", "x")
            button.clicked.connect(self.clear_filters)
            states.show_empty("search", f"没有符合的{self.words.what}", "换一个条件，或清除条件看全部。", button)
            return
        button = primary_button(self.words.begin, self.words.begin_icon)
        button.clicked.connect(self.import_asked if self.words.begins_with_import else self.add_asked)
        states.show_empty(self.words.icon, f"还没有{self.words.what}", self.words.teach, button)
