"""Lets a run without a person open the store: a secret of its own in this PC's key store, never a password.

It is chosen by a person, entered in the audit, and taken back at any time: the store then forgets the slot that the
secret opens. Who can use this PC's key store, logged on as the same user, can use the secret. Where the PC has no key
store of its own there is no such run and nothing is kept instead: the window makes the backup then.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app import access, logs
from app.stores import ended_accounts, moving_store, replacing_store
from app.stores.session import Session
from app.stores.settings import Settings
from ledger.errors import LedgerError
from storage.errors import WrongPassword
from storage.journal import DEVICE, Entry
from storage.store import Store

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "linong"


class KeyNotKept(LedgerError):
    """No secret for unattended runs of this store lies in this PC's key store, or it opens nothing any more."""


class KeyStoreMissing(LedgerError):
    """This PC has no key store that may be trusted with a secret; none is kept in plain text instead."""


@access.operation("backup")
def allow(session: Session) -> None:
    """Keep a secret for unattended runs in this PC's key store; raises KeyStoreMissing, and nothing changed."""
    keys = _key_store()
    entry = Entry(session.login, "unattended-allowed", class_="security")
    with session.store.change_accounts(entry) as change:
        secret = change.allow_unattended(DEVICE)
        change.audit_detail(device=DEVICE)
        _keep(keys, session.store.folder, secret)
    logs.event("unattended runs allowed")


@access.operation("backup")
def forbid(session: Session) -> bool:
    """Take the secret back: it opens nothing any more. False when there was none."""
    with session.store.change_accounts(Entry(session.login, "unattended-forbidden", class_="security")) as change:
        was_allowed = change.forbid_unattended(DEVICE)
        change.audit_detail(device=DEVICE, was_allowed=was_allowed)
    _forget(session.store.folder)
    logs.event("unattended runs forbidden")
    return was_allowed


def forget(folder: Path, names: Collection[str]) -> None:
    """Drop the secret where this PC is among those whose slot is gone: it opens nothing any more."""
    if DEVICE in names:
        _forget(folder)


def is_kept(folder: Path) -> bool:
    """True when a secret for the store in `folder` lies in this PC's key store."""
    return bool(_secret(moving_store.whereabouts(folder)))


def open_session(folder: Path, login: str) -> Session:
    """Open the store as `login` with the secret kept for it; raises KeyNotKept, Forbidden, and as `Session.open`."""
    at = moving_store.whereabouts(folder)
    replacing_store.settle(at)
    secret = _secret(at)
    if not secret:
        raise KeyNotKept
    try:
        store = Store.open_unattended(at, name=DEVICE, secret=secret)
    except WrongPassword as error:
        raise KeyNotKept from error
    session = Session(store, login, Settings(at))
    try:
        session.rights.require("backup")
    except BaseException:
        session.close()
        raise
    session.reopen_log()
    ended_accounts.take_slots(store, login)
    return session


def _key_store() -> KeyringBackend:
    """This PC's key store; those that keep secrets readable, or none, do not count."""
    import keyring

    found = keyring.get_keyring()
    if found.priority < 1:
        raise KeyStoreMissing
    return found


def _keep(keys: KeyringBackend, folder: Path, secret: str) -> None:
    from keyring.errors import KeyringError

    try:
        keys.set_password(_SERVICE, str(folder), secret)
    except (KeyringError, OSError) as error:
        raise KeyStoreMissing from error


def _secret(folder: Path) -> str:
    from keyring.errors import KeyringError

    try:
        return _key_store().get_password(_SERVICE, str(folder)) or ""
    except (KeyStoreMissing, KeyringError, OSError):
        return ""


def _forget(folder: Path) -> None:
    from keyring.errors import KeyringError

    with suppress(KeyStoreMissing, KeyringError, OSError):
        _key_store().delete_password(_SERVICE, str(folder))
