"""What the encrypted file knows of keys: the public halves of its accounts, and the store keys that it had.

Former store keys lie inside the file, so that who opens the store today can read its older backups, and never the
other way round. Which slots there are is `keys.py`'s, when a store key changes `rekeying.py`'s.
"""

from __future__ import annotations

from typing import cast

from storage import settings
from storage.database import Connection

_PUBLIC, _FORMER = "account_keys", "store_keys"


def public_halves(connection: Connection) -> dict[str, bytes]:
    """The public half of every account's present password, by login."""
    return {login: bytes.fromhex(half) for login, half in _kept(connection).items()}


def put_public_half(connection: Connection, login: str, public: bytes) -> None:
    """Know an account by the pair of its new password, inside the caller's transaction."""
    settings.put(connection, _PUBLIC, _kept(connection) | {login: public.hex()})


def drop_public_half(connection: Connection, login: str) -> None:
    """Know none of an account that nobody may open the store with, inside the caller's transaction."""
    settings.put(connection, _PUBLIC, {one: half for one, half in _kept(connection).items() if one != login})


def remembered(connection: Connection) -> tuple[bytes, ...]:
    """Store keys that were remembered, the newest first."""
    kept = cast("list[str]", settings.read(connection, _FORMER) or [])
    return tuple(map(bytes.fromhex, reversed(kept)))


def remember(connection: Connection, above: bytes) -> None:
    """Remember the present store key before another takes its place, inside the caller's transaction."""
    kept = [one.hex() for one in reversed(remembered(connection)) if one != above]
    settings.put(connection, _FORMER, [*kept, above.hex()])


def _kept(connection: Connection) -> dict[str, str]:
    return cast("dict[str, str]", settings.read(connection, _PUBLIC) or {})
