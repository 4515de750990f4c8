"""Who may open the store: accounts with their key slots, passwords, waits after wrong ones, the recovery key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from ledger import clock
from storage import accounts, former_passwords, key_change, keys, recovery_key, unlocking
from storage.accounts import Account
from storage.attempts import Attempts, Waits
from storage.backup_file import KEYS
from storage.errors import DatabaseBusy, DiskFull, DiskTrouble, ReadOnlyFolder, UnknownAccount
from storage.former_passwords import NewPassword
from storage.journal import Entry
from storage.key_change import KeyChange
from storage.keys import Cost, KeySlots
from storage.opened.writing import Writing
from storage.syncing import authors
from storage.syncing.authors import Colleague


class Openers(Writing):
    """An open store with the accounts that open it."""

    def accounts(self) -> list[Account]:
        """Who may open the store."""
        with self.reader() as reader:
            return accounts.all_accounts(reader.connection)

    def account_names(self) -> dict[str, str]:
        """What the holder of each account is called, by login; of other PCs' accounts as those told the cloud."""
        with self.reader() as reader:
            return reader.account_names()

    def colleagues(self) -> dict[str, Colleague]:
        """Who works at other PCs of the committee, by login."""
        with self.reader() as reader:
            return authors.every(reader.connection)

    @contextmanager
    def change_accounts(self, entry: Entry) -> Iterator[KeyChange]:
        """One change of accounts with their key slots: whole, with its audit entry, or not at all.

        Raises:
            DiskFull, DatabaseBusy, DiskTrouble: nothing was kept.
        """
        path = self.folder / KEYS
        with self._changing_keys:
            try:
                with self.enter(entry) as write, key_change.changing(self._writer, write, path, self._key) as change:
                    yield change
            finally:
                key_change.settle(self._writer, path)

    def new_password(self, account: str, password: str, *, not_among: int = 0, cost: Cost | None = None) -> NewPassword:
        """Derive a password that is to be set, compared with the account's last ones; takes as long as a log-in."""
        with self.reader() as reader:
            last = former_passwords.newest(reader.connection, account, not_among)
        before = KeySlots.load(self.folder / KEYS).account(account)
        return former_passwords.derived(account, password, before=before, last=last, cost=cost or keys.OFFICE_PC)

    def make_pair(self, account: str, password: str) -> None:
        """Give a password that was set before there were key pairs its own, so that new keys do not shut it out.

        Nothing where it has one. Where nothing can be written now it is made at the next log-in.
        """
        slot = KeySlots.load(self.folder / KEYS).account(account)
        if slot is None or slot.cost is None or slot.grant is not None:
            return
        if account not in (one.login for one in self.accounts()):
            return
        with suppress(DiskFull, DiskTrouble, DatabaseBusy, ReadOnlyFolder):
            new = self.new_password(account, password, cost=slot.cost)
            with self.change_accounts(Entry(account, "key-pair", class_="security")) as change:
                change.renew_pair(new)

    def set_password(self, new: NewPassword, entry: Entry, *, must_change: bool = False, is_back: bool = False) -> None:
        """Give an account a password; the data is not touched. Raises UnknownAccount.

        `is_back`: whoever was stopped, or whose days are over, may log in again, from now on without an end.
        """
        with self.change_accounts(entry) as change:
            account = change.account(new.login)
            if is_back:
                change.audit_detail(state=account.state, ends_on=account.ends_on or "")
                account = replace(account, state="active", starts_on=None, ends_on=None)
            change.set_password(new)
            change.put(replace(account, password_at=clock.now_text(), must_change=must_change))
        self._attempts().forget(new.login)

    def verify_password(self, account: str, password: str) -> None:
        """Say whether this is the account's password, without opening anything; raises WrongPassword, LockedOut."""
        unlocking.counted(KeySlots.load(self.folder / KEYS), account, lambda one: one.unwrap(account, password))

    def change_password(self, account: str, old: str, new: str, *, cost: Cost | None = None) -> None:
        """A new password for an account that gives its present one; raises WrongPassword, LockedOut."""
        self.verify_password(account, old)
        self.set_password(self.new_password(account, new, cost=cost), Entry(account, "password", class_="account"))

    def reset_password(self, account: str, new: str, *, cost: Cost | None = None) -> None:
        """Give an account a new password without the old one: for a store opened by its recovery key."""
        entry = Entry(account, "password-recovered", class_="account")
        if account not in (one.login for one in self.accounts()):
            raise UnknownAccount
        self.set_password(self.new_password(account, new, cost=cost), entry)

    def set_waits(self, waits: Waits) -> None:
        """Keep the committee's waits after wrong passwords where the next log-in finds them."""
        self._attempts().set_waits(waits)

    def seconds_locked_out(self, account: str) -> int:
        """How long an account's next try has to wait."""
        return self._attempts().seconds_left(account)

    def _attempts(self) -> Attempts:
        return Attempts(self.folder, KeySlots.load(self.folder / KEYS).accounts())

    def renew_recovery_key(self, entry: Entry) -> str:
        """A new recovery key in place of the one before, which opens nothing any more; shown once, kept nowhere."""
        printed = recovery_key.generate()
        with self.change_accounts(entry) as change:
            change.set_recovery_key(printed)
        return printed
