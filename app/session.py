"""A person at work with a store: opened with login and password, closed in the end. Everything in `app` takes one.

The session owns the open store, its settings and its log. Locking, ageing and roles come with the accounts.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from app import logs, moving_store, passwords
from app.jobs import SILENT, JobContext
from app.settings import Settings
from storage.errors import WrongPassword
from storage.reading import Reader
from storage.refreshing import Watch
from storage.store import Store

_KEY_IS_KEPT = "recovery_key_kept"


class Session:
    """An open store and who opened it."""

    def __init__(self, store: Store, login: str, settings: Settings) -> None:
        self.store = store
        self.login = login
        self.settings = settings

    @classmethod
    def create(
        cls, folder: Path, *, committee: tuple[str, str], account: tuple[str, str], password: str
    ) -> tuple[Session, str]:
        """Make a store for the committee (code, name) with its first account (login, name).

        Answers the session and the recovery key, which is shown once and kept nowhere.

        Raises:
            PasswordTooWeak: nothing was made.
        """
        login, name = account
        passwords.require_good(password, login=login, name=name)
        store, recovery_key = Store.create(
            folder,
            committee_code=committee[0],
            committee_name=committee[1],
            account=login,
            account_name=name or login,
            password=password,
        )
        session = cls._begin(store, folder, login)
        logs.event("store created")
        return session, recovery_key

    @classmethod
    def open(cls, folder: Path, login: str, password: str, ctx: JobContext = SILENT) -> Session:
        """Open the store with a login's password; raises WrongPassword and the store's other troubles.

        After an update of the program the first opening may take minutes: `ctx` hears how far it is. A cancel leaves
        the store closed and as it was; the next opening begins again.
        """
        at = _settled(folder)
        return cls._begin(Store.open(at, account=login, password=password, watch=_watch(ctx)), at, login)

    @classmethod
    def open_with_recovery_key(cls, folder: Path, login: str, key: str, ctx: JobContext = SILENT) -> Session:
        """Open the store with the printed recovery key, to give `login` a new password."""
        at = _settled(folder)
        return cls._begin(Store.open_with_recovery_key(at, key=key, watch=_watch(ctx)), at, login)

    @classmethod
    def _begin(cls, store: Store, folder: Path, login: str) -> Session:
        settings = Settings(folder)
        logs.open_log(folder, file_kb=settings.number("log_file_kb"), files=settings.number("log_files"))
        return cls(store, login, settings)

    def reopen_log(self) -> None:
        """Write the log as the settings say now."""
        settings = self.settings
        logs.open_log(self.store.folder, file_kb=settings.number("log_file_kb"), files=settings.number("log_files"))

    def size_bytes(self) -> int:
        """What the store's folder takes on the disk."""
        return sum(path.stat().st_size for path in self.store.folder.rglob("*") if path.is_file())

    def reader(self) -> Reader:
        """A read connection of the caller's own."""
        return self.store.reader()

    def user_name(self) -> str:
        """The name of the person at work, as the account has it; "" when there is no such account."""
        return next((account.name for account in self.store.accounts() if account.login == self.login), "")

    def note_lock(self) -> None:
        """Log that the window was locked."""
        logs.event("locked")

    def unlock(self, password: str) -> None:
        """Let the person at work see the window again; raises WrongPassword."""
        try:
            self.verify_password(password)
        except WrongPassword:
            logs.event("wrong password")
            raise
        logs.event("unlocked")

    def verify_password(self, password: str) -> None:
        """Say whether this is the password of the person at work, to unlock the window; raises WrongPassword."""
        self.store.verify_password(self.login, password)

    def change_password(self, old: str, new: str) -> None:
        """Rewrap the data key under a new password; raises WrongPassword, PasswordTooWeak."""
        passwords.require_good(new, login=self.login, name=self.user_name())
        self.store.change_password(self.login, old, new)
        logs.event("password changed")

    def reset_password(self, new: str) -> None:
        """Give this session's login a new password; only for a session opened with the recovery key."""
        passwords.require_good(new, login=self.login, name=self.user_name())
        self.store.reset_password(self.login, new)
        logs.event("password reset")

    def renew_recovery_key(self, password: str) -> str:
        """A new recovery key for whoever knows this session's password; the one before opens nothing any more."""
        self.verify_password(password)
        printed = self.store.renew_recovery_key()
        self.store.set_setting(_KEY_IS_KEPT, None)
        logs.event("recovery key renewed")
        return printed

    def note_recovery_key_kept(self) -> None:
        """The person proved to have the recovery key on paper."""
        self.store.set_setting(_KEY_IS_KEPT, value=True)

    def is_recovery_key_kept(self) -> bool:
        """True once somebody proved to have the present recovery key on paper."""
        return self.store.setting(_KEY_IS_KEPT) is True

    def remember_login(self) -> None:
        """Offer this login first the next time."""
        if self.settings.text("last_user") != self.login:
            self.settings["last_user"] = self.login
            self.settings.save()

    def close(self) -> None:
        """Close the store; the log is closed by the program."""
        self.store.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _settled(folder: Path) -> Path:
    """Where the store of `folder` lies now, with an interrupted move cleared up."""
    moving_store.clear_up(folder)
    return moving_store.whereabouts(folder)


def _watch(ctx: JobContext) -> Watch:
    """Hands the store's progress to a job, which may stop it there."""

    def heard(done: int, total: int, phase: str) -> None:
        ctx.checkpoint()
        ctx.report(done, total, phase)

    return heard
