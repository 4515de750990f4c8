"""The page 应急联络树: who works for the committee, who leads each building, whom to ring at the homes beneath.

What is missing stands in its line, to be filled in before it is needed. Telephones are read on paper alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget
from typing_extensions import override

from app.events import Committed
from app.risks import contacts, contacts_on_paper
from app.risks.contacts import Contact, Tree
from app.roster.roster import BUILDING
from ledger.errors import LedgerError, RecordNotFound
from ui.desk import Desk
from ui.look.theme import theme
from ui.look.tokens import L, S
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import FilterBand, StatusLine, TitleBand
from ui.parts.buttons import primary_button
from ui.parts.dialog import open_dialog
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.record_form.dialog import RecordDialog
from ui.risks.models import ContactsModel, lines_of
from ui.roster.print_dialog import PrintDialog
from ui.workers import Latest

_LETTERS = (14, 6, 9, 7, 9, 8)
_LEDGERS = frozenset(("duty", "building", "dwelling", "residence", "person", "person_tag", "unit"))
_OF_STAFF = "值班的人由主任排（linongctl order duty），电话在账号里登记。"
_EMPTY = "这个小区登记了楼栋和居民以后，这里列出值班的人、楼组长，和每幢楼里要联系的人。"


class ContactsPage(Page):
    """The record is the compound. Facts: `building`, to stand at; `only_gaps`."""

    name = "contacts"
    title = "应急联络树"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading = Latest(desk.runner, self)
        self.compound, self._building = "", ""
        self.found: Tree | None = None
        self.dialog: PrintDialog | None = None
        self.band, self.filters, self.status = TitleBand(self.title), FilterBand(), StatusLine("")
        self.only_gaps = QCheckBox("只看要补的")
        self.filters.add(self.only_gaps)
        self.print_button = primary_button("打印…", "printer")
        self.band.add_action(self.print_button)
        self.contacts = ContactsModel()
        self.table = plain_table(self.contacts, self.title)
        within = QWidget()
        inner = QVBoxLayout(within)
        inner.setContentsMargins(L, 0, L, S)
        inner.addWidget(self.table)
        self.states = PageStates(within)
        self.setFocusProxy(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, stretch in ((self.band, 0), (self.filters, 0), (self.states, 1), (self.status, 0)):
            column.addWidget(part, stretch)
        self._connect()
        self.states.show_loading()

    def _connect(self) -> None:
        self.only_gaps.toggled.connect(self._on_only_gaps)
        self.table.activated.connect(self._open)
        self.print_button.clicked.connect(self.print_tree)
        made = action(self, "打印应急联络树", "Ctrl+P", self.print_tree)
        self.print_button.setToolTip(made.toolTip())
        action(self, "重新查看", "F5", self.read)
        grey_unless(self.desk.session.rights, "print", "person", self.print_button)
        self.desk.events.changed.connect(self._on_changed)
        theme().changed.connect(self._fit)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self.table.fit_letters(_LETTERS)

    # -- coming and going

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        if record and record != self.compound:
            self.compound, self.found = record, None
        self._building = str(facts.get("building") or "")
        if "only_gaps" in facts:
            self.only_gaps.setChecked(bool(facts["only_gaps"]))
        if self.found is None:
            self.states.show_loading()
        self.read()

    @override
    def standing(self) -> dict[str, object]:
        line = self.contacts.line_at(self.table.currentIndex().row())
        building = line.house.building if line is not None and line.house else ""
        return {"building": building, "only_gaps": self.only_gaps.isChecked()}

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if self.compound and not _LEDGERS.isdisjoint(committed.ledgers):
            self.read()

    # -- reading

    @Slot()
    def read(self) -> None:
        """Read the tree."""
        session, compound = self.desk.session, self.compound
        self._reading.ask(
            lambda _ctx: contacts.tree(session, [compound]),
            self._show,
            failed=self._tell_trouble,
        )

    def _tell_trouble(self, error: LedgerError) -> None:
        if isinstance(error, RecordNotFound):
            self.states.show_empty("phone", "还没有要联系的人", _EMPTY)
        else:
            self.states.show_error(error, self.read)

    def _show(self, found: Tree) -> None:
        self.found = found
        people = sum(len(one.residents) for one in found.houses)
        self.band.set_count(f"{found.name} · {len(found.houses):,} 幢 · 要联系的居民 {people:,} 人")
        told = "，".join(f"{word} {count:,} 处" for word, count in found.gaps)
        self.status.show_text(f"要补的：{told} · Enter 打开去补" if told else "都登记齐了 · Enter 打开档案")
        bar = self.table.verticalScrollBar()
        wanted, scrolled = self._building, bar.value()
        self._show_lines(found)
        if not wanted:
            bar.setValue(scrolled)  # whoever reads on is not led away by what somebody saved

    @Slot()
    def _on_only_gaps(self) -> None:
        if self.found is not None:
            self._show_lines(self.found)

    def _show_lines(self, found: Tree) -> None:
        """The lines that are wanted: at the building that was asked for, or the chosen one still chosen."""
        lines = lines_of(found, only_gaps=self.only_gaps.isChecked())
        self.contacts.is_flat = self.only_gaps.isChecked()
        row = self.table.currentIndex().row()
        before = self.contacts.line_at(row)
        self.contacts.show(lines)
        if not lines:
            self.states.show_empty("circle-check", "都登记齐了", "值班、楼组长和要联系的人都有电话和紧急联系人。")
            return
        wanted, self._building = self._building, ""
        led = next((at for at, one in enumerate(lines) if one.house and one.house.building == wanted), None)
        same = next((at for at, one in enumerate(lines) if before and one.key == before.key), row)
        self.table.selectRow(min(max(same if led is None else led, 0), len(lines) - 1))
        if led is not None:
            self.table.scrollTo(self.table.currentIndex(), self.table.ScrollHint.PositionAtTop)
        self.states.show_content()

    # -- what is done

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        """Open where the line is kept: the resident, or the form of a building whose leader is to be filled in."""
        line = self.contacts.line_at(index.row())
        if line is None:
            return
        if line.house is None:
            self.desk.say(_OF_STAFF)
        elif isinstance(line.of, Contact) and line.gap:
            self._fill_in(line.house.building)
        else:
            self.desk.go("person", line.of.person)

    def _fill_in(self, building: str) -> None:
        if self.desk.session.rights.may("edit", BUILDING.name):
            open_dialog(RecordDialog(self.desk, BUILDING, building, parent=self))
        else:
            self.desk.go("homes", building)

    @Slot()
    def print_tree(self) -> None:
        """Ask which houses, with or without masks, then show the paper."""
        if self.found is not None and self.found.houses and self.print_button.isEnabled():
            first = self.found.houses[0].building
            self.dialog = PrintDialog(self.desk, first, self, kind=contacts_on_paper.CONTACTS, takes_all=True)
            open_dialog(self.dialog)
