"""The key by which a cloud knows this PC: made here, kept in the encrypted store alone, never shown.

ECDSA over P-256 with SHA-256. What is signed is `sync.enrolment`'s.
"""

from __future__ import annotations

from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)


def generate() -> bytes:
    """A new private key (PKCS 8, DER), to be kept in the store."""
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def public_part(private: bytes) -> str:
    """What the cloud is told: base64 of SubjectPublicKeyInfo."""
    public = _key(private).public_key()
    return b64encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def sign(private: bytes, message: bytes) -> str:
    """The signature of a message: base64 of its DER form."""
    return b64encode(_key(private).sign(message, ec.ECDSA(SHA256()))).decode()


def _key(private: bytes) -> ec.EllipticCurvePrivateKey:
    key = load_der_private_key(private, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(type(key).__name__)
    return key
