"""Key slots: a password or the recovery key leads to the store key, which unwraps the data key of the database.

Both keys are random. A new password touches no data: its slot is handed the store key anew. When both keys change
(`rekeying`) every account's slot is handed the new store key without anybody's password, by the pair in it
(`key_pairs.py`); recovery key and slots of unattended runs do not outlive the store key they wrap. A file of format 1
has no such step between: its slots wrap the data key itself.

Parameters stand in the slot, so they can be raised later; both they and the slot's name are bound into the wrap. No
key is ever written plain. Which password is good enough is decided in `ledger`.

A change that belongs to a transaction of the database is prepared in a file beside this one and takes its place after
the commit; which of the two counts after a crash, the database says (`key_change.py`).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Container, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from storage import files, key_file, recovery_key
from storage.errors import KeysDamaged, PairMissing, UnknownAccount, WrongPassword, WrongRecoveryKey
from storage.key_wraps import (
    KEY_BYTES,
    OFFICE_PC,
    RECOVERY,
    UNATTENDED,
    Cost,
    DatabaseKey,
    Seal,
    Slot,
    SlotKind,
    expand,
    grant,
    open_seal,
    open_slot,
    seal_key,
    seal_slot,
    stretch,
)

__all__ = ["KEY_BYTES", "OFFICE_PC", "Cost", "DatabaseKey", "KeySlots", "Seal", "Slot"]


class KeySlots:
    """The key slots of one store, read from and written to `keys.json`; without a seal it is a file of format 1."""

    def __init__(self, path: Path, slots: tuple[Slot, ...] = (), seal: Seal | None = None) -> None:
        self.path = path
        self.slots = slots
        self.seal = seal

    @classmethod
    def load(cls, path: Path) -> KeySlots:
        """Read the slots; the copy answers when the main file is damaged. Raises KeysDamaged."""
        for candidate in (path, _backup_of(path)):
            try:
                return cls(path, *key_file.decode(candidate.read_bytes()))
            except (OSError, ValueError, KeyError, TypeError):
                continue
        raise KeysDamaged(path)

    @classmethod
    def prepared(cls, path: Path) -> KeySlots | None:
        """The slots that were prepared and did not take their place; None when there are none, or half of them."""
        try:
            return cls(path, *key_file.decode(_next_of(path).read_bytes()))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @staticmethod
    def discard_prepared(path: Path) -> None:
        """Forget what was prepared; nothing when nothing was."""
        with files.translated(path.parent):
            _next_of(path).unlink(missing_ok=True)

    @staticmethod
    def mend_copy(path: Path) -> None:
        """Write the copy anew where it differs: a crash came between the file and it."""
        try:
            content = path.read_bytes()
            key_file.decode(content)
        except (OSError, ValueError, KeyError, TypeError):
            return
        copy = _backup_of(path)
        if not copy.exists() or copy.read_bytes() != content:
            files.replace_file(copy, content)

    @staticmethod
    def stand_at(path: Path) -> bool:
        """True when key slots or their copy lie there, whole or not."""
        return path.exists() or _backup_of(path).exists()

    def save(self) -> None:
        """Replace the file, then its copy: at any moment one of the two is whole.

        The copy follows at once, so that no old password stays usable in it.
        """
        content = self.spelt()
        files.replace_file(self.path, content)
        files.replace_file(_backup_of(self.path), content)

    def prepare(self) -> None:
        """Write the slots beside the file, on the disk, without effect yet."""
        files.replace_file(_next_of(self.path), self.spelt())

    def take_over(self) -> None:
        """Let the prepared slots take the file's place, then the copy's; only renames are left that could fail."""
        with files.translated(self.path.parent):
            _next_of(self.path).replace(self.path)
            files.flush_folder(self.path.parent)
        files.replace_file(_backup_of(self.path), self.spelt())

    def spelt(self) -> bytes:
        """The content of the file."""
        return key_file.encode(self.slots, self.seal)

    @property
    def sum(self) -> str:
        """By what exactly these slots are known."""
        return hashlib.sha256(self.spelt()).hexdigest()

    def accounts(self) -> tuple[str, ...]:
        """Login names that have a slot."""
        return tuple(slot.name for slot in self.slots if slot.kind == "account")

    def put_account(self, slot: Slot, public: bytes, key: DatabaseKey) -> None:
        """Put an account's slot in place of the one it has, or beside the others, with `key` handed to its pair."""
        self._hold(key)
        slot = grant(slot, public, key)
        if slot.name in self.accounts():
            self.slots = tuple(slot if (one.kind, one.name) == (slot.kind, slot.name) else one for one in self.slots)
        else:
            self.slots = (*self.slots, slot)

    def remove_account(self, login: str) -> None:
        """Take an account's slot away; nothing when it has none."""
        self.slots = tuple(slot for slot in self.slots if (slot.kind, slot.name) != ("account", login))

    def account(self, login: str) -> Slot | None:
        """The slot of an account; None when it has none."""
        return self._find("account", login)

    def unwrap(self, login: str, password: str) -> DatabaseKey:
        """The data key behind an account's password; raises WrongPassword (UnknownAccount costs the same time)."""
        slot = self._find("account", login)
        if slot is None or slot.cost is None:
            stretch(password, b"\0" * 16, self._usual_cost())
            raise UnknownAccount
        above = open_slot(slot, stretch(password, slot.salt, slot.cost))
        if above is None:
            raise WrongPassword
        return self.key_under(above)

    def key_under(self, above: bytes) -> DatabaseKey:
        """The data key under a store key; raises KeysDamaged for the store key of another store."""
        if self.seal is None:
            return DatabaseKey(above)
        raw = open_seal(self.seal, above)
        if raw is None:
            raise KeysDamaged(self.path)
        return DatabaseKey(raw, above)

    def key_of_file(self, aboves: Iterable[bytes], mark: bytes) -> DatabaseKey:
        """The data key of the file that begins with `mark`, under one of these store keys; raises KeysDamaged."""
        for above in aboves:
            with suppress(KeysDamaged):
                key = self.key_under(above)
                if key.file_mark == mark:
                    return key
        raise KeysDamaged(self.path)

    def renewed(self, key: DatabaseKey, logins: Container[str], halves: Mapping[str, bytes], printed: str) -> KeySlots:
        """The slots under a new store and data key: of these accounts, by their public halves, and a new recovery key.

        Slots of other accounts and of unattended runs fall away. A password that had been replaced opens none of them.

        Raises:
            PairMissing: the password of some was set before there were pairs, and they have not logged in since.
        """
        going_on = [slot for slot in self.slots if slot.kind == "account" and slot.name in logins]
        without = tuple(slot.name for slot in going_on if slot.grant is None or slot.name not in halves)
        if without:
            raise PairMissing(without)
        made = KeySlots(self.path)
        for slot in going_on:
            made.put_account(slot, halves[slot.name], key)
        made.set_recovery_key(printed, key)
        return made

    def unattended(self) -> tuple[str, ...]:
        """PCs that have a slot for runs without a person."""
        return tuple(slot.name for slot in self.slots if slot.kind == UNATTENDED)

    def _hold(self, key: DatabaseKey) -> None:
        """Wrap the data key under its store key where that stands nowhere yet."""
        if self.seal is None and key.above != key.raw:
            self.seal = seal_key(key)

    def set_recovery_key(self, printed: str, key: DatabaseKey) -> None:
        """Wrap `key` with a recovery key in place of the one before."""
        self._hold(key)
        salt = secrets.token_bytes(16)
        slot = Slot(RECOVERY, RECOVERY, None, salt, secrets.token_bytes(12), b"")
        slot = seal_slot(slot, expand(recovery_key.read(printed), salt), key)
        self.slots = (*(other for other in self.slots if other.kind != RECOVERY), slot)

    def unwrap_with_recovery_key(self, typed: str) -> DatabaseKey:
        """The data key behind the recovery key; raises RecoveryKeyMistyped or WrongRecoveryKey."""
        secret = recovery_key.read(typed)
        slot = self._find(RECOVERY, RECOVERY)
        above = open_slot(slot, expand(secret, slot.salt)) if slot else None
        if above is None:
            raise WrongRecoveryKey
        return self.key_under(above)

    def set_unattended(self, name: str, key: DatabaseKey) -> str:
        """A slot for runs without a person on the PC `name`; answers its secret for that PC's key store."""
        secret, salt = secrets.token_hex(KEY_BYTES), secrets.token_bytes(16)
        slot = seal_slot(Slot(UNATTENDED, name, None, salt, secrets.token_bytes(12), b""), expand(secret, salt), key)
        self.drop_unattended(name)
        self.slots = (*self.slots, slot)
        return secret

    def drop_unattended(self, name: str) -> bool:
        """Take the slot of a PC away, so that its secret opens nothing any more; False when there was none."""
        kept = tuple(slot for slot in self.slots if (slot.kind, slot.name) != (UNATTENDED, name))
        is_gone, self.slots = len(kept) < len(self.slots), kept
        return is_gone

    def unwrap_unattended(self, name: str, secret: str) -> DatabaseKey:
        """The data key behind the secret of a PC; raises WrongPassword when its slot is gone."""
        slot = self._find(UNATTENDED, name)
        above = open_slot(slot, expand(secret, slot.salt)) if slot else None
        if above is None:
            raise WrongPassword
        return self.key_under(above)

    def _find(self, kind: SlotKind, name: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.kind == kind and slot.name == name), None)

    def _usual_cost(self) -> Cost:
        return next((slot.cost for slot in self.slots if slot.cost), OFFICE_PC)


def _backup_of(path: Path) -> Path:
    return path.with_name(path.name + ".bak")


def _next_of(path: Path) -> Path:
    return path.with_name(path.name + ".next")
