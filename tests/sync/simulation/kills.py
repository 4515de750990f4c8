"""Kills the program at a statement: everything up to the last commit stays, nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from storage.database import Connection
from storage.database.driver import Driver


class Killed(BaseException):
    """The program was killed at this moment."""


class Killer:
    """Counts the statements of all stores of this process while it is armed, and kills at the chosen one."""

    def __init__(self) -> None:
        self.count = 0
        self._left = 0

    def arm(self, at: int) -> None:
        """Kill at the `at`-th statement from now on."""
        self.count, self._left = 0, at

    def disarm(self) -> None:
        """Kill nobody any more."""
        self._left = 0

    def step(self) -> None:
        """A statement is about to run."""
        self.count += 1
        if self._left:
            self._left -= 1
            if not self._left:
                raise Killed


@contextmanager
def killing() -> Iterator[Killer]:
    """While this lasts, statements are counted."""
    killer = Killer()
    driver: Callable[[Connection], Driver] = vars(Connection)["_driver"].fget

    def counted(connection: Connection) -> Driver:
        killer.step()
        return driver(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "_driver", property(counted))
        yield killer
