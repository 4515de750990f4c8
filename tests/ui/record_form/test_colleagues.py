"""Where a form takes any name, those who work here are offered, and who does not is told beside the field."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.accounts import colleagues
from ledger import catalog
from tests.colleagues import LI, add_colleague
from tests.input_method import commit
from ui.activities.dialogs import NewActivityDialog
from ui.desk import Desk
from ui.dossier.visit_dialog import VisitDialog
from ui.parts.fields import Labelled
from ui.record_form.dialog import RecordDialog

TOLD = "不是本居委会的账号，按志愿者姓名记"


@pytest.fixture
def name(desk: Desk) -> str:
    """What a colleague is called."""
    add_colleague(desk.session.store, roles=("worker",))
    return desk.session.store.account_names()[LI]


def _visitor(qtbot: QtBot, desk: Desk) -> Labelled:
    dialog = VisitDialog(desk, "person", None)
    qtbot.addWidget(dialog)
    return dialog.fields["visitor"]


def _host(qtbot: QtBot, desk: Desk) -> Labelled:
    dialog = NewActivityDialog(desk)
    qtbot.addWidget(dialog)
    return dialog.fields["host"]


def _of_the_form(qtbot: QtBot, desk: Desk) -> Labelled:
    dialog = RecordDialog(desk, catalog.named("activity"))
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.form is not None)
    assert dialog.form is not None
    return dialog.form.fields["host"].labelled


@pytest.mark.parametrize("field_of", [_visitor, _host, _of_the_form])
def test_who_has_no_account_is_told_beside_the_field_and_nothing_is_refused(
    qtbot: QtBot, desk: Desk, name: str, field_of: object
) -> None:
    assert callable(field_of)
    field: Labelled = field_of(qtbot, desk)
    line = field.editor
    assert isinstance(line, QLineEdit)
    line.setText(f"{name}、lli")
    qtbot.waitUntil(lambda: field.note.text() == f"lli {TOLD}")
    assert not field.error
    line.setText(f"{name}、{LI}")
    assert TOLD not in field.note.text(), "a login is somebody who works here"
    line.setText("张志愿，李志愿")
    assert field.note.text() == f"张志愿、李志愿 {TOLD}"


def test_those_who_work_here_are_offered_for_the_name_that_is_typed(qtbot: QtBot, desk: Desk, name: str) -> None:
    line = _host(qtbot, desk).editor
    assert isinstance(line, QLineEdit)
    completer = line.completer()
    qtbot.waitUntil(lambda: completer.model().rowCount() > 1)
    assert completer.model().index(0, 0).data() == (desk.session.user_name() or desk.session.login)
    line.clear()
    commit(line, f"张志愿、{name[:1]}")
    completer.setCompletionPrefix(line.text())
    assert completer.currentCompletion() == f"张志愿、{name}"


def test_who_left_is_known_and_no_longer_offered(desk: Desk, name: str) -> None:
    from dataclasses import replace

    from storage import accounts
    from storage.store import Entry

    store = desk.session.store
    stopped = replace(next(one for one in store.accounts() if one.login == LI), state="stopped")
    with store.enter(Entry("wang", "account-change", class_="account")) as write:
        write.audit_detail(login=LI)
        accounts.put(write.connection, stopped)
    found = colleagues.read(desk.session)
    assert name not in found.offered
    assert found.strangers(f"{name}、{LI}") == ()
