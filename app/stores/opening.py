"""The ways into a store that the log-in window offers, each as one job, and what kind of trouble stood in the way."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Literal

from app import logs
from app.jobs import JobContext
from app.stores import known_stores, log_ends, moving_store
from app.stores.session import Session
from app.stores.standing import AccountEnded, AccountNotBegun, AccountStopped, PasswordMustChange
from ledger.errors import LedgerError
from storage import errors, files, place, recovery_key
from storage.store import DATABASE

Trouble = Literal[
    "password", "locked_out", "must_change", "account", "in_use", "missing", "damaged", "newer", "place", "other"
]
_TROUBLES: tuple[tuple[type[LedgerError], Trouble], ...] = (
    (errors.WrongPassword, "password"),
    (errors.LockedOut, "locked_out"),
    (PasswordMustChange, "must_change"),
    (AccountStopped, "account"),
    (AccountEnded, "account"),
    (AccountNotBegun, "account"),
    (errors.StoreInUse, "in_use"),
    (errors.StoreMissing, "missing"),
    (errors.DatabaseTooNew, "newer"),
    (errors.DatabaseMissing, "damaged"),
    (errors.DatabaseDamaged, "damaged"),
    (errors.ForeignFile, "damaged"),
    (errors.KeysDamaged, "damaged"),
    (errors.MigrationFailed, "damaged"),
    (errors.FolderRefused, "place"),
    (errors.ReadOnlyFolder, "place"),
)
_CODE = re.compile(r"[1-9][0-9]{11}")  # GB/T 2260 division 6, street 3, committee 3
_LOGIN = re.compile(r"[^\s/\\:*?\"<>|\x00-\x1f]{1,50}")


def is_committee_code(text: str) -> bool:
    """True for a committee's 12-digit division code."""
    return _CODE.fullmatch(text) is not None


def is_login(text: str) -> bool:
    """True for what an account may be called: up to 50 characters, without blanks and what no file name has."""
    return _LOGIN.fullmatch(text) is not None


def log_in(folder: Path, login: str, password: str, ctx: JobContext) -> Session:
    """Open a store and remember it for the next time; a cancel leaves it closed and as it was."""
    try:
        session = Session.open(folder, login, password, ctx)
    except errors.WrongPassword:
        logs.event("wrong password")
        raise
    logs.event("opened")
    return _remembered(session)


def log_in_renewing(folder: Path, login: str, old: str, new: str, ctx: JobContext) -> Session:
    """Open a store whose password must be changed, changing it; with a refused new one nothing is opened."""
    try:
        session = Session.open_with_new_password(folder, login, old, new, ctx)
    except errors.WrongPassword:
        logs.event("wrong password")
        raise
    logs.event("password changed")
    return _remembered(session)


def recover(folder: Path, login: str, key: str, new_password: str, ctx: JobContext) -> Session:
    """Open a store with its recovery key and give `login` a new password; with a refused one nothing is opened."""
    session = Session.open_with_recovery_key(folder, login, key, new_password, ctx)
    logs.event("opened with recovery key")
    return _remembered(session)


def create(folder: Path, committee: tuple[str, str], account: tuple[str, str], password: str) -> tuple[Session, str]:
    """Make a store with its first account; answers the session and the recovery key. Raises as `Session.create`."""
    session, key = Session.create(folder, committee=committee, account=account, password=password)
    return _remembered(session), key


def move_and_open(source: Path, target: Path, login: str, password: str, ctx: JobContext) -> Session:
    """Move a closed store to another folder and open it there; raises as `moving_store.move`."""
    moved = moving_store.move(source, target, login=login, password=password, ctx=ctx)
    known_stores.forget(source)
    return log_in(moved, login, password, ctx)


def require_place(folder: Path) -> Path:
    """The real path of a folder in which a new store may be made; nothing is made yet.

    Raises:
        FolderRefused, FolderClosed, ReadOnlyFolder: it may not lie there. StoreExists: one lies there already.
    """
    real = folder.expanduser().resolve()
    place.require_enterable(real)
    place.refuse_unfit(real)
    if real.exists() and not real.is_dir():
        raise errors.FolderRefused(real, "not_a_folder")
    if (real / DATABASE).exists():
        raise errors.StoreExists(real)
    place.require_writable(next(parent for parent in (real, *real.parents) if parent.exists()))
    return real


def own_folder_in(picked: Path) -> Path:
    """Where a new store lies when a person picks `picked`: there, or in a folder of its own beside what lies there."""
    try:
        is_free = not picked.exists() or not any(picked.iterdir())
    except OSError:
        is_free = True
    return picked if is_free or (picked / DATABASE).exists() else picked / moving_store.OWN_FOLDER


def is_whole_key(typed: str) -> bool:
    """True when a typed recovery key has no slip in it; whether it is this store's shows when it opens."""
    try:
        recovery_key.read(typed)
    except errors.RecoveryKeyMistyped:
        return False
    return True


def is_last_group(typed: str, key: str) -> bool:
    """True when `typed` is the last group of the printed key, small letters and look-alikes taken as meant."""
    head, _, _ = key.rpartition("-")
    return bool(typed.strip()) and is_whole_key(f"{head}-{typed}")


def save_paper(content: bytes, path: Path) -> None:
    """Write the recovery key's page where a person wants it; raises DiskFull, ReadOnlyFolder, DiskTrouble."""
    files.replace_file(path, content)


def trouble_of(error: LedgerError) -> Trouble:
    """What kind of trouble kept the store shut, which decides what is offered next."""
    return next((trouble for kind, trouble in _TROUBLES if isinstance(error, kind)), "other")


def seconds_to_wait(error: LedgerError) -> int:
    """How long the next try has to wait after this error; 0 when it need not."""
    return error.seconds if isinstance(error, errors.LockedOut) else 0


def _remembered(session: Session) -> Session:
    session.remember_login()
    known_stores.remember(session.store.folder, session.store.committee_name)
    with suppress(errors.DiskFull, errors.DiskTrouble, errors.DatabaseBusy):  # a full disk keeps nobody out
        log_ends.notice(session.store)
    return session
