"""Confidential work orders: who reported one is told to whoever has the order and to the head, whatever a role may see.

Masks go by fields, this goes by the record: a name behind a mask would still tell a neighbour's surname.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.access.operations import who_looks
from app.access.rights import Forbidden
from ledger import roles
from ledger.definition import Ledger

_ORDER: Final = "work_order"
REPORTER: Final = frozenset(("reporter_name", "reporter_phone", "reporter_person"))


def is_veiled(ledger: Ledger, row: Mapping[str, object]) -> bool:
    """True when whoever is at work is not told who reported this order; one that is not here may be confidential."""
    if ledger.name != _ORDER or (row and not row.get("confidential")):
        return False
    rights = who_looks()
    if rights is None:
        return True
    return roles.HEAD not in rights.roles and (not rights.login or row.get("assignee") != rights.login)


def veiled(ledger: Ledger, row: dict[str, object]) -> dict[str, object]:
    """The row without whoever reported it, where that is not to be told."""
    return {**row, **dict.fromkeys(REPORTER)} if is_veiled(ledger, row) else row


def is_kept_back(ledger: Ledger, row: Mapping[str, object], name: str) -> bool:
    """True when whoever is at work is not told this field of the record, whatever its mask."""
    return name in REPORTER and is_veiled(ledger, row)


def tells_reporters(ledger: Ledger) -> bool:
    """Whether whoever is at work is told who reported any order, so that a list may be asked for it freely."""
    rights = who_looks()
    return ledger.name != _ORDER or (rights is not None and roles.HEAD in rights.roles)


def require_told(ledger: Ledger, row: Mapping[str, object], name: str) -> None:
    """Raise Forbidden for a look at who reported an order, where that is not to be told."""
    if is_kept_back(ledger, row, name):
        raise Forbidden("reveal", ledger.name, (roles.HEAD,))
