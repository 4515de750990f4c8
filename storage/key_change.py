"""Changes of accounts and their key slots: one transaction of the database decides, whatever the power does.

The slots' file cannot be part of a transaction. So the new slots are written beside it first; the transaction that
changes the accounts, with its audit entry, names them; and after the commit they take the file's place by a rename.
Whoever opens the store next finds prepared slots only after a crash, and the database says whether they count
(`settle`). So no account is ever without its slot, and no slot without its account.

When the keys themselves change (`rekeying.py`) the slots are prepared in the same way, and the first bytes of the
database decide, before anybody can open it (`follow_file`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage import accounts, files, former_passwords, settings, store_keys
from storage.accounts import Account
from storage.backup_file import DATABASE
from storage.database import Connection
from storage.errors import KeysDamaged, UnknownAccount
from storage.former_passwords import NewPassword
from storage.keys import DatabaseKey, KeySlots
from storage.records import Write

_NAMED = "key_slots"
"""The setting that names the slots of the last committed change."""
_MARK_BYTES = 16


class KeyChange:
    """One open change of accounts. Made by `Store.change_accounts`; nothing is kept when its block raises."""

    def __init__(self, connection: Connection, write: Write, slots: KeySlots, key: DatabaseKey) -> None:
        self._connection, self._slots, self._key = connection, slots, key
        self.audit_detail = write.audit_detail

    def accounts(self) -> list[Account]:
        """Every account as it stands in this transaction."""
        return accounts.all_accounts(self._connection)

    def add(self, account: Account) -> None:
        """Enter an account; raises AccountExists."""
        accounts.add(self._connection, account)

    def account(self, login: str) -> Account:
        """An account as it stands in this transaction; raises UnknownAccount."""
        found = next((one for one in self.accounts() if one.login == login), None)
        if found is None:
            raise UnknownAccount
        return found

    def put(self, account: Account) -> None:
        """Replace what is known of an account."""
        accounts.put(self._connection, account)

    def set_password(self, new: NewPassword) -> None:
        """Give an account its slot, or another one, and remember the password's fingerprint."""
        self.renew_pair(new)
        former_passwords.add(self._connection, new.login, new.former)

    def renew_pair(self, new: NewPassword) -> None:
        """Give an account another pair under the password it has, so that it outlives a new store key."""
        self._slots.put_account(new.slot, new.public, self._key)
        store_keys.put_public_half(self._connection, new.login, new.public)

    def remove_slot(self, login: str) -> None:
        """Take an account's slot away: no password opens the store for it any more."""
        self._slots.remove_account(login)
        store_keys.drop_public_half(self._connection, login)

    def set_recovery_key(self, printed: str) -> None:
        """Put another recovery key in place of the one before."""
        self._slots.set_recovery_key(printed, self._key)

    def allow_unattended(self, name: str) -> str:
        """Let runs without a person open the store on the PC `name`; answers the secret that opens it."""
        return self._slots.set_unattended(name, self._key)

    def forbid_unattended(self, name: str) -> bool:
        """Take that back: the secret opens nothing any more. False when there was none."""
        return self._slots.drop_unattended(name)


@contextmanager
def changing(connection: Connection, write: Write, path: Path, key: DatabaseKey) -> Iterator[KeyChange]:
    """A change inside the caller's transaction; at its end the slots are prepared and named.

    The caller commits and then, in either case, calls `settle`.
    """
    write.audit_detail()  # a change of accounts is entered whatever it says
    follow_file(path, file_mark(path.parent))
    slots = KeySlots.load(path)
    before = slots.spelt()
    yield KeyChange(connection, write, slots, key)
    if slots.spelt() != before:
        slots.prepare()
        settings.put(connection, _NAMED, slots.sum)


def settle(connection: Connection, path: Path) -> bool:
    """Prepared slots that a committed change named take the file's place, others are forgotten.

    After every change, and when a store is opened after a crash. True when there were any: what the store was opened
    with may have been given up by then.
    """
    prepared = KeySlots.prepared(path)
    if prepared is None:
        KeySlots.discard_prepared(path)
        KeySlots.mend_copy(path)
        return False
    if settings.read(connection, _NAMED) == prepared.sum:
        prepared.take_over()
    else:
        KeySlots.discard_prepared(path)
    return True


def file_mark(folder: Path) -> bytes:
    """How the database in the folder begins, which says under what key it is; nothing where there is none."""
    path = folder / DATABASE
    with files.translated(folder):
        try:
            with path.open("rb") as handle:
                return handle.read(_MARK_BYTES)
        except FileNotFoundError:
            return b""


def follow_file(path: Path, mark: bytes) -> bool:
    """Prepared slots under other keys take the file's place where the database begins with `mark`, as theirs does.

    False when there are none, or when those that are prepared belong to another database than the one that stands.
    """
    prepared = KeySlots.prepared(path)
    if prepared is None or prepared.seal is None or prepared.seal.mark != mark or _seal_mark(path) == mark:
        return False
    prepared.take_over()
    return True


def discard_unfollowed(path: Path, mark: bytes) -> None:
    """Forget prepared slots under other keys than the database's, which has those of the present slots still.

    Nothing where the database belongs to neither: it is damaged. Only under the store's lock.
    """
    prepared = KeySlots.prepared(path)
    if prepared is None or prepared.seal is None or prepared.seal.mark == mark:
        return
    if _seal_mark(path) in (mark, b""):
        KeySlots.discard_prepared(path)


def _seal_mark(path: Path) -> bytes:
    try:
        seal = KeySlots.load(path).seal
    except KeysDamaged:
        return b""
    return seal.mark if seal is not None else b""
