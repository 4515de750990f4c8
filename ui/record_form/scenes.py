"""The form of a ledger in a dialog: new, filled with an error and a twin, of a record, with a draft."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.dossiers.drafts import Draft
from app.dossiers.form_values import SamePerson
from ledger import catalog, clock
from ui.record_form.dialog import RecordDialog
from ui.stage import Scene, Stage


def _new(ledger: str, stage: Stage) -> RecordDialog:
    return RecordDialog(stage.full, catalog.named(ledger))


def _errors(stage: Stage) -> QWidget:
    dialog = _new("person", stage)

    def type_wrong() -> None:
        if dialog.form is not None:
            dialog.form.fields["name"].set_text("张三")
            dialog.form.fields["id_no"].set_text("31011519500530075")
            dialog.form.check()
            dialog.form.twins.show_people([SamePerson("", "张三", "男 · 76 岁", is_certain=False)])

    dialog.shown.connect(type_wrong)
    return dialog


def _draft(stage: Stage) -> QWidget:
    dialog = _new("person", stage)
    draft = Draft("person", "", "wang", clock.now_text(), {"name": "张三", "phone": "13812345678"})
    dialog.shown.connect(lambda: dialog.drafts.offer(draft))
    return dialog


def _codes(stage: Stage) -> QWidget:
    """A home's tags are chosen: several codes in one field."""
    dialog = _new("household", stage)

    def choose() -> None:
        if dialog.form is not None:
            dialog.form.fields["household_tag"].set_text("独居老人、低保、残疾人、特困人员、失独家庭")
            dialog.form.focus_first("household_tag")

    dialog.shown.connect(choose)
    return dialog


def _edit(stage: Stage) -> QWidget:
    return RecordDialog(stage.full, catalog.named("person"), stage.first("person"))


SCENES = (
    Scene("record_form--new_person", lambda stage: _new("person", stage)),
    Scene("record_form--errors", _errors),
    Scene("record_form--draft", _draft),
    Scene("record_form--edit", _edit),
    Scene("record_form--codes", _codes),
    Scene("record_form--loading", lambda stage: RecordDialog(stage.loading, catalog.named("dwelling"))),
    Scene("record_form--residence", lambda stage: _new("residence", stage)),
    Scene("record_form--compound", lambda stage: _new("compound", stage)),
    Scene("record_form--visit", lambda stage: _new("visit", stage)),
)
