"""The exchange between real stores and a cloud: what a PC of a committee waits for. Everybody is invented."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Self

from typing_extensions import override

from app.demo import fill as filling
from app.jobs import SILENT, JobContext
from app.records import editing
from app.stores.session import Session
from app.syncing import comparing, enrolling, rounds, route
from benchmarks import memory, office
from ledger import catalog, ids
from storage.syncing import outbox
from sync.outcome import Outcome
from sync.pulling import APPLYING, PULLING

SEED = 30
_PERSON = catalog.named("person")
_DAYS = 3
_IDLE_ROUNDS = 15
_SECONDS_BETWEEN = 0.05

Facts = dict[str, float]


def fill(folder: Path, people: int) -> Facts:
    """A fresh store with invented people; answers how many records there are."""
    shutil.rmtree(folder, ignore_errors=True)
    with office.created(folder) as session:
        return {"records": sum(filling.fill(session, people=people, seed=SEED, ctx=SILENT).values())}


def operations(folder: Path, people: int, target: Path) -> Facts:
    """What a store of so many people has to send, as it travels, into a file."""
    fill(folder, people)
    with office.opened(folder) as session, session.store.whole_reader() as reader:
        told = outbox.wires(reader.connection, outbox.waiting(reader.connection, 10 * people))
    target.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    return {"operations": len(told)}


def join(session: Session, url: str, code: str) -> None:
    """The PC joins its committee."""
    enrolling.enrol(session, url, code, proxy=route.NONE)


def exchanged(session: Session, watching: JobContext = SILENT) -> tuple[Outcome, float]:
    """Exchange until nothing is left; seconds."""
    began = perf_counter()
    outcome = rounds.sync(session, watching)
    took_s = perf_counter() - began
    if outcome.trouble is not None:
        raise outcome.trouble
    return outcome, took_s


def first_push(folder: Path, url: str, code: str) -> Facts:
    """A filled store joins and sends everything."""
    with office.opened(folder) as session:
        join(session, url, code)
        outcome, took_s = exchanged(session)
    return {"seconds": took_s, "operations": outcome.acked, "merged": outcome.merged, "up": outcome.bytes_up}


def first_pull(folder: Path, url: str, code: str) -> Facts:
    """An empty store joins and fetches everything."""
    with office.created(folder) as session:
        join(session, url, code)
        with Watching() as watching:
            outcome, took_s = exchanged(session, watching)
        told = {"seconds": took_s, "bytes": outcome.bytes_down + outcome.bytes_up, "records": outcome.pulled}
        return told | watching.facts()


def daily(first: Path, second: Path, changes: int) -> Facts:
    """So many changes on the first PC, and both exchange; what each took, and what a round costs that finds nothing.

    The middle one of several days, by the slower PC: the disk may keep the database waiting for a moment.
    """
    with office.opened(first) as one, office.opened(second) as other:
        for session in (one, other):
            exchanged(session)
        with one.reader() as reader:
            people = [person for person, _ in islice(reader.scan(_PERSON, ("name",)), changes)]
        days = sorted((_day(one, other, people, day) for day in range(_DAYS)), key=_slower_s)
        slowest = {"slowest_s": _slower_s(days[-1])}
        same = {"same": float(comparing.digest(one) == comparing.digest(other))}
        return days[_DAYS // 2] | slowest | _idle(other) | same


def _day(one: Session, other: Session, people: Sequence[bytes], day: int) -> Facts:
    for number, person in enumerate(people):
        phone = f"13{day}{number:08}"
        editing.change(one, _PERSON, ids.to_text(person), {"phone": phone, "employer": f"单位{day}{number}"})
    sent, sent_s = exchanged(one)
    came, came_s = exchanged(other)
    told = {"sent": sent.pushed, "sent_s": sent_s, "sent_bytes": sent.bytes_up + sent.bytes_down}
    return told | {"came": came.pulled, "came_s": came_s, "came_bytes": came.bytes_up + came.bytes_down}


def _slower_s(day: Facts) -> float:
    return max(day["sent_s"], day["came_s"])


def _idle(session: Session) -> Facts:
    rounds_ = [exchanged(session) for _ in range(_IDLE_ROUNDS)]
    outcome = max((outcome for outcome, _ in rounds_), key=lambda one: one.requests)
    size = max(outcome.bytes_up + outcome.bytes_down for outcome, _ in rounds_)
    return {"idle_s": median(took_s for _, took_s in rounds_), "requests": outcome.requests, "idle_bytes": size}


class Watching(JobContext):
    """Notes when the phases of a round ended, and looks at the memory of this process while it runs."""

    def __init__(self) -> None:
        super().__init__()
        self._began = self._pulled_at = self._applied_at = perf_counter()
        self._before_mb = self._peak_mb = memory.of_process() or 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    @override
    def report(self, done: int, total: int, phase: str = "") -> None:
        """What the round tells of itself."""
        if phase == PULLING:
            self._pulled_at = perf_counter()
        elif phase == APPLYING:
            self._applied_at = perf_counter()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(_SECONDS_BETWEEN):
            self._peak_mb = max(self._peak_mb, memory.of_process() or 0.0)

    def facts(self) -> Facts:
        """In seconds and megabytes."""
        spent = {"pulling": self._pulled_at - self._began, "applying": self._applied_at - self._pulled_at}
        return spent | {"before_mb": self._before_mb, "peak_mb": self._peak_mb}
