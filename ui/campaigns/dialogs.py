"""Starting an annual check, letting it end on another day, and noting that something changed at a door."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app.campaigns import checking, signing, starting
from app.campaigns.standing import Campaign
from app.campaigns.starting import Beginning
from app.jobs import Job
from app.messages import window_message_for
from ledger import catalog
from ledger.catalog.campaign import CHANGED
from ledger.errors import FieldsRefused, LedgerError
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import M, S
from ui.parts.buttons import link_button
from ui.parts.fields import DateEdit, Labelled, LineEdit
from ui.parts.writing_dialog import WritingDialog
from ui.workers import Latest

_CAMPAIGN = catalog.named("campaign")
_LINES = 6
_NOTHING_YET = "台账里还没有改动。请先改台账；也可以只写明变化，这时先不核实，改好台账以前一直在今日里提醒。"


class StartDialog(WritingDialog):
    """What it is called, from when to when, over which compounds: all, until some are unticked."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("开始年度核对", "开始", desk.runner, parent)
        self._desk = desk
        self._begins = Latest(desk.runner, self)
        self.name, self.starts_on, self.ends_on = LineEdit(), DateEdit(), DateEdit()
        self.fields = {
            "name": Labelled(_CAMPAIGN.field("name").label, self.name),
            "starts_on": Labelled(_CAMPAIGN.field("starts_on").label, self.starts_on),
            "ends_on": Labelled(_CAMPAIGN.field("ends_on").label, self.ends_on, "快到期时在今日里提醒"),
        }
        self.body.addWidget(self.fields["name"])
        days = QHBoxLayout()
        days.setSpacing(M)
        days.addWidget(self.fields["starts_on"], 1)
        days.addWidget(self.fields["ends_on"], 1)
        self.body.addLayout(days)
        self.boxes: dict[str, QCheckBox] = {}
        self._going: set[str] = set()
        self._make_compounds()
        self.button.setEnabled(False)
        self.name.setFocus()
        self._begins.ask(lambda _: starting.begin(desk.session), self.show_beginning, failed=self.show_trouble)

    def _make_compounds(self) -> None:
        head = QHBoxLayout()
        self._chosen = label("核对哪些小区", "strong")
        self.all_button = link_button("全部选上")
        self.all_button.clicked.connect(self._tick_all)
        head.addWidget(self._chosen, 1)
        head.addWidget(self.all_button)
        self.body.addLayout(head)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(M, S, M, S)
        self._column.setSpacing(S)
        self._column.addStretch(1)
        scroller = QScrollArea()
        scroller.setWidgetResizable(True)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroller.setMinimumHeight(self.fontMetrics().height() * _LINES * 2)
        scroller.setWidget(inside)
        set_role(scroller, "card")
        self.body.addWidget(scroller, 1)

    def show_beginning(self, found: Beginning) -> None:
        """Fill in what is usual, every compound ticked."""
        self.name.setText(found.said["name"])
        self.starts_on.setText(found.said["starts_on"])
        self.ends_on.setText(found.said["ends_on"])
        for one in found.compounds:
            going = "　已在核对" if one.going else ""
            box = self.boxes[one.id] = QCheckBox(f"{one.name}　{one.homes:,} 套{going}")
            box.setToolTip(f"正在“{one.going}”里核对" if one.going else "")
            box.setChecked(not one.going)
            box.toggled.connect(self._count)
            self._column.insertWidget(self._column.count() - 1, box)
        self._homes = {one.id: one.homes for one in found.compounds}
        self._going = {one.id for one in found.compounds if one.going}
        if not found.compounds:
            self.error.tell("还没有小区和房屋，请先导入房屋或人房台账。")
        self._count()

    def _tick_all(self) -> None:
        """All that no other check walks; those are ticked one by one."""
        for one, box in self.boxes.items():
            box.setChecked(box.isChecked() or one not in self._going)

    def chosen(self) -> list[str]:
        """The compounds that are ticked."""
        return [one for one, box in self.boxes.items() if box.isChecked()]

    def _count(self) -> None:
        chosen = self.chosen()
        homes = sum(self._homes[one] for one in chosen)
        self._chosen.setText(f"核对 {len(chosen)} 个小区，{homes:,} 套房屋")
        self.button.setEnabled(bool(chosen))

    @override
    def job(self) -> Job[object]:
        """Start it."""
        session, compounds = self._desk.session, self.chosen()
        said = {"name": self.name.text(), "starts_on": self.starts_on.text(), "ends_on": self.ends_on.text()}
        although = not self._going.isdisjoint(compounds)
        return lambda _: starting.start(session, said, compounds, although=although)

    @override
    def show_trouble(self, error: LedgerError) -> None:
        """Beside the field that is wrong, where one is."""
        for field in self.fields.values():
            field.clear_error()
        told = dict(error.problems) if isinstance(error, FieldsRefused) else {}
        found = next((name for name in self.fields if name in told), "")
        if found:
            self.fields[found].set_error(window_message_for(error))
            self.fields[found].editor.setFocus()
            return
        super().show_trouble(error)


class EndDialog(WritingDialog):
    """On which day a check that goes on is to end."""

    def __init__(self, desk: Desk, campaign: Campaign, parent: QWidget | None = None) -> None:
        super().__init__("改截止日期", "改好", desk.runner, parent)
        self._session, self._campaign = desk.session, campaign.id
        self.ends_on = DateEdit(campaign.ends_on)
        self.field = Labelled(
            _CAMPAIGN.field("ends_on").label, self.ends_on, f"{campaign.name}　{campaign.starts_on} 开始"
        )
        self.body.addWidget(self.field)
        self.ends_on.setFocus()

    @override
    def job(self) -> Job[object]:
        """Write it."""
        session, campaign, day = self._session, self._campaign, self.ends_on.value()
        return lambda _: signing.put_off(session, campaign, day)

    @override
    def show_trouble(self, error: LedgerError) -> None:
        """Beside the day, where it is the day."""
        if isinstance(error, FieldsRefused):
            self.field.set_error(window_message_for(error))
            self.ends_on.setFocus()
            return
        super().show_trouble(error)


class ChangedDialog(WritingDialog):
    """有变 at a door: what was changed in the ledger already, and a word about the rest."""

    ledger_asked = Signal()
    """The home is to be opened, for what changed to be written into the ledger first."""

    def __init__(self, desk: Desk, campaign: str, home: str, called: str, parent: QWidget | None = None) -> None:
        super().__init__(f"有变　{called}", "记下有变", desk.runner, parent)
        self._desk, self._campaign, self._home = desk, campaign, home
        self._reading = Latest(desk.runner, self)
        self.changed = label("正在看台账里改了什么…", wraps=True)
        self.note = LineEdit()
        self.note.setMaxLength(catalog.named("campaign_check").field("note").max_length)
        self.body.addWidget(self.changed)
        self.body.addWidget(Labelled("变化说明", self.note, "改进台账的不用再写"))
        self.open_button = link_button("先去一户一档里改", "house")
        self.open_button.clicked.connect(self._leave)
        self.body.addWidget(self.open_button, alignment=Qt.AlignmentFlag.AlignLeft)
        self.note.textChanged.connect(self._allow)
        self._found = ""
        self.button.setEnabled(False)
        self.note.setFocus()
        session = desk.session
        self._reading.ask(
            lambda _: checking.changed_so_far(session, campaign, home), self.show_changed, failed=self.show_trouble
        )

    def show_changed(self, found: str) -> None:
        """What changed since the home was last checked."""
        self._found = found
        self.changed.setText(f"台账里已改：{found}" if found else _NOTHING_YET)
        self._allow()

    def _allow(self) -> None:
        self.button.setEnabled(bool(self._found or self.note.text().strip()))

    def _leave(self) -> None:
        self.reject()
        self.ledger_asked.emit()

    @override
    def job(self) -> Job[object]:
        """Note it."""
        session, campaign, home, note = self._desk.session, self._campaign, self._home, self.note.text()
        return lambda _: checking.check(session, campaign, home, CHANGED, note)
