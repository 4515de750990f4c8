"""Passwords that an account had, as fingerprints that open nothing: a new one must not be one of the last few.

They lie inside the encrypted file. An account keeps its salt, so one derivation of a new password serves its slot and
the comparison with those before; only fingerprints under an older salt or cost take a derivation of their own.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from ledger import clock
from storage.database import Connection
from storage.key_wraps import Cost, Slot, cost_json, fingerprint, open_slot, seal_pair, stretch
from storage.values import dump

KEPT = 24  # of one account; no policy asks for more


@dataclass(frozen=True, slots=True)
class Former:
    """A password that an account has or had."""

    salt: bytes
    cost: Cost
    fingerprint: bytes


@dataclass(frozen=True, slots=True, repr=False)
class NewPassword:
    """A password that was derived and waits to be set: its slot with a new pair, the public half, its fingerprint.

    The slot is handed the store key when it is set. `was_used` says that it is the account's present password, or one
    of the last few.
    """

    slot: Slot
    public: bytes
    former: Former
    was_used: bool

    @property
    def login(self) -> str:
        """The account it is for."""
        return self.slot.name


def derived(login: str, password: str, *, before: Slot | None, last: Iterable[Former], cost: Cost) -> NewPassword:
    """Derive a new password, which takes as long as a log-in, and compare it with `before` and the `last`."""
    known = tuple(last)
    salt = before.salt if before is not None else (known[0].salt if known else secrets.token_bytes(16))
    stretched = {(salt, cost): stretch(password, salt, cost)}
    for one in known:
        if (one.salt, one.cost) not in stretched:
            stretched[one.salt, one.cost] = stretch(password, one.salt, one.cost)
    was_used = any(
        hmac.compare_digest(fingerprint(stretched[one.salt, one.cost]), one.fingerprint) for one in known
    ) or _opens(before, stretched.get((before.salt, before.cost or cost)) if before is not None else None)
    made = stretched[salt, cost]
    slot, public = seal_pair(Slot("account", login, cost, salt, secrets.token_bytes(12), b""), made)
    return NewPassword(slot, public, Former(salt, cost, fingerprint(made)), was_used)


def _opens(slot: Slot | None, stretched: bytes | None) -> bool:
    return slot is not None and stretched is not None and open_slot(slot, stretched) is not None


def newest(connection: Connection, login: str, count: int) -> tuple[Former, ...]:
    """The account's last passwords, the present one first."""
    rows = connection.rows(
        "SELECT salt, cost, fingerprint FROM former_password WHERE login = ? ORDER BY nr DESC LIMIT ?", (login, count)
    )
    return tuple(
        Former(cast("bytes", salt), Cost(**json.loads(str(cost))), cast("bytes", mark)) for salt, cost, mark in rows
    )


def add(connection: Connection, login: str, former: Former) -> None:
    """Remember an account's new password, inside the caller's transaction; the oldest are forgotten."""
    connection.run(
        "INSERT INTO former_password (login, at, salt, cost, fingerprint) VALUES (?, ?, ?, ?, ?)",
        (login, clock.now_text(), former.salt, dump(cost_json(former.cost)), former.fingerprint),
    )
    connection.run(
        "DELETE FROM former_password WHERE login = ?1 AND nr NOT IN"
        " (SELECT nr FROM former_password WHERE login = ?1 ORDER BY nr DESC LIMIT ?2)",
        (login, KEPT),
    )
