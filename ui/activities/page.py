"""The page 活动: a month, a week or a list of what there is, and who takes part in what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import cast

from PySide6.QtCore import Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.activities.creating import Made
from app.events import Committed
from ledger import clock
from ui.activities.calendar_pane import CalendarPane
from ui.activities.dialogs import NewActivityDialog
from ui.activities.figures_view import FiguresView
from ui.activities.list_pane import ListPane
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import L, S
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import TitleBand
from ui.parts.buttons import plain_button, primary_button, quiet_button
from ui.parts.dialog import open_dialog
from ui.parts.shortcuts import action

MONTH, WEEK, LIST, FIGURES = "month", "week", "list", "figures"
_VIEWS = ((MONTH, "月", "Alt+1"), (WEEK, "周", "Alt+2"), (LIST, "列表", "Alt+3"), (FIGURES, "参与统计", "Alt+4"))
_LEDGERS = frozenset(("activity", "activity_person"))


class ActivitiesPage(Page):
    """Facts: `view` (month, week, list, figures), `day`, the chosen one, and `to_do`, what the list shows."""

    name = "activities"
    title = "活动"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view = MONTH
        self.calendar, self.list, self.figures = CalendarPane(desk), ListPane(desk), FiguresView(desk)
        self.band = TitleBand(self.title)
        self.new_button = primary_button("新活动…", "calendar-plus")
        grey_unless(desk.session.rights, "edit", "activity", self.new_button)
        self.upward_button = plain_button("上报材料…", "upload")
        grey_unless(desk.session.rights, "export", "activity", self.upward_button)
        self.band.add_action(self.upward_button)
        self.band.add_action(self.new_button)
        self.stack = QStackedWidget()
        for part in (self.calendar, self.list, self.figures):
            self.stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(self._make_bar())
        column.addWidget(self.stack, 1)
        self._connect()

    def _make_bar(self) -> QWidget:
        """Which time is shown, and how."""
        bar = QWidget()
        set_role(bar, "surface")
        row = QHBoxLayout(bar)
        row.setContentsMargins(L, 0, L, S)
        row.setSpacing(S)
        self.back, self.on = (
            quiet_button("chevron-left", "往前 (Alt+上)"),
            quiet_button("chevron-right", "往后 (Alt+下)"),
        )
        self.today_button = plain_button("今天")
        self.time = label("", "section")
        for widget in (self.back, self.on, self.today_button, self.time):
            row.addWidget(widget)
        row.addStretch(1)
        self.views: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        for name, text, keys in _VIEWS:
            button = self.views[name] = plain_button(text)
            button.setCheckable(True)
            button.setToolTip(f"{text} ({keys})")
            self._group.addButton(button)
            row.addWidget(button)
            action(self, f"看{text}", keys, partial(self.show_view, name))
        self.views[FIGURES].setVisible(self.desk.session.rights.may("statistics"))
        return bar

    def _connect(self) -> None:
        for name, button in self.views.items():
            button.clicked.connect(partial(self._on_view, name))
        self.back.clicked.connect(lambda: self.calendar.step(-1))
        self.on.clicked.connect(lambda: self.calendar.step(1))
        self.today_button.clicked.connect(lambda: self.calendar.stand(clock.today()))
        self.calendar.counted.connect(self.band.set_count)
        self.list.counted.connect(self.band.set_count)
        self.calendar.named.connect(self.time.setText)
        for pane in (self.calendar, self.list):
            pane.opened.connect(self._open)
            pane.new_asked.connect(self.make_new)
        self.new_button.clicked.connect(lambda: self.make_new(self.calendar.view.day))
        self.desk.events.changed.connect(self._on_changed)
        action(self, "新活动", "Ctrl+N", lambda: self.make_new(self.calendar.view.day))
        self.upward_button.clicked.connect(self.hand_upward)
        made = action(self, "上报材料", "Ctrl+Shift+E", self.hand_upward)
        self.upward_button.setToolTip(made.toolTip())
        action(self, "往前", "Alt+Up", lambda: self.calendar.step(-1))
        action(self, "往后", "Alt+Down", lambda: self.calendar.step(1))
        action(self, "刷新活动", "F5", self.load)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        {MONTH: self.calendar.view, WEEK: self.calendar.view, LIST: self.list.table}.get(
            self.view, self.figures.year
        ).setFocus()

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        day = facts.get("day")
        self.calendar.shown = date.fromisoformat(day) if isinstance(day, str) else self.calendar.shown
        if "to_do" in facts:
            self.list.show_to_do(str(facts["to_do"]))
        view = facts.get("view")
        self.show_view(view if view in self.views else self.view)

    @override
    def standing(self) -> dict[str, object]:
        return {"view": self.view, "day": self.calendar.shown.isoformat()}

    def show_view(self, view: object) -> None:
        """Show a month, a week, the list or the figures."""
        self.view = str(view)
        self.views[self.view].setChecked(True)
        is_calendar = self.view in (MONTH, WEEK)
        for widget in (self.back, self.on, self.today_button, self.time):
            widget.setVisible(is_calendar)
        pane: QWidget = self.calendar if is_calendar else self.list if self.view == LIST else self.figures
        self.stack.setCurrentWidget(pane)
        if is_calendar:
            self.calendar.is_week = self.view == WEEK
            self.calendar.stand(self.calendar.shown)
        else:
            self.band.set_count("")
            self.load()

    def _on_view(self, view: str, _checked: bool) -> None:  # noqa: FBT001 - as Qt calls it
        self.show_view(view)

    @Slot()
    def load(self) -> None:
        """Read what is shown."""
        if self.view == LIST:
            self.list.load()
        elif self.view == FIGURES:
            self.figures.load()
        else:
            self.calendar.load()

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if _LEDGERS.intersection(committed.ledgers) or committed.is_exchange:
            self.load()

    @Slot(str)
    def _open(self, record: str) -> None:
        self.desk.go("activity", record)

    @Slot()
    def hand_upward(self) -> None:
        """Put the package of a period together for the level above."""
        from ui.upward.dialog import UpwardDialog

        if self.upward_button.isEnabled():
            open_dialog(UpwardDialog(self.desk, self))

    @Slot(object)
    def make_new(self, day: date | None) -> None:
        """Ask for a new activity, and open it once it is planned."""
        if self.new_button.isEnabled():
            dialog = NewActivityDialog(self.desk, day, self)
            open_dialog(dialog, lambda: self._on_made(cast("Made", dialog.result_of)))

    def _on_made(self, made: Made) -> None:
        self.desk.say("已登记活动", action=made.action)
        self.desk.go("activity", made.id)
