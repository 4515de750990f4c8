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


class KeysDamaged(LedgerError):
    """Neither keys.json nor its copy can be read; without them the data stays locked."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"key slots unreadable: {path.name}")
        self.path = path


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


class StoreInReading(LedgerError):
    """Somebody reads at length, an export perhaps, and what was to be done needs the file alone for a moment."""

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
