"""Accounts of a store: a login name is the account's identity, so two PCs that meet later agree on it.

Passwords are not here: a password is a key slot (`keys.py`). Roles are only carried; who may do what is `app`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from ledger import clock
from storage.database import Connection
from storage.errors import AccountExists

ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Account:
    """One person who may open the store."""

    login: str
    name: str
    role: str
    created_at: str


def add(connection: Connection, login: str, name: str, role: str) -> None:
    """Enter an account, inside the caller's transaction."""
    if connection.value("SELECT 1 FROM account WHERE login = ?", (login,)):
        raise AccountExists(login)
    connection.run("INSERT INTO account VALUES (?, ?, ?, ?)", (login, name, role, clock.now_text()))


def all_accounts(connection: Connection) -> list[Account]:
    """Every account by login name."""
    rows = connection.rows("SELECT login, name, role, created_at FROM account ORDER BY login")
    return [Account(*cast("tuple[str, str, str, str]", row)) for row in rows]
