"""The expected troubles of the store: keys, the file, the folder, the disk.

Facts only; the words for people are in `app/messages.py`. No text here carries a path's contents, a key or a value.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

from ledger.errors import LedgerError, Retry


class WrongPassword(LedgerError):
    """The password does not open this account's key slot."""

    retry: ClassVar[Retry] = "now"


class UnknownAccount(WrongPassword):
    """No such account; people are told the same as for a wrong password, and it takes as long."""


class WrongRecoveryKey(WrongPassword):
    """The recovery key is well written but is not this store's."""


class RecoveryKeyMistyped(WrongPassword):
    """The recovery key's check group does not fit the rest: a slip while typing it in."""


class LockedOut(LedgerError):
    """Too many wrong passwords: this account's next try has to wait `seconds`."""

    retry: ClassVar[Retry] = "later"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"locked out for {seconds} s")
        self.seconds = seconds


class KeysDamaged(LedgerError):
    """Neither keys.json nor its copy can be read; without them the data stays locked."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"key slots unreadable: {path.name}")
        self.path = path


class PairMissing(LedgerError):
    """Accounts that have to log in once before the store key can change: their passwords have no key pair yet."""

    def __init__(self, logins: tuple[str, ...]) -> None:
        super().__init__(f"passwords without a key pair: {len(logins)}")
        self.logins = logins


class AccountExists(LedgerError):
    """There is already an account with this login name."""

    def __init__(self, login: str) -> None:
        super().__init__("account exists")
        self.login = login


class StoreMissing(LedgerError):
    """The folder holds no store."""

    def __init__(self, folder: Path) -> None:
        super().__init__("no store in this folder")
        self.folder = folder


class DatabaseMissing(LedgerError):
    """The folder has a store's keys but no database any more; nothing new is begun over them."""

    def __init__(self, folder: Path) -> None:
        super().__init__("keys without a database")
        self.folder = folder


class StoreExists(LedgerError):
    """The folder already holds a store; it is never overwritten."""

    def __init__(self, folder: Path) -> None:
        super().__init__("this folder already holds a store")
        self.folder = folder


class StoreInUse(LedgerError):
    """Another program has the store open; `pid` when it left its number."""

    retry: ClassVar[Retry] = "later"

    def __init__(self, folder: Path, pid: int | None = None) -> None:
        super().__init__("another program has the store")
        self.folder = folder
        self.pid = pid


class DatabaseDamaged(LedgerError):
    """The database file is this store's but does not read as whole; `what` names the sign."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"database damaged: {what}")
        self.path = path
        self.what = what


class ForeignFile(LedgerError):
    """The file in the database's place was not written by this store."""

    def __init__(self, path: Path) -> None:
        super().__init__("not this store's database file")
        self.path = path


class DatabaseTooNew(LedgerError):
    """A newer version of the program wrote this database."""

    def __init__(self, path: Path, *, found: int, known: int) -> None:
        super().__init__(f"schema {found}, this program knows {known}")
        self.path = path
        self.found = found
        self.known = known


class DiskFull(LedgerError):
    """No room left; nothing of the failing write was kept. Sizes in bytes where they are known."""

    retry: ClassVar[Retry] = "later"

    def __init__(self, folder: Path, *, needed_bytes: int | None = None, free_bytes: int | None = None) -> None:
        super().__init__(f"disk full: {needed_bytes} needed, {free_bytes} free")
        self.folder = folder
        self.needed_bytes = needed_bytes
        self.free_bytes = free_bytes


class ReadOnlyFolder(LedgerError):
    """The folder or a file in it cannot be written by this user."""

    def __init__(self, folder: Path) -> None:
        super().__init__("folder cannot be written")
        self.folder = folder


class FolderClosed(ReadOnlyFolder):
    """This user may not even look into the folder."""


class DiskTrouble(LedgerError):
    """The disk or its driver failed while reading or writing; `code` is the database's name for it."""

    retry: ClassVar[Retry] = "later"

    def __init__(self, folder: Path, code: str) -> None:
        super().__init__(f"disk trouble: {code}")
        self.folder = folder
        self.code = code


class NotABackup(LedgerError):
    """The file at `path` is not there, or is no backup of a store."""

    def __init__(self, path: Path) -> None:
        super().__init__("not a backup")
        self.path = path


class BackupDamaged(LedgerError):
    """The backup at `path` is not as it was written; `what` names the part that differs."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"backup damaged: {what}")
        self.path = path
        self.what = what


class BackupTooNew(LedgerError):
    """A newer version of the program wrote the backup at `path`."""

    def __init__(self, path: Path) -> None:
        super().__init__("backup of a newer version")
        self.path = path


class CopyUnsound(LedgerError):
    """A copy of the database that was to be kept is not sound or not like its source; `what` names the sign."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the copy is not sound: {what}")
        self.what = what


class StoreInReading(LedgerError):
    """Somebody reads at length, an export perhaps, and what was to be done needs the file alone for a moment."""

    retry: ClassVar[Retry] = "later"


class StoreSealed(LedgerError):
    """The window is locked and the store shut with it, until the person at work gives the password."""

    retry: ClassVar[Retry] = "later"


class DatabaseBusy(LedgerError):
    """Another connection held the write lock for longer than a writer waits."""

    retry: ClassVar[Retry] = "later"

    def __init__(self, path: Path) -> None:
        super().__init__("database busy")
        self.path = path


FolderReason = Literal["network_share", "synchronised", "not_a_folder"]


class FolderRefused(LedgerError):
    """A store may not live here; `detail` names the service or file system that gives it away."""

    def __init__(self, folder: Path, reason: FolderReason, detail: str = "") -> None:
        super().__init__(f"folder refused: {reason} {detail}")
        self.folder = folder
        self.reason = reason
        self.detail = detail


class ReasonMissing(LedgerError):
    """A record may be removed only with a reason."""

    def __init__(self, ledger: str) -> None:
        super().__init__(f"no reason given to remove a {ledger}")
        self.ledger = ledger


class NeverChanged(LedgerError):
    """Records of `ledger` are written once and never changed, removed or taken back; another puts a wrong one right."""

    def __init__(self, ledger: str) -> None:
        super().__init__(f"{ledger} is never changed")
        self.ledger = ledger


class ParentRemoved(LedgerError):
    """A record cannot come back: the record of `parent` that it belongs to is removed."""

    def __init__(self, ledger: str, parent: str) -> None:
        super().__init__(f"{ledger} belongs to a removed {parent}")
        self.ledger = ledger
        self.parent = parent


class MigrationFailed(LedgerError):
    """Step `step` of the schema upgrade could not run; the database is as it was before that step."""

    def __init__(self, path: Path, step: int, code: str) -> None:
        super().__init__(f"migration {step} failed: {code}")
        self.path = path
        self.step = step
        self.code = code


class BytesNotHere(LedgerError):
    """The bytes of an attachment are not on this PC, or not all of them yet."""

    retry: ClassVar[Retry] = "later"


class BytesDamaged(LedgerError):
    """The bytes of an attachment are not those that its hash names; they were not handed out."""
