"""The key of a store that its log is signed with: made once, kept inside the encrypted file, its public half anywhere.

What is signed is `chain.py`'s, `head.py`'s and `archive.py`'s. Whoever can open the encrypted file can read this key:
it binds the log to the store and to what was carried out of it, it is no secret from the store's own people.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final, NoReturn, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from typing_extensions import override

from storage.database import Connection
from storage.keys import DatabaseKey

_HASH_BYTES: Final = 12  # of a keyed hash: enough that no two values of a committee meet


class LogKey:
    """The Ed25519 key of one store's log. Shows nothing, cannot be pickled."""

    __slots__ = ("_hashing", "_private", "_raw", "public")

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._private = Ed25519PrivateKey.from_private_bytes(raw)
        self._hashing = self._derived("linong log value")
        self.public = self._private.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> LogKey:
        """A new random key."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    def sign(self, purpose: str, content: bytes) -> bytes:
        """The signature over content; one for another purpose never fits."""
        return self._private.sign(_bound(purpose, content))

    def hashed(self, value: str) -> str:
        """A keyed hash of a value: equal values read equal, and nobody without the store finds the value from it."""
        return hmac.new(self._hashing, value.encode(), hashlib.sha256).digest()[:_HASH_BYTES].hex()

    def archive_key(self) -> DatabaseKey:
        """What archives of the log are encrypted with: it outlives a new data key."""
        return DatabaseKey(self._derived("linong log archive"))

    def put(self, connection: Connection) -> None:
        """Keep it in the store, inside the caller's transaction."""
        connection.run("INSERT INTO log_key (n, private) VALUES (1, ?)", (self._raw,))

    def _derived(self, purpose: str) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(self._raw)

    @override
    def __repr__(self) -> str:
        return "LogKey(…)"

    @override
    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is never written")


def load(connection: Connection) -> LogKey | None:
    """The key of this store; None for a store of an older version, which has none yet."""
    raw = cast("bytes | None", connection.value("SELECT private FROM log_key WHERE n = 1"))
    return LogKey(raw) if raw else None


def load_or_make(connection: Connection) -> LogKey:
    """The key of this store, made where there is none yet."""
    found = load(connection)
    if found is None:
        found = LogKey.generate()
        with connection.transaction():
            found.put(connection)
    return found


def is_signed(public: bytes, purpose: str, content: bytes, signature: bytes | None) -> bool:
    """True when the signature is over this content, for this purpose, by the key's owner."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature or b"", _bound(purpose, content))
    except (InvalidSignature, ValueError):
        return False
    return True


def _bound(purpose: str, content: bytes) -> bytes:
    return f"linong {purpose}\n".encode() + content
