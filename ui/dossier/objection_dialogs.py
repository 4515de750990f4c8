"""数据异议: the dialogs in which one is written down, and in which it is settled."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app.dossiers.sections import Cell
from app.objections import about, raising, settling
from app.objections.about import OBJECTION, WHOLE, Told
from app.objections.settling import Settling
from app.records.choosing import Choice
from ledger import catalog
from ledger.catalog.objection import CORRECTED, KEPT, WITHDRAWN
from ui.desk import Desk
from ui.dossier.act_dialog import ActDialog, Planner
from ui.dossier.masked_value import MaskedValue, Unmasking
from ui.look.roles import label
from ui.look.tokens import M
from ui.parts.choices import ChoiceBox
from ui.parts.fields import Labelled
from ui.record_form.editors import Editor, editor_of
from ui.workers import Latest

_OUTCOMES = {CORRECTED: "属实，更正", KEPT: "不属实，维持原来的登记", WITHDRAWN: "本人撤回"}
_AS_SAID = "不填就按异议人说的改"


class DisputeDialog(ActDialog):
    """Which item somebody disputes, what it should be, why, and who says so."""

    def __init__(self, desk: Desk, ledger: str, subject: Choice, *, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"{subject.title} 有异议", "记下异议", parent)
        self._ledger, self._subject = ledger, subject
        self._reading = Latest(desk.runner, self)
        fields = about.offered(desk.session, ledger)
        self.what = ChoiceBox((item.name, item.label) for item in fields)
        self.add_field("disputed", "对哪一项有异议", self.what, f"不选就是{WHOLE}")
        self.editors = {name: self._editor(name) for name in ("should_be", "why")}
        who = QHBoxLayout()
        who.setSpacing(M)
        for name in ("objector_name", "objector_phone"):
            editor = self.editors[name] = self._made(name)
            made = self.fields[name] = Labelled(OBJECTION.field(name).label, editor.widget)
            who.addWidget(made, 1)
        self.form.addLayout(who)
        self.form.addStretch(1)
        self.what.chosen.connect(self._on_what)
        self._on_what()

    def _made(self, name: str) -> Editor:
        editor = editor_of(self.desk, OBJECTION.field(name))
        editor.changed.connect(self.note_change)
        return editor

    def _editor(self, name: str) -> Editor:
        editor = self._made(name)
        self.add_field(name, OBJECTION.field(name).label, editor.widget)
        return editor

    def _on_what(self) -> None:
        """Say what the ledger holds now; without an item there is nothing that it should be."""
        name = self.what.value()
        self.fields["should_be"].setVisible(bool(name))
        self.fields["disputed"].set_hint("" if name else f"不选就是{WHOLE}")
        if name:
            session, ledger, record = self.desk.session, self._ledger, self._subject.id
            self._reading.ask(lambda _ctx: about.stands(session, ledger, record, name), self._show_present)
        else:
            self._reading.drop()
        self.note_change()

    def _show_present(self, text: str) -> None:
        self.fields["disputed"].set_hint(f"现在登记的是 {text}" if text else "现在没有填")

    @override
    def planner(self) -> Planner | None:
        said = {name: editor.text() for name, editor in self.editors.items()}
        if not said["why"].strip():
            return None
        said["disputed"] = self.what.value()
        if not said["disputed"]:
            del said["should_be"]
        ledger, record = self._ledger, self._subject.id
        return lambda session: raising.plan(session, ledger, record, said)

    @override
    def missing(self) -> str:
        return "请写为什么有异议。"


class SettleDialog(ActDialog):
    """What came of an objection; one that is true is put right in the same action."""

    def __init__(self, desk: Desk, told: Told, *, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"{told.called} 的异议核实完了", "写明结果", parent)
        self.told_objection = told
        self.form.addWidget(label(told.sentence, wraps=True))
        if told.is_masked:
            self._add_masked(told)
        self.outcome = ChoiceBox(_OUTCOMES.items())
        self.add_field("state", "核实下来", self.outcome)
        self.value: Editor | None = None
        if told.field:
            self.value = editor_of(desk, catalog.named(told.ledger).field(told.field))
            hint = _AS_SAID if told.should_be else ""
            self.add_field("should_be", f"{told.label}改为", self.value.widget, hint)
            self.fields[told.field] = self.fields["should_be"]  # what the field itself refuses stands here
            self.value.changed.connect(self.note_change)
            self.fields["should_be"].hide()
        self.words = editor_of(desk, OBJECTION.field("result"))
        self.add_field("result", "怎么核实的，结果是什么", self.words.widget)
        self.form.addStretch(1)
        self.outcome.chosen.connect(self._on_outcome)
        self.words.changed.connect(self.note_change)

    def _add_masked(self, told: Told) -> None:
        """What stands behind masks, to be looked at as on any page."""
        unmasking = Unmasking(self.desk, OBJECTION, told.id)
        row = QHBoxLayout()
        row.setSpacing(M)
        for name, text in (("stands", told.stands), ("should_be", told.should_be)):
            cell = Cell(OBJECTION.field(name), text, is_masked=True, level=told.level)
            if text and unmasking.is_offered():
                row.addWidget(Labelled(cell.item.label, MaskedValue(cell, unmasking)), 1)
        self.form.addLayout(row)

    def _on_outcome(self) -> None:
        if self.value is not None:
            self.fields["should_be"].setVisible(self.outcome.value() == CORRECTED)
        self.note_change()

    @override
    def planner(self) -> Planner | None:
        outcome, result = self.outcome.value(), self.words.text()
        if not outcome or not result.strip():
            return None
        typed = self.value.text() if self.value is not None else ""
        wanted = Settling(self.told_objection.id, outcome, result, typed or None)
        ledger = self.told_objection.ledger
        return lambda session: settling.plan(session, ledger, wanted)

    @override
    def missing(self) -> str:
        return "请选核实下来是什么情况，并写明结果。"
