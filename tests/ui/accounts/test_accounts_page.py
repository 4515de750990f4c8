"""The page 账号 by clicks and keys, on a real store with several accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app import today
from app.accounts import changing, listing
from app.accounts.details import Details
from app.stores import passwords
from ledger import clock
from storage import keys
from storage.store import Entry
from tests.input_method import commit
from tests.storage.stores import CHEAP
from ui.accounts.account_dialog import AccountDialog
from ui.accounts.acting import FirstPassword, ReasonOnly
from ui.accounts.page import AccountsPage
from ui.accounts.policy_dialog import PolicyDialog
from ui.desk import Desk


@pytest.fixture(autouse=True)
def cheap_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "OFFICE_PC", CHEAP)


@pytest.fixture
def page(qtbot: QtBot, empty_desk: Desk) -> AccountsPage:
    made = AccountsPage(empty_desk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    made.enter("", {})
    qtbot.waitUntil(lambda: made.states.state == "content")
    return made


def _press(button: QPushButton) -> None:
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _logins(page: AccountsPage) -> list[str]:
    return [line.login for line in page.model.lines]


def _with_chen(qtbot: QtBot, page: AccountsPage, *roles: str) -> None:
    asked = Details(name="陈静", roles=roles or ("worker",))
    changing.open_account(page.desk.session, "chen", asked, "Gasse!71z", reason="新来")
    qtbot.waitUntil(lambda: "chen" in _logins(page))
    page.table.selectRow(_logins(page).index("chen"))
    qtbot.waitUntil(lambda: len(page.history.lines) > 0)


def _accept(qtbot: QtBot, page: AccountsPage, reason: str) -> None:
    dialog = page.acts.dialog
    assert dialog is not None
    assert not dialog.button.isEnabled()  # never without a reason
    commit(dialog.reason, reason)
    with qtbot.waitSignal(dialog.accepted):
        _press(dialog.button)


def test_the_only_account_is_listed_and_cannot_change_itself_away(page: AccountsPage) -> None:
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page.model)
    assert _logins(page) == ["wang"]
    assert page.band.count() == "1 个在用 · 1 个待备案"
    assert "自己的账号" in page.refusal.text()
    assert not page.stop_button.isEnabled()
    assert not page.reset_button.isEnabled()
    assert page.change_button.isEnabled()  # for the own phone


def test_an_account_is_opened_with_a_password_to_be_read_out(qtbot: QtBot, page: AccountsPage) -> None:
    _press(page.open_button)
    dialog = page.acts.dialog
    assert isinstance(dialog, AccountDialog)
    password = dialog.password.text()
    assert passwords.broken_rules(password, login="chen", name="陈静") == ()
    QTest.keyClicks(dialog.login, "chen")
    commit(dialog.name, "陈静")
    dialog.roles.boxes["grid"].click()
    with qtbot.waitSignal(page.desk.said) as said:
        _accept(qtbot, page, "新来的同事")
    assert said.args is not None
    assert said.args[0] == "已开通账号 chen"
    qtbot.waitUntil(lambda: _logins(page) == ["chen", "wang"])
    line = page.model.lines[0]
    assert (line.roles, line.account.name, line.account.must_change) == (("worker", "grid"), "陈静", True)
    qtbot.waitUntil(lambda: [one.what for one in page.history.lines] == ["开通账号"])
    page.desk.session.store.verify_password("chen", password)


def test_what_is_refused_stands_in_the_dialog(qtbot: QtBot, page: AccountsPage) -> None:
    _press(page.open_button)
    dialog = page.acts.dialog
    assert isinstance(dialog, AccountDialog)
    QTest.keyClicks(dialog.login, "wang")
    commit(dialog.name, "另一个")
    commit(dialog.reason, "试试")
    _press(dialog.button)
    qtbot.waitUntil(lambda: "已有" in dialog.error.text())
    assert dialog.isEnabled()
    dialog.login.setText("firma")
    dialog.roles.boxes["worker"].click()
    dialog.roles.boxes["entrusted"].click()
    _press(dialog.button)
    qtbot.waitUntil(lambda: "结束日期" in dialog.error.text())
    dialog.ends_on.setText("2099-12-31")
    with qtbot.waitSignal(dialog.accepted):
        _press(dialog.button)


def test_roles_and_filing_are_changed(qtbot: QtBot, page: AccountsPage) -> None:
    _with_chen(qtbot, page)
    _press(page.change_button)
    dialog = page.acts.dialog
    assert isinstance(dialog, AccountDialog)
    assert dialog.roles.chosen() == ("worker",)
    dialog.roles.boxes["viewer"].click()
    dialog.filed.click()
    _accept(qtbot, page, "街道已备案")
    qtbot.waitUntil(lambda: page.model.lines[0].account.is_filed)
    assert page.model.lines[0].roles == ("worker", "viewer")
    assert page.model.lines[0].state_label == "使用中"
    qtbot.waitUntil(lambda: page.history.lines[0].reason == "街道已备案")


def test_an_account_is_stopped_and_comes_back(qtbot: QtBot, page: AccountsPage) -> None:
    _with_chen(qtbot, page)
    assert page.resume_button.isHidden()
    _press(page.stop_button)
    assert isinstance(page.acts.dialog, ReasonOnly)
    _accept(qtbot, page, "离职")
    qtbot.waitUntil(lambda: _logins(page) == ["wang", "chen"])
    qtbot.waitUntil(lambda: not page.resume_button.isHidden())
    assert page.stop_button.isHidden()
    assert not page.reset_button.isEnabled()
    _press(page.resume_button)
    assert isinstance(page.acts.dialog, FirstPassword)
    _accept(qtbot, page, "回来了")
    qtbot.waitUntil(lambda: _logins(page) == ["chen", "wang"])


def test_a_forgotten_password_is_reset(qtbot: QtBot, page: AccountsPage) -> None:
    _with_chen(qtbot, page)
    _press(page.reset_button)
    dialog = page.acts.dialog
    assert isinstance(dialog, FirstPassword)
    new = dialog.password.text()
    _accept(qtbot, page, "忘了")
    page.desk.session.store.verify_password("chen", new)
    qtbot.waitUntil(lambda: page.history.lines[0].what == "重置密码")


def test_the_policy_is_made_stricter_and_never_milder(qtbot: QtBot, page: AccountsPage) -> None:
    _press(page.policy_button)
    qtbot.waitUntil(lambda: isinstance(page.acts.dialog, PolicyDialog))
    dialog = page.acts.dialog
    assert isinstance(dialog, PolicyDialog)
    box = dialog.boxes["password_days"]
    box.setValue(90)
    assert box.value() == 30  # the rules let no number go further
    assert dialog.changes() == {}
    box.setValue(20)
    _accept(qtbot, page, "街道要求")
    assert page.desk.session.policy["password_days"] == 20


def test_a_password_near_its_end_is_told_today(page: AccountsPage) -> None:
    session = page.desk.session
    set_at = clock.instant_text(clock.now() - timedelta(days=25))
    with session.store.change_accounts(Entry("wang", "account-change", class_="account")) as change:
        change.put(replace(change.account("wang"), password_at=set_at))
    (group,) = (one for one in today.at_once(session) if one.kind == "password")
    assert group.lines[0].why == "还能用 6 天，之后登录只能先改密码"
    assert group.page == "settings"
    (line,) = listing.everyone(session)
    assert line.password_label == "密码快到期"
