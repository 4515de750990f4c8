"""Key slots: a password or the recovery key unwraps the random data key that opens the database.

The data key never changes with a password, so a new password rewraps 32 bytes and touches no data. Parameters stand
in the slot, so they can be raised later; both they and the slot's name are bound into the wrap. The key itself is
never written. Which password is good enough is decided in `app`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from typing_extensions import override

from storage import files, recovery_key
from storage.errors import AccountExists, KeysDamaged, UnknownAccount, WrongPassword, WrongRecoveryKey

FORMAT = 1
KEY_BYTES = 32
RECOVERY: Final = "recovery"
SlotKind = Literal["account", "recovery"]


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id parameters; the defaults took 0.35 s on a two-core office PC."""

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 4


OFFICE_PC = Cost()


class DatabaseKey:
    """The 256-bit data key. Shows nothing, compares with nothing, cannot be pickled."""

    __slots__ = ("_raw",)

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise ValueError(len(raw))
        self._raw = raw

    @classmethod
    def generate(cls) -> DatabaseKey:
        """A new random key."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @property
    def raw(self) -> bytes:
        """The key's bytes, for the cipher alone."""
        return self._raw

    def derive(self, purpose: str, length: int) -> bytes:
        """Bytes that follow from the key and give nothing of it away."""
        return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose.encode()).derive(self._raw)

    @override
    def __repr__(self) -> str:
        return "DatabaseKey(…)"

    @override
    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is never written")


@dataclass(frozen=True, slots=True)
class Slot:
    """One wrap of the data key. `cost` is absent for the recovery key, which needs no slow derivation."""

    kind: SlotKind
    name: str
    cost: Cost | None
    salt: bytes
    nonce: bytes
    wrapped: bytes


class KeySlots:
    """The key slots of one store, read from and written to `keys.json`."""

    def __init__(self, path: Path, slots: tuple[Slot, ...] = ()) -> None:
        self.path = path
        self.slots = slots

    @classmethod
    def load(cls, path: Path) -> KeySlots:
        """Read the slots; the copy answers when the main file is damaged. Raises KeysDamaged."""
        for candidate in (path, _backup_of(path)):
            try:
                return cls(path, _decode(candidate.read_bytes()))
            except (OSError, ValueError, KeyError, TypeError):
                continue
        raise KeysDamaged(path)

    @staticmethod
    def stand_at(path: Path) -> bool:
        """True when key slots or their copy lie there, whole or not."""
        return path.exists() or _backup_of(path).exists()

    def save(self) -> None:
        """Replace the file, then its copy: at any moment one of the two is whole.

        The copy follows at once, so that no old password stays usable in it.
        """
        content = _encode(self.slots)
        files.replace_file(self.path, content)
        files.replace_file(_backup_of(self.path), content)

    def accounts(self) -> tuple[str, ...]:
        """Login names that have a slot."""
        return tuple(slot.name for slot in self.slots if slot.kind == "account")

    def add_account(self, login: str, password: str, key: DatabaseKey, *, cost: Cost = OFFICE_PC) -> None:
        """Wrap `key` for a new account; `save` makes it last."""
        if login in self.accounts():
            raise AccountExists(login)
        self.slots = (*self.slots, _wrap_with_password(login, password, key, cost))

    def set_password(self, login: str, password: str, key: DatabaseKey, *, cost: Cost = OFFICE_PC) -> None:
        """Wrap `key` anew for an account that exists; `save` makes it last."""
        if login not in self.accounts():
            raise UnknownAccount
        fresh = _wrap_with_password(login, password, key, cost)
        self.slots = tuple(fresh if slot.kind == "account" and slot.name == login else slot for slot in self.slots)

    def unwrap(self, login: str, password: str) -> DatabaseKey:
        """The data key behind an account's password; raises WrongPassword (UnknownAccount costs the same time)."""
        slot = self._find("account", login)
        if slot is None or slot.cost is None:
            _stretch(password, b"\0" * 16, self._usual_cost())
            raise UnknownAccount
        raw = _open(slot, _stretch(password, slot.salt, slot.cost))
        if raw is None:
            raise WrongPassword
        return DatabaseKey(raw)

    def set_recovery_key(self, printed: str, key: DatabaseKey) -> None:
        """Wrap `key` with a recovery key in place of the one before."""
        salt = secrets.token_bytes(16)
        slot = Slot(RECOVERY, RECOVERY, None, salt, secrets.token_bytes(12), b"")
        slot = _seal(slot, _expand(recovery_key.read(printed), salt), key)
        self.slots = (*(other for other in self.slots if other.kind != RECOVERY), slot)

    def unwrap_with_recovery_key(self, typed: str) -> DatabaseKey:
        """The data key behind the recovery key; raises RecoveryKeyMistyped or WrongRecoveryKey."""
        secret = recovery_key.read(typed)
        slot = self._find(RECOVERY, RECOVERY)
        raw = _open(slot, _expand(secret, slot.salt)) if slot else None
        if raw is None:
            raise WrongRecoveryKey
        return DatabaseKey(raw)

    def _find(self, kind: SlotKind, name: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.kind == kind and slot.name == name), None)

    def _usual_cost(self) -> Cost:
        return next((slot.cost for slot in self.slots if slot.cost), OFFICE_PC)


def _wrap_with_password(login: str, password: str, key: DatabaseKey, cost: Cost) -> Slot:
    slot = Slot("account", login, cost, secrets.token_bytes(16), secrets.token_bytes(12), b"")
    return _seal(slot, _stretch(password, slot.salt, cost), key)


def _stretch(password: str, salt: bytes, cost: Cost) -> bytes:
    kdf = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return kdf.derive(password.encode())


def _expand(secret: str, salt: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=b"linong recovery slot").derive(secret.encode())


def _seal(slot: Slot, wrapping: bytes, key: DatabaseKey) -> Slot:
    wrapped = AESGCM(wrapping).encrypt(slot.nonce, key.raw, _bound(slot))
    return Slot(slot.kind, slot.name, slot.cost, slot.salt, slot.nonce, wrapped)


def _open(slot: Slot, wrapping: bytes) -> bytes | None:
    try:
        return AESGCM(wrapping).decrypt(slot.nonce, slot.wrapped, _bound(slot))
    except InvalidTag:
        return None


def _bound(slot: Slot) -> bytes:
    """What a slot's seal vouches for besides the key: version, kind, name and cost."""
    return json.dumps([FORMAT, slot.kind, slot.name, _cost_json(slot.cost)], ensure_ascii=True).encode()


def _cost_json(cost: Cost | None) -> Mapping[str, int] | None:
    if cost is None:
        return None
    return {"memory_kib": cost.memory_kib, "iterations": cost.iterations, "lanes": cost.lanes}


def _encode(slots: tuple[Slot, ...]) -> bytes:
    body = [
        {
            "kind": slot.kind,
            "name": slot.name,
            "argon2id": _cost_json(slot.cost),
            "salt": _text(slot.salt),
            "nonce": _text(slot.nonce),
            "wrapped": _text(slot.wrapped),
        }
        for slot in slots
    ]
    whole = {"format": FORMAT, "slots": body, "sum": _sum(body)}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _decode(content: bytes) -> tuple[Slot, ...]:
    whole = json.loads(content)
    body = whole["slots"]
    if whole["format"] != FORMAT or whole["sum"] != _sum(body):
        raise ValueError("key slots do not add up")
    return tuple(
        Slot(
            kind=item["kind"],
            name=item["name"],
            cost=Cost(**item["argon2id"]) if item["argon2id"] else None,
            salt=_bytes(item["salt"]),
            nonce=_bytes(item["nonce"]),
            wrapped=_bytes(item["wrapped"]),
        )
        for item in body
    )


def _sum(body: object) -> str:
    return hashlib.sha256(json.dumps(body, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


def _backup_of(path: Path) -> Path:
    return path.with_name(path.name + ".bak")
