"""The way out of the program: what leaves is entered in the audit first and bears the number of its entry.

A file is made before its entry is written and has to say the number. It says the number that comes next; whoever
wrote meanwhile makes it another, and the maker is asked once more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

from app import access, words
from app.release.numbers import Number, number_of
from app.stores.session import Session
from ledger import clock
from storage.journal import Entry
from storage.records import Write

Kind = Literal["export", "print", "log-export", "permission-plan", "rows-returned"]
"""What leaves: a ledger as a file or on paper, the log, the permission plan, the rows that an import sent back."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a sheet says of itself: its number, who took it out, when, and of which committee."""

    number: Number
    who: str
    at: str
    committee: str

    @property
    def line(self) -> str:
        """All of it in one line, as watermarks repeat it."""
        return f"{self.who} {self.at} {self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What the audit says of it: `source` is a file's name or 打印, `ledger` a ledger's name or `flat`."""

    kind: Kind
    source: str
    ledger: str
    reason: str = ""


@access.operation(access.OWN)
def expected(session: Session) -> Stamp:
    """The stamp that the next entry will have, unless somebody writes before it."""
    now = clock.now_text()
    with session.reader() as reader:
        newest = next(iter(reader.actions(limit=1)), None)
    number = number_of(newest.id + 1 if newest else 1, now)
    return Stamp(number, who(session), clock.local_text(now), session.store.committee_name)


@access.operation(access.OWN)
def who(session: Session) -> str:
    """The person at work as stamps name them."""
    return words.account(session.user_name(), session.login)


@contextmanager
@access.operation(access.OWN)
def entered(session: Session, departure: Departure, stamp: Stamp) -> Iterator[tuple[Write, Stamp]]:
    """Enter what leaves; gives the open action, to be told its facts, and the stamp with its number and time now."""
    entry = Entry(
        session.login,
        departure.kind,
        departure.source,
        departure.reason,
        class_="print" if departure.kind == "print" else "export",
        ledger=departure.ledger,
    )
    with session.store.enter(entry) as write:
        yield write, replace(stamp, number=number_of(write.action, write.at), at=clock.local_text(write.at))
