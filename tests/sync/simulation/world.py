"""A simulated world: one cloud, a network that fails, one clock; PCs that edit, exchange, crash and are put back.

One thread, one seed: the same seed is the same run. The cloud is the real one (`cloud.service`) over the store in
memory or over PostgreSQL, the PCs are real encrypted files. `run` plays, `settle` lets all exchange in peace. What the
cloud is asked and how it stands is `cloud_side.py`'s; who is killed at which statement, `kills.py`'s.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cloud import enrolling
from cloud.exchange import Request, Response
from ledger import clock, ids
from storage.syncing import device_key
from sync import round as one_round
from sync.calls import Calls
from sync.local_side import Enrolment
from sync.outcome import Outcome
from sync.round import Limits
from sync.transport import Reply
from sync.troubles import DeviceRevoked, Unreachable
from sync.world import World
from tests.storage.stores import new_store
from tests.sync.simulation import orders
from tests.sync.simulation.cloud_side import CloudPlace, CloudSide
from tests.sync.simulation.kills import Killed, Killer, killing
from tests.sync.simulation.pc import SimulatedPc
from tests.sync.simulation.setting import Happening, Setting

CID = "310115007012"
START_MS = 1_795_000_000_000
_LONGEST_ROUND = 500
"""Statements among which one is chosen to be killed at."""


@dataclass(slots=True)
class Wire:
    """The network of one PC; `plan` says what goes wrong with the next request: nothing, or one of `setting.FAULTS`."""

    world: SimulatedWorld
    plan: Callable[[], str]
    pc: SimulatedPc | None = None
    newer: Callable[[bytes], bytes] | None = None
    """Makes of the cloud's answers those of a newer version."""
    late: list[Request] = field(default_factory=list)

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """One request; see `setting.FAULTS`."""
        request, fault = Request(method, path, dict(headers), body), self.plan()
        early = self._before(request, fault)
        if early is not None:
            return early
        answer = self.world.answer(request)
        self._after(request, fault)
        headers_ = {name.lower(): value for name, value in answer.headers.items()}
        reply = Reply(answer.status, headers_, answer.body)
        if self.newer is not None:
            headers_.pop("content-encoding", None)
            reply = Reply(answer.status, headers_, self.newer(answer.body))
        return Reply(reply.status, reply.headers, reply.body[: len(reply.body) // 2]) if fault == "cut" else reply

    def _before(self, request: Request, fault: str) -> Reply | None:
        if fault == "lost_before":
            raise Unreachable("lost")
        if fault == "killed_before":
            raise Killed
        if fault == "late":
            self.late.append(request)
            raise Unreachable("timeout")
        return {"busy": Reply(503, {"retry-after": "1"}, b"{}"), "fault": Reply(500, {}, b"<html>")}.get(fault)

    def _after(self, request: Request, fault: str) -> None:
        if fault == "twice":
            self.world.answer(request)
        if fault == "meanwhile":
            self.world.meanwhile()
        if fault == "edited" and self.pc is not None:
            self.pc.act()
        if fault == "lost_after":
            raise Unreachable("lost")
        if fault == "killed_after":
            raise Killed

    def deliver(self) -> None:
        """What was under way for so long arrives now, and nobody hears the answer."""
        while self.late:
            self.world.answer(self.late.pop())


class SimulatedWorld:
    """Everything of one seed."""

    def __init__(self, seed: int, folder: Path, setting: Setting, killer: Killer, cloud: CloudPlace) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - no secret
        self.folder, self.setting, self._killer = folder, setting, killer
        self._true_ms, self._off_ms = START_MS, 0
        self.cloud = CloudSide(cloud, CID, lambda: self._true_ms, self.chance.randbytes, setting.cloud_keeps)
        self._copies: dict[str, Path] = {}
        self.cloud.store.add_committee(CID, "测试居委会", self._uuid())
        self.pcs: list[SimulatedPc] = []
        self.wires: dict[str, Wire] = {}
        self.outcomes: list[Outcome] = []
        self._busy: set[str] = set()
        self.is_peaceful = True
        for number in range(setting.pcs):
            self.join(f"pc{number}")
        self.is_peaceful = False

    # -- time

    def now_ms(self) -> int:
        """By the clock of whoever is at work."""
        return self._true_ms + self._off_ms

    @contextmanager
    def at(self, pc: SimulatedPc) -> Iterator[None]:
        """At this PC, by its clock."""
        before, self._off_ms = self._off_ms, pc.clock_off_ms
        try:
            yield
        finally:
            self._off_ms = before

    def pass_time(self, ms: int) -> None:
        """Time goes on."""
        self._true_ms += ms

    # -- the cloud

    def answer(self, request: Request) -> Response:
        """The cloud's answer."""
        off, self._off_ms = self._off_ms, 0
        try:
            self.pass_time(5)
            return self.cloud.answer(request)
        finally:
            self._off_ms = off

    def meanwhile(self) -> None:
        """While somebody waits for an answer, another PC exchanges."""
        others = [pc for pc in self.pcs if pc.name not in self._busy]
        if others and len(self._busy) == 1:
            self.exchange(self.chance.choice(others))

    def _uuid(self) -> str:
        return ids.to_text(self.chance.randbytes(16))

    # -- PCs

    def join(self, name: str, folder: Path | None = None) -> SimulatedPc:
        """A PC with a new store, or with the one in `folder`, joins."""
        place = folder or self.folder / name
        if folder is None:
            new_store(place).close()
        pc = self.add(name, place)
        self.enrol(pc)
        return pc

    def add(self, name: str, folder: Path) -> SimulatedPc:
        """A PC with the store in `folder`, whoever that says it is."""
        pc = SimulatedPc(name, folder, self.chance, self.setting.acts)
        self.pcs.append(pc)
        self.wires[name] = Wire(self, self._fault, pc)
        return pc

    def enrol(self, pc: SimulatedPc) -> None:
        """As `app.syncing.enrolling` does."""
        private = device_key.generate()
        pc.local.put_device_key(private)
        said = {"code": enrolling.new_code(self.cloud.means, CID), "pubkey": device_key.public_part(private)}
        said |= {"fingerprint": pc.fingerprint, "app": "1"}
        told = Calls(self.surroundings(pc)).post("/v1/enrol", said).told
        pc.local.enrol(Enrolment(told["device"], told["gen"], "http://127.0.0.1"))

    def surroundings(self, pc: SimulatedPc) -> World:
        """What a round at this PC is handed."""
        return World(
            transport=self.wires[pc.name],
            fingerprint=pc.fingerprint,
            version="1",
            now_ms=self.now_ms,
            sleep=lambda seconds: self.pass_time(int(seconds * 1000)),
            uniform=self.chance.uniform,
            new_id=self._uuid,
        )

    def exchange(self, pc: SimulatedPc) -> Outcome | None:
        """One round; None when the program was killed in it."""
        with self.at(pc):
            try:
                before = pc.local.facts().seq
                outcome = self._round(pc)
            except Killed:
                self._killer.disarm()
                pc.close()
                pc.open()
                pc.see_view()
                return None
        self.outcomes.append(outcome)
        facts = pc.local.facts()
        assert facts.seq >= before or self.cloud.epochs > 1 or outcome.removed or facts.is_resync, "a cursor fell"
        assert outcome.digest != "differed", "drift"
        pc.see_view()
        if isinstance(outcome.trouble, DeviceRevoked):
            self._enrol_again(pc)
        return outcome

    def _enrol_again(self, pc: SimulatedPc) -> None:
        """The cloud was restored to a moment before this PC joined."""
        before, self.is_peaceful = self.is_peaceful, True
        pc.local.leave()
        self.enrol(pc)
        self.is_peaceful = before

    def _round(self, pc: SimulatedPc) -> Outcome:
        is_outer = not self._busy
        if is_outer and not self.is_peaceful and self.chance.randrange(100) < self.setting.killed:
            self._killer.arm(self.chance.randint(1, _LONGEST_ROUND))
        self._busy.add(pc.name)
        try:
            return one_round.sync(pc.local, self.surroundings(pc), Limits(allow_large=self.is_peaceful))
        finally:
            self._busy.discard(pc.name)
            if is_outer:
                self._killer.disarm()

    def _fault(self) -> str:
        if self.is_peaceful or self.chance.randrange(100) >= self.setting.troubled:
            return ""
        return self.chance.choice(self.setting.faults)

    # -- what happens

    def run(self, steps: int) -> None:
        """So many things happen."""
        for _ in range(steps):
            self.pass_time(self.chance.randint(100, 60_000))
            pc = self.chance.choice(self.pcs)
            self._happen(pc, self.setting.choose(self.chance))

    def _happen(self, pc: SimulatedPc, what: Happening) -> None:
        if what == "act":
            with self.at(pc):
                pc.act()
        elif what == "exchange":
            self.exchange(pc)
        elif what == "deliver":
            self.wires[pc.name].deliver()
        elif what == "clock":
            pc.clock_off_ms = self.chance.choice([0, 0, -90_000, 240_000, 30 * 3600 * 1000, -40 * 3600 * 1000])
        elif what == "copy":
            self._copy_or_put_back(pc)
        elif what == "copy_cloud":
            self.cloud.copy_or_restore(self._uuid())
        elif what == "street":
            orders.take_part(self)
        else:
            self.cloud.forget()

    def _copy_or_put_back(self, pc: SimulatedPc) -> None:
        place = self._copies.pop(pc.name, None)
        if place is not None and self.chance.random() < 0.7:
            pc.put_back(place)
            return
        place = self.folder / f"{pc.name}-copy{self.chance.randint(0, 10**9)}"
        pc.copy_to(place)
        self._copies[pc.name] = place

    def settle(self) -> None:
        """Everybody exchanges in peace until nobody has anything to tell."""
        for wire in self.wires.values():
            wire.deliver()
        self.is_peaceful = True
        for _ in range(self.setting.most_rounds):
            self.pass_time(60_000)
            found = [self.exchange(pc) for pc in self.pcs]
            troubles = [one.trouble for one in found if one is not None and one.trouble is not None]
            assert None not in found
            assert all(isinstance(one, DeviceRevoked) for one in troubles), troubles
            if all(one is not None and one.is_empty for one in found):
                return
        raise AssertionError("the exchange does not come to an end")

    def close(self) -> None:
        """Shut everything down."""
        for pc in self.pcs:
            pc.close()


@contextmanager
def simulated(
    seed: int, folder: Path, setting: Setting | None = None, cloud: CloudPlace | None = None
) -> Iterator[SimulatedWorld]:
    """A world whose ids and instants follow from the seed alone."""
    setting = setting or Setting.of(seed)
    with pytest.MonkeyPatch.context() as patch, killing() as killer:
        chance = random.Random(seed + 1)  # noqa: S311 - no secret
        patch.setattr("ledger.ids.secrets.randbits", chance.getrandbits)
        patch.setattr(ids, "_last", 0)
        setting.apply(patch)
        moment = _Beginning()
        with clock.use(moment):
            world = SimulatedWorld(seed, folder, setting, killer, cloud or CloudPlace())
            moment.world = world
            try:
                yield world
            finally:
                world.close()


class _Beginning:
    """The clock before there is a world, and after."""

    world: SimulatedWorld | None = None

    def now(self) -> datetime:
        """The world's instant."""
        ms = self.world.now_ms() if self.world else START_MS
        return datetime.fromtimestamp(ms / 1000, UTC)
