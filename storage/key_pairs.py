"""A key pair for every password: whoever knows the public half can hand its holder a new store key, without a password.

The private half lies in the account's slot, under the password; the public half only inside the encrypted file, where
nobody who can merely write `keys.json` puts one of his own. A new password brings a new pair, so what an old password
opens is handed nothing any more. X25519, HKDF-SHA-256 and AES-256-GCM; each grant has a pair of its own that is
forgotten at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES, _NONCE_BYTES = 32, 12


@dataclass(frozen=True, slots=True)
class Grant:
    """A secret that one private key opens; `share` is the public half of the pair that was made for it."""

    share: bytes
    sealed: bytes


def generate() -> tuple[bytes, bytes]:
    """A new pair: the private half, the public half."""
    made = X25519PrivateKey.generate()
    return made.private_bytes_raw(), made.public_key().public_bytes_raw()


def grant(public: bytes, secret: bytes, bound: bytes) -> Grant:
    """Seal a secret for whoever holds the private half; `bound` has to be the same when it is opened."""
    passing = X25519PrivateKey.generate()
    share = passing.public_key().public_bytes_raw()
    cipher, nonce = _agreed(passing.exchange(X25519PublicKey.from_public_bytes(public)), share, public)
    return Grant(share, cipher.encrypt(nonce, secret, bound))


def granted(private: bytes, given: Grant, bound: bytes) -> bytes | None:
    """The secret; None where it was sealed for another pair or for something else."""
    own = X25519PrivateKey.from_private_bytes(private)
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(given.share))
        cipher, nonce = _agreed(shared, given.share, own.public_key().public_bytes_raw())
        return cipher.decrypt(nonce, given.sealed, bound)
    except (InvalidTag, ValueError):
        return None


def _agreed(shared: bytes, share: bytes, public: bytes) -> tuple[AESGCM, bytes]:
    """Key and nonce of one grant, which serve for nothing else."""
    kdf = HKDF(algorithm=SHA256(), length=_KEY_BYTES + _NONCE_BYTES, salt=share + public, info=b"linong store key")
    made = kdf.derive(shared)
    return AESGCM(made[:_KEY_BYTES]), made[_KEY_BYTES:]
