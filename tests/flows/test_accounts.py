"""Accounts on the command line: several people on one store, as scripts and administrators meet them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from ledger import clock
from storage.store import Entry, Store
from tests.flows.program import LOGIN, PASSWORD, Office, new_office

FIRST, OWN = "Gasse!71z", "Eigen!72z"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return new_office(tmp_path / "store")


def add(office: Office, *more: str, login: str = "chen") -> None:
    words = ("account", "add", login, "--name", "陈静", "--new-password-file", "-", "--reason", "新来", *more)
    ran = office.ctl(*words, typed=f"{FIRST}\n")
    assert ran.code == 0, ran.err


def test_a_second_person_gets_an_account_and_works_with_it(office: Office) -> None:
    add(office, "--role", "worker")
    chen = Office(office.folder, login="chen", password=FIRST)
    refused = chen.error("list", "person")
    assert (refused["code"], refused["name"]) == (5, "PasswordMustChange")
    assert "linongctl password" in refused["message"]
    assert chen.ctl("password", "--new-password-file", "-", typed=f"{OWN}\n").code == 0
    chen = Office(office.folder, login="chen", password=OWN)
    assert chen.json("list", "person")["total"] == 0
    assert chen.error("account", "list")["code"] == 6
    accounts = {one["login"]: one for one in office.json("account", "list")["accounts"]}
    assert accounts["chen"] | {"created_at": "", "last_log_in": ""} == {
        "login": "chen", "name": "陈静", "state": "active", "state_label": "使用中，待备案", "roles": ["worker"],
        "roles_label": "社工", "compounds": [], "post": None, "starts_on": None, "ends_on": None, "external_id": None,
        "filed": False, "must_change": False, "password_days": 0, "locked_seconds": 0, "last_log_in": "",
        "created_at": "", "created_by": LOGIN, "changeable": True,
    }  # fmt: skip
    assert accounts[LOGIN]["roles"] == ["head"]


def test_an_account_is_changed_stopped_started_and_reset(office: Office) -> None:
    add(office, "--role", "worker")
    done = office.json("account", "set", "chen", "--role", "网格员", "--filed", "--reason", "备案")
    assert (done["roles"], done["filed"], done["changed"]) == (["grid"], True, ["roles", "is_filed"])
    assert office.json("account", "stop", "chen", "--reason", "离职")["state"] == "stopped"
    assert Office(office.folder, login="chen", password=FIRST).error("list", "person")["name"] == "UnknownAccount"
    started = office.ctl(
        "account", "start", "chen", "--reason", "回来", "--new-password-file", "-", typed="Wieder!73y\n"
    )
    assert started.code == 0
    reset = office.ctl(
        "account", "reset", "chen", "--reason", "忘了", "--new-password-file", "-", typed="Nochmal!74y\n"
    )
    assert reset.code == 0
    shown = office.json("account", "show", "chen")
    assert [one["what"] for one in shown["history"]] == ["重置密码", "恢复账号", "停用账号", "变更账号", "开通账号"]
    assert [one["reason"] for one in shown["history"]][:2] == ["忘了", "回来"]


@pytest.mark.parametrize(
    ("words", "code", "name"),
    [
        (("account", "stop"), 2, "WrongUsage"),
        (("account", "set", "chen", "--reason", "x"), 2, "WrongUsage"),
        (("account", "set", "chen", "--role", "boss", "--reason", "x"), 2, "AccountRefused"),
        (("account", "stop", "chen"), 2, "AccountReasonMissing"),
        (("account", "stop", "niemand", "--reason", "x"), 4, "AccountMissing"),
        (("account", "show", "niemand"), 4, "AccountMissing"),
        (("account", "stop", LOGIN, "--reason", "x"), 6, "AccountForbidden"),
        (("account", "start", "chen", "--reason", "x", "--new-password-file", "/nowhere"), 2, "SecretFileUnreadable"),
        (("policy", "set"), 2, "WrongUsage"),
        (("policy", "set", "password_days=lang", "--reason", "x"), 2, "WrongUsage"),
        (("policy", "show", "password_days=3"), 2, "WrongUsage"),
        (("policy", "set", "password_days=90", "--reason", "x"), 6, "PolicyRefused"),
        (("policy", "set", "passwort=1", "--reason", "x"), 4, "UnknownPolicy"),
        (("policy", "set", "password_days=20"), 2, "PolicyReasonMissing"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_code(
    shared: Office, words: tuple[str, ...], code: int, name: str
) -> None:
    error = shared.error(*words)
    assert (error["code"], error["name"]) == (code, name)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Office:
    made = new_office(tmp_path_factory.mktemp("accounts") / "store")
    add(made, "--role", "worker")
    return made


def test_wrong_passwords_lock_the_account_and_say_for_how_long(office: Office) -> None:
    wrong = Office(office.folder, password="Falsch!99x")
    for _ in range(5):
        assert wrong.error("list", "person")["name"] == "WrongPassword"
    locked = office.error("list", "person")
    assert (locked["code"], locked["name"]) == (5, "LockedOut")
    assert 0 < locked["seconds"] <= 60
    assert f"{locked['seconds']} 秒" in locked["message"] or "1 分钟" in locked["message"]
    content = json.loads((office.folder / "attempts.json").read_text())
    content["failed"][LOGIN]["at"] = "2020-01-01T00:00:00.000Z"  # the wait is over
    (office.folder / "attempts.json").write_text(json.dumps(content))
    assert office.json("list", "person")["total"] == 0
    assert not (office.folder / "attempts.json").exists()


def test_a_password_of_31_days_opens_nothing_but_its_change(office: Office) -> None:
    entry = Entry(LOGIN, "account-change", class_="account")
    with Store.open(office.folder, account=LOGIN, password=PASSWORD) as store, store.change_accounts(entry) as change:
        change.put(replace(change.account(LOGIN), password_at="2026-01-01T00:00:00.000Z"))
    error = office.error("list", "person")
    assert (error["code"], error["name"]) == (5, "PasswordExpired")
    assert "linongctl password" in error["message"]
    assert office.ctl("password", "--new-password-file", "-", typed=f"{PASSWORD}\n").code == 5  # not the same again
    assert office.ctl("password", "--new-password-file", "-", typed=f"{OWN}\n").code == 0
    assert Office(office.folder, password=OWN).json("list", "person")["total"] == 0


def _set_password_day(office: Office, day: date) -> None:
    entry = Entry(LOGIN, "account-change", class_="account")
    with Store.open(office.folder, account=LOGIN, password=PASSWORD) as store, store.change_accounts(entry) as change:
        change.put(replace(change.account(LOGIN), password_at=f"{day}T00:00:00.000Z"))


def test_a_password_that_is_soon_over_is_warned_of_beside_the_answer(office: Office) -> None:
    assert office.ctl("list", "compound").err == ""
    for days, said in ((25, "密码还能用 6 天"), (30, "密码今天是最后一天能用")):
        _set_password_day(office, clock.today() - timedelta(days=days))
        ran = office.ctl("list", "compound", "--json")
        assert said in ran.err
        assert "linongctl password" in ran.err
        assert ran.answer["total"] == 0


def test_a_password_of_a_day_to_come_is_not_called_old(office: Office) -> None:
    _set_password_day(office, clock.today() + timedelta(days=40))
    error = office.error("list", "compound")
    assert (error["code"], error["name"]) == (5, "PasswordDateWrong")
    assert "比今天还晚" in error["message"]
    assert "30 天" not in error["message"]


def test_what_was_done_to_an_account_is_told_as_it_is(office: Office) -> None:
    add = ("account", "add", "chen", "--name", "陈芳", "--new-password-file", "-", "--reason", "新来")
    both = office.ctl(*add, "--role", "accounts", "--role", "worker", typed=f"{FIRST}\n")
    assert both.code == 2
    assert "账号管理员、" in both.err
    added = office.ctl(*add, "--role", "accounts", typed=f"{FIRST}\n")
    assert "待备案" in added.out
    filed = office.ctl("account", "set", "chen", "--filed", "--reason", "已备案")
    assert filed.code == 0, filed.err
    assert "已办好" in filed.out
    assert "待备案" not in filed.out
    office.ctl("account", "set", "chen", "--not-filed", "--reason", "写错了")
    stopped = office.ctl("account", "stop", "chen", "--reason", "离职")
    assert "已办好" in stopped.out
    assert "待备案" not in stopped.out


def test_the_policy_wants_a_reason_and_says_so(office: Office) -> None:
    error = office.error("policy", "set", "password_days=20")
    assert "安全策略" in error["message"]
    assert "账号" not in error["message"]


def test_the_policy_is_shown_with_its_bounds_and_made_stricter(office: Office) -> None:
    office.json("policy", "set", "password_days=20", "password_length=10", "--reason", "街道要求")
    told = {one["key"]: one for one in office.json("policy")["policy"]}
    assert (told["password_days"]["value"], told["password_days"]["most"]) == (20, 30)
    assert (told["password_length"]["value"], told["password_length"]["least"]) == (10, 8)
    weak = office.ctl("password", "--new-password-file", "-", "--json", typed="Kurz!72z\n")
    assert weak.answer["error"]["rules"] == ["too_short"]
    assert "不足 10 位" in weak.err


def test_somebody_reports_the_own_account(office: Office) -> None:
    assert office.json("account", "report", "--reason", "昨晚有人用过")["reported"] is True
    assert office.error("account", "report")["name"] == "AccountReasonMissing"
