"""What key slots are made of: the keys, how a secret wraps one, and what each wrap vouches for besides.

Which slots a store has is `keys.py`'s, how they are written `key_file.py`'s, what a pair is `key_pairs.py`'s.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from typing_extensions import override

from storage import key_pairs
from storage.key_pairs import Grant
from storage.wiping import wipe

FORMAT = 2
WITHOUT_STORE_KEY = 1  # the format whose slots wrap the data key itself
_STORE_KEY, _PRIVATE_HALF, _GRANT = 1, 2, 3  # what a wrap holds, as it vouches itself
KEY_BYTES = 32
RECOVERY: Final = "recovery"
UNATTENDED: Final = "unattended"
SlotKind = Literal["account", "recovery", "unattended"]


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id parameters; the defaults took 0.35 s on a two-core office PC."""

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 4


OFFICE_PC = Cost()


class DatabaseKey:
    """The 256-bit data key with the store key above it. Shows nothing, compares with nothing, cannot be pickled."""

    __slots__ = ("_above", "_raw")

    def __init__(self, raw: bytes, above: bytes | None = None) -> None:
        if len(raw) != KEY_BYTES or len(above or raw) != KEY_BYTES:
            raise ValueError(len(raw))
        self._raw, self._above = raw, above or raw

    @classmethod
    def generate(cls) -> DatabaseKey:
        """A new random data key under a new random store key."""
        return cls(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES))

    @property
    def above(self) -> bytes:
        """A copy of the store key's bytes, which the slots wrap; in a file of format 1 those of the data key."""
        return bytes(bytearray(self._above))

    @property
    def file_mark(self) -> bytes:
        """The first bytes of the database file that this key opens."""
        return self.derive("linong database salt", 16)

    @property
    def store_mark(self) -> str:
        """What tells backups under this store key from others."""
        return HKDF(algorithm=SHA256(), length=8, salt=None, info=b"linong store").derive(self._above).hex()

    @property
    def raw(self) -> bytes:
        """The key's bytes, for the cipher alone."""
        return self._raw

    def wipe(self) -> None:
        """Overwrite the bytes, so that what is left of the object in memory opens nothing; it is used no more."""
        wipe(self._raw)
        wipe(self._above)

    def derive(self, purpose: str, length: int) -> bytes:
        """Bytes that follow from the key and give nothing of it away."""
        return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose.encode()).derive(self._raw)

    def vouch(self, content: bytes) -> str:
        """What proves that whoever wrote `content` had this store's key."""
        secret = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"linong backup").derive(self._above)
        return hmac.digest(secret, content, "sha256").hex()

    @override
    def __repr__(self) -> str:
        return "DatabaseKey(…)"

    @override
    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is never written")


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the store key. `cost` is absent for the recovery key, which needs no slow derivation.

    With a grant the wrap holds the private half of a pair and the grant the store key; without one, for secrets that
    are made anew with every store key and in files from before there were pairs, the wrap holds the store key itself.
    """

    kind: SlotKind
    name: str
    cost: Cost | None
    salt: bytes
    nonce: bytes
    wrapped: bytes
    grant: Grant | None = None


@dataclass(frozen=True, slots=True)
class Seal:
    """The data key wrapped under the store key. `mark` is how the file begins that this data key opens."""

    mark: bytes
    nonce: bytes
    wrapped: bytes


def stretch(password: str, salt: bytes, cost: Cost) -> bytes:
    """The wrapping key behind a password."""
    kdf = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return kdf.derive(password.encode())


def fingerprint(stretched: bytes) -> bytes:
    """By what a stretched password is known again; it opens nothing."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"linong former password").derive(stretched)


def expand(secret: str, salt: bytes) -> bytes:
    """The wrapping key behind random bits, which need no slow derivation."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=b"linong recovery slot").derive(secret.encode())


def seal_slot(slot: Slot, wrapping: bytes, key: DatabaseKey) -> Slot:
    """The slot with the store key wrapped in it."""
    return replace(slot, wrapped=AESGCM(wrapping).encrypt(slot.nonce, key.above, _bound(slot, _STORE_KEY)))


def seal_pair(slot: Slot, wrapping: bytes) -> tuple[Slot, bytes]:
    """The slot with the private half of a new pair wrapped in it, and the public half; `grant` gives the store key."""
    private, public = key_pairs.generate()
    wrapped = AESGCM(wrapping).encrypt(slot.nonce, private, _bound(slot, _PRIVATE_HALF))
    wipe(private)
    return replace(slot, wrapped=wrapped), public


def grant(slot: Slot, public: bytes, key: DatabaseKey) -> Slot:
    """The slot with the store key granted to the pair whose private half it holds."""
    return replace(slot, grant=key_pairs.grant(public, key.above, _bound(slot, _GRANT)))


def open_slot(slot: Slot, wrapping: bytes) -> bytes | None:
    """The store key in a slot; None for the wrong secret, and where the store key was granted to another pair."""
    holds = _PRIVATE_HALF if slot.grant else _STORE_KEY
    try:
        held = AESGCM(wrapping).decrypt(slot.nonce, slot.wrapped, _bound(slot, holds))
    except InvalidTag:
        return None
    if slot.grant is None:
        return held
    above = key_pairs.granted(held, slot.grant, _bound(slot, _GRANT))
    wipe(held)
    return above


def seal_key(key: DatabaseKey) -> Seal:
    """The data key of `key` wrapped under its store key."""
    nonce = secrets.token_bytes(12)
    return Seal(key.file_mark, nonce, AESGCM(key.above).encrypt(nonce, key.raw, _bound_seal(key.file_mark)))


def open_seal(seal: Seal, above: bytes) -> bytes | None:
    """The data key in a seal; None for another store's key."""
    try:
        return AESGCM(above).decrypt(seal.nonce, seal.wrapped, _bound_seal(seal.mark))
    except InvalidTag:
        return None


def _bound_seal(mark: bytes) -> bytes:
    return json.dumps([FORMAT, "data", mark.hex()], ensure_ascii=True).encode()


def _bound(slot: Slot, holds: int) -> bytes:
    """What a slot's seal vouches for besides the secret: what that is, kind, name and cost."""
    return json.dumps([holds, slot.kind, slot.name, cost_json(slot.cost)], ensure_ascii=True).encode()


def cost_json(cost: Cost | None) -> Mapping[str, int] | None:
    """Parameters as a slot tells them."""
    if cost is None:
        return None
    return {"memory_kib": cost.memory_kib, "iterations": cost.iterations, "lanes": cost.lanes}
