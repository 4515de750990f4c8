"""What PC and cloud agree on about getting in and out: how a code is written, what is signed; pure, both sides.

Making and keeping the key is storage's, codes and tokens the cloud's.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from ledger.errors import LedgerError

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of which the secret part of a code is made: without I, L, O and U, which are misread."""
_WRITTEN: Final = re.compile(rf"(\d{{12}})-([{LETTERS}]{{4}})-([{LETTERS}]{{4}})-([{LETTERS}]{{4}})")
_DASHES: Final = re.compile(r"[\s\u2010-\u2015\u2212_]+")
_MISREAD: Final = str.maketrans("ILO", "110")


class EnrolCodeMistyped(LedgerError):
    """What was typed is no code to enrol with."""


class EnrolCode(NamedTuple):
    """A code to enrol with: the committee that it is for, and the whole as it is sent."""

    committee: str
    text: str


def read_code(typed: str) -> EnrolCode:
    """The code as it was meant: full width, small letters, blanks for dashes; raises EnrolCodeMistyped."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", typed).strip()).upper()
    committee, dash, secret = plain.partition("-")
    text = committee + dash + secret.translate(_MISREAD)
    if not _WRITTEN.fullmatch(text):
        raise EnrolCodeMistyped
    return EnrolCode(committee, text)


def token_message(committee: str, device: str, fingerprint: str, nonce: str) -> bytes:
    """What a device signs to get a token: ECDSA over P-256 with SHA-256, the signature as base64 of its DER form."""
    return "\n".join(("linong token 1", committee, device, fingerprint, nonce)).encode()


def wipe_message(committee: str, device: str) -> bytes:
    """What the cloud signs to have a lost PC destroy its store: Ed25519, the signature as base64."""
    return "\n".join(("linong wipe 1", committee, device)).encode()
