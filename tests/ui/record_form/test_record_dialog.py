"""The form of any ledger: typing, what is wrong, who stands already, what changed beneath, what a crash leaves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.dossiers import drafts
from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from ledger import catalog, ids
from tests.input_method import commit
from ui.desk import Desk
from ui.parts.codes_box import CodesBox
from ui.record_form.dialog import RecordDialog
from ui.record_form.draft_keeper import KEEP_AFTER_MS
from ui.record_form.reference_box import ReferenceBox

PERSON = catalog.named("person")
NUMBER = "310115195005300754"


def _open(qtbot: QtBot, dialog: RecordDialog) -> RecordDialog:
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.form is not None)
    return dialog


def _idle(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.runner.is_busy)


def _type(dialog: RecordDialog, **texts: str) -> None:
    assert dialog.form is not None
    dialog.form.fill(texts)


def _person(desk: Desk, search: str = "") -> dict[str, object]:
    listed = browsing.page(desk.session, PERSON, Selection(search=search), Order(limit=1))
    return listed.rows[0]


@pytest.mark.parametrize("ledger", [ledger.name for ledger in catalog.ALL])
def test_every_ledger_has_a_form_with_names_and_required_marks(qtbot: QtBot, desk: Desk, ledger: str) -> None:
    dialog = _open(qtbot, RecordDialog(desk, catalog.named(ledger)))
    assert dialog.form is not None
    for name, field in dialog.form.fields.items():
        item = catalog.named(ledger).field(name)
        assert field.editor.accessibleName().startswith(item.label)
        assert field.labelled.label.text().endswith("*") == (item.need == "required" and item.default is None)
    dialog.close_without_asking()
    _idle(qtbot, desk)


def test_an_id_number_fills_sex_and_birth_date_and_saves(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, RecordDialog(desk, PERSON))
    _type(dialog, name="张新来", id_no=NUMBER, population_type="户籍人口")
    assert dialog.form is not None
    assert {name: dialog.form.fields[name].text() for name in ("id_type", "sex", "birth_date")} == {
        "id_type": "111",
        "sex": "1",
        "birth_date": "1950-05-30",
    }
    said: list[tuple[str, int]] = []
    desk.said.connect(lambda text, action: said.append((text, action)))
    with qtbot.waitSignal(dialog.saved):
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    assert _person(desk, "张新来")["name"] == "张新来"
    assert said[0][0] == "已新增居民"
    assert said[0][1] == desk.session.store.last_action()


def test_what_is_wrong_stands_at_its_field_in_the_offices_words(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, RecordDialog(desk, PERSON))
    _type(dialog, name="张新来", id_no=NUMBER[:-1])
    dialog.save()
    assert dialog.form is not None
    assert dialog.form.fields["id_no"].labelled.error == "证件号码位数不对"
    _type(dialog, id_no="")
    dialog.save()
    qtbot.waitUntil(lambda: dialog.form is not None and dialog.form.fields["sex"].labelled.error == "性别必须填写")
    assert dialog.form.fields["birth_date"].labelled.error == "出生日期必须填写"
    assert dialog.isVisible()
    dialog.close_without_asking()
    _idle(qtbot, desk)


def test_the_same_person_found_while_typing_opens_the_existing_one(qtbot: QtBot, desk: Desk) -> None:
    one = editing.add(desk.session, PERSON, {"name": "张旧人", "id_no": NUMBER, "population_type": "01"})
    dialog = _open(qtbot, RecordDialog(desk, PERSON))
    _type(dialog, name="张旧", id_no=NUMBER)
    assert dialog.form is not None
    twins = dialog.form.twins
    qtbot.waitUntil(twins.isVisible)
    places: list[str] = []
    desk.asked_for_place.connect(lambda place: places.append(place.record))
    button = twins.findChild(type(dialog.save_button))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert places == [one]
    assert not dialog.isVisible()
    _idle(qtbot, desk)


def test_a_masked_value_is_replaced_whole_or_left(qtbot: QtBot, desk: Desk) -> None:
    record = str(_person(desk)["id"])
    editing.change(desk.session, PERSON, record, {"phone": "13812345678"})
    dialog = _open(qtbot, RecordDialog(desk, PERSON, record))
    assert dialog.form is not None
    phone = dialog.form.fields["phone"].editor
    assert isinstance(phone, QLineEdit)
    assert (phone.text(), phone.placeholderText()) == ("", "138****5678")
    assert dialog.form.typed() == {}
    phone.actions()[0].trigger()
    assert dialog.form.typed() == {"phone": ""}
    phone.actions()[0].trigger()
    qtbot.keyClicks(phone, "13900001111")
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    row = browsing.show(desk.session, PERSON, record, everyone=True).row
    assert row["phone"] == "139****1111"


def test_what_changed_beneath_is_chosen_field_by_field(qtbot: QtBot, desk: Desk) -> None:
    record = str(_person(desk)["id"])
    editing.change(desk.session, PERSON, record, {"employer": "", "occupation": ""})
    dialog = _open(qtbot, RecordDialog(desk, PERSON, record))
    editing.change(desk.session, PERSON, record, {"employer": "二厂"})
    _type(dialog, employer="一厂", occupation="司机")
    dialog.save()
    qtbot.waitUntil(dialog.clash.isVisible)
    theirs, _mine = dialog.clash.choices["employer"]
    assert theirs.text().startswith("二厂（王芳")
    theirs.setChecked(True)
    with qtbot.waitSignal(dialog.saved):
        qtbot.mouseClick(dialog.clash.save_button, Qt.MouseButton.LeftButton)
    row = browsing.show(desk.session, PERSON, record, everyone=True).row
    assert (row["employer"], row["occupation"]) == ("二厂", "司机")


def test_a_reference_is_found_by_typing_and_chosen(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, RecordDialog(desk, catalog.named("residence")))
    assert dialog.form is not None
    box = dialog.form.fields["dwelling_uid"].editor
    assert isinstance(box, ReferenceBox)
    qtbot.keyClicks(box, "1-101")
    qtbot.waitUntil(lambda: bool(box._offers))
    box.choose(0)
    assert box.choice is not None
    assert dialog.form.typed()["dwelling_uid"] == box.choice.id
    household = dialog.form.fields["household_uid"].editor
    assert isinstance(household, ReferenceBox)
    qtbot.keyClick(household, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: bool(household._offers))
    assert {one.title.split(" ")[0] for one in household._offers} == {box.choice.title}
    dialog.close_without_asking()
    _idle(qtbot, desk)


def test_a_draft_is_kept_while_typing_offered_and_gone_on_save(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, RecordDialog(desk, PERSON))
    with qtbot.waitSignal(dialog.keeper.kept, timeout=KEEP_AFTER_MS * 3):
        _type(dialog, name="张断电", id_no=NUMBER)
    draft = drafts.find(desk.session, "person")
    assert draft is not None
    dialog.hide()  # as a crash leaves it: nobody closed the form
    again = _open(qtbot, RecordDialog(desk, PERSON))
    qtbot.waitUntil(again.drafts.isVisible)
    qtbot.mouseClick(again.drafts.take_button, Qt.MouseButton.LeftButton)
    assert again.form is not None
    assert again.form.typed()["name"] == "张断电"
    _type(again, population_type="01")
    with qtbot.waitSignal(again.saved):
        again.save()
    _idle(qtbot, desk)
    assert drafts.find(desk.session, "person") is None


_TYPING = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.stores.session import Session
from ledger import catalog, ids
from tests.input_method import commit
from ui.desk import Desk
from ui.record_form.dialog import RecordDialog
from ui.workers import JobRunner
app = QApplication([])
session = Session.open(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
dialog = RecordDialog(Desk(session, JobRunner()), catalog.named("person"))
dialog.keeper.kept.connect(lambda: print("kept", flush=True))
dialog.shown.connect(lambda: dialog.form.fill({"name": "张打字", "phone": "13812345678"}))
dialog.open()
app.exec()
"""


def test_a_program_killed_while_somebody_types_offers_the_draft(qtbot: QtBot, store_folder: Path) -> None:
    from tests.committee import LOGIN, PASSWORD

    root = str(Path(__file__).parents[3])
    command = [sys.executable, "-c", _TYPING, str(store_folder), LOGIN, PASSWORD]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root, env={**os.environ, "PYTHONPATH": root}) as typing:
        assert typing.stdout is not None
        assert typing.stdout.readline() == b"kept\n"
        typing.kill()
    with Session.open(store_folder, LOGIN, PASSWORD) as session:
        found = drafts.find(session, "person")
        assert found is not None
        assert found.values == {"name": "张打字", "phone": "13812345678"}


def test_several_codes_are_ticked_and_saved(qtbot: QtBot, desk: Desk) -> None:
    household = catalog.named("household")
    record = str(browsing.page(desk.session, household, Selection(), Order(limit=1)).rows[0]["id"])
    dialog = _open(qtbot, RecordDialog(desk, household, record))
    assert dialog.form is not None
    field = dialog.form.fields["household_tag"]
    box = field.editor
    assert isinstance(box, CodesBox)
    assert field.typed() is None
    commit(box.line, "低保边")
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    commit(box.line, "失独、没有的词")
    assert field.typed() == "失独家庭、低保边缘、没有的词"
    assert not field.check()
    assert field.labelled.error
    qtbot.keyClick(box.line, Qt.Key.Key_Escape)
    box.line.clear()
    qtbot.keyClick(box.line, Qt.Key.Key_Backspace)
    assert field.typed() == "失独家庭"
    assert not field.labelled.error
    with qtbot.waitSignal(desk.events.changed):
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    with desk.session.reader() as reader:
        stored = reader.get(household, ids.from_text(record))
    assert stored is not None
    assert stored["household_tag"] == '["A05"]'
