"""Accounts of a store: a login name is the account's identity, so two PCs that meet later agree on it.

Passwords are not here: a password is a key slot (`keys.py`). Roles and areas are only carried; what they allow is
`app.access`'s, who may change whom `ledger`'s.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal, cast

from ledger import clock
from storage.database import Connection
from storage.errors import AccountExists
from storage.values import dump

AccountState = Literal["active", "stopped"]
_COLUMNS = (
    "login, name, roles, state, area, phone, post, starts_on, ends_on, external_id, is_filed, must_change, password_at,"
    " created_at, created_by"
)


@dataclass(frozen=True, slots=True)
class Account:
    """One person who may open the store.

    `roles` is empty for the account that `create` makes: it holds every local role until a second one exists. `area`
    has ids of compounds (hex), empty for the whole committee. Days are `yyyy-mm-dd`. `is_filed` is False while the
    account waits to be reported (待备案); `must_change` asks for a new password at the next log-in.
    """

    login: str
    name: str
    roles: tuple[str, ...] = ()
    state: AccountState = "active"
    area: tuple[str, ...] = ()
    phone: str | None = None
    post: str | None = None
    starts_on: str | None = None
    ends_on: str | None = None
    external_id: str | None = None
    is_filed: bool = False
    must_change: bool = False
    password_at: str | None = None
    created_at: str = ""
    created_by: str = ""


def add_first(connection: Connection, login: str, name: str) -> None:
    """Enter the account of whoever makes the store, inside the caller's transaction."""
    now = clock.now_text()
    add(connection, Account(login, name, password_at=now, created_at=now, created_by=login))


def add(connection: Connection, account: Account) -> None:
    """Enter an account, inside the caller's transaction; raises AccountExists."""
    if connection.value("SELECT 1 FROM account WHERE login = ?", (account.login,)):
        raise AccountExists(account.login)
    connection.run(f"INSERT INTO account ({_COLUMNS}) VALUES ({','.join('?' * 15)})", _row(account))  # noqa: S608


def put(connection: Connection, account: Account) -> None:
    """Replace what is known of an account, inside the caller's transaction."""
    connection.run(f"REPLACE INTO account ({_COLUMNS}) VALUES ({','.join('?' * 15)})", _row(account))  # noqa: S608


def all_accounts(connection: Connection) -> list[Account]:
    """Every account by login name."""
    return [_account(row) for row in connection.rows(f"SELECT {_COLUMNS} FROM account ORDER BY login")]  # noqa: S608


def last_log_ins(connection: Connection) -> dict[str, str]:
    """When each login was last let in."""
    rows = connection.rows("SELECT user, max(at) FROM action WHERE class = 'login' AND kind = 'log-in' GROUP BY user")
    return {str(login): str(at) for login, at in rows}


def _row(account: Account) -> tuple[object, ...]:
    return (
        account.login, account.name, dump(list(account.roles)), account.state, dump(list(account.area)), account.phone,
        account.post, account.starts_on, account.ends_on, account.external_id, int(account.is_filed),
        int(account.must_change), account.password_at, account.created_at, account.created_by,
    )  # fmt: skip


def _account(row: tuple[object, ...]) -> Account:
    texts = cast("tuple[str, ...]", row)
    return Account(
        login=texts[0],
        name=texts[1],
        roles=tuple(json.loads(texts[2])),
        state=cast("AccountState", texts[3]),
        area=tuple(json.loads(texts[4])),
        phone=texts[5],
        post=texts[6],
        starts_on=texts[7],
        ends_on=texts[8],
        external_id=texts[9],
        is_filed=bool(row[10]),
        must_change=bool(row[11]),
        password_at=texts[12],
        created_at=texts[13],
        created_by=texts[14],
    )
