"""The page 应急名册: the residents of a building, those who need help first in sight, and the muster after an alarm.

Who needs which help is `app.roster`'s. It all works without a line; what was counted reaches other PCs with the next
round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.events import Committed
from app.jobs import JobContext
from app.messages import window_message_for
from app.records.editing import Edited
from app.roster import muster
from app.roster import roster as rosters
from app.roster.muster import Muster
from app.roster.roster import Roster
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.theme import theme
from ui.look.tokens import L, S
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import FilterBand, TitleBand
from ui.parts.buttons import plain_button, primary_button
from ui.parts.dialog import ReasonDialog, open_dialog
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.roster.counting import KEYS, CountingBar
from ui.roster.models import RosterLine
from ui.roster.print_dialog import PrintDialog
from ui.roster.resident_panel import ResidentPanel
from ui.roster.resident_table import ResidentTable
from ui.workers import Latest

_TABLE_SHARE, _PANEL_SHARE = 45, 22
_LEDGERS = frozenset(("muster", "muster_check", "person", "residence", "dwelling", "person_tag", "building", "unit"))


class RosterPage(Page):
    """The record is the building. Facts: `everyone`, `person`."""

    name = "roster"
    title = "应急名册"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading = Latest(desk.runner, self)
        self.building, self._person = "", ""
        self.found: Roster | None = None
        self.muster: Muster | None = None
        self.dialog: PrintDialog | None = None
        self.band = TitleBand(self.title)
        self.filters = FilterBand()
        self.everyone = QCheckBox("不需要帮助的人也列出")
        self.note = Notice(across=True)
        self.table = ResidentTable()
        self.counting = CountingBar()
        self.panel = ResidentPanel(desk)
        self._make_band()
        self.states = PageStates(self._make_content())
        self.setFocusProxy(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.band, self.filters, self.note):
            column.addWidget(part)
        column.addWidget(self.states, 1)
        self._connect()

    # -- built

    def _make_band(self) -> None:
        self.print_button = plain_button("打印", "printer")
        self.contacts_button = plain_button("应急联络树", "phone")
        self.end_button = plain_button("结束清点", "check")
        self.begin_button = primary_button("开始清点…", "siren")
        for button in (self.print_button, self.contacts_button, self.end_button, self.begin_button):
            self.band.add_action(button)
        self.end_button.hide()
        self.filters.add(self.everyone)
        for badge in self.counting.badges.values():
            self.filters.add(badge)

    def _make_content(self) -> QWidget:
        within = QWidget()
        column = QVBoxLayout(within)
        column.setContentsMargins(L, S, L, S)
        column.setSpacing(S)
        column.addWidget(self.counting)
        column.addWidget(self.table, 1)
        splitter = self.splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(within)
        splitter.addWidget(self.panel)
        splitter.setStretchFactor(0, 1)
        self.panel.hide()
        return splitter

    def _connect(self) -> None:
        self.everyone.toggled.connect(self._show_lines)
        self.begin_button.clicked.connect(self.begin)
        self.end_button.clicked.connect(self.end)
        self.print_button.clicked.connect(self.print_roster)
        self.contacts_button.clicked.connect(self.open_contacts)
        self.panel.asked_for_page.connect(lambda person: self.desk.go("person", person))
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.table.activated.connect(lambda _: self._open_panel())
        self.table.clicked.connect(lambda _: self._open_panel())
        self.desk.events.changed.connect(self._on_changed)
        self.counting.said.connect(self.account_for)
        for outcome, key in KEYS.items():
            action(self.table, f"清点：{outcome}", key, partial(self.account_for, outcome))
        made = action(self, "打印应急名册", "Ctrl+P", self.print_roster)
        self.print_button.setToolTip(made.toolTip())
        made = action(self, "打开应急联络树", "Ctrl+T", self.open_contacts)
        self.contacts_button.setToolTip(made.toolTip())
        action(self, "重新查看", "F5", self.read)
        action(self, "收起", "Esc", self.panel.close_drawer)
        rights = self.desk.session.rights
        grey_unless(rights, "act", "", self.begin_button, self.end_button, *self.counting.buttons.values())
        grey_unless(rights, "print", "person", self.print_button)
        theme().changed.connect(self._fit)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self.table.fit()
        letter = self.fontMetrics().horizontalAdvance("字")
        self.splitter.setSizes([letter * _TABLE_SHARE, letter * _PANEL_SHARE])

    # -- coming and going

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        if record and record != self.building:
            self.building, self.found, self.muster = record, None, None
        self._person = str(facts.get("person") or "")
        if "everyone" in facts:
            self.everyone.setChecked(bool(facts["everyone"]))
        if self.found is None:
            self.states.show_loading("正在读取这幢楼的居民…")
        self.read()

    @override
    def standing(self) -> dict[str, object]:
        line = self.table.current
        return {"everyone": self.everyone.isChecked(), "person": line.resident.person if line else ""}

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if self.building and not _LEDGERS.isdisjoint(committed.ledgers):
            self.read()

    # -- reading

    @Slot()
    def read(self) -> None:
        """Read who lives in the building, and how the muster stands."""
        session, building = self.desk.session, self.building

        def job(_ctx: JobContext) -> tuple[Roster, Muster | None]:
            found = muster.going_on(session, building)
            return (found.roster, found) if found else (rosters.roster(session, building), None)

        self._reading.ask(
            job, lambda found: self._show(*found), failed=lambda error: self.states.show_error(error, self.read)
        )

    def _show(self, found: Roster, counted: Muster | None) -> None:
        self.found = found
        self.muster = counted if counted is not None and not counted.is_over else None
        helped = f"需要帮助 {len(found.in_need):,} 人"
        kinds = "，".join(f"{text} {count}" for text, count in found.counts)
        self.band.set_count(
            f"{found.name} · 住 {len(found.residents):,} 人 · {helped}{f'（{kinds}）' if kinds else ''}"
        )
        is_counting = self.muster is not None
        self.begin_button.setVisible(not is_counting)
        self.end_button.setVisible(is_counting)
        self.counting.show_counts(self.muster.counts if self.muster is not None else None)
        if self.muster is not None:
            self.note.tell(f"{self.muster.begun} 开始清点：{self.muster.reason}", "info")
        elif counted is not None:
            told = "，".join(f"{outcome} {count} 人" for outcome, count in counted.counts.items() if count)
            self.note.tell(f"上一次清点（{counted.begun} {counted.reason}）：{told}", "info")
        else:
            self.note.tell("")
        self._show_lines()

    @Slot()
    def _show_lines(self) -> None:
        """Those who need help, everybody where that is wanted; during a muster everybody is to be counted."""
        if self.found is None:
            return
        is_all = self.everyone.isChecked() or self.muster is not None
        self.everyone.setVisible(self.muster is None)
        shown = self.found.residents if is_all else self.found.in_need
        wanted, self._person = self._person, ""
        counted = self.muster
        lines = [RosterLine(one, counted.word(one.person) if counted else None) for one in shown]
        self.table.show_residents(lines, wanted, is_mustered=counted is not None)
        if lines:
            self.states.show_content()
        else:
            self._teach()

    def _teach(self) -> None:
        nobody = self.found is not None and not self.found.residents
        text = (
            "住进来的人登记以后，这里列出谁需要帮助。" if nobody else "按标签、年龄和独居推算，没有人需要特别的帮助。"
        )
        title = "这幢楼没有登记居民" if nobody else "没有需要帮助的人"
        self.states.show_empty("life-buoy", title, text)

    @Slot()
    def _on_current(self) -> None:
        line = self.table.current
        if line is not None and not self.panel.isHidden():
            self.panel.show_resident(line.resident)

    def _open_panel(self) -> None:
        self.panel.show()
        self._on_current()

    # -- what is done

    @Slot()
    def begin(self) -> None:
        """Ask what happened, then begin the muster."""
        text = "清点时每个人都列出，选中后按键记下；别的电脑上报后，两边记下的合在一起。"
        dialog = ReasonDialog("开始清点", text, self, asked="事由（如：3楼冒烟、消防演练）", yes="开始清点")
        open_dialog(dialog, lambda: self._begin(dialog.reason()))

    def _begin(self, reason: str) -> None:
        session, building = self.desk.session, self.building

        def begun(_: object) -> None:
            self.desk.say("已开始清点")
            self.table.setFocus()  # the keys of the outcomes are the table's

        self._write(lambda: muster.begin(session, building, reason), begun)

    @Slot()
    def end(self) -> None:
        """End the muster."""
        session, building = self.desk.session, self.building
        self._write(lambda: muster.end(session, building), self._said("已结束清点"))

    @Slot(str)
    def account_for(self, outcome: str) -> None:
        """Say this of everybody whose row is selected."""
        people, session, building = self.table.chosen(), self.desk.session, self.building
        if self.muster is not None and people and self.counting.buttons[outcome].isEnabled():
            said = self._said(f"{len(people)} 人{outcome}")
            self._write(lambda: muster.account_for(session, building, people, outcome), said)

    def _said(self, text: str) -> Callable[[object], None]:
        return lambda done: self.desk.say(text, action=done.action if isinstance(done, Edited) else 0)

    def _write(self, act: Callable[[], object], then: Callable[[object], None]) -> None:
        handle = self.desk.runner.writing(lambda _: act())
        handle.done.connect(then)
        handle.failed.connect(self._tell_trouble)
        self.desk.runner.start(handle)

    @Slot(object)
    def _tell_trouble(self, error: LedgerError) -> None:
        self.note.tell(window_message_for(error))

    @Slot()
    def open_contacts(self) -> None:
        """Open whom to ring in this compound, standing at this building."""
        if self.found is not None:
            self.desk.go("contacts", self.found.compound, building=self.building)

    @Slot()
    def print_roster(self) -> None:
        """Ask which houses, with or without masks, then show the paper."""
        if self.building and self.print_button.isEnabled():
            self.dialog = PrintDialog(self.desk, self.building, self)
            open_dialog(self.dialog)
