"""The printed recovery key: 35 random symbols (175 bits) and a check group, eight groups of five.

Only its spelling is here; what it unwraps is in `keys.py`. The alphabet leaves out I, L, O and U, so that a key read
from paper and typed by hand has one reading; small letters and the look-alikes are taken as meant.
"""

from __future__ import annotations

import hashlib
import secrets

from storage.errors import RecoveryKeyMistyped

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUP = 5
_SECRET_SYMBOLS = 35
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def generate() -> str:
    """A new key as printed: `7K3MX-…`, eight groups, the last one checks the others."""
    secret = "".join(secrets.choice(ALPHABET) for _ in range(_SECRET_SYMBOLS))
    return spell(secret)


def spell(secret: str) -> str:
    """Group the secret symbols and add the check group."""
    whole = secret + _check_group(secret)
    return "-".join(whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP))


def read(typed: str) -> str:
    """The secret symbols of a typed key; raises RecoveryKeyMistyped when the check group does not fit."""
    folded = typed.upper().translate(_LOOK_ALIKES)
    symbols = "".join(sign for sign in folded if sign.isalnum())
    secret, check = symbols[:_SECRET_SYMBOLS], symbols[_SECRET_SYMBOLS:]
    if set(symbols) - set(ALPHABET) or not secrets.compare_digest(check, _check_group(secret)):
        raise RecoveryKeyMistyped
    return secret


def _check_group(secret: str) -> str:
    number = int.from_bytes(hashlib.blake2b(secret.encode(), digest_size=8, person=b"linong-recovery").digest(), "big")
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(_GROUP))
