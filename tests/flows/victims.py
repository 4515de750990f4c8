"""Programs to be killed: `python -m tests.flows.victims` has everything imported and forks one victim per order.

Orders come as JSON lines on standard input, answers go out as JSON lines. A victim says `ready`, `commit` before each
commit, and a line after each write that it acknowledges. It dies by SIGKILL: from outside some time after it said
`ready` or `commit`, or by its own hand at a statement, where each row of a bulk statement counts.
"""

from __future__ import annotations

import itertools
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.exports import exporting
from app.importing.applying import apply
from app.importing.plan import ImportOptions
from app.importing.planning import plan
from app.importing.undoing import undo
from app.records.editing import change
from app.stores.session import Session
from ledger import catalog
from storage import database, schema, upgrading
from tests.committee import LOGIN, PASSWORD

PERSON = catalog.named("person")
PRESENT = schema.VERSION
LAST_STEP = PRESENT + 10
Say = Callable[[str], None]
Order = Mapping[str, Any]


def steps() -> dict[int, tuple[str, ...]]:
    """Migrations as later versions may bring them: a table, rows moved, a column."""
    return {
        number: (
            f"CREATE TABLE later{number} (name TEXT, id_no TEXT)",
            f"INSERT INTO later{number} SELECT name, id_no FROM person",  # noqa: S608 - a number
            f"ALTER TABLE person ADD later{number} TEXT",
        )
        for number in range(PRESENT + 1, LAST_STEP + 1)
    }


# -- what a victim does; the folder is the store's


def import_sheet(order: Order, say: Say) -> None:
    with Session.open(Path(order["store"]), LOGIN, PASSWORD) as session:
        outcome = apply(session, plan(session, Path(order["sheet"]), ImportOptions()))
        say(f"done {outcome.batch}")


def edit(order: Order, say: Say) -> None:
    with Session.open(Path(order["store"]), LOGIN, PASSWORD) as session:
        for number in range(order.get("times", 1_000_000)):
            change(session, PERSON, order["person"], {"employer": f"第{number}家", "occupation": f"第{number}业"})
            say(f"done {number}")


def undo_import(order: Order, say: Say) -> None:
    with Session.open(Path(order["store"]), LOGIN, PASSWORD) as session:
        undo(session, order["batch"])
        say("done")


def export_flat(order: Order, say: Say) -> None:
    with Session.open(Path(order["store"]), LOGIN, PASSWORD) as session:
        exporting.export(session, exporting.ExportRequest(ledger="flat", out_path=Path(order["target"])))
        say("done")


def migrate(order: Order, say: Say) -> None:
    schema.VERSION = LAST_STEP
    upgrading.STEPS = steps()
    with Session.open(Path(order["store"]), LOGIN, PASSWORD):
        say("done")


FLOWS: dict[str, Callable[[Order, Say], None]] = {
    flow.__name__: flow for flow in (import_sheet, edit, undo_import, export_flat, migrate)
}


# -- how it dies


class Statements:
    """Counts what reaches the database; dies at the statement it is told, with whatever was not yet committed."""

    def __init__(self, die_at: int | None, say: Say) -> None:
        self.count = 0
        self._die_at = die_at
        self._say = say
        self._run, self._run_many = database.Connection.run, database.Connection.run_many
        one, many = self._one, self._many

        def run(connection: database.Connection, *given: Any) -> int:
            return one(connection, *given)

        def run_many(connection: database.Connection, *given: Any) -> int:
            return many(connection, *given)

        database.Connection.run, database.Connection.run_many = run, run_many

    def _step(self) -> None:
        self.count += 1
        if self.count == self._die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def _one(self, connection: database.Connection, sql: str, values: Sequence[object] = ()) -> int:
        if sql == "COMMIT":
            self._say("commit")
        self._step()
        changed = self._run(connection, sql, values)
        self._step()
        return changed

    def _many(self, connection: database.Connection, sql: str, rows: Iterable[Sequence[object]]) -> int:
        return self._run_many(connection, sql, self._counted(rows))

    def _counted(self, rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
        for row in rows:
            self._step()
            yield row


def victim(order: Order, pipe: int) -> None:
    """Do what the order says and end the process, if nobody ends it before."""

    def say(text: str) -> None:
        os.write(pipe, f"{text}\n".encode())

    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        statements = Statements(order.get("die_at"), say)
        say("ready")
        FLOWS[order["flow"]](order, say)
        say(f"statements {statements.count}")
        code = 0
    finally:
        os._exit(code)


def ordered(order: Order) -> dict[str, Any]:
    """Fork a victim, see it die; answers what it said, how it ended and how long it lived."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        victim(order, writing)
    os.close(writing)
    said, lived = _watch(reading, child, order)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    return {"said": said, "killed": os.WIFSIGNALED(status), "code": os.waitstatus_to_exitcode(status), "lived": lived}


def _watch(pipe: int, child: int, order: Order) -> tuple[list[str], float]:
    """Read what the victim says until its end; kill it at the moment the order names."""
    buffer, began, due = b"", time.monotonic(), None
    commits = itertools.count(1)
    while True:
        wait = None if due is None else max(due - time.monotonic(), 0)
        if select.select([pipe], [], [], wait)[0]:
            chunk = os.read(pipe, 65536)
            if not chunk:
                return [line.decode() for line in buffer.splitlines()], time.monotonic() - began
            for line in chunk.splitlines():
                if line == b"ready" and "after_s" in order:
                    due = time.monotonic() + order["after_s"]
                if line == b"commit" and next(commits) == order.get("commit", 1) and "after_commit_s" in order:
                    due = time.monotonic() + order["after_commit_s"]
            buffer += chunk
        else:
            os.kill(child, signal.SIGKILL)
            due = None


def main() -> None:
    """Take orders until the input ends."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(ordered(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
