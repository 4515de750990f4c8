"""Who looked: every page of a person or a home that is opened is entered, and the head reads it on that page.

A look is entered once each time the page is opened, by whoever shows it, beside its work. What is entered names the
record and, of a look behind a mask, the fields; never a value.
"""

from __future__ import annotations

from dataclasses import dataclass

from app import access
from app.records import references
from app.stores.session import Session
from ledger import catalog, clock, ids
from ledger.errors import RecordNotFound
from storage import looks
from storage.audit import Action
from storage.store import Entry

KIND = "look"
PAGES = ("person", "dwelling")
_SHOWN = 50
_TOLD = {"view": "打开了页面", "reveal": "看了遮盖的内容", "print": "打印", "export": "导出"}


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a record: when, by whom (name and login), what was looked at, and the reason if there was one."""

    at: str
    who: str
    login: str
    what: str
    reason: str
    is_sensitive: bool


@access.operation("view")
def note(session: Session, ledger: str, record: str) -> None:
    """Enter that the page of a record was opened, or shown by a command; raises RecordNotFound for an unseen one."""
    one = ids.from_text(record)
    with session.reader() as reader:
        if one is None or reader.get(catalog.named(ledger), one, dead=True) is None:
            raise RecordNotFound(ledger)
    session.store.note([(Entry(session.login, KIND, "", "", "view", ledger, one), {})])


@access.operation("view")
def named(session: Session, ledger: str, said: str) -> str:
    """The id of the record that a person means, a removed one too; raises RecordNotFound, AmbiguousRecord."""
    with session.reader() as reader:
        return ids.to_text(references.find(reader, catalog.named(ledger), said, dead=True))


@access.operation("watch")
def who_looked(session: Session, ledger: str, record: str, limit: int = _SHOWN) -> tuple[Look, ...]:
    """The looks at a record, newest first."""
    one = ids.from_text(record) or b""
    names = session.store.account_names()
    with session.reader() as reader:
        found = looks.at(reader.connection, one, limit=limit)
    return tuple(_look(action, names) for action in found if action.ledger == ledger)


def _look(action: Action, names: dict[str, str]) -> Look:
    fields = action.detail.get("fields")
    ledger = catalog.named(action.ledger)
    labels = [
        ledger.field(name).label for name in (fields if isinstance(fields, list) else ()) if ledger.has(str(name))
    ]
    what = f"看了{'、'.join(labels)}" if labels else _TOLD.get(action.class_, "")
    who = names.get(action.user) or action.user
    return Look(clock.local_text(action.at), who, action.user, what, action.reason, action.class_ != "view")
