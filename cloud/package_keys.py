"""The cloud's own keys for what travels by hand, and for words that a PC must be sure of: sealing and signing.

HPKE (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM seals; Ed25519 signs. Both keys follow from the server's key,
so that they lie where that lies, and every process of the cloud has the same.
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_der_public_key

from sync.packages import CloudKey

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class CloudKeys:
    """The private keys; `of` a server's key they are always the same."""

    _seal: X25519PrivateKey = field(repr=False)
    _sign: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def of(cls, server: bytes) -> CloudKeys:
        """From the server's key."""
        seal, sign = (_derived(server, purpose) for purpose in (b"linong package seal", b"linong cloud signature"))
        return cls(X25519PrivateKey.from_private_bytes(seal), Ed25519PrivateKey.from_private_bytes(sign))

    @property
    def public(self) -> CloudKey:
        """What PCs are told."""
        return CloudKey(self._seal.public_key().public_bytes_raw(), self._sign.public_key().public_bytes_raw())

    def unseal(self, bound: bytes, sealed: bytes) -> bytes | None:
        """What was sealed for the cloud; None when it was changed or is for another."""
        try:
            return _SUITE.decrypt(sealed, self._seal, bound)
        except (InvalidTag, ValueError):
            return None

    def sign(self, message: bytes) -> bytes:
        """The cloud's signature."""
        return self._sign.sign(message)


def seal(public: bytes, bound: bytes, plain: bytes) -> bytes:
    """`plain` for the holder of a key alone; raises ValueError for what is no key."""
    return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(public), bound)


def is_signed(pubkey: str, signature: bytes, message: bytes) -> bool:
    """Whether the device with this key signed a message: ECDSA over P-256 with SHA-256."""
    key = _device_key(pubkey)
    if key is None:
        return False
    try:
        key.verify(signature, message, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _device_key(pubkey: str) -> ec.EllipticCurvePublicKey | None:
    try:
        key = load_der_public_key(b64decode(pubkey, validate=True))
    except ValueError:
        return None
    return key if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1) else None


def _derived(server: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(server)
