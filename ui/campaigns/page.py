"""The page 年度核对: how far each place is, the doors of one building beside it, and the way to the signature.

What a check is and when it may be signed is `app.campaigns`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.campaigns import progress, sheet, signing, standing
from app.campaigns.progress import Progress
from app.campaigns.standing import OPEN, PLANNED, SUMMED, Campaign
from app.events import Committed
from app.jobs import JobContext
from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.campaigns.dialogs import EndDialog, StartDialog
from ui.campaigns.doors_pane import DoorsPane
from ui.campaigns.figures_pane import FiguresPane
from ui.campaigns.telling import left_words, remark, standing_words
from ui.desk import Desk
from ui.look.theme import theme
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import TitleBand
from ui.parts.buttons import plain_button, primary_button
from ui.parts.dialog import ask, ask_reason, open_dialog
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.workers import Latest

_HERE = frozenset(("campaign", "campaign_compound", "campaign_check"))
_AT_DOORS = frozenset(("compound", "building", "unit", "dwelling", "residence", "person", "household", "person_tag"))
_USUAL_LETTERS, _LETTERS_FOR_ALL = (25, 60), 77
_EMPTY = "每年把小区的人和房核对一遍：选好小区开始，按楼栋逐户核对，查到的当场核实，不遇的下次再来，最后由书记确认。"


class CampaignsPage(Page):
    """Facts: `building` and `cell`, where one stands; the record is the check."""

    name = "campaigns"
    title = "年度核对"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading = Latest(desk.runner, self)
        self._wanted, self._building, self._cell = "", "", ""
        self.found: Progress | None = None
        self.band = TitleBand(self.title)
        self.note = Notice(across=True)
        self.figures = FiguresPane()
        self.doors = DoorsPane(desk)
        self.setFocusProxy(self.doors.view)
        self._make_band()
        self.states = PageStates(self._make_content())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.band, self.note):
            column.addWidget(part)
        column.addWidget(self.states, 1)
        self._connect()

    def _make_band(self) -> None:
        self.print_button = plain_button("打印确认表", "printer")
        self.sum_button = plain_button("送书记确认", "inbox")
        self.sign_button = plain_button("书记确认…", "stamp")
        self.reopen_button = plain_button("重新打开…", "rotate-ccw")
        self.end_button = plain_button("延期…", "calendar-clock")
        self.start_button = plain_button("开始核对…", "plus")
        shown = (self.print_button, self.sum_button, self.sign_button, self.reopen_button, self.end_button)
        for widget in (*shown, self.start_button):
            self.band.add_action(widget)
            widget.hide()  # until there is a check

    def _make_content(self) -> QWidget:
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.figures)
        self.splitter.addWidget(self.doors)
        self.splitter.setStretchFactor(1, 1)
        return self.splitter

    def _connect(self) -> None:
        self.start_button.clicked.connect(self.start)
        self.sum_button.clicked.connect(self.sum_up)
        self.sign_button.clicked.connect(self.sign)
        self.reopen_button.clicked.connect(self.reopen)
        self.end_button.clicked.connect(self.put_off)
        self.print_button.clicked.connect(self.print_sheet)
        self.figures.chosen.connect(self._choose)
        self.figures.stood.connect(self._open)
        self.figures.entered.connect(self.doors.setFocus)
        self.doors.turned.connect(self._make_room)
        self.doors.went.connect(lambda home: self.desk.go("dwelling", home))
        self.desk.events.changed.connect(self._on_changed)
        action(self, "重新查看", "F5", self.read)
        made = action(self, "打印确认表", "Ctrl+P", self.print_sheet)
        self.print_button.setToolTip(made.toolTip())
        theme().changed.connect(self._fit)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        letter = self.fontMetrics().horizontalAdvance("字")
        self.splitter.setSizes([letter * letters for letters in _USUAL_LETTERS])
        self._make_room()

    @Slot()
    def _make_room(self) -> None:
        """In a window too narrow for all the figures make way for the doors while a home is told of."""
        is_narrow = self.width() < self.fontMetrics().horizontalAdvance("字") * _LETTERS_FOR_ALL
        self.figures.setVisible(not is_narrow or self.doors.panel.isHidden())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    # -- coming and going

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        self._wanted = record or str(facts.get("campaign") or self._wanted)
        self._building = str(facts.get("building") or self._building)
        self._cell = str(facts.get("cell") or "")
        self.doors.opens_panel = bool(facts.get("panel"))
        if self.found is None:
            self.states.show_loading()
        self.read()
        if facts.get("start") and self.desk.session.rights.may("campaign"):
            self.start()

    @override
    def standing(self) -> dict[str, object]:
        return self.doors.standing()

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if not _HERE.isdisjoint(committed.ledgers):
            self.read()
        elif not _AT_DOORS.isdisjoint(committed.ledgers):
            self.doors.read_again()

    # -- reading

    @Slot()
    def read(self) -> None:
        """Read which checks there are, and how far the chosen one is."""
        session, wanted = self.desk.session, self._wanted

        def job(_ctx: JobContext) -> tuple[tuple[Campaign, ...], Progress | None]:
            known = standing.campaigns(session)
            chosen = next((one for one in known if one.id == wanted), None) or _first(known)
            return known, progress.progress(session, chosen.id) if chosen else None

        self._reading.ask(
            job, lambda found: self._show(*found), failed=lambda error: self.states.show_error(error, self.read)
        )

    def _show(self, known: tuple[Campaign, ...], found: Progress | None) -> None:
        self.found = found
        self.figures.show_known(known, found.campaign.id if found else "")
        self._allow()
        if found is None:
            self._teach()
            return
        self._wanted = found.campaign.id
        self.band.set_count(standing_words(found))
        self.note.tell(remark(found), "info")
        building = self.figures.show_progress(found, self._building)
        self.states.show_content()
        if building:
            self._open(building)

    def _teach(self) -> None:
        self.band.set_count("")
        self.note.tell("")
        button = primary_button("开始核对…", "plus")
        button.clicked.connect(self.start)
        grey_unless(self.desk.session.rights, "campaign", "", button)
        self.states.show_empty("list-checks", "还没有做过年度核对", _EMPTY, button)

    def _allow(self) -> None:
        rights, one = self.desk.session.rights, self.found.campaign if self.found else None
        is_going = one is not None and one.is_going
        self.sum_button.setVisible(one is not None and one.stage == OPEN and not rights.may("sign"))
        self.sign_button.setVisible(is_going and rights.may("sign"))
        self.reopen_button.setVisible(one is not None and (one.is_closed or one.stage == SUMMED) and rights.may("sign"))
        self.reopen_button.setText("退回…" if is_going else "重新打开…")
        self.end_button.setVisible(one is not None and one.stage in (PLANNED, OPEN) and rights.may("campaign"))
        self.print_button.setVisible(one is not None and one.stage != PLANNED)
        self.start_button.setVisible(one is not None)
        grey_unless(rights, "campaign", "", self.sum_button)
        grey_unless(rights, "campaign", "", self.start_button)
        grey_unless(rights, "print", "dwelling", self.print_button)

    @Slot(str)
    def _open(self, building: str) -> None:
        if self.found is not None:
            self._building = building
            cell, self._cell = self._cell, ""
            self.doors.show_building(self.found.campaign, building, cell)

    @Slot(str)
    def _choose(self, campaign: str) -> None:
        self._wanted, self._building = campaign, ""
        self.read()

    # -- what is done

    @Slot()
    def start(self) -> None:
        """Open the form of a new check."""
        dialog = StartDialog(self.desk, self)

        def started() -> None:
            self._wanted, self._building = str(getattr(dialog.result_of, "id", "")), ""
            self.desk.say("已开始年度核对", action=getattr(dialog.result_of, "action", 0))
            self.read()

        open_dialog(dialog, started)

    @Slot()
    def sum_up(self) -> None:
        """Put the check before the head."""
        text = f"{left_words(self.found)}送书记确认后还可以继续核对，书记确认以后就不再改动。"
        ask(self, "送书记确认", text, "送书记确认", self._write(signing.sum_up, "已送书记确认"))

    @Slot()
    def sign(self) -> None:
        """The head confirms."""
        after = "确认后不能再核对，各小区的数字按今天的记下；要接着核对，只能由书记写明原因重新打开。"
        text = f"{left_words(self.found)}{after}"
        ask(self, "书记确认", text, "确认", self._write(signing.sign, "已确认年度核对"))

    @Slot()
    def reopen(self) -> None:
        """The head opens it again, and says why."""
        text = "可以接着核对，原来的汇总和确认作废，做完再请书记确认。原因印在确认表上。"
        session = self.desk.session

        def again(reason: str) -> None:
            self._write(lambda _, campaign: signing.reopen(session, campaign, reason), "已重新打开年度核对")()

        ask_reason(self, "重新打开年度核对", text, again)

    @Slot()
    def put_off(self) -> None:
        """Let it end on another day."""
        if self.found is None:
            return
        dialog = EndDialog(self.desk, self.found.campaign, self)
        open_dialog(dialog, lambda: self.desk.say("已改截止日期", action=int(str(dialog.result_of))))

    def _write(self, act: Callable[..., int], said: str) -> Callable[[], None]:
        session, found = self.desk.session, self.found

        def begin() -> None:
            if found is None:
                return
            self.note.tell("")
            handle = self.desk.runner.writing(lambda _: act(session, found.campaign.id))
            handle.done.connect(lambda number: self.desk.say(said, action=number))
            handle.failed.connect(self._tell_trouble)
            self.desk.runner.start(handle)

        return begin

    @Slot(object)
    def _tell_trouble(self, error: LedgerError) -> None:
        self.note.tell(window_message_for(error))

    @Slot()
    def print_sheet(self) -> None:
        """Show the sign-off sheet on paper."""
        from ui.printing.preview import preview

        session, found = self.desk.session, self.found
        if found is not None and self.print_button.isEnabled():
            one = found.campaign.id
            preview(self.desk, "打印年度核对确认表", lambda _: sheet.printout_of(session, one))


def _first(known: tuple[Campaign, ...]) -> Campaign | None:
    """The one that goes on, else the newest."""
    return next((one for one in known if one.is_going), known[0] if known else None)
