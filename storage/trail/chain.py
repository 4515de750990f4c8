"""One link of the audit chain, and the seal on it.

A link is a hash over the entry as it is stored and over the link and seal before it; the seal is the store's signature
under the number and the link. Entries of schema version 1 named no class: their link is spelled as it was then, and
they have no seal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final, cast

from storage.database import Connection
from storage.trail.log_key import LogKey, is_signed
from storage.values import dump

NO_ENTRY: Final = b"\0" * 32
_FIRST_COLUMNS: Final = 12  # of an entry of schema version 1
CLASS: Final = 12  # the place of the class in `COLUMNS`
COLUMNS: Final = (
    "id, at, user, kind, source, reason, offset_ms, version, detail, first_lid, rows, hash,"
    " class, device, ledger, record"
)
"""What a link is over, in this order."""
COUNT: Final = 16
_HASH, _RECORD = 11, 15
_SEAL = "log seal"
Before = bytes
"""The link and the seal of the entry before, joined."""


def last(connection: Connection) -> Before:
    """What the next entry hangs on."""
    row = connection.row("SELECT chain, seal FROM action ORDER BY id DESC LIMIT 1")
    return joined(*cast("tuple[bytes, bytes | None]", row)) if row else NO_ENTRY


def joined(chain: bytes, seal: bytes | None) -> Before:
    """What the entry after one with this link and seal hangs on."""
    return chain + seal if seal else chain


def link(before: Before, entry: Sequence[object]) -> bytes:
    """The link of an entry (`COLUMNS` in order)."""
    if not entry[CLASS]:
        spelled = [item.hex() if isinstance(item, bytes) else item for item in entry[:_FIRST_COLUMNS]]
        return hashlib.sha256(before + dump(spelled).encode()).digest()
    # No text of an entry holds a NUL (`plain`), so one in a text never passes for the mark between two.
    spelled_out = "\0".join(map(str, (*entry[:_HASH], *entry[CLASS:_RECORD])))
    hash_, record = cast("tuple[bytes, bytes | None]", (entry[_HASH], entry[_RECORD]))
    return hashlib.sha256(b"%b%b\0%b%b" % (before, spelled_out.encode(), hash_, record or b"")).digest()


def plain(text: str) -> str:
    """A text as an entry may hold it."""
    return text.replace("\0", "")


def seal(key: LogKey, number: int, chain: bytes) -> bytes:
    """The store's signature under one entry and everything before it."""
    return key.sign(_SEAL, number.to_bytes(8) + chain)


def is_sealed(public: bytes, number: int, chain: bytes, signature: bytes | None) -> bool:
    """True when the entry's seal is the store's."""
    return is_signed(public, _SEAL, number.to_bytes(8) + chain, signature)
