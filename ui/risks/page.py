"""The page 风险研判: buildings by their risk, and of the chosen one its hazards and its key people.

What counts and what it weighs is `app.risks`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.events import Committed
from app.jobs import JobContext
from app.risks import on_paper, risks
from app.risks.risks import BuildingRisk, Detail, HazardLine
from ui.desk import Desk
from ui.look.theme import theme
from ui.look.tokens import L, S
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import FilterBand, StatusLine, TitleBand
from ui.parts.buttons import plain_button, primary_button
from ui.parts.choices import ChoiceBox
from ui.parts.dialog import open_dialog
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.risks.detail_pane import DetailPane
from ui.risks.models import BuildingsModel
from ui.topics.row_dialog import RowDialog
from ui.workers import Latest

_LETTERS, _LETTERS_FOR_ALL = (9, 3, 2, 2, 4, 5), 60
_LEFT_OUT = (2, 3, 5)  # columns that a narrow window has no room for; the building's own lines tell the same
_LEDGERS = frozenset((
    "work_order", "work_order_event", "topic_row", "topic_report", "topic_definition", "person", "person_tag",
    "residence", "dwelling", "building",
))  # fmt: skip
_HINT = "风险 ＝ 隐患分 ×（1 ＋ 重点人员分） · Enter 应急名册 · Tab 到隐患和重点人员，Enter 打开"
_EMPTY = (
    "未办结的隐患工单、台账里查出问题或到期没有核对的，和住在这里的重点人员，按楼栋算在一起，风险高的排在前面。"
    "登记了工单、启用了消防设施和电梯等台账、给居民打了标签以后，这里就有了。"
)


class RisksPage(Page):
    """The record is the building that is chosen. Facts: `compound`, `only`."""

    name = "risks"
    title = "风险研判"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading, self._looking = Latest(desk.runner, self), Latest(desk.runner, self)
        self.building, self._compound = "", ""
        self._every: Sequence[BuildingRisk] | None = None
        self.band, self.filters, self.status = TitleBand(self.title), FilterBand(), StatusLine("")
        self.compounds = ChoiceBox()
        self.compounds.setAccessibleName("小区")
        edit = self.compounds.lineEdit()
        if edit is not None:
            edit.setPlaceholderText("全部小区")
        self.only = QCheckBox("只看有隐患的")
        self.buildings = BuildingsModel()
        self.table = plain_table(self.buildings, self.title)
        self.pane = DetailPane()
        self._make_band()
        self.states = PageStates(self._make_content())
        self.setFocusProxy(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, stretch in ((self.band, 0), (self.filters, 0), (self.states, 1), (self.status, 0)):
            column.addWidget(part, stretch)
        self._connect()
        self.states.show_loading()

    # -- built

    def _make_band(self) -> None:
        self.print_button = plain_button("打印", "printer")
        self.contacts_button = plain_button("应急联络树", "phone")
        self.roster_button = primary_button("应急名册", "life-buoy")
        for button in (self.print_button, self.contacts_button, self.roster_button):
            self.band.add_action(button)
        for widget in (self.compounds, self.only):
            self.filters.add(widget)

    def _make_content(self) -> QWidget:
        left = QWidget()
        inner = QHBoxLayout(left)
        inner.setContentsMargins(L, 0, 0, S)
        inner.addWidget(self.table)
        splitter = self.splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(self.pane)
        splitter.setStretchFactor(1, 1)
        return splitter

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(self._on_building)
        self.table.activated.connect(lambda _: self.open_roster())
        self.compounds.chosen.connect(self._on_compound)
        self.only.toggled.connect(self._show_lines)
        self.pane.opened_hazard.connect(self.open_hazard)
        self.pane.opened_person.connect(lambda person: self.desk.go("person", person))
        self.desk.events.changed.connect(self._on_changed)
        for button, text, keys, slot in (
            (self.print_button, "打印风险研判", "Ctrl+P", self.print_list),
            (self.contacts_button, "打开应急联络树", "Ctrl+T", self.open_contacts),
            (self.roster_button, "打开应急名册", "Ctrl+O", self.open_roster),
        ):
            button.clicked.connect(slot)
            button.setToolTip(action(self, text, keys, slot).toolTip())
        action(self, "重新查看", "F5", self.read)
        for button in (self.print_button, self.contacts_button, self.roster_button):
            button.setEnabled(False)  # until there is a building
        theme().changed.connect(self._fit)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self.table.fit_letters(_LETTERS)
        self.pane.fit()
        self._make_room()

    def _make_room(self) -> None:
        """In a window too narrow for all the list keeps the columns by which it is ordered."""
        letter = self.fontMetrics().horizontalAdvance("字")
        is_narrow = self.width() < letter * _LETTERS_FOR_ALL
        for column in _LEFT_OUT:
            self.table.setColumnHidden(column, is_narrow)
        bar = self.table.verticalScrollBar().sizeHint().width()
        shown = [letters for column, letters in enumerate(_LETTERS) if not (is_narrow and column in _LEFT_OUT)]
        left = sum(letters * letter + L for letters in shown) + bar + 2 * L
        self.splitter.setSizes([left, max(self.width() - left, left)])
        self.pane.make_room(is_narrow=is_narrow)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    # -- coming and going

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        self.building = record or str(facts.get("building") or self.building)
        self._compound = str(facts.get("compound") or "")
        if "only" in facts:
            with QSignalBlocker(self.only):
                self.only.setChecked(bool(facts["only"]))
        self.read()

    @override
    def standing(self) -> dict[str, object]:
        return {"building": self.building, "compound": self._compound, "only": self.only.isChecked()}

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if self._every is not None and not _LEDGERS.isdisjoint(committed.ledgers):
            self.read()

    # -- reading

    @Slot()
    def read(self) -> None:
        """Read how every building stands."""
        session = self.desk.session
        self._reading.ask(
            lambda _ctx: risks.survey(session),
            self._show,
            failed=lambda error: self.states.show_error(error, self.read),
        )

    def _show(self, every: tuple[BuildingRisk, ...]) -> None:
        self._every = every
        named = {one.compound: one.compound_name for one in every if one.compound}
        self.compounds.set_choices(sorted(named.items(), key=lambda pair: pair[1]))
        if self._compound not in named:
            self._compound = ""  # nothing there any more: what is shown is what the box says
        self.compounds.set_value(self._compound)
        self.filters.setVisible(bool(every))
        self._show_lines()

    @Slot()
    def _on_compound(self) -> None:
        self._compound = self.compounds.value()
        self._show_lines()

    @Slot()
    def _show_lines(self) -> None:
        """Those that are wanted, the chosen one still chosen."""
        every, only = self._every or (), self.only.isChecked()
        shown = [one for one in every if self._compound in ("", one.compound) and (one.hazards or not only)]
        at_risk = [one for one in shown if one.hazards]
        told = f"{len(at_risk):,} 幢有隐患，共 {sum(one.hazards for one in at_risk):,} 处"
        self.band.set_count(f"{len(shown):,} 幢 · {told}" if shown else "")
        self.status.show_text(_HINT if shown else "")
        at = next((row for row, one in enumerate(shown) if one.building == self.building), 0)
        with QSignalBlocker(self.table.selectionModel()):
            self.buildings.show(shown)
        for button in (self.roster_button, self.contacts_button):
            button.setEnabled(bool(shown))
        self.print_button.setEnabled(bool(shown))
        for ledger in ("person_tag", "work_order"):
            grey_unless(self.desk.session.rights, "print", ledger, self.print_button)
        if not shown:
            self._teach()
            return
        self.table.selectRow(at)
        self.states.show_content()
        self._look(shown[at].building)

    def _teach(self) -> None:
        if self._every:
            self.states.show_empty("search", "没有这样的楼栋", "换一个小区，或者不勾选“只看有隐患的”。")
        else:
            button = plain_button("打开专题台账", "table-2")
            button.clicked.connect(lambda: self.desk.go("topics"))
            self.states.show_empty("shield-alert", "没有隐患，也没有重点人员", _EMPTY, button)

    @Slot()
    def _on_building(self) -> None:
        one = self.buildings.line_at(self.table.currentIndex().row())
        if one is not None and one.building != self.building:
            self._look(one.building)

    def _look(self, building: str) -> None:
        session, self.building = self.desk.session, building

        def job(_ctx: JobContext) -> Detail:
            return risks.detail(session, building)

        self._looking.ask(job, self.pane.show_detail, failed=lambda error: self.states.show_error(error, self.read))

    # -- what is done

    @property
    def chosen(self) -> BuildingRisk | None:
        """The building that is stood at."""
        return self.buildings.line_at(self.table.currentIndex().row())

    @Slot()
    def open_roster(self) -> None:
        """Open the emergency roster of the chosen building."""
        if self.chosen is not None:
            self.desk.go("roster", self.chosen.building)

    @Slot()
    def open_contacts(self) -> None:
        """Open the contact tree of the chosen building's compound."""
        if self.chosen is not None:
            self.desk.go("contacts", self.chosen.compound, building=self.chosen.building)

    @Slot(object)
    def open_hazard(self, line: HazardLine) -> None:
        """Open the order, or the row; who may not change rows gets their ledger."""
        if not line.topic:
            self.desk.go("order", line.id)
        elif self.desk.session.rights.may("edit", "topic_row"):
            dialog = RowDialog(self.desk, line.topic, line.topic_name, line.id, self)
            open_dialog(dialog, lambda: self.desk.say("已修改", action=getattr(dialog.result_of, "action", 0)))
        else:
            self.desk.go("topics", line.topic)

    @Slot()
    def print_list(self) -> None:
        """Show the list on paper, of the chosen compound or of all."""
        from ui.printing.preview import preview

        session, compound = self.desk.session, self._compound
        if self._every and self.print_button.isEnabled():
            preview(self.desk, "打印风险研判", lambda _: on_paper.printout_of(session, compound))
