"""Unlocking and logging in under the policy that holds, and what the log tells of tries."""

from __future__ import annotations

import pytest

from app.accounts import changing, policies
from app.stores import standing
from app.stores.passwords import PasswordTooWeak
from app.stores.session import Session
from app.stores.standing import PasswordExpired
from app.watch import alerts
from app.watch.watching import Watching
from ledger.policy import PolicyRefused
from storage.errors import LockedOut, UnknownAccount, WrongPassword
from tests.app.accounts.staff import FIRST, OWN, Hands, folder_of, opened
from tests.committee import PASSWORD

# -- unlocking, policy, log


def test_an_unlock_asks_for_a_new_password_once_the_old_one_is_over(session: Session, hands: Hands) -> None:
    session.unlock(PASSWORD)
    hands.move(31)
    with pytest.raises(PasswordExpired):
        session.unlock(PASSWORD)
    session.change_password(PASSWORD, OWN)
    session.unlock(OWN)


def test_a_stricter_policy_holds_from_the_next_moment(session: Session, hands: Hands) -> None:
    folder = folder_of(session)
    policies.change(session, {"password_days": 7, "wrong_tries": 3, "password_length": 10}, reason="街道要求")
    with pytest.raises(PasswordTooWeak) as caught:
        opened(session)
    assert (caught.value.rules, caught.value.length) == (("too_short",), 10)
    with pytest.raises(PolicyRefused):
        policies.change(session, {"password_days": 31}, reason="太麻烦")
    with pytest.raises(policies.PolicyReasonMissing):
        policies.change(session, {"password_days": 8}, reason="")
    session.close()
    for _ in range(3):
        with pytest.raises(WrongPassword):
            Session.open(folder, "wang", "Falsch!99x")
    with pytest.raises(LockedOut):
        Session.open(folder, "wang", PASSWORD)
    hands.move(8)
    with pytest.raises(PasswordExpired):
        Session.open(folder, "wang", PASSWORD)


def test_a_policy_below_the_rules_in_the_file_does_not_hold(session: Session) -> None:
    session.store.set_setting(standing.POLICY, {"password_days": 3650, "password_length": 1})
    assert (session.policy["password_days"], session.policy["password_length"]) == (30, 8)


def test_log_ins_are_entered_with_the_wrong_tries_before_them(session: Session) -> None:
    folder = folder_of(session)
    session.close()
    for _ in range(2):
        with pytest.raises(WrongPassword):
            Session.open(folder, "wang", "Falsch!99x")
    with Session.open(folder, "wang", PASSWORD) as again, again.reader() as reader:
        (entry,) = reader.actions(kind="log-in")
        assert (entry.user, entry.class_, entry.detail["wrong"]) == ("wang", "login", 2)


def test_wrong_passwords_of_others_and_of_nobody_come_in_with_the_next_right_log_in(session: Session) -> None:
    folder = folder_of(session)
    opened(session)
    session.close()
    for typed in ("Lane#300x", "nobody", "somebody"):
        with pytest.raises(UnknownAccount):
            Session.open(folder, typed, PASSWORD)
    for _ in range(2):
        with pytest.raises(WrongPassword):
            Session.open(folder, "chen", "Falsch!99x")
    for _ in range(2):  # told once
        with Session.open(folder, "wang", PASSWORD) as again:
            with again.reader() as reader:
                refused = {one.user: one.detail for one in reader.actions(kind="log-in-refused")}
                assert len(reader.actions(kind="log-in-refused")) == 2
            assert refused == {"": {"wrong": 3}, "chen": {"wrong": 2}}
            Watching(again).catch_up()
            assert [one.rule for one in alerts.listing(again)] == []
    assert "Lane#300x" not in (folder / "attempts.json").read_text()
    for typed in ("a", "b"):
        with pytest.raises(UnknownAccount):
            Session.open(folder, typed, PASSWORD)
    with pytest.raises(LockedOut):  # that it was told lifts no wait
        Session.open(folder, "c", PASSWORD)
    with Session.open(folder, "wang", PASSWORD) as again:
        Watching(again).catch_up()
        found = [(one.rule, one.who, one.told) for one in alerts.listing(again)]
        assert found == [("failures", "（未登录）", "一小时内输错密码 5 次")]
    with Session.open_with_new_password(folder, "chen", FIRST, "Gasse!71z8") as chen, chen.reader() as reader:
        (entry, *_) = reader.actions(kind="log-in")
        assert (entry.user, entry.detail["wrong"]) == ("chen", 0)


def test_somebody_reports_the_own_account(session: Session) -> None:
    changing.report_own(session, reason="昨晚有人用过")
    with session.reader() as reader:
        (entry,) = reader.actions(kind="account-reported")
    assert (entry.reason, entry.class_, entry.source) == ("昨晚有人用过", "security", "wang")
