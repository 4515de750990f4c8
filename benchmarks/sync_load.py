"""PCs without a store that send prepared operations and read: many of them press a cloud from one process.

They speak through the real client's calls (JSON, packing, headers, HTTP); what a store costs is `sync_stores.py`'s.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks import cloud_server
from benchmarks.cloud_server import Cloud
from ledger import ids
from storage.syncing import device_key
from sync.calls import Answer, Calls
from sync.enrolment import token_message
from sync.protocol import MOST_OPERATIONS, Json, read_lineage
from sync.transport import Https, Route
from sync.world import World

Facts = dict[str, float]
Op = Mapping[str, Json]
_FINGERPRINT = "sha256:bench"
_COMMITTEE = "3101150{:05}"
_THREADS = 8


@dataclass
class Pc:
    """A PC of a committee, enrolled; `times` are the seconds of its calls by name."""

    calls: Calls
    line: Https
    committee: str
    key: bytes
    n: int = 0
    cursor: str = ""
    times: dict[str, list[float]] = field(default_factory=dict)

    @classmethod
    def joined(cls, line: Https, code: str) -> Pc:
        """A PC that joins with this code."""
        world = World(line, _FINGERPRINT, "1.0")
        pc = cls(Calls(world), line, code.partition("-")[0], device_key.generate())
        said = {"code": code, "pubkey": device_key.public_part(pc.key), "fingerprint": _FINGERPRINT, "app": "1.0"}
        told = pc.calls.post("/v1/enrol", said).told
        pc.calls.device, pc.calls.gen = str(told["device"]), int(told["gen"])
        pc.calls.lineage = read_lineage(",".join(f"{epoch}:{start}" for epoch, start in told["lineage"]))
        return pc

    def sign_in(self) -> None:
        """A token: two calls."""
        who = {"committee": self.committee, "device": self.calls.device}
        nonce = self._timed("token", lambda: self.calls.post("/v1/token", who)).told["nonce"]
        message = token_message(self.committee, self.calls.device, _FINGERPRINT, nonce)
        signed = {**who, "fingerprint": _FINGERPRINT, "nonce": nonce, "sig": device_key.sign(self.key, message)}
        told = self._timed("token", lambda: self.calls.post("/v1/token", signed)).told
        self.calls.token = str(told["access"])

    def hang_up(self) -> None:
        """Let go of the connection: one that stood idle the cloud may end just as the next call goes out."""
        self.line.close()

    def hello(self) -> None:
        """The call that asks whether there is anything."""
        self._timed("hello", lambda: self.calls.get(self._path("hello")))

    def push(self, ops: Sequence[Op]) -> None:
        """One batch; every operation has to be taken."""
        numbered = [{**op, "n": n} for n, op in enumerate(ops, self.n + 1)]
        said = {"device": self.calls.device, "gen": self.calls.gen, "first_n": self.n + 1, "cursor": self.cursor}
        told = self._timed("push", lambda: self.calls.post(self._path("push"), {**said, "ops": numbered})).told
        self.n += len(ops)
        refused = [one for one in told["results"] if one["outcome"] == "rejected"]
        if refused or len(told["results"]) != len(ops):
            raise AssertionError(f"{len(refused)} operations of {len(ops)} were refused: {refused[:1]}")

    def pull(self) -> int:
        """Pages until there are no more; answers how many changes came."""
        count = 0
        while True:
            told = self._timed("pull", lambda: self.calls.get(self._path("pull"), cursor=self.cursor, limit=1000)).told
            self.cursor, count = str(told["next"]), count + len(told["changes"])
            if not told["more"]:
                return count

    def report(self) -> None:
        """What a night's round tells in the end."""
        told = {"start": "2026-11-21T01:00:00.000Z", "end": "2026-11-21T01:00:01.000Z", "result": 0, "pushed": 20}
        self._timed("report", lambda: self.calls.post(self._path("report"), told))

    def _path(self, name: str) -> str:
        return f"/v1/c/{self.committee}/{name}"

    def _timed(self, name: str, ask: Callable[[], Answer]) -> Answer:
        began = perf_counter()
        answer = ask()
        self.times.setdefault(name, []).append(perf_counter() - began)
        return answer


def committee(number: int) -> str:
    """The code of a measured committee."""
    return _COMMITTEE.format(number)


@contextmanager
def pcs(cloud: Cloud, committees: Iterable[str], each: int = 1) -> Iterator[list[Pc]]:
    """PCs of these committees with a token, each with a connection of its own."""
    codes = cloud_server.codes(cloud.data, committees, each)
    with _transports(cloud.url, len(codes)) as transports:
        found = [Pc.joined(one, code) for one, code in zip(transports, codes, strict=True)]
        for pc in found:
            pc.sign_in()
            pc.times.clear()
        yield found


@contextmanager
def _transports(url: str, count: int) -> Iterator[list[Https]]:
    made = [Https(Route(url, proxy="none")) for _ in range(count)]
    try:
        yield made
    finally:
        for one in made:
            one.close()


def read_operations(file: Path) -> list[Op]:
    """What `sync_stores.operations` wrote."""
    found: list[Op] = json.loads(file.read_text("utf-8"))
    return found


def batches(ops: Sequence[Op]) -> list[Sequence[Op]]:
    """As many as a push takes at once."""
    return [ops[start : start + MOST_OPERATIONS] for start in range(0, len(ops), MOST_OPERATIONS)]


def into_one(cloud: Cloud, ops: Sequence[Op]) -> Facts:
    """One PC sends everything into one committee; how long a full push takes that 99 of 100 are quicker than."""
    with pcs(cloud, [committee(1)]) as (pc,):
        began = perf_counter()
        for batch in batches(ops):
            pc.push(batch)
        took_s = perf_counter() - began
        full = sorted(pc.times["push"][: max(len(ops) // MOST_OPERATIONS, 1)])
    p99 = 1000 * at_share(full, 0.99)
    return {"operations": len(ops), "seconds": took_s, "pushes": len(full), "p50": 1000 * median(full), "p99": p99}


def into_many(cloud: Cloud, ops: Sequence[Op], committees: int) -> Facts:
    """A PC of each committee sends the same operations, several at a time."""
    with pcs(cloud, map(committee, range(100, 100 + committees))) as several:
        began = perf_counter()
        with ThreadPoolExecutor(_THREADS) as pool:
            for _ in pool.map(lambda pc: [pc.push(batch) for batch in batches(ops)], several):
                pass
        return {"operations": len(ops) * committees, "seconds": perf_counter() - began}


def at_share(ordered: Sequence[float], share: float) -> float:
    """The value below which that share lies; 0 of none."""
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def edits(ops: Sequence[Op], count: int, salt: str) -> list[Op]:
    """Changes of people that these operations made."""
    people = [op for op in ops if op["t"] == "person" and op["k"] == "create"]
    return [_edit(people[number % len(people)], f"{salt}{number}") for number in range(count)]


def _edit(made: Op, text: str) -> Op:
    said = {"k": "patch", "op_id": ids.to_text(ids.new_id()), "was": {}, "f": {"employer": text}, "base": 1}
    return {**{name: made[name] for name in ("t", "id", "at", "u", "cv")}, **said}
