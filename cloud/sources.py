"""The feeds' credentials, and which department checks which group: what the city keeps for all committees.

A source gets a token once; its hash is kept. The usual departments are `ledger.departments`'; what an operator assigned
beside stands here.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from cloud.confirming import Checkers
from cloud.feeding import SourceUnknown
from cloud.store import CITY, CloudStore, CommitteeUnknown, Look
from ledger import departments, ids
from ledger.departments import DEFAULT, Table
from sync.policies import COMMITTEE, SOURCES

_CREDENTIAL: Final = "source"
_ASSIGNED: Final = "department"
FEEDS: Final = tuple(one for one in SOURCES if one != COMMITTEE)


def new_token(store: CloudStore, source: str) -> str:
    """A new token for a source, in place of the one before; shown once. Raises SourceUnknown."""
    if source not in FEEDS:
        raise SourceUnknown(source)
    token = f"{source}.{secrets.token_urlsafe(32)}"
    found_city(store)
    with store.turn(CITY) as turn:
        turn.put_fact(_CREDENTIAL, source, {"mark": _mark(token)})
    return token


def drop_token(store: CloudStore, source: str) -> None:
    """Take nothing more from a source until it gets a new token."""
    found_city(store)
    with store.turn(CITY) as turn:
        turn.put_fact(_CREDENTIAL, source, None)


def is_source(store: CloudStore, source: str, token: str) -> bool:
    """Whether this is the token of that source."""
    try:
        with store.look(CITY) as look:
            kept = look.fact(_CREDENTIAL, source)
    except CommitteeUnknown:
        return False
    return kept is not None and hmac.compare_digest(str(kept["mark"]), _mark(token))


def table(look: Look) -> Table:
    """Which department checks which group now; `look` is the city's."""
    assigned = ((tuple(key.split(".", 1)), str(told["department"])) for key, told in look.facts(_ASSIGNED).items())
    return {**DEFAULT, **{(key[0], key[1]): department for key, department in assigned}}


def checkers(store: CloudStore) -> Checkers:
    """Which source checks and confirms what."""
    return departments.checking_sources(departments_now(store))


def departments_now(store: CloudStore) -> Table:
    """Which department checks which group now."""
    try:
        with store.look(CITY) as look:
            return table(look)
    except CommitteeUnknown:
        return DEFAULT


def assign(store: CloudStore, ledger: str, group: str, department: str) -> Table:
    """Let a department check a group; raises DepartmentUnknown, GroupUnknown."""
    found_city(store)
    with store.turn(CITY) as turn:
        now = departments.assigned(table(turn), ledger, group, department)
        turn.put_fact(_ASSIGNED, f"{ledger}.{group}", {"department": department})
    return now


def found_city(store: CloudStore) -> None:
    """Make the place of what is no committee's, where it is not made yet."""
    try:
        with store.look(CITY):
            return
    except CommitteeUnknown:
        store.add_committee(CITY, "", ids.to_text(ids.new_id()))


def _mark(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
