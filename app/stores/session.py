"""A person at work with a store: opened with login and password, closed in the end. Everything in `app` takes one.

The session owns the open store, its settings and its log, and knows the rights of whoever opened it (`app.access`).
Nobody gets one whose account is stopped or ended, or whose password must be changed first (`standing.py`); who changes
it by that gets one (`open_with_new_password`).
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from app import logs
from app.access import Rights
from app.jobs import SILENT, JobContext
from app.stores import ended_accounts, moving_store, passwords, replacing_store, standing
from app.stores.notes import Notes
from app.stores.passwords import PasswordTooWeak
from app.stores.settings import Settings, declared
from ledger import permissions
from ledger.errors import LedgerError
from ledger.password_rule import days_left
from ledger.policy import Policy
from storage.accounts import Account
from storage.attempts import Attempts, Waits
from storage.bounds import Bounds
from storage.errors import DatabaseBusy, DiskFull, DiskTrouble, LockedOut, StoreSealed, WrongPassword
from storage.journal import Committed, Entry
from storage.reading import Reader
from storage.refreshing import Watch
from storage.store import Store

_KEY_IS_KEPT = "recovery_key_kept"
_OF_ACCOUNTS = frozenset(("account", "password", "permissions", "policy"))  # how kinds of action about accounts begin
_OF_SAFETY = frozenset(("lock_minutes", "reveal_seconds", "log_file_kb", "log_files"))  # settings that are entered
PERMISSIONS = "permissions"
"""The committee's changes of the permission matrix (a setting in the store)."""


class Session:
    """An open store and who opened it."""

    def __init__(self, store: Store, login: str, settings: Settings) -> None:
        self.store = store
        self.login = login
        self.settings = settings
        self.notes = Notes(store)
        self._bounds: tuple[frozenset[bytes], frozenset[str], bool] | None = None
        self._account: Account | None = None
        self._is_entered = False  # that the person came, so that it is entered that he went
        self.renew_rights()
        store.on_commit(self._on_commit)
        settings.watch(self._on_setting)

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
        passwords.require_good(password, login=login, name=name, committee=committee)
        store, recovery_key = Store.create(
            folder,
            committee_code=committee[0],
            committee_name=committee[1],
            account=login,
            account_name=name or login,
            password=password,
        )
        session = cls._begin(store, folder, login)
        store.note([(Entry(login, "store-created", class_="ops"), {})])
        session.enter("log-in", wrong=0)
        logs.event("store created")
        return session, recovery_key

    @classmethod
    def open(cls, folder: Path, login: str, password: str, ctx: JobContext = SILENT) -> Session:
        """Open the store with a login's password; raises WrongPassword and the store's other troubles.

        After an update of the program the first opening may take minutes: `ctx` hears how far it is. A cancel leaves
        the store closed and as it was; the next opening begins again.
        """
        at = _settled(folder)
        return cls._entered(Store.open(at, account=login, password=password, watch=_watch(ctx)), at, login)

    @classmethod
    def open_with_new_password(cls, folder: Path, login: str, old: str, new: str, ctx: JobContext = SILENT) -> Session:
        """Open the store and change the password before anything else: the way in with one that must be changed.

        Raises:
            PasswordTooWeak: nothing was opened. Otherwise as `open`.
        """
        at = _settled(folder)
        store = Store.open(at, account=login, password=old, watch=_watch(ctx))
        try:
            standing.require_active(standing.account_of(store, login), standing.day_of(store))
            _set_password(store, login, new, "password")
        except BaseException:
            store.close()
            raise
        return cls._entered(store, at, login)

    @classmethod
    def open_with_recovery_key(cls, folder: Path, login: str, key: str, new: str, ctx: JobContext = SILENT) -> Session:
        """Open the store with the printed recovery key and give `login` a new password.

        Raises:
            UnknownAccount, AccountStopped, AccountNotBegun, AccountEnded: the key opens it for those alone who may log
                in. Where no head may, it gives a head the account back, without a last day.
            PasswordTooWeak: nothing was opened.
        """
        at = _settled(folder)
        store = Store.open_with_recovery_key(at, key=key, watch=_watch(ctx))
        try:
            account, today = standing.account_of(store, login), standing.day_of(store)
            if standing.is_way_back(store, account, today):
                _set_password(store, login, new, "account-recovered")
            else:
                standing.require_active(account, today)
                _set_password(store, login, new, "password-recovered")
        except BaseException:
            store.close()
            raise
        return cls._entered(store, at, login)

    @classmethod
    def _entered(cls, store: Store, folder: Path, login: str) -> Session:
        """The session of an open store, if its account may log in; either is entered in the audit."""
        try:
            session = cls._admitted(store, folder, login)
            _enter_tries(store)
            session.enter("log-in", wrong=store.wrong_tries)
            ended_accounts.take_slots(store, login)
            session.keep_waits()
        except BaseException:
            store.close()
            raise
        return session

    @classmethod
    def _admitted(cls, store: Store, folder: Path, login: str) -> Session:
        """The session of whoever may log in; somebody else's try is entered."""
        try:
            today, account = standing.day_of(store), standing.account_of(store, login)
            standing.require_active(account, today)
            standing.require_fresh_password(account, today, standing.policy_of(store))
            return cls._begin(store, folder, login)
        except LedgerError as error:
            _enter(store, login, "log-in-refused", wrong=store.wrong_tries, why=type(error).__name__)
            raise

    @classmethod
    def _begin(cls, store: Store, folder: Path, login: str) -> Session:
        settings = Settings(folder)
        logs.open_log(folder, file_kb=settings.number("log_file_kb"), files=settings.number("log_files"))
        return cls(store, login, settings)

    @property
    def account(self) -> Account:
        """The account of the person at work, as it stands now."""
        if self._account is None:
            self._account = standing.account_of(self.store, self.login)
        return self._account

    @property
    def policy(self) -> Policy:
        """The security policy that holds."""
        return standing.policy_of(self.store)

    def password_days_left(self) -> int | None:
        """For how many more days the password opens everything, from the day on which people are warned; else None."""
        today, policy = standing.day_of(self.store), self.policy
        if standing.of_password(self.account, today, policy) != "ending":
            return None
        return days_left(standing.password_set_on(self.account), today, policy)

    def keep_waits(self) -> None:
        """Keep the waits after wrong passwords where the next log-in finds them."""
        policy = self.policy
        self.store.set_waits(Waits(policy["wrong_tries"], policy["first_wait"], policy["longest_wait"]))

    def enter(self, kind: str, **facts: object) -> None:
        """Enter in the audit that the person at work came, before anything else is done."""
        _enter(self.store, self.login, kind, **facts)
        self._is_entered = True

    def _on_setting(self, key: str) -> None:
        if key in _OF_SAFETY:
            entry = Entry(self.login, "setting", source=declared(key).label, class_="ops")
            self.notes.enter(entry, setting=key, value=self.settings[key])

    def _on_commit(self, told: Committed) -> None:
        if told.kind.partition("-")[0] in _OF_ACCOUNTS:
            self._account = None
            self.renew_rights()

    @property
    def rights(self) -> Rights:
        """What the person at work may do."""
        return self._rights

    def renew_rights(self) -> None:
        """Read the rights anew: the account or the permission matrix was changed."""
        matrix = permissions.applied(permissions.changes_of(self.store.setting(PERMISSIONS)))
        self._rights = Rights.of(self.login, self.store.accounts(), matrix)
        keeps_back = not self._rights.is_told_secrets
        bounds = (self._rights.area, self._rights.hidden_ledgers(), keeps_back)
        if bounds != self._bounds:
            area, hidden, _ = bounds
            self.store.bind(Bounds(self.login, area, hidden, keeps_back=keeps_back) if any(bounds) else None)
            self._bounds = bounds

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
        """The name of the person at work."""
        return self.account.name

    def note_lock(self) -> None:
        """Log that the window was locked."""
        logs.event("locked")
        self.notes.enter(Entry(self.login, "lock", class_="login"))

    def seal(self) -> bool:
        """Let go of the keys and of everything that was read, while the window is locked; False while work goes on.

        Entries of the audit that are still to be written are written first; what comes later waits for the unlock.
        """
        try:
            self.notes.flush()
        except (DiskFull, DiskTrouble, DatabaseBusy):
            return False
        except StoreSealed:
            return True
        if not self.store.seal():
            return False
        self._account = None
        logs.event("sealed")
        return True

    def unlock(self, password: str) -> None:
        """Let the person at work see the window again.

        Raises:
            WrongPassword, LockedOut: it stays locked.
            PasswordExpired, AccountEnded: the day came while the window was locked; the password is right.
        """
        try:
            self.store.unseal(self.login, password)
        except (WrongPassword, LockedOut) as error:
            logs.event("wrong password")
            self.notes.enter(Entry(self.login, "unlock-refused", class_="login"), why=type(error).__name__)
            raise
        try:
            today = standing.day_of(self.store)
            standing.require_active(self.account, today)
            standing.require_fresh_password(self.account, today, self.policy)
        except LedgerError:
            self.seal()
            raise
        logs.event("unlocked")
        self.notes.enter(Entry(self.login, "unlock", class_="login"))

    def verify_password(self, password: str) -> None:
        """Say whether this is the password of the person at work; raises WrongPassword, LockedOut."""
        self.store.verify_password(self.login, password)

    def change_password(self, old: str, new: str) -> None:
        """Rewrap the store key under a new password; raises WrongPassword, LockedOut, PasswordTooWeak.

        Behind the lock too, where a password came to its end: the new one unlocks, and a refused one leaves it locked.
        """
        was_sealed = self.store.is_sealed
        self.store.unseal(self.login, old)
        try:
            _set_password(self.store, self.login, new, "password")
        except LedgerError:
            if was_sealed:
                self.seal()
            raise
        logs.event("password changed")

    def renew_recovery_key(self, password: str) -> str:
        """A new recovery key for whoever knows this session's password; the one before opens nothing any more."""
        self.verify_password(password)
        printed = self.store.renew_recovery_key(Entry(self.login, "recovery-key", class_="security"))
        self.store.set_setting(_KEY_IS_KEPT, None)
        logs.event("recovery key renewed")
        return printed

    def note_recovery_key_kept(self, *, is_kept: bool = True) -> None:
        """The person proved to have the recovery key on paper; or there is another one that nobody has yet."""
        self.store.set_setting(_KEY_IS_KEPT, value=is_kept or None)

    def is_recovery_key_kept(self) -> bool:
        """True once somebody proved to have the present recovery key on paper."""
        return self.store.setting(_KEY_IS_KEPT) is True

    def remember_login(self) -> None:
        """Offer this login first the next time."""
        if self.settings.text("last_user") != self.login:
            self.settings["last_user"] = self.login
            self.settings.save()

    def destroy(self) -> None:
        """Close the store and make it unreadable for good: the cloud says that this PC is lost."""
        self._is_entered = False
        self.notes.close()
        logs.close_log()
        self.store.destroy()

    def close(self) -> None:
        """Enter what is left and that the person went, and close the store; the log is closed by the program."""
        if self._is_entered:
            self._is_entered = False
            self.notes.enter(Entry(self.login, "log-out", class_="login"))
        self.notes.close()
        self.store.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _enter(store: Store, login: str, kind: str, **facts: object) -> None:
    """Enter who came or was kept out. A full disk keeps nobody out of the own data, and is told in the log."""
    try:
        store.note([(Entry(login, kind, class_="login"), facts)])
    except (DiskFull, DiskTrouble, DatabaseBusy):
        logs.event("not entered", kind=kind)


def _enter_tries(store: Store) -> None:
    """Enter the wrong passwords that were tried meanwhile with other logins; those of no account without a login."""
    tries = Attempts(store.folder, ())
    untold = tries.untold()
    if not untold:
        return
    entries = [(Entry(login, "log-in-refused", class_="login"), {"wrong": wrong}) for login, wrong in untold.items()]
    try:
        store.note(entries)
    except (DiskFull, DiskTrouble, DatabaseBusy):
        logs.event("not entered", kind="log-in-refused")
    else:
        tries.note_told()


def _set_password(store: Store, login: str, new: str, kind: str) -> None:
    """Set a person's own new password, if it keeps the rules and is none of the last ones; raises PasswordTooWeak."""
    account, policy = standing.account_of(store, login), standing.policy_of(store)
    committee = (store.committee_code, store.committee_name)
    passwords.require_good(
        new, login=login, name=account.name, phone=account.phone or "", committee=committee, policy=policy
    )
    derived = store.new_password(login, new, not_among=policy["password_history"])
    if derived.was_used:
        raise PasswordTooWeak((passwords.USED_BEFORE,), policy["password_length"])
    entry = Entry(login, kind, source=login, class_="account")
    store.set_password(derived, entry, is_back=kind == "account-recovered")


def _settled(folder: Path) -> Path:
    """Where the store of `folder` lies now, with an interrupted move or restore finished."""
    moving_store.clear_up(folder)
    at = moving_store.whereabouts(folder)
    replacing_store.settle(at)
    return at


def _watch(ctx: JobContext) -> Watch:
    """Hands the store's progress to a job, which may stop it there."""

    def heard(done: int, total: int, phase: str) -> None:
        ctx.checkpoint()
        ctx.report(done, total, phase)

    return heard
