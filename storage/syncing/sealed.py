"""Sealing, signing and opening for files that are carried to the cloud and back: the PC's side.

HPKE (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM seals; the device's key signs what the PC writes
(`device_key.py`), an Ed25519 key of the cloud what comes back. What a file holds is `sync.packages`'.
"""

from __future__ import annotations

from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def generate() -> str:
    """A new private key to which answers are sealed, to be kept in the store."""
    return b64encode(X25519PrivateKey.generate().private_bytes_raw()).decode()


def public_part(private: str) -> bytes:
    """What the cloud is told of it."""
    return _private(private).public_key().public_bytes_raw()


def seal(public: bytes, bound: bytes, plain: bytes) -> bytes:
    """`plain` for the holder of a key alone; `bound` has to be the same when it is opened."""
    return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(public), bound)


def unseal(private: str, bound: bytes, sealed: bytes) -> bytes | None:
    """What was sealed; None when it was changed or is for another key."""
    try:
        return _SUITE.decrypt(sealed, _private(private), bound)
    except (InvalidTag, ValueError):
        return None


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the cloud with this key signed a message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private(private: str) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(b64decode(private))
