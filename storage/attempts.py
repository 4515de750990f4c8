"""Wrong passwords are counted beside the file, and after a few of them every further try has to wait, longer each time.

A try is counted before it is made and forgotten when it was right, so that a program killed in between has made it.
The counters survive restarts. A clock set back lifts no wait: it begins anew from the present moment. Whoever holds
the folder can take the counters away or set the clock forward; against that stands the slow derivation alone
(docs/security.md). How many tries are free and how long the waits are, the committee's policy says; it is kept here
as well because it is needed before the store is open.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ledger import clock
from storage import files
from storage.errors import DiskFull, DiskTrouble, LockedOut, ReadOnlyFolder

FILE_NAME = "attempts.json"
_FORMAT = 1
_NOBODY = ""  # every login that no account has: what was typed there may be a password
_QUIET = timedelta(days=1)  # without a wrong try the count begins anew


@dataclass(frozen=True, slots=True)
class Waits:
    """After `free` wrong tries the next waits `first_s`, every further one twice as long, `longest_s` at most."""

    free: int = 5
    first_s: int = 60
    longest_s: int = 3600

    def after(self, failed: int) -> int:
        """Seconds to wait after so many wrong tries in a row."""
        if failed < self.free:
            return 0
        doublings = min(failed - self.free, 30)
        return int(min(self.first_s * 2**doublings, self.longest_s))


USUAL = Waits()


@dataclass(frozen=True, slots=True)
class _Count:
    """Wrong tries in a row, when the last one was, and how many no entry of the log tells of yet."""

    failed: int
    at: datetime
    untold: int


class Attempts:
    """The counters of one store folder. `known` are the logins that have an account."""

    def __init__(self, folder: Path, known: Collection[str]) -> None:
        self._path = folder / FILE_NAME
        self._known = frozenset(known)

    def charge(self, login: str) -> None:
        """Count a try that is about to be made; raises LockedOut while it has to wait."""
        waits, counts = _read(self._path)
        name, now = self._name(login), clock.now()
        count = counts.get(name)
        if count is not None:
            left = waits.after(count.failed) - max((now - count.at).total_seconds(), 0)
            if now < count.at:
                _write(self._path, waits, counts | {name: replace(count, at=now)})
            if left > 0:
                raise LockedOut(math.ceil(left))
            if now - count.at > _QUIET:
                count = replace(count, failed=0)
        before = count or _Count(0, now, 0)
        _write(self._path, waits, counts | {name: _Count(before.failed + 1, now, before.untold + 1)})

    def settle(self, login: str) -> int:
        """The try was right: forget the count. Answers how many wrong ones came before it that nobody was told of."""
        waits, counts = _read(self._path)
        count = counts.pop(self._name(login), None)
        if count is not None:
            _write(self._path, waits, counts)
        return max(count.untold - 1, 0) if count is not None else 0

    def untold(self) -> dict[str, int]:
        """Wrong tries that the log does not tell of yet, by login; those for no account at all under ""."""
        return {name: one.untold for name, one in _read(self._path)[1].items() if one.untold}

    def note_told(self) -> None:
        """The log tells of all of them now; the waits go on."""
        waits, counts = _read(self._path)
        _write(self._path, waits, {name: replace(one, untold=0) for name, one in counts.items()})

    def forget(self, login: str) -> None:
        """Begin anew: somebody who may has given the account another password."""
        self.settle(login)

    def seconds_left(self, login: str) -> int:
        """How long the next try has to wait; nothing is counted."""
        waits, counts = _read(self._path)
        count = counts.get(self._name(login))
        if count is None:
            return 0
        return max(math.ceil(waits.after(count.failed) - max((clock.now() - count.at).total_seconds(), 0)), 0)

    def set_waits(self, waits: Waits) -> None:
        """Keep the committee's waits where they are needed before the store is open."""
        stands, counts = _read(self._path)
        if stands != waits:
            _write(self._path, waits, counts)

    def _name(self, login: str) -> str:
        return login if login in self._known else _NOBODY


def _read(path: Path) -> tuple[Waits, dict[str, _Count]]:
    """What the file says; a damaged one counts as none, for no store must stay shut because of it."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        waits = _waits(content["waits"])
        return waits, {str(name): _count(one) for name, one in content["failed"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return USUAL, {}


def _waits(said: Mapping[str, Any]) -> Waits:
    """Never milder than a wait for every try after ten, whatever the file says."""
    numbers = {field.name: int(said[field.name]) for field in fields(Waits)}
    is_sound = 0 < numbers["free"] <= 10 and USUAL.first_s <= numbers["first_s"] <= numbers["longest_s"]
    return Waits(**numbers) if is_sound else USUAL


def _count(one: Mapping[str, Any]) -> _Count:
    at = clock.moment_of(str(one["at"]))
    if at.tzinfo is None:
        raise ValueError("not an instant")
    failed = max(int(one["failed"]), 0)
    return _Count(failed, at, max(int(one.get("untold", failed)), 0))


def _write(path: Path, waits: Waits, counts: Mapping[str, _Count]) -> None:
    failed = {
        name: {"failed": one.failed, "at": clock.instant_text(one.at), "untold": one.untold}
        for name, one in counts.items()
    }
    content = json.dumps({"format": _FORMAT, "waits": asdict(waits), "failed": failed}, ensure_ascii=False, indent=1)
    with suppress(DiskFull, DiskTrouble, ReadOnlyFolder), files.translated(path.parent):  # must not keep the owner out
        if counts or waits != USUAL:
            files.replace_file(path, (content + "\n").encode())
        else:
            path.unlink(missing_ok=True)
