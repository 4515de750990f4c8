"""The expected troubles of every room: `LedgerError` and the children that several rooms share.

An exception carries facts, never a sentence and never a cell's value; `app/messages.py` words it for people and
`app/headless.py` gives it an exit code. Trouble with one row or one field is a value (`ledger.check.Issue`), not an
exception.
"""

from __future__ import annotations

from typing import ClassVar, Literal

Retry = Literal["now", "later", "never"]


class LedgerError(Exception):
    """Parent of every expected error. `retry` says whether trying the same again can help."""

    retry: ClassVar[Retry] = "never"


class DefinitionBroken(LedgerError):
    """A ledger definition contradicts itself: a programmer's mistake, found when the program starts."""


class UnknownLedger(LedgerError):
    """No ledger is called `name`."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no ledger {name}")
        self.name = name


class UnknownField(LedgerError):
    """`ledger` has no field `name` that may be used here."""

    def __init__(self, ledger: str, name: str) -> None:
        super().__init__(f"no field {ledger}.{name}")
        self.ledger = ledger
        self.name = name


class FieldNotTyped(UnknownField):
    """The field `name` of `ledger` is there, but nobody types it: the program writes it, or works it out."""


class RecordNotFound(LedgerError):
    """No live record of `ledger` answers to what was asked for."""

    def __init__(self, ledger: str) -> None:
        super().__init__(f"no such {ledger}")
        self.ledger = ledger


class AmbiguousRecord(LedgerError):
    """`count` records of `ledger` answer to what was asked for; one was expected."""

    def __init__(self, ledger: str, count: int) -> None:
        super().__init__(f"{count} records of {ledger}")
        self.ledger = ledger
        self.count = count


class FieldsRefused(LedgerError):
    """A form or command gave values that the ledger does not take; `problems` are (field, rule) pairs."""

    def __init__(self, ledger: str, problems: tuple[tuple[str, str], ...]) -> None:
        super().__init__(f"{ledger}: " + ", ".join(f"{name} {rule}" for name, rule in problems))
        self.ledger = ledger
        self.problems = problems


class ChangedBeneath(LedgerError):
    """The record was changed by `user` at `at` after the caller read it; nothing was written."""

    retry: ClassVar[Retry] = "now"

    def __init__(self, ledger: str, fields: tuple[str, ...], *, user: str = "", at: str = "") -> None:
        super().__init__(f"{ledger} changed beneath: {', '.join(fields)}")
        self.ledger = ledger
        self.fields = fields
        self.user = user
        self.at = at


class StillReferred(LedgerError):
    """The record cannot go: `count` live records of `referrer` point to it."""

    def __init__(self, ledger: str, referrer: str, count: int) -> None:
        super().__init__(f"{ledger} is referred to by {count} of {referrer}")
        self.ledger = ledger
        self.referrer = referrer
        self.count = count


class Cancelled(LedgerError):
    """The person stopped the work; nothing of it was kept."""

    retry: ClassVar[Retry] = "now"
