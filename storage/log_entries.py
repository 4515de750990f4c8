"""Entries of the log as a reader asks for them: filtered, newest first, a page at a time, from the store or an archive.

What the kinds and classes are called is `app`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from storage import audit
from storage.audit import Action, EntryClass
from storage.database import Connection

READ: Final = audit.READ
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which entries. `since` and `before` are instants; `kinds` are those that `text` names in people's words.

    `text` stands in the reason, the source or the detail, or the kind is one of `kinds`, or the detail holds `hashed`,
    the keyed hash of a value. `below` and `above`: only
    entries with a smaller or a greater number, which is how the next page begins, or what is new.
    """

    classes: tuple[EntryClass, ...] = ()
    user: str = ""
    since: str = ""
    before: str = ""
    ledger: str = ""
    record: bytes | None = None
    text: str = ""
    kinds: tuple[str, ...] = ()
    hashed: str = ""
    below: int | None = None
    above: int = 0


def page(connection: Connection, asked: Asked, limit: int) -> list[Action]:
    """The newest entries that are asked for."""
    where, values = _where(asked)
    sql = f"SELECT {READ} FROM action WHERE {where} ORDER BY id DESC LIMIT ?"  # noqa: S608 - fixed parts
    return [audit.as_action(row) for row in connection.rows(sql, (*values, limit))]


def count(connection: Connection, asked: Asked) -> int:
    """How many entries are asked for, whatever page they are on."""
    where, values = _where(replace(asked, below=None))
    return connection.number(f"SELECT count(*) FROM action WHERE {where}", values)  # noqa: S608 - fixed parts


def oldest_first(connection: Connection, asked: Asked) -> Iterator[Action]:
    """Every entry that is asked for, in the order it was written, read as it is taken."""
    where, values = _where(asked)
    sql = f"SELECT {READ} FROM action WHERE {where} ORDER BY id"  # noqa: S608 - fixed parts
    return map(audit.as_action, connection.stream(sql, values, chunk=_AT_ONCE))


def last_before(connection: Connection, instant: str) -> int:
    """Number of the newest entry that is older than an instant, 0 for none; quick for an instant not long ago."""
    return connection.number("SELECT id FROM action WHERE at < ? ORDER BY id DESC LIMIT 1", (instant,))


def users(connection: Connection) -> list[str]:
    """Who stands in the log."""
    return [str(row[0]) for row in connection.rows("SELECT DISTINCT user FROM action WHERE user <> '' ORDER BY user")]


def _where(asked: Asked) -> tuple[str, list[object]]:
    tests, values = ["TRUE"], list[object]()

    def add(test: str, *bound: object) -> None:
        tests.append(test)
        values.extend(bound)

    if asked.classes:
        marks = _marks(asked.classes)
        add(f"(class IN ({marks}) OR (class = '' AND {_old_class(asked.classes)}))", *asked.classes)
    plain = (("user = ?", asked.user), ("at >= ?", asked.since), ("at < ?", asked.before), ("ledger = ?", asked.ledger))
    for test, value in plain:
        if value:
            add(test, value)
    if asked.record is not None:
        add("record = ?", asked.record)
    if asked.text:
        needle = asked.text.casefold()
        spots = " OR ".join(f"instr(lower({name}), ?)" for name in ("reason", "source", "detail", "device", "user"))
        kinds, hashed = _marks(asked.kinds), asked.hashed or needle
        add(f"({spots} OR instr(detail, ?) OR kind IN ({kinds}))", *[needle] * 5, hashed, *asked.kinds)
    if asked.below is not None:
        add("id < ?", asked.below)
    if asked.above:
        add("id > ?", asked.above)
    return " AND ".join(tests), values


def _old_class(classes: Sequence[EntryClass]) -> str:
    """SQL: entries of schema version 1, which named no class, that count as one of these."""
    named = {"import": "kind IN ('import', 'import-undo')", "export": "kind = 'export'"}
    tests = [named[one] for one in classes if one in named]
    if "data" in classes:
        tests.append("kind NOT IN ('import', 'import-undo', 'export')")
    return f"({' OR '.join(tests)})" if tests else "FALSE"


def _marks(items: Sequence[object]) -> str:
    return ",".join("?" * len(items))
