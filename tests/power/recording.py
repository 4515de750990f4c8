"""Watches a program at work in a folder: what it writes, and what of it is certainly on the disk, moment by moment.

Two places tell. Python's own calls (`os.fsync`, renames, removals) are watched. SQLite's are not seen from here; what
it syncs follows from the connection's own setting `synchronous`, which is asked at every commit: in FULL the log is
synced by every commit, in NORMAL by a checkpoint alone, in OFF never; a checkpoint syncs the log, writes pages into the
file, syncs that, and cuts the log then (https://sqlite.org/wal.html, https://sqlite.org/pragma.html#pragma_synchronous).
Between two looks a file is on its way from what was synced to what it is; `disk.py` says where it may stop.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final, cast

import pytest

from storage.database import connection as connections
from storage.database import opening
from storage.database.alongside import Alongside
from storage.database.driver import Cursor, Driver, Value, connect
from storage.keys import DatabaseKey
from tests.power.disk import LOG, Content, Moment, Names

_FULL, _NORMAL = 2, 1
_CHECKPOINT = "wal_checkpoint"
_OF_FILES: Final = ("replace", "rename", "unlink")
_LONG_LOG = 64 * 1024
"""After so much the log is taken in while the work goes on: more moments at which a checkpoint is under way."""


class Recorder:
    """What happens in `folder` while it is watched. `aside` answers how the rest of the world stands."""

    def __init__(self, folder: Path, aside: Callable[[], object] = lambda: None) -> None:
        self.folder, self._aside = folder, aside
        self.moments: list[Moment] = []
        self._said: list[object] = []
        self._files: dict[int, Content] = {}
        self._names: dict[str, tuple[Names, ...]] = {}
        self._open: dict[tuple[int, int], int] = {}
        self._dated: set[int] = set()
        self._lock = threading.RLock()
        self._look()
        for number, content in self._files.items():
            self._files[number] = content.synced()
        self._names = {place: listings[-1:] for place, listings in self._names.items()}

    def say(self, what: object) -> None:
        """The program told its user that something is done."""
        with self._lock:
            self._said.append(what)
            self._keep()

    def close(self) -> None:
        """Watch no more."""
        for handle in self._open.values():
            os.close(handle)

    def mark(self) -> None:
        """The rest of the world changed."""
        with self._lock:
            self._keep()

    # -- looking

    def look(self) -> None:
        """See what was written since the last look."""
        with self._lock:
            if self._look():
                self._keep()

    def _look(self) -> bool:
        places = [Path(place).relative_to(self.folder).as_posix() for place, _, _ in os.walk(self.folder)]
        listings = {place: self._listing(self.folder / place) for place in places}
        changed = False
        for place, names in listings.items():
            known = self._names.get(place, ())
            if not known or known[-1] != names:
                self._names[place] = (*(known or ({},)), names)
                changed = True
        for number in {one for names in listings.values() for one in names.values()}:
            changed |= self._read(number)
        return changed

    def _listing(self, place: Path) -> dict[str, int]:
        """The files of a folder by number. Each is held open, so that no other gets the number of one that is gone."""
        found = {}
        for entry in os.scandir(place):
            if not entry.is_file(follow_symlinks=False):
                continue
            inode = (entry.stat().st_dev, entry.inode())
            if inode not in self._open:
                self._open[inode] = os.open(entry.path, os.O_RDONLY)
            found[entry.name] = self._open[inode]
        return found

    def _read(self, number: int) -> bool:
        now = os.pread(number, os.fstat(number).st_size, 0)
        before = self._files.get(number, Content(b"", b""))
        if number in self._files and now == before.now:
            return False
        self._files[number] = before.grown(now)
        return True

    def _keep(self) -> None:
        self.moments.append(Moment(dict(self._files), dict(self._names), tuple(self._said), self._aside()))

    def _number(self, path: Path) -> int | None:
        place = path.parent.relative_to(self.folder).as_posix()
        return self._names[place][-1].get(path.name) if place in self._names else None

    # -- what the system calls say

    def synced(self, handle: int) -> None:
        """A file or folder was synced."""
        with self._lock:
            self._look()
            told = os.fstat(handle)
            number = self._open.get((told.st_dev, told.st_ino))
            if number is not None:
                self._sync(number)
            for place, listings in self._names.items():
                here = self.folder / place
                if here.exists() and (here.stat().st_dev, here.stat().st_ino) == (told.st_dev, told.st_ino):
                    self._names[place] = listings[-1:]
            self._keep()

    def _sync(self, number: int) -> None:
        self._files[number] = self._files[number].synced()

    # -- what SQLite does

    @contextmanager
    def statement(self, driver: Driver, path: Path, sql: str) -> Iterator[None]:
        """One statement of a connection runs inside."""
        if not path.is_relative_to(self.folder) or sql.lstrip()[:6].upper() == "SELECT":
            yield
            return
        with self._lock:
            self.look()
            if _CHECKPOINT in sql:
                with self.checkpoint(driver, path):
                    yield
                return
            yield
            self.look()
            if not driver.in_transaction and _is_writer(driver) and _level(driver) >= _FULL:
                self._log_synced(path)

    def _log_synced(self, path: Path) -> None:
        """A commit is through: its log is on the disk, and so is the log's name, the first time it is synced."""
        log = self._number(path.with_name(path.name + LOG))
        if log is None or self._files[log] == (content := self._files[log].synced()):
            return
        if not self._files[log].solid:
            place = path.parent.relative_to(self.folder).as_posix()
            self._names[place] = self._names[place][-1:]
        self._files[log] = content
        self._keep()

    @contextmanager
    def checkpoint(self, driver: Driver, path: Path) -> Iterator[None]:
        """The log is taken into the file inside, or the connection closed, which may do the same."""
        if not path.is_relative_to(self.folder):
            yield
            return
        with self._lock:
            self.look()
            level = _level(driver)
            log = self._number(path.with_name(path.name + LOG))
            if log is not None and level >= _NORMAL:
                self._sync(log)
            before = Moment(dict(self._files), dict(self._names), tuple(self._said), self._aside())
            yield
            changed = self._look()
            file = self._number(path)
            if file is not None and file in before.files:
                self._half_taken_in(before, file, is_synced=level >= _NORMAL)
            if changed:
                self._keep()

    def _half_taken_in(self, before: Moment, file: int, *, is_synced: bool) -> None:
        """Keep the moments in which pages go into the file, while the log still holds them all."""
        was, now = before.files[file], self._files[file]
        if was.now != now.now:
            under_way = Moment({**before.files, file: now}, before.names, before.said, before.aside)
            self.moments += [under_way] * 4  # each is left by another image
        if is_synced:
            self._sync(file)


def _level(driver: Driver) -> int:
    return int(str(driver.execute("PRAGMA synchronous").fetchall()[0][0]))


def _is_writer(driver: Driver) -> bool:
    return not driver.execute("PRAGMA query_only").fetchall()[0][0]


class _Watched:
    """A connection of SQLCipher's whose statements are watched."""

    def __init__(self, driver: Driver, path: Path, recorder: Recorder) -> None:
        self.driver, self._path, self._recorder = driver, path, recorder

    @property
    def in_transaction(self) -> bool:
        return self.driver.in_transaction

    def cursor(self) -> Cursor:
        return self.driver.cursor()  # reads alone go by cursors

    def execute(self, sql: str, values: Sequence[Value] = ()) -> Cursor:
        with self._recorder.statement(self.driver, self._path, sql):
            return self.driver.execute(sql, values)

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> Cursor:
        with self._recorder.statement(self.driver, self._path, sql):
            return self.driver.executemany(sql, rows)

    def backup(self, target: Driver, *, pages: int = -1, progress: Callable[[int, int, int], None]) -> None:
        def told(status: int, remaining: int, total: int) -> None:
            self._recorder.look()
            progress(status, remaining, total)

        self.driver.backup(cast("_Watched", target).driver, pages=pages, progress=told)
        self._recorder.look()

    def interrupt(self) -> None:
        self.driver.interrupt()

    def close(self) -> None:
        with self._recorder.checkpoint(self.driver, self._path):
            self.driver.close()


@contextmanager
def recording(folder: Path, aside: Callable[[], object] = lambda: None) -> Iterator[Recorder]:
    """Inside, everything that this process does in the folder is watched; what lay there before is on the disk."""
    recorder = Recorder(folder, aside)

    def watched(path: Path, key: DatabaseKey) -> Driver:
        return _Watched(connect(path, key), path, recorder)

    def synced(handle: int) -> None:
        _fsync(handle)
        recorder.synced(handle)

    def looking(real: Callable[..., Any]) -> Callable[..., Any]:
        def looked(*given: Any, **named: Any) -> Any:
            recorder.look()
            try:
                return real(*given, **named)
            finally:
                recorder.look()

        return looked

    start = Alongside.start

    def start_and_wait(self: Alongside, work: Callable[[], object]) -> None:
        start(self, work)
        self.settle()

    _fsync = os.fsync
    with ExitStack() as stack:
        stack.callback(recorder.close)
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(opening, "connect", watched)
        patch.setattr(connections, "connect", watched)
        patch.setattr(connections, "_LONG_LOG_BYTES", _LONG_LOG)
        patch.setattr(Alongside, "start", start_and_wait)
        patch.setattr(os, "fsync", synced)
        for name in _OF_FILES:
            patch.setattr(os, name, looking(getattr(os, name)))
        yield recorder
