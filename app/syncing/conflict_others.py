"""The other records that a question speaks of: the other home, what belongs to it, what it became, what is gone.

The cloud names them by id beside the question (`more`). Here they are called as everywhere, behind masks, and only to
whoever may look at their ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.access import Rights
from app.records.naming import Names
from app.records.record_names import called
from app.syncing.conflict_sides import target
from ledger import catalog, clock, ids
from storage.syncing.conflicts import Conflict


@dataclass(frozen=True, slots=True)
class Other:
    """Another record; `called` is "" where it is not known here or may not be seen."""

    ledger: str
    record: str
    called: str


def load(names: Names, found: Iterable[Conflict]) -> None:
    """Read at once what `others` will ask for."""
    by_ledger: dict[str, set[bytes]] = {}
    for conflict in found:
        for ledger, record in _named(conflict):
            by_ledger.setdefault(ledger, set()).add(record)
    for ledger, records in by_ledger.items():
        names.load(ledger, records)


def others(names: Names, rights: Rights, conflict: Conflict) -> tuple[Other, ...]:
    """The other records of a question, in the cloud's order."""
    return tuple(
        Other(ledger, ids.to_text(record), _called(names, ledger, record) if rights.may("view", ledger) else "")
        for ledger, record in _named(conflict)
    )


def home(names: Names, conflict: Conflict, side: str) -> str:
    """Of two homes, that of a side as the cloud calls it, in one line; "" for any other question."""
    if conflict.kind != "two_homes":
        return ""
    stay = conflict.record if side == "mine" else target(conflict, "other")
    where = (names.row(conflict.type, stay) or {}).get("dwelling_uid")
    return f"住在 {names.of('dwelling', where)}" if isinstance(where, bytes) else ""


def _named(conflict: Conflict) -> Iterator[tuple[str, bytes]]:
    """Ledger and id of each; what this version does not know is left out."""
    more = conflict.f.get("more") or {}
    told = [(conflict.type, more.get("other")), (more.get("ledger"), more.get("gone")), *(more.get("children") or ())]
    for ledger, record in told:
        one = ids.from_text(str(record or ""))
        if one is not None and ledger in catalog.BY_NAME:
            yield str(ledger), one


def _called(names: Names, ledger: str, record: bytes) -> str:
    return called(names, ledger, record, clock.today()) if names.row(ledger, record) is not None else ""
