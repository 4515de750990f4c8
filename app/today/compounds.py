"""The compounds in numbers, beside what is to be done."""

from __future__ import annotations

from dataclasses import dataclass

from app import access
from app.homes import buildings
from app.stores.session import Session


@dataclass(frozen=True, slots=True)
class CompoundCount:
    """A compound in numbers."""

    id: str
    name: str
    dwellings: int
    people: int
    vacant: int


@access.operation(access.OWN)
def compounds(session: Session) -> tuple[CompoundCount, ...]:
    """Every compound in numbers; none for whoever may not look at them."""
    if not session.rights.may("view", "compound"):
        return ()
    tree = buildings.tree(session)
    return tuple(CompoundCount(one.id, one.name, one.dwellings, one.people, one.vacant) for one in tree)
