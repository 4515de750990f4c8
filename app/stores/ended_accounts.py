"""Takes the key slot of every account whose last day is over, when anybody comes after that day or the night run does.

From then on its password opens nothing; it is stopped, and goes on with another last day and a first password. What an
old copy of the folder still opens is docs/security.md's.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from app import logs
from app.stores import standing
from storage.accounts import Account
from storage.errors import DatabaseBusy, DiskFull, DiskTrouble, ReadOnlyFolder
from storage.journal import Entry
from storage.store import Store

KIND = "account-ended"


def take_slots(store: Store, login: str) -> tuple[str, ...]:
    """Stop every account whose last day is over, each in a change of its own; answers their logins.

    `login` is who came, whose log-in is the occasion. What cannot be written now is done at the next log-in.
    """
    today = standing.day_of(store).isoformat()
    over = [one for one in store.accounts() if one.state == "active" and one.ends_on and one.ends_on < today]
    taken: list[str] = []
    with suppress(DiskFull, DiskTrouble, DatabaseBusy, ReadOnlyFolder):
        for one in over:
            _take_slot(store, login, one)
            taken.append(one.login)
    if taken:
        logs.event("ended accounts stopped", count=len(taken))
    return tuple(taken)


def _take_slot(store: Store, login: str, ended: Account) -> None:
    entry = Entry(login, KIND, source=ended.login, reason=f"有效期到 {ended.ends_on} 为止", class_="account")
    with store.change_accounts(entry) as change:
        change.put(replace(ended, state="stopped"))
        change.remove_slot(ended.login)
        change.audit_detail(roles=list(ended.roles), ends_on=ended.ends_on)
