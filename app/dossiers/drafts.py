"""Drafts of forms: what somebody typed and did not save yet, kept in the encrypted store until it is saved.

A draft outlives a crash and a lock. It is no part of the ledger: nothing of it is in the audit or travels. One draft
a form: a record's own, or one for a new record of each ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app import access
from app.stores.session import Session
from ledger import clock
from storage.settings import DRAFT

_INDEX = "drafts"


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a form: typed texts by field, and what the records are called that it refers to."""

    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    titles: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """What stood in a form, as `Filled`; `record` is empty for a new one. Names of fields only in `repr`."""

    ledger: str
    record: str
    user: str
    at: str
    values: Mapping[str, str]
    titles: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:  # type: ignore[explicit-override]  # typing.override comes with Python 3.12
        """Tell which form it is, and nothing that was typed."""
        return f"Draft({self.ledger}, {self.record or 'new'}, fields={sorted(self.values)})"


@access.operation(access.OWN)
def keep(session: Session, ledger: str, record: str, filled: Filled) -> None:
    """Keep what a form holds now, in place of what was kept of it before."""
    key = _key(session, ledger, record)
    form = {"values": dict(filled.values), "titles": dict(filled.titles)}
    body = {"ledger": ledger, "record": record, "user": session.login, "at": clock.now_text(), **form}
    session.store.set_setting(key, body)
    known = _known(session)
    if key not in known:
        session.store.set_setting(_INDEX, [*known, key])


@access.operation(access.OWN)
def find(session: Session, ledger: str, record: str = "") -> Draft | None:
    """The draft of a form, if one was left."""
    return _read(session, _key(session, ledger, record))


@access.operation(access.OWN)
def drop(session: Session, ledger: str, record: str = "") -> None:
    """The form was saved, or its draft is not wanted."""
    key = _key(session, ledger, record)
    known = _known(session)
    if key in known:
        session.store.set_setting(_INDEX, [one for one in known if one != key] or None)
        session.store.set_setting(key, None)


@access.operation(access.OWN)
def every(session: Session) -> list[Draft]:
    """The drafts of this session's user, newest first: for what was left over after a crash."""
    found = [draft for draft in (_read(session, key) for key in _known(session)) if draft is not None]
    return sorted((one for one in found if one.user == session.login), key=lambda one: one.at, reverse=True)


def _key(session: Session, ledger: str, record: str) -> str:
    return f"{DRAFT}{session.login}:{ledger}:{record or 'new'}"


def _known(session: Session) -> list[str]:
    known = session.store.setting(_INDEX)
    return [str(key) for key in known] if isinstance(known, list) else []


def _read(session: Session, key: str) -> Draft | None:
    body = session.store.setting(key)
    if not isinstance(body, dict):
        return None
    values, titles = _texts(body.get("values")), _texts(body.get("titles"))
    return Draft(str(body["ledger"]), str(body["record"]), str(body["user"]), str(body["at"]), values, titles)


def _texts(kept: object) -> dict[str, str]:
    return {str(name): str(text) for name, text in kept.items()} if isinstance(kept, dict) else {}
