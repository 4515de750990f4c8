"""What time does to passwords and accounts, and the ways back: resets, recovery keys, another last day."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from app.accounts import changing, listing
from app.accounts.details import AccountRefused, Details
from app.backups import rekeying
from app.records import editing
from app.stores import standing
from app.stores.passwords import PasswordTooWeak
from app.stores.session import Session
from app.stores.standing import AccountEnded, AccountNotBegun, PasswordExpired
from ledger import catalog
from ledger.errors import LedgerError
from ledger.tiers import AccountForbidden
from storage import accounts
from storage.errors import DiskFull, LockedOut, UnknownAccount, WrongPassword
from storage.journal import Entry
from storage.keys import KeySlots
from tests.app.accounts.staff import FIRST, OWN, WORKER, Hands, folder_of, logged_in, opened, renewed
from tests.committee import PASSWORD

# -- passwords in time


def test_a_password_is_warned_of_from_day_23_and_shuts_the_door_after_day_30(session: Session, hands: Hands) -> None:
    folder = folder_of(session)
    session.close()
    for days, left in ((22, None), (1, 8), (7, 1)):
        hands.move(days)
        with Session.open(folder, "wang", PASSWORD) as again:
            assert again.password_days_left() == left
    hands.move(1)
    with pytest.raises(PasswordExpired) as caught:
        Session.open(folder, "wang", PASSWORD)
    assert caught.value.days == 30
    with Session.open_with_new_password(folder, "wang", PASSWORD, OWN) as again:
        assert again.password_days_left() is None


def test_a_clock_set_back_makes_no_password_younger_and_no_account_last_longer(session: Session, hands: Hands) -> None:
    folder = folder_of(session)
    opened(session, asked=Details(name="审计公司", roles=("entrusted",), ends_on="2026-11-10"))
    session.close()
    renewed(folder).close()
    hands.move(20)
    with pytest.raises(AccountEnded) as caught:
        logged_in(folder)
    assert caught.value.on == "2026-11-10"
    hands.move(-20)
    with pytest.raises(AccountEnded):  # the refusal above is an entry of the day that was
        logged_in(folder)


ENDING = Details(name="审计公司", roles=("entrusted",), ends_on="2026-11-10")


def test_who_comes_after_the_last_day_of_an_account_takes_its_slot_away(session: Session, hands: Hands) -> None:
    folder = folder_of(session)
    opened(session, asked=ENDING)
    session.close()
    renewed(folder).close()
    kept = {name: (folder / name).read_bytes() for name in ("keys.json", "keys.json.bak")}
    hands.move(9)
    with Session.open(folder, "wang", PASSWORD) as head:
        assert [one.state for one in listing.everyone(head)] == ["active", "active"], "the last day is a day"
    hands.move(1)
    with Session.open(folder, "wang", PASSWORD) as head:
        lines = {one.login: (one.state, one.state_label) for one in listing.everyone(head)}
        assert lines["chen"] == ("stopped", "已到期，已停用")
        told = listing.history(head, "chen")[0]
        assert (told.by, told.what, told.reason) == ("王芳", "账号到期，收回登录", "有效期到 2026-11-10 为止")
        assert head.store.log_verdict().is_whole
    assert KeySlots.load(folder / "keys.json").accounts() == ("wang",)
    with pytest.raises(WrongPassword):
        logged_in(folder)
    for name, content in kept.items():  # a copy from before unlocks the file still, and is refused then
        (folder / name).write_bytes(content)
    with pytest.raises(standing.AccountStopped):
        logged_in(folder)
    with Session.open(folder, "wang", PASSWORD) as head:
        rekeying.rekey(head)
        fresh = (folder / "keys.json").read_bytes()
    for name, content in kept.items():
        (folder / name).write_bytes(content)
    with pytest.raises(LedgerError):  # under new keys it unlocks nothing
        logged_in(folder)
    (folder / "keys.json").write_bytes(fresh)
    Session.open(folder, "wang", PASSWORD).close()


def test_an_account_that_ended_goes_on_with_another_day_and_a_first_password(session: Session, hands: Hands) -> None:
    folder = folder_of(session)
    opened(session, asked=ENDING)
    session.close()
    hands.move(10)
    with Session.open(folder, "wang", PASSWORD) as head:
        with pytest.raises(AccountRefused) as caught:
            changing.resume_account(head, "chen", FIRST, reason="续签")
        assert caught.value.rule == "ended"
        changing.change_account(head, "chen", Details(ends_on="2026-12-31"), reason="续签")
        changing.resume_account(head, "chen", "Zurueck!74x", reason="续签")
    Session.open_with_new_password(folder, "chen", "Zurueck!74x", OWN).close()


def test_a_full_disk_leaves_an_ended_account_to_the_next_log_in(
    session: Session, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(session)
    opened(session, asked=ENDING)
    session.close()
    hands.move(10)
    with monkeypatch.context() as full:
        full.setattr(KeySlots, "prepare", _no_room)
        with Session.open(folder, "wang", PASSWORD) as head:
            assert [one.state for one in listing.everyone(head)] == ["ended", "active"]
    with Session.open(folder, "wang", PASSWORD) as head:
        assert {one.login: one.state for one in listing.everyone(head)} == {"wang": "active", "chen": "stopped"}


def _no_room(_slots: KeySlots) -> None:
    raise DiskFull(Path())


def test_an_account_opens_from_its_first_day_on(session: Session, hands: Hands) -> None:
    folder = folder_of(session)
    opened(session, asked=Details(name="陈静", roles=("worker",), starts_on="2026-11-05"))
    session.close()
    with pytest.raises(AccountNotBegun):
        Session.open_with_new_password(folder, "chen", FIRST, OWN)
    hands.move(5)
    renewed(folder).close()


def test_the_last_five_passwords_do_not_come_back(session: Session) -> None:
    passwords = [PASSWORD, *(f"Gasse!{number}wxyz" for number in range(10, 15))]
    for old, new in pairwise(passwords):
        session.change_password(old, new)
    with pytest.raises(PasswordTooWeak) as caught:
        session.change_password(passwords[-1], passwords[1])
    assert caught.value.rules == ("used_before",)
    session.change_password(passwords[-1], "Neu!99abxy")
    session.change_password("Neu!99abxy", passwords[1])  # by now the sixth before


def test_a_reset_loses_no_data_and_ends_a_lock_out(session: Session) -> None:
    folder = folder_of(session)
    opened(session)
    values = {"name": "银杏新村", "address": "银杏路1弄", "division_code": "310115"}
    editing.add(session, catalog.named("compound"), values)
    session.close()
    for _ in range(5):
        with pytest.raises(WrongPassword):
            logged_in(folder, password="Falsch!99x")
    with pytest.raises(LockedOut):
        logged_in(folder, password=FIRST)
    with Session.open(folder, "wang", PASSWORD) as head:
        (line,) = (one for one in listing.everyone(head) if one.login == "chen")
        assert line.locked_seconds > 0
        changing.reset_password(head, "chen", "Zurueck!74x", reason="忘记密码")
    with Session.open_with_new_password(folder, "chen", "Zurueck!74x", OWN) as chen, chen.reader() as reader:
        assert reader.count(catalog.named("compound")) == 1
        (entry,) = reader.actions(kind="account-reset")
        assert (entry.user, entry.source, entry.class_) == ("wang", "chen", "account")


def test_the_recovery_key_is_the_last_administrators_way_back(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    made, key = Session.create(
        folder, committee=("310115001001", "银杏居委会"), account=("wang", "王芳"), password="Lane#300x"
    )
    opened(made)
    made.close()
    with Session.open_with_recovery_key(folder, "wang", key, "Neu!7412xy") as head:
        assert head.rights.may("accounts")
        changing.stop_account(head, "chen", reason="离职")
    with pytest.raises(standing.AccountStopped):  # the key lets nobody in who was stopped
        Session.open_with_recovery_key(folder, "chen", key, OWN)
    with pytest.raises(UnknownAccount):
        Session.open_with_recovery_key(folder, "niemand", key, OWN)
    with pytest.raises(WrongPassword):
        Session.open(folder, "wang", "Lane#300x")


def test_the_recovery_key_brings_back_a_head_when_none_is_left(tmp_path: Path, hands: Hands) -> None:
    folder = tmp_path / "store"
    made, key = Session.create(
        folder, committee=("310115001001", "银杏居委会"), account=("wang", "王芳"), password="Lane#300x"
    )
    with made:
        opened(made, "li", Details(name="李红", roles=("head",)))
        opened(made, "zhou", Details(name="周敏", roles=("accounts",)))
        opened(made, "chen", WORKER)
    with renewed(folder, "li") as second:
        changing.stop_account(second, "wang", reason="离任")
    with pytest.raises(standing.AccountStopped):  # there is a head who may log in
        Session.open_with_recovery_key(folder, "wang", key, "Neu!7412xy")
    with Session.open(folder, "li", OWN) as second, second.store.enter(Entry("li", "account-change")) as write:
        accounts.put(write.connection, replace(second.account, ends_on="2026-11-02"))
        write.audit_detail(fields=["ends_on"])
    hands.move(5)
    with pytest.raises(AccountEnded):
        Session.open(folder, "li", OWN)
    with pytest.raises(PasswordTooWeak):
        Session.open_with_recovery_key(folder, "wang", key, "kurz")
    with Session.open_with_recovery_key(folder, "wang", key, "Neu!7412xy") as head:
        assert (head.account.state, head.account.ends_on) == ("active", None)
        assert head.rights.may("accounts")
        with head.reader() as reader:
            newest = reader.actions(kind="account-recovered")[0]
        assert (newest.user, newest.source, newest.detail["state"]) == ("wang", "wang", "stopped")
        changing.change_account(head, "li", Details(ends_on=""), reason="续任")
        changing.resume_account(head, "li", "Zurueck!74x", reason="续任")
    Session.open(folder, "wang", "Neu!7412xy").close()
    Session.open_with_new_password(folder, "li", "Zurueck!74x", "Weiter!75xy").close()


def test_the_last_head_gets_no_last_day(session: Session) -> None:
    opened(session, "li", Details(name="李红", roles=("head",)))
    folder = folder_of(session)
    session.close()
    with renewed(folder, "li") as second:
        changing.change_account(second, "wang", Details(ends_on="2026-12-31"), reason="换届")
    with logged_in(folder, "wang", PASSWORD) as first, pytest.raises(AccountForbidden) as caught:
        changing.change_account(first, "li", Details(ends_on="2026-12-31"), reason="换届")
    assert caught.value.why == "last_administrator"
    with logged_in(folder, "wang", PASSWORD) as first, pytest.raises(AccountForbidden):
        changing.stop_account(first, "li", reason="换届")


def test_changing_a_password_costs_two_derivations_whatever_the_size(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    made, _ = Session.create(
        folder, committee=("310115001001", "银杏居委会"), account=("wang", "王芳"), password="Lane#300x"
    )
    with made:
        before = time.perf_counter()
        made.change_password("Lane#300x", "Neu!7412xy")
        took = time.perf_counter() - before
    assert took < 5  # 0.7 s with the real parameters on an idle office PC; a loaded CI machine gets room
