"""The log as the auditor reads it: filtered, a page at a time, from the store or from one of its archives.

Whether it is as it was written is `checking_log`'s, handing it out `handing_out`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from app import access, words
from app.auditing import log_words
from app.records.naming import Names
from app.records.record_names import called
from app.stores.session import Session
from ledger import catalog, clock, ids
from storage import log_entries as entries
from storage.audit import Action, EntryClass
from storage.database import Connection
from storage.log_entries import Asked
from storage.reading import Reader
from storage.trail import archive

__all__ = ["AT_ONCE", "EntryClass", "LogChoices", "LogLine", "LogQuery", "choices", "count", "page"]

AT_ONCE = 100

NOBODY: Final = "（未登录）"
"""Who entries without a login are by: passwords that were tried with logins of no account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuery:
    """What is asked for: days are Shanghai's and both count; `record` is an id, `archive` the name of an archive."""

    classes: tuple[EntryClass, ...] = ()
    user: str = ""
    first_day: date | None = None
    last_day: date | None = None
    ledger: str = ""
    record: str = ""
    text: str = ""
    archive: str = ""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry, in words. `name` is the record behind masks, `about` the facts."""

    number: int
    when: str
    user: str
    class_label: str
    kind_label: str
    ledger_label: str
    record: str
    name: str
    about: str
    source: str
    reason: str
    device: str
    chain: str


@dataclass(frozen=True, slots=True)
class LogChoices:
    """What the filters offer: (login, name) of who stands in the log, and the archives (file name, label)."""

    users: tuple[tuple[str, str], ...]
    archives: tuple[tuple[str, str], ...]


@access.operation("audit")
def page(session: Session, query: LogQuery, *, below: int | None = None, limit: int = AT_ONCE) -> list[LogLine]:
    """The newest entries that are asked for; `below` is the number of the last line of the page before."""
    with session.reader() as reader, reader.snapshot(), _source(session, reader, query) as connection:
        found = entries.page(connection, asked(session, query, below), limit)
        return told(session, reader, found)


@access.operation("audit")
def count(session: Session, query: LogQuery) -> int:
    """How many entries are asked for."""
    with session.reader() as reader, _source(session, reader, query) as connection:
        return entries.count(connection, asked(session, query))


@access.operation("audit")
def choices(session: Session) -> LogChoices:
    """What can be chosen in the filters."""
    names = session.store.account_names()
    with session.reader() as reader:
        users = entries.users(reader.connection)
    found = archive.every(session.store.folder, session.store.log_key.public)
    labels = tuple((one.path.name, _archive_label(one)) for one in found)
    return LogChoices(tuple((login, names.get(login, login)) for login in users if login), labels)


@contextmanager
def _source(session: Session, reader: Reader, query: LogQuery) -> Iterator[Connection]:
    """The connection that holds the entries: the store's, or an archive's."""
    if not query.archive:
        yield reader.connection
        return
    path = session.store.folder / archive.FOLDER / Path(query.archive).name
    with archive.opened(path, session.store.log_key) as connection:
        yield connection


@access.operation("audit")
def asked(session: Session, query: LogQuery, below: int | None = None) -> Asked:
    """The question in the store's terms; a number that is asked for finds who changed it, by its keyed hash."""
    text = query.text.strip()
    return Asked(
        classes=query.classes,
        user=query.user,
        since=clock.start_text(query.first_day) if query.first_day else "",
        before=clock.start_text(query.last_day + timedelta(days=1)) if query.last_day else "",
        ledger=query.ledger,
        record=(ids.from_text(query.record.strip()) or b"") if query.record else None,
        text=text,
        kinds=log_words.kinds_with(text) if text else (),
        hashed=session.store.log_key.hashed(text) if text else "",
        below=below,
    )


@access.operation("audit")
@contextmanager
def lines_of(session: Session, query: LogQuery) -> Iterator[Iterator[Action]]:
    """Every entry that is asked for, oldest first, as they are taken."""
    with session.reader() as reader, reader.snapshot(), _source(session, reader, query) as connection:
        yield entries.oldest_first(connection, asked(session, query))


@access.operation("audit")
def told(session: Session, reader: Reader, found: list[Action]) -> list[LogLine]:
    """Entries in words, records by their names behind masks."""
    people = session.store.account_names()
    names, today = Names(reader), clock.today()
    for ledger in {one.ledger for one in found if one.record and one.ledger in catalog.BY_NAME}:
        names.load(ledger, [one.record for one in found if one.ledger == ledger])
    return [line(one, people.get(one.user, one.user) or NOBODY, _name(names, one, today)) for one in found]


def line(one: Action, user: str, name: str) -> LogLine:
    """One entry in words."""
    return LogLine(
        number=one.id,
        when=clock.local_text(one.at),
        user=user,
        class_label=log_words.CLASSES[one.class_],
        kind_label=log_words.kind(one.kind),
        ledger_label=words.ledger(one.ledger) if one.ledger else "",
        record=ids.to_text(one.record) if one.record else "",
        name=name,
        about=log_words.facts(one.detail, one.ledger),
        source=one.source,
        reason=one.reason,
        device=one.device,
        chain=one.chain.hex(),
    )


def _name(names: Names, one: Action, today: date) -> str:
    if one.record is None or one.ledger not in catalog.BY_NAME:
        return ""
    return called(names, one.ledger, one.record, today)


def _archive_label(one: archive.Archive) -> str:
    if not one.since:
        return f"{one.path.stem}（打不开）"
    span = f"{clock.local_text(one.since)[:10]} 至 {clock.local_text(one.until)[:10]}"
    return f"{span}，{one.entries:,} 条" + ("" if one.is_sound else "（被改动过）")
