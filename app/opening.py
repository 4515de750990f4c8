"""The ways into a store that the log-in window offers, each as one job, and what kind of trouble stood in the way."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from app import known_stores, logs
from app.jobs import JobContext
from app.session import Session
from ledger.errors import LedgerError
from storage import errors

Trouble = Literal["password", "in_use", "missing", "damaged", "newer", "place", "other"]
_TROUBLES: tuple[tuple[type[LedgerError], Trouble], ...] = (
    (errors.WrongPassword, "password"),
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


def log_in(folder: Path, login: str, password: str, ctx: JobContext) -> Session:
    """Open a store and remember it for the next time; a cancel leaves it closed and as it was."""
    try:
        session = Session.open(folder, login, password, ctx)
    except errors.WrongPassword:
        logs.event("wrong password")
        raise
    logs.event("opened")
    return _remembered(session)


def recover(folder: Path, login: str, key: str, new_password: str, ctx: JobContext) -> Session:
    """Open a store with its recovery key and give `login` a new password; with a refused one it is closed again."""
    session = Session.open_with_recovery_key(folder, login, key, ctx)
    logs.event("opened with recovery key")
    try:
        session.reset_password(new_password)
    except BaseException:
        session.close()
        raise
    return _remembered(session)


def trouble_of(error: LedgerError) -> Trouble:
    """What kind of trouble kept the store shut, which decides what is offered next."""
    return next((trouble for kind, trouble in _TROUBLES if isinstance(error, kind)), "other")


def _remembered(session: Session) -> Session:
    session.remember_login()
    known_stores.remember(session.store.folder, session.store.committee_name)
    return session
