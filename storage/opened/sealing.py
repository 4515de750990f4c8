"""While the window is locked: the file closed, keys and lists let go of, and opened again with a password."""

from __future__ import annotations

from typing import cast

from storage import database, key_change, sealing, unlocking
from storage.backup_file import DATABASE, KEYS
from storage.database import Connection
from storage.keys import DatabaseKey, KeySlots
from storage.listing.paging import Pager
from storage.opened.writing import Writing
from storage.sealing import Withheld
from storage.trail import log_key
from storage.trail.head import HeadFile
from storage.trail.log_key import LogKey


class Sealing(Writing):
    """An open store that can be sealed."""

    @property
    def is_sealed(self) -> bool:
        """True between `seal` and `unseal`: whoever asks for anything gets StoreSealed."""
        return isinstance(self._writer, Withheld)

    def seal(self) -> bool:
        """Close the file and let go of keys, lists and remembered values; False, and nothing done, while work goes on.

        The store goes on holding its folder's lock.
        """
        if not self._changing_keys.acquire(blocking=False):
            return False
        try:
            if not self._writing.acquire(blocking=False):
                return False
            try:
                is_busy = self._beside is not None and self._beside.is_alive()
                if self._is_closed or self.is_sealed or is_busy or not (self.attached.shut() and self._lending.shut()):
                    return self.is_sealed
                self._let_go()
            finally:
                self._writing.release()
        finally:
            self._changing_keys.release()
        sealing.forget_values()
        return True

    def _let_go(self) -> None:
        self._writer.close()
        self._head.close()
        self._pager = Pager()
        if self._bounds is not None:
            self._bounds.forget()
        self._key.wipe()
        withheld = Withheld()
        self._key, self._log_key = cast("DatabaseKey", withheld), cast("LogKey", withheld)
        self._head, self._writer = cast("HeadFile", withheld), cast("Connection", withheld)
        self.attached.close()  # who opened it between two locks is through; nobody opens it without the key

    def unseal(self, account: str, password: str) -> None:
        """Open the file again with an account's password; of a store that is not sealed, verify it.

        Raises:
            WrongPassword, LockedOut and the troubles of opening: it stays sealed.
        """
        with self._changing_keys:
            key_change.follow_file(self.folder / KEYS, key_change.file_mark(self.folder))
            slots = KeySlots.load(self.folder / KEYS)
            key, _ = unlocking.counted(slots, account, lambda one: one.unwrap(account, password))
            with self._writing:
                self._require_open()
                if self.is_sealed:
                    self._open_again(key)
        self._enter_gap()

    def _open_again(self, key: DatabaseKey) -> None:
        writer = database.open_writer(self.folder / DATABASE, key)
        try:
            log = log_key.load_or_make(writer)
        except BaseException:
            writer.close()
            raise
        self._key, self._log_key, self._writer = key, log, writer
        self._head = HeadFile(self.folder, log)
        self._lending.open_again()
