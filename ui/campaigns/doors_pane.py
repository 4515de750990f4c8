"""One building of an annual check: its grid of doors, the buttons of what is found there, and the home in short.

Noting an outcome is `app.campaigns.checking`'s; what stands in the grid comes from `app.campaigns.grid`.
"""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.campaigns import checking, grid
from app.campaigns.checking import Noted
from app.campaigns.grid import CheckedGrid
from app.campaigns.standing import OUTCOMES, Campaign
from app.homes.building_grid import Cell
from app.messages import window_message_for
from ledger.catalog.campaign import CHANGED
from ledger.errors import LedgerError
from ui.campaigns.dialogs import ChangedDialog
from ui.campaigns.doors_view import LETTERS, DoorPanel, DoorsView
from ui.desk import Desk
from ui.homes.legend import Legend
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.parts.buttons import plain_button
from ui.parts.dialog import open_dialog
from ui.parts.flow import FlowLayout
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.workers import Latest

_ICONS = {"已查": "circle-check", "有变": "pencil", "不遇": "door-open"}
_PANEL_LETTERS, _GRID_LETTERS = 20, 30


class DoorsPane(QWidget):
    """`went` asks for the page of a home; `turned` tells that the home in short came or went."""

    went = Signal(str)
    turned = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._reading = Latest(desk.runner, self)
        self._campaign: Campaign | None = None
        self._building, self._wanted = "", ""
        self.opens_panel = False
        """Whether the home in short is to stand beside the doors once they are read."""
        self.found: CheckedGrid | None = None
        self.view, self.legend, self.panel = DoorsView(), Legend(), DoorPanel(desk)
        self.states = PageStates(self.view)
        self.note = Notice()
        self._heading = label("", "section")
        self.buttons: dict[str, QPushButton] = {}
        self.splitter = self._make_content()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.splitter)
        self._connect()

    def _make_content(self) -> QSplitter:
        middle = QWidget()
        set_role(middle, "surface")
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, S, 0, 0)
        column.setSpacing(S)
        head = FlowLayout()
        head.setContentsMargins(L, 0, M, 0)
        head.addWidget(self._heading)
        for outcome in OUTCOMES:
            button = self.buttons[outcome] = plain_button(f"{outcome} {LETTERS[outcome]}", _ICONS[outcome])
            button.setAccessibleName(outcome)
            button.clicked.connect(lambda _checked, outcome=outcome: self.note_down(outcome))
            head.addWidget(button)
        column.addLayout(head)
        keys = QHBoxLayout()
        keys.setContentsMargins(L, 0, L, 0)
        keys.addWidget(self.legend)
        column.addLayout(keys)
        told = QHBoxLayout()
        told.setContentsMargins(L, 0, L, 0)
        told.addWidget(self.note)
        column.addLayout(told)
        column.addWidget(self.states, 1)
        splitter = QSplitter()
        splitter.addWidget(middle)
        splitter.addWidget(self.panel)
        splitter.setStretchFactor(0, 1)
        splitter.setChildrenCollapsible(False)
        self.panel.hide()
        return splitter

    def _connect(self) -> None:
        self.view.noted.connect(self.note_down)
        self.view.moved.connect(self._on_moved)
        self.view.pressed.connect(self._open_panel)
        self.view.opened.connect(self.went)
        self.panel.asked_for_page.connect(self.went)
        self.panel.closed.connect(self._on_panel_closed)
        self.legend.filtered.connect(self.view.show_only)
        self.legend.hide()
        action(self.view, "房屋简况", "Space", self._toggle_panel)
        action(self, "收起房屋简况", "Esc", self.panel.close_drawer)

    # -- what is shown

    @property
    def building(self) -> str:
        """The building that is shown."""
        return self._building

    def show_building(self, campaign: Campaign, building: str, cell: str = "") -> None:
        """Read a building and show it, standing at the room `cell` if one is named."""
        self._campaign, self._wanted = campaign, cell or self._wanted
        if building != self._building:
            self._building = building
            self.note.tell("")
        session = self.desk.session
        self._reading.ask(
            lambda _: grid.grid(session, campaign.id, building),
            self._show,
            failed=lambda error: self.states.show_error(error, self.read_again),
        )

    def read_again(self) -> None:
        """Read what is shown again."""
        if self._campaign is not None and self._building:
            self.show_building(self._campaign, self._building)

    def _show(self, found: CheckedGrid) -> None:
        self.found = found
        plain = found.grid
        self._heading.setText(f"{plain.title}　{plain.dwellings:,} 套")
        self.legend.show_states(plain.occupancies)
        self.legend.setVisible(bool(plain.occupancies))
        cell, self._wanted = self._wanted, ""
        self.view.show_grid(plain, current=cell)
        self.view.setAccessibleName(f"{plain.title} 核对图")
        if plain.dwellings:
            self.states.show_content()
        else:
            self.states.show_empty("building-2", "这栋楼还没有房屋", "导入房屋或人房台账后，每层每室会画在这里。")
        self._allow()
        self._on_moved(self.view.current)
        if self.opens_panel:
            self.opens_panel = False
            self._open_panel()

    def _allow(self) -> None:
        """The outcomes are offered while the check goes on, to who may confirm a home."""
        refusal = self.desk.session.rights.refusal("edit", "dwelling")
        is_open = self._campaign is not None and self._campaign.is_going and self.view.current is not None
        for outcome, button in self.buttons.items():
            button.setEnabled(is_open and refusal is None)
            button.setToolTip(window_message_for(refusal) if refusal else f"{outcome} ({LETTERS[outcome]})")

    def standing(self) -> dict[str, object]:
        """How it stands, as the page's `enter` understands it."""
        current = self.view.current
        cell = current.id if current else ""
        return {"building": self._building, "cell": cell, "panel": not self.panel.isHidden()}

    @Slot(object)
    def _on_moved(self, cell: Cell | None) -> None:
        if cell is not None and not self.panel.isHidden():
            self._show_door(cell)
        self._allow()

    def _show_door(self, cell: Cell) -> None:
        self.panel.show_door(cell, self.found.doors.get(cell.id, ()) if self.found else ())

    def _open_panel(self) -> None:
        cell, letter = self.view.current, self.fontMetrics().horizontalAdvance("字")
        if cell is not None and self.panel.isHidden():
            self.panel.show()
            self._show_door(cell)
            self.splitter.setSizes([letter * _GRID_LETTERS, letter * _PANEL_LETTERS])
            self.turned.emit()

    @Slot()
    def _on_panel_closed(self) -> None:
        self.turned.emit()
        self.view.setFocus()

    def _toggle_panel(self) -> None:
        if self.panel.isHidden():
            self._open_panel()
        else:
            self.panel.close_drawer()

    # -- what is found

    @Slot(str)
    def note_down(self, outcome: str) -> None:
        """Note what was found at the door where one stands; 有变 asks what changed first."""
        campaign, cell = self._campaign, self.view.current
        if campaign is None or cell is None or not self.buttons[outcome].isEnabled():
            return
        self.note.tell("")
        called = f"{cell.unit}{cell.name}" if cell.room else "没有室号的房屋"
        if outcome == CHANGED:
            self._ask_changed(campaign, cell, called)
            return
        session = self.desk.session
        handle = self.desk.runner.writing(lambda _: checking.check(session, campaign.id, cell.id, outcome))
        handle.done.connect(lambda noted: self._on_noted(called, noted))
        handle.failed.connect(self._on_refused)
        self.desk.runner.start(handle)

    def _ask_changed(self, campaign: Campaign, cell: Cell, called: str) -> None:
        dialog = ChangedDialog(self.desk, campaign.id, cell.id, called, self)
        dialog.ledger_asked.connect(lambda: self.went.emit(cell.id))

        def noted() -> None:
            if isinstance(dialog.result_of, Noted):
                self._on_noted(called, dialog.result_of)

        open_dialog(dialog, noted)

    def _on_noted(self, called: str, noted: Noted) -> None:
        self.desk.say(f"{called} {_told(noted)}", action=noted.action)
        self.view.setFocus()

    @Slot(object)
    def _on_refused(self, error: LedgerError) -> None:
        self.note.tell(window_message_for(error))

    @override
    def setFocus(self) -> None:  # type: ignore[override]  # Qt has a second one, with a reason
        self.view.setFocus()


def _told(noted: Noted) -> str:
    """What was written of a door, in a few words."""
    if noted.is_owed:
        return f"{noted.outcome}，没有核实：请改好台账，再记一次有变"
    return f"{noted.outcome}，核实 {noted.confirmed} 条" if noted.confirmed else noted.outcome
