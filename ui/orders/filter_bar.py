"""The filters that all views of the page share: words, and by menu category, source, who has it, light and compound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QMenu

from app.orders.filters import Filters
from app.records.choosing import Choice
from ledger import codes
from ui.order_form.category_box import CLASS_LETTERS, TABLE
from ui.parts.bands import FilterBand
from ui.parts.buttons import menu_button
from ui.parts.chips import FilterChip
from ui.parts.fields import LineEdit
from ui.parts.line_icons import offer_clearing

_SEARCH_AFTER_MS: Final = 250
_LETTERS: Final = 17
_LABELS: Final = {"category": "类别", "source": "来源", "assignee": "承办人", "light": "时限灯", "compound": "小区"}
_TABLES: Final = {"category": TABLE, "source": "work_order_source", "light": "overdue_light"}


class FilterBar(FilterBand):
    """`changed` when the person asks for something else; `filters` is what is asked for."""

    changed = Signal()
    headings_cleared = Signal()

    def __init__(self, me: str) -> None:
        super().__init__()
        self.filters = Filters()
        self._me = me
        self._of_headings = 0
        self._names: dict[str, dict[str, str]] = {"assignee": {}, "compound": {}}
        self.search = LineEdit()
        self.search.setPlaceholderText("工单号、标题、内容、地点")
        self.search.setAccessibleName("在工单里查找")
        self.search.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * _LETTERS)
        offer_clearing(self.search)
        self.add_button = menu_button("条件", "plus")
        self.add_button.setAccessibleName("增加筛选条件")
        self.overdue = QCheckBox("只看超时")
        for widget in (self.search, self.add_button, self.overdue):
            self.add(widget)
        self._searching = QTimer(self, singleShot=True, interval=_SEARCH_AFTER_MS)
        self._searching.timeout.connect(self._on_search)
        self.search.textChanged.connect(self._on_search_text)
        self.search.submitted.connect(self._on_search)
        self.overdue.toggled.connect(self._on_overdue)
        self.cleared.connect(self.clear)
        self.offer((), ())

    # -- what there is to choose from

    def offer(self, people: Sequence[Choice], compounds: Sequence[Choice]) -> None:
        """Let these accounts and compounds be chosen."""
        self._names = {
            "assignee": {one.id: one.title for one in people},
            "compound": {one.id: one.title for one in compounds},
        }
        menu = self.add_button.menu()
        menu.clear()
        for before in menu.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            before.deleteLater()  # clearing takes their actions away and leaves them
        self._fill_categories(menu.addMenu(_LABELS["category"]))
        self._fill(menu.addMenu(_LABELS["source"]), "source", _lines("source"))
        mine = menu.addMenu(_LABELS["assignee"])
        mine.addAction("我", self._setter("assignee", self._me))
        mine.addSeparator()
        self._fill(mine, "assignee", self._names["assignee"].items())
        self._fill(menu.addMenu(_LABELS["light"]), "light", reversed(_lines("light")))
        if compounds:
            self._fill(menu.addMenu(_LABELS["compound"]), "compound", self._names["compound"].items())
        self._show()

    def _fill_categories(self, menu: QMenu) -> None:
        lines = codes.table(TABLE).lines
        for major in (line for line in lines if len(line.code) == CLASS_LETTERS):
            below = [(line.code, line.label) for line in lines if line.code.startswith(major.code) and line != major]
            if not below:
                menu.addAction(major.label, self._setter("category", major.code))
                continue
            sub = menu.addMenu(major.label)
            sub.addAction(f"全部{major.label}", self._setter("category", major.code))
            sub.addSeparator()
            self._fill(sub, "category", below)

    def _fill(self, menu: QMenu, name: str, choices: Iterable[tuple[str, str]]) -> None:
        for value, text in choices:
            menu.addAction(text.replace("&", "&&"), self._setter(name, value))

    def _setter(self, name: str, value: str) -> Callable[[], None]:
        return lambda: self.ask(self._with(name, value))

    def _with(self, name: str, value: str) -> Filters:
        return replace(self.filters, **{name: value})  # type: ignore[arg-type]  # a text each

    # -- what is asked for

    def ask(self, filters: Filters) -> None:
        """Ask for something else, and say so."""
        if filters == self.filters:
            return
        self.filters = filters
        self._show()
        self.changed.emit()

    def show_filters(self, filters: Filters) -> None:
        """Stand as a place says; nothing is told."""
        self.filters = filters
        self._show()

    @Slot()
    def clear(self) -> None:
        """Ask for everything again."""
        if self._of_headings:
            self.headings_cleared.emit()
        self.ask(Filters())

    def tell_headings(self, count: int) -> None:
        """Say how many filters the headings of the list add to these."""
        if count != self._of_headings:
            self._of_headings = count
            self._show()

    def _show(self) -> None:
        asked = self.filters
        if self.search.text().strip() != asked.search:
            self.search.setText(asked.search)
            self._searching.stop()
        if self.overdue.isChecked() != asked.overdue:
            self.overdue.setChecked(asked.overdue)
        chips = []
        for name, label in _LABELS.items():
            value = getattr(asked, name)
            if value:
                chip = FilterChip(f"{label}：{self._worded(name, value)}")
                chip.removed.connect(self._setter(name, ""))
                chips.append(chip)
        if self._of_headings:
            chip = FilterChip(f"列标题筛选 {self._of_headings} 项")
            chip.removed.connect(self.headings_cleared)
            chips.append(chip)
        self.show_chips(chips)

    def _worded(self, name: str, value: str) -> str:
        if name in _TABLES:
            return codes.table(_TABLES[name]).label(value)
        if name == "assignee" and value == self._me:
            return "我"
        return self._names[name].get(value, value if name == "assignee" else "所选小区")

    @Slot()
    def _on_search_text(self) -> None:
        if not self.search.is_composing and self.search.text().strip() != self.filters.search:
            self._searching.start()

    @Slot()
    def _on_search(self) -> None:
        self._searching.stop()
        self.ask(replace(self.filters, search=self.search.text().strip()))

    @Slot(bool)
    def _on_overdue(self, only: bool) -> None:  # noqa: FBT001 - a slot
        self.ask(replace(self.filters, overdue=only))


def _lines(name: str) -> list[tuple[str, str]]:
    return [(line.code, line.label) for line in codes.table(_TABLES[name]).lines]
