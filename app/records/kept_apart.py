"""Pairs of people of whom somebody said that they are not the same: remembered, and taken back like any action.

Nothing of the ledgers changes; the audit tells who said it, of whom and when. Which pairs are asked about is
`app.doubles.duplicates`'s.
"""

from __future__ import annotations

from collections.abc import Mapping

from app import access, logs
from app.stores.session import Session
from ledger import ids
from storage.records import Write

KIND = "keep-apart"
_KEY = "not_same_people"


@access.operation("merge")
def say(session: Session, first: str, second: str) -> int:
    """Remember that two people are not the same; answers the action, 0 when that was known."""
    pair = sorted((first, second))
    if pair in _kept(session):
        return 0
    with session.store.write(user=session.login, kind=KIND) as write:
        _turn(session, write, pair, is_apart=True)
        number = write.action
    logs.event("kept apart")
    return number


@access.operation(access.OWN)
def turn_back(session: Session, write: Write, detail: Mapping[str, object]) -> None:
    """Within the write that takes an action back: what it decided about a pair is decided the other way."""
    told = detail.get("apart")
    if isinstance(told, list):
        _turn(session, write, [str(one) for one in told], is_apart=not detail.get("is_apart"))


@access.operation("merge")
def pairs(session: Session) -> frozenset[tuple[bytes, bytes]]:
    """The pairs that somebody said are two people."""
    read = [tuple(filter(None, map(ids.from_text, pair))) for pair in _kept(session)]
    return frozenset((pair[0], pair[1]) for pair in read if len(pair) == 2)


def _turn(session: Session, write: Write, pair: list[str], *, is_apart: bool) -> None:
    others = [one for one in _kept(session) if one != pair]
    write.set_setting(_KEY, [*others, pair] if is_apart else others)
    write.audit_detail(apart=pair, is_apart=is_apart)


def _kept(session: Session) -> list[list[str]]:
    stored = session.store.setting(_KEY)
    return [[str(one) for one in pair] for pair in stored] if isinstance(stored, list) else []
