"""Programs to be killed at a step of files: `python -m tests.flows.file_victims` forks one victim per order.

A victim backs a store up, changes its data key or restores a backup. Each statement of the database and each step of
the file system counts, before and after it; a victim dies by its own hand at the step that its order names.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.backups import making, rekeying, restoring
from app.backups.restoring import Proof
from app.jobs import SILENT
from app.stores.session import Session
from storage import files
from storage.database import Connection

LOGIN, PASSWORD = "wang", "Yinxing-2026"
PROOF = Proof(LOGIN, PASSWORD)
Order = Mapping[str, Any]


def back_up(order: Order) -> None:
    with Session.open(Path(order["store"]), LOGIN, PASSWORD) as session:
        making.make(session)


def change_key(order: Order) -> None:
    with Session.open(Path(order["store"]), LOGIN, PASSWORD) as session:
        rekeying.rekey(session)


def restore_over(order: Order) -> None:
    restoring.restore_over(Path(order["backup"]), Path(order["store"]), PROOF, SILENT)


def restore_to(order: Order) -> None:
    restoring.restore_to(Path(order["backup"]), Path(order["target"]), PROOF, SILENT)


FLOWS: dict[str, Callable[[Order], None]] = {
    flow.__name__: flow for flow in (back_up, change_key, restore_over, restore_to)
}


class Steps:
    """Counts what reaches the database and the disk; dies at the step it is told."""

    def __init__(self, die_at: int) -> None:
        self.count = 0
        self._die_at = die_at
        for owner, names in (
            (Connection, ("run", "run_many", "insert", "copy_to", "checkpoint", "close")),
            (Path, ("replace", "rename", "unlink", "mkdir", "rmdir")),
            (os, ("replace", "fsync")),
            (files, ("open_private",)),
            (shutil, ("rmtree",)),
        ):
            for name in names:
                setattr(owner, name, self._counted(getattr(owner, name)))

    def _counted(self, done: Callable[..., object]) -> Callable[..., object]:
        def counted(*args: object, **named: object) -> object:
            self._step()
            answer = done(*args, **named)
            self._step()
            return answer

        return counted

    def _step(self) -> None:
        self.count += 1
        if self.count == self._die_at:
            os.kill(os.getpid(), signal.SIGKILL)


def ordered(order: Order) -> dict[str, Any]:
    """Fork a victim and see it end; answers how, and how many steps it took if it lived."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reading)
            steps = Steps(order.get("die_at", 0))
            FLOWS[order["flow"]](order)
            os.write(writing, str(steps.count).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as told:
        said = told.read()
    _, status = os.waitpid(child, 0)
    return {"killed": os.WIFSIGNALED(status), "code": os.waitstatus_to_exitcode(status), "steps": int(said or 0)}


def main() -> None:
    """Take orders until the input ends."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(ordered(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
