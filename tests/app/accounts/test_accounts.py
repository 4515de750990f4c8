"""Accounts on a real store: opened, changed, stopped, as the levels allow."""

from __future__ import annotations

import pytest

from app.access import Forbidden
from app.accounts import changing, listing, proposals
from app.accounts.changing import (
    AccountMissing,
    AccountReasonMissing,
    AccountStateWrong,
    TooManyAdministrators,
)
from app.accounts.details import AccountRefused, Details
from app.records import editing
from app.stores import standing
from app.stores.passwords import PasswordTooWeak
from app.stores.session import Session
from app.stores.standing import PasswordMustChange
from ledger import catalog
from ledger.tiers import AccountForbidden
from storage.errors import AccountExists, UnknownAccount, WrongPassword
from storage.keys import KeySlots
from tests.app.accounts.staff import FIRST, OWN, WORKER, folder_of, logged_in, opened, renewed
from tests.committee import PASSWORD

# -- opening


def test_the_second_account_makes_the_first_one_the_heads(session: Session) -> None:
    assert session.rights.may("audit")  # alone it is the auditor too
    account = opened(session)
    assert (account.roles, account.must_change, account.is_filed) == (("worker",), True, False)
    assert session.account.roles == ("head",)
    assert not session.rights.may("audit")
    assert session.rights.may("accounts")


def test_its_holder_changes_the_first_password_before_anything_opens(session: Session) -> None:
    folder = folder_of(session)
    opened(session)
    session.close()
    with pytest.raises(PasswordMustChange):
        logged_in(folder, password=FIRST)
    with pytest.raises(PasswordTooWeak) as caught:
        Session.open_with_new_password(folder, "chen", FIRST, FIRST)
    assert caught.value.rules == ("used_before",)
    with renewed(folder) as chen:
        assert (chen.account.login, chen.user_name()) == ("chen", "陈静")
        assert not chen.rights.may("accounts")
    with pytest.raises(WrongPassword):
        logged_in(folder, password=FIRST)
    with logged_in(folder):
        pass
    with Session.open(folder, "wang", PASSWORD) as head:
        (line,) = (one for one in listing.everyone(head) if one.login == "chen")
        assert (line.state_label, line.password_label) == ("使用中，待备案", "")
        assert line.last_log_in


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        (Details(name=" ", roles=("worker",)), "name"),
        (Details(name="陈静"), "role"),
        (Details(name="陈静", roles=("boss",)), "role"),
        (Details(name="陈静", roles=("auditor", "worker")), "roles_apart"),
        (Details(name="陈静", roles=("accounts", "worker")), "roles_apart"),
        (Details(name="陈静", roles=("property",)), "area_missing"),
        (Details(name="陈静", roles=("property",), area=("没有的小区",)), "area_unknown"),
        (Details(name="陈静", roles=("entrusted",)), "end_missing"),
        (Details(name="陈静", roles=("worker",), ends_on="明年"), "day"),
        (Details(name="陈静", roles=("worker",), starts_on="2026-12-01", ends_on="2026-11-01"), "days_order"),
        (Details(name="陈静", roles=("worker",), phone="12"), "phone"),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_nothing_is_left(session: Session, asked: Details, rule: str) -> None:
    with pytest.raises(AccountRefused) as caught:
        opened(session, asked=asked)
    assert caught.value.rule == rule
    assert [one.login for one in session.store.accounts()] == ["wang"]
    assert KeySlots.load(folder_of(session) / "keys.json").accounts() == ("wang",)


def test_a_login_that_no_file_may_be_called_is_refused(session: Session) -> None:
    with pytest.raises(AccountRefused) as caught:
        opened(session, login="a b")
    assert caught.value.rule == "login"
    with pytest.raises(AccountExists):
        opened(session, login="wang")


def test_logins_that_differ_in_capitals_alone_are_one(session: Session) -> None:
    opened(session)
    with pytest.raises(AccountExists) as caught:
        opened(session, login="Chen")
    assert caught.value.login == "chen"
    assert {one.login for one in session.store.accounts()} == {"wang", "chen"}


def test_a_log_in_wants_the_login_as_it_is_spelt(session: Session) -> None:
    folder = folder_of(session)
    session.close()
    with pytest.raises(UnknownAccount):
        Session.open(folder, "WANG", PASSWORD)
    Session.open(folder, "wang", PASSWORD).close()


def test_a_reason_is_asked_for_and_a_weak_first_password_refused(session: Session) -> None:
    with pytest.raises(AccountReasonMissing):
        changing.open_account(session, "chen", WORKER, FIRST, reason=" ")
    with pytest.raises(PasswordTooWeak) as caught:
        changing.open_account(session, "chen", WORKER, "ChenJing#1", reason="新来")
    assert caught.value.rules == ("has_login", "has_name")
    with pytest.raises(PasswordTooWeak) as own_phone:
        changing.open_account(session, "c01", WORKER, "R#13800000002", reason="新来")
    assert own_phone.value.rules == ("has_phone",)


def test_an_area_is_named_as_people_name_compounds(session: Session) -> None:
    made = editing.add(session, catalog.named("compound"), {
        "name": "银杏新村", "address": "银杏路1弄", "division_code": "310115"})  # fmt: skip
    account = opened(session, asked=Details(name="物业", roles=("property",), area=("银杏新村",)))
    assert len(account.area) == 1
    (line,) = (one for one in listing.everyone(session) if one.login == "chen")
    assert line.area == ("银杏新村",)
    assert made


def test_the_number_of_account_administrators_is_held_to_the_policy(session: Session) -> None:
    keeper = Details(name="账管", roles=("accounts",))
    for login in ("k1", "k2"):
        opened(session, login=login, asked=keeper)
    with pytest.raises(TooManyAdministrators) as caught:
        opened(session, login="k3", asked=keeper)
    assert caught.value.most == 2


# -- changing, stopping


def test_roles_change_with_a_reason_and_stand_in_the_history(session: Session) -> None:
    opened(session)
    done = changing.change_account(session, "chen", Details(roles=("grid", "worker")), reason="兼网格")
    assert (done.account.roles, done.fields, done.way) == (("worker", "grid"), ("roles",), "unfiled")
    changing.change_account(session, "chen", Details(is_filed=True), reason="街道已备案")
    (line,) = (one for one in listing.everyone(session) if one.login == "chen")
    assert line.state_label == "使用中"
    told = [(one.what, one.reason) for one in listing.history(session, "chen")]
    assert told == [("变更账号", "街道已备案"), ("变更账号", "兼网格"), ("开通账号", "新来")]


def test_nobody_changes_the_own_roles_but_the_own_phone(session: Session) -> None:
    opened(session)
    with pytest.raises(AccountForbidden) as caught:
        changing.change_account(session, "wang", Details(roles=("head", "worker")), reason="x")
    assert caught.value.why == "own_account"
    changing.change_account(session, "wang", Details(phone="13800000009"), reason="换号")
    assert session.account.phone == "13800000009"


def test_a_stopped_account_opens_nothing_and_its_slot_is_gone(session: Session) -> None:
    folder = folder_of(session)
    opened(session)
    changing.stop_account(session, "chen", reason="离职")
    assert KeySlots.load(folder / "keys.json").accounts() == ("wang",)
    with pytest.raises(AccountStateWrong):
        changing.stop_account(session, "chen", reason="离职")
    session.close()
    with pytest.raises(UnknownAccount):
        logged_in(folder, password=FIRST)


def test_an_old_copy_of_the_key_slots_does_not_let_a_stopped_account_in(session: Session) -> None:
    folder = folder_of(session)
    opened(session)
    session.close()
    renewed(folder).close()
    kept = (folder / "keys.json").read_bytes()
    with Session.open(folder, "wang", PASSWORD) as head:
        changing.stop_account(head, "chen", reason="离职")
    (folder / "keys.json").write_bytes(kept)
    with pytest.raises(standing.AccountStopped):
        logged_in(folder)
    with Session.open(folder, "wang", PASSWORD) as head, head.reader() as reader:
        assert reader.actions(kind="log-in-refused")[0].detail["why"] == "AccountStopped"


def test_a_stopped_account_comes_back_with_a_password_to_be_changed(session: Session) -> None:
    folder = folder_of(session)
    opened(session)
    changing.stop_account(session, "chen", reason="离职")
    with pytest.raises(PasswordTooWeak):  # the password it had is remembered
        changing.resume_account(session, "chen", FIRST, reason="回来")
    changing.resume_account(session, "chen", "Wieder!73y", reason="回来")
    session.close()
    with Session.open_with_new_password(folder, "chen", "Wieder!73y", OWN):
        pass


def test_the_last_administrator_cannot_be_stopped(session: Session) -> None:
    opened(session)
    with pytest.raises(AccountForbidden) as caught:
        changing.stop_account(session, "wang", reason="x")
    assert caught.value.why == "last_administrator"
    opened(session, login="zhao", asked=Details(name="赵书记", roles=("head",)))
    with pytest.raises(AccountForbidden) as own:
        changing.stop_account(session, "wang", reason="x")
    assert own.value.why == "own_account"


def test_who_does_not_look_after_accounts_may_not(session: Session) -> None:
    folder = folder_of(session)
    opened(session)
    session.close()
    with renewed(folder) as chen:
        with pytest.raises(Forbidden):
            opened(chen, login="li")
        with pytest.raises(Forbidden):
            listing.everyone(chen)


def test_an_account_administrator_looks_after_staff_and_not_after_the_head(session: Session) -> None:
    folder = folder_of(session)
    opened(session, login="keeper", asked=Details(name="账管", roles=("accounts",)))
    session.close()
    with renewed(folder, "keeper") as keeper:
        opened(keeper)
        with pytest.raises(AccountForbidden):
            changing.reset_password(keeper, "wang", "Neu!7412xy", reason="x")
        with pytest.raises(AccountForbidden):  # nor makes anybody an administrator
            changing.change_account(keeper, "chen", Details(roles=("head",)), reason="x")
        refused = {line.login: line.refusal and line.refusal.why for line in listing.everyone(keeper)}
    assert refused == {"chen": None, "keeper": "own_account", "wang": "level_above"}


def test_an_unknown_account_is_told(session: Session) -> None:
    with pytest.raises(AccountMissing):
        changing.stop_account(session, "niemand", reason="x")


def test_a_pc_that_a_cloud_knows_proposes(session: Session) -> None:
    opened(session)
    session.store._writer.run("UPDATE sync_state SET v = 'pc-1' WHERE k = 'device'")
    assert changing.stop_account(session, "chen", reason="离职").way == "proposed"
    assert changing.open_account(session, "li", WORKER, FIRST, reason="新来").way == "proposed"
    assert {one.login: one.state for one in session.store.accounts()} == {"chen": "active", "wang": "active"}
    told = [(one.what, one.login, one.reason) for one in proposals.waiting(session)]
    assert told == [("stop", "chen", "离职"), ("open", "li", "新来")]
