"""登记走访: who was called on, what came of it, what it found about the ledger, and when to come again.

Of a person or a home; without one, that is asked first. What the form begins with and what would be recorded is
`app.visits.planning`'s. Photos are added to the visit once it is recorded.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app import words
from app.access import Rights
from app.accounts.colleagues import NAMED
from app.messages import window_message_for
from app.records.choosing import Choice
from app.visits import following_up, planning
from app.visits.findings import OBJECTION, FindingRefused
from app.visits.following_up import Deed
from app.visits.planning import Beginning, VisitSteps
from ledger import catalog
from ledger.errors import FieldsRefused, LedgerError
from ledger.orders.refusals import MoveRefused, RecordMissing, RecordUnreadable
from ui.desk import Desk
from ui.dossier.act_dialog import ActDialog, Planner
from ui.dossier.finding_rows import FindingRows
from ui.dossier.people_list import PeopleList
from ui.dossier.photo_row import PhotoRow
from ui.dossier.visit_deeds import VisitDeeds
from ui.look.roles import label
from ui.look.tokens import M
from ui.parts.buttons import link_button
from ui.parts.fields import Labelled
from ui.record_form.colleagues import ColleagueLine
from ui.record_form.editors import Editor, editor_of
from ui.record_form.reference_box import ReferenceBox
from ui.workers import Latest

_VISIT, _ORDER = catalog.named("visit"), catalog.named("work_order")
_ROWS = (("result", "kind"), ("content",), ("need", "follow_up"), ("visited_at", "visitor"), ("next_visit_on",))
_HINTS = {
    "content": "不填就只记结果",
    "next_visit_on": "约好了日子才填；不填就按标签的走访周期推算，两样都有时早的算数",
    "description": "有要办的事就写在这里，登记走访时一起登记工单；没有就空着",
}
_OF_ORDER = {"description": "order"}
_REGULAR, _MET = "1", "1"
_OBJECTION = "objection"


class VisitDialog(ActDialog):
    """Of a person or a home (`about` names the ledger): whoever lives there can be ticked."""

    begun = Signal()
    """It is known who may have been called on."""

    def __init__(self, desk: Desk, about: str, subject: Choice | None, *, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"登记走访 {subject.title}" if subject else "登记走访", "登记", parent)
        self.beginning: Beginning | None = None
        self.photos = PhotoRow(_VISIT.name)
        self.deeds = VisitDeeds(desk)
        self.deeds.ended.connect(self.accept)
        self.put_below_body(self.deeds)
        self._begins, self._asks = Latest(desk.runner, self), Latest(desk.runner, self)
        self.editors: dict[str, Editor] = {}
        self.order: dict[str, Editor] = {}
        self.order_fields: dict[str, Labelled] = {}
        self._subject = subject
        self.add_group("走访谁")
        if subject is None:
            self._make_whom()
        self._make_people()
        for names in _ROWS:
            self._add_row(names)
        self._make_findings()
        if desk.session.rights.may("edit", _ORDER.name):
            self._make_order()
        self.add_group("照片")
        self.form.addWidget(self.photos)
        self.form.addStretch(1)
        self.editors["kind"].set_text(_REGULAR)
        self.editors["result"].set_text(_MET)
        QShortcut(QKeySequence.StandardKey.Save, self, self.confirm)
        self.yes_button.setToolTip("登记 (Ctrl+S)")
        if subject is not None:
            self._begin(about, subject)

    # -- built

    def _make_whom(self) -> None:
        """Two searches, of which one is enough."""
        row = QHBoxLayout()
        row.setSpacing(M)
        self.whom, self.where = ReferenceBox(self.desk, "person"), ReferenceBox(self.desk, "dwelling")
        for ledger, text, box in (("person", "居民", self.whom), ("dwelling", "或者房屋", self.where)):
            box.chosen.connect(lambda chosen, ledger=ledger: self._begin(ledger, chosen))
            row.addWidget(Labelled(text, box), 1)
        self.form.addLayout(row)

    def _make_people(self) -> None:
        self.place = label("", "muted", wraps=True)
        self.place.hide()
        self.form.addWidget(self.place)
        self.people = PeopleList("走访")
        self.people.changed.connect(self._on_people)
        self.form.addWidget(self.people)
        self.all_button = link_button("全部选上")
        self.all_button.clicked.connect(self._tick_all)
        self.all_button.hide()
        self.form.addWidget(self.all_button)

    def _add_row(self, names: tuple[str, ...]) -> None:
        row = QHBoxLayout()
        row.setSpacing(M)
        for name in names:
            item = _VISIT.field(name)
            editor = self.editors[name] = editor_of(self.desk, item)
            made = self.fields[name] = Labelled(item.label, editor.widget, _HINTS.get(name, ""))
            editor.changed.connect(self.note_change)
            if (_VISIT.name, name) in NAMED and editor.line is not None:
                ColleagueLine(self.desk, editor.line, made)
            row.addWidget(made, 1)
        self.form.addLayout(row)

    def _make_findings(self) -> None:
        self.add_group("发现台账有出入")
        self.findings = FindingRows(self.desk)
        self.findings.changed.connect(self.note_change)
        self.form.addWidget(self.findings)

    def _make_order(self) -> None:
        """A work order on the spot: what is wrong, and what kind of matter it is."""
        self.add_group("转工单")
        for name, text in (("description", "要办什么"), ("category", "工单类别")):
            editor = self.order[name] = editor_of(self.desk, _ORDER.field(name))
            editor.changed.connect(self.note_change)
            made = self.order_fields[name] = Labelled(text, editor.widget, _HINTS.get(name, ""))
            self.form.addWidget(made)

    # -- what it begins with

    def _begin(self, about: str, subject: Choice) -> None:
        session = self.desk.session
        self._begins.ask(
            lambda _: planning.begin(session, about, subject.id), self._show_beginning, failed=self._show_trouble
        )

    def _show_beginning(self, found: Beginning) -> None:
        self.beginning = found
        self.people.show_people(found.people, ticked=found.ticked)
        self.all_button.setVisible(len(found.people) > 1)
        self.place.setText(found.home.title if found.home else "")
        self.place.setVisible(found.home is not None and found.home.title not in self.windowTitle())
        self.editors["visited_at"].set_text(found.now)
        self.editors["visitor"].set_text(found.visitor)
        self._on_people()
        self.begun.emit()

    def _on_people(self) -> None:
        people, begun = self.people.ticked(), self.beginning
        home = begun.home.id if begun and begun.home else ""
        self.findings.show_visit(people, home)
        self.note_change()

    def _tick_all(self) -> None:
        for box in self.people.boxes.values():
            box.setChecked(True)

    # -- the plan

    @override
    def planner(self) -> Planner | None:
        self.findings.clear_errors()
        for field in self.order_fields.values():
            field.clear_error()
        begun, people = self.beginning, self.people.ticked()
        if begun is None or not (begun.home or people):
            return None
        said = {name: editor.text() for name, editor in self.editors.items()}
        said |= {"person_uids": "、".join(people), "dwelling_uid": begun.home.id if begun.home else ""}
        said |= self.findings.said()
        said |= {_OF_ORDER.get(name, f"order.{name}"): editor.text() for name, editor in self.order.items()}
        return lambda session: planning.plan(session, said)

    @override
    def missing(self) -> str:
        if self.beginning:
            return "请选上走访的人。"
        return "正在读取…" if self._subject else "请先写走访的是哪位居民，或者哪套房屋。"

    @override
    def refused(self, error: LedgerError) -> bool:
        """What is wrong with a finding stands at its line, with the order at the order's field."""
        told = self._at_order(error) if isinstance(error, MoveRefused) else self._at_findings(error)
        if told:
            self.tell_missing("请先改好上面的内容。")
        return told

    def _at_order(self, error: MoveRefused) -> bool:
        parts = error.parts if isinstance(error, RecordMissing) else ()
        parts = (error.part,) if isinstance(error, RecordUnreadable) else parts
        fields = [self.order_fields[name] for name in parts if name in self.order_fields]
        for field in fields:
            field.set_error(window_message_for(error))
        return bool(fields)

    def _at_findings(self, error: LedgerError) -> bool:
        if isinstance(error, FindingRefused):
            places = [(field, error.record, rule) for field, rule in error.problems]
        elif isinstance(error, FieldsRefused) and error.ledger == _OBJECTION:
            places = [(OBJECTION, "", rule) for _, rule in error.problems]
        else:
            return False
        told = False
        for name, record, rule in places:
            for field in self.findings.fields_of(error.ledger, record, name):
                field.set_error(words.rule(rule))
                told = True
        return told

    # -- what it asks for beside

    @override
    def _on_done(self, action: int) -> None:
        """Recorded; what its result asks for is offered here, before the dialog goes."""
        visit = self.steps
        if not isinstance(visit, VisitSteps):
            return
        self.photos.add_to(self.desk, visit.record)
        self.desk.say(visit.told[0], action=action)
        self.acted.emit(action)
        session = self.desk.session
        self._asks.ask(
            lambda _: following_up.after(session, visit.record), self.show_deeds, failed=lambda _error: self.accept()
        )

    def show_deeds(self, deeds: tuple[Deed, ...]) -> None:
        """The visit is recorded: offer what it asks for, or close where that is nothing."""
        if not deeds:
            self.accept()
            return
        self._content.setEnabled(False)
        self.no_button.setText("关闭")
        self.yes_button.hide()
        self.story_box.hide()
        self.deeds.show_deeds(deeds)

    @override
    def focus_first(self) -> None:
        """What came of it is all that has to be said; without anybody yet, whom."""
        first = self.editors["result"].widget if self._subject else self.whom
        first.setFocus(Qt.FocusReason.TabFocusReason)


def may_record(rights: Rights) -> bool:
    """True for whoever may record visits."""
    return rights.may("edit", _VISIT.name)
