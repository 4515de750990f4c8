"""Decides the operations of one push, in their order: what each changes, and the answer that its author gets.

Pure but for the view it reads: the same operations in the same order give the same records, conflicts and numbers on
every database (invariant I13). Whether the device may send them at all, in which generation, was looked at before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby

from cloud import erased
from cloud.case import Case, Refused, Ruling
from cloud.confirming import USUAL, Checkers
from cloud.conflicts import Author
from cloud.orders import events
from cloud.records import Decision, Device, Key, Written
from cloud.rulings import rule
from cloud.store import Look
from cloud.working import Keyed, Working
from ledger.orders.modules import Modules, shipped
from sync.protocol import CLOCK_TRUST_MS, MOST_IN_GROUP, Json, Op

Result = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Sending:
    """Who sends, when, knowing the committee up to the number `seen`; `source` is where the values come from.

    `stopped`: login -> the instant from which its work is no longer taken. `roles`: those of accounts that the cloud
    knows. `checkers`: see `confirming.py`. `modules`: which department leads which, for the ladder of orders.
    """

    device: Device
    now_ms: int
    seen: int
    source: str = "committee"
    stopped: Mapping[str, str] = field(default_factory=dict)
    checkers: Checkers = field(default_factory=lambda: USUAL)
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    modules: Modules = field(default_factory=shipped)


def decide(look: Look, ops: Sequence[Op], sending: Sending, keyed: Keyed) -> tuple[list[Result], Written]:
    """The answers in the order of the operations, and everything to be written.

    Operations that were decided before, under whatever number, get their first answer and change nothing.
    """
    working = Working(look, keyed)
    known = look.decisions([op.op_id for op in ops])
    fresh = [op for op in ops if op.op_id not in known]
    working.fetch(fresh)
    events.read(working, events.moved(fresh))
    events.read_gaps(working, fresh)
    court = _Court(working, sending)
    answers = {op.op_id: answer for group in _groups(fresh) for op, answer in court.group(group)}
    results = [
        {"n": op.n, **answers[op.op_id]} if op.op_id in answers else _again(op, known[op.op_id].outcome) for op in ops
    ]
    last_n = max((op.n for op in ops), default=sending.device.last_n)
    device = replace(
        sending.device, last_n=max(last_n, sending.device.last_n), last_at=court.last_at, last_seq=sending.seen
    )
    return results, working.finished(device)


def _again(op: Op, first: Mapping[str, Json]) -> Result:
    return {"n": op.n, "outcome": "duplicate", "rv": first["rv"], "first": dict(first)}


def _groups(ops: Sequence[Op]) -> Iterator[list[Op]]:
    """Operations that stand or fall together."""
    for _, group in groupby(ops, key=lambda op: op.g):
        yield list(group)


class _Court:
    """Decides group by group."""

    def __init__(self, working: Working, sending: Sending) -> None:
        self._working, self._sending = working, sending
        self.last_at = sending.device.last_at

    def group(self, ops: Sequence[Op]) -> list[tuple[Op, Result]]:
        """All of them or none."""
        if len(ops) > MOST_IN_GROUP:
            return self._refused(ops, ops[0], "validation")
        if len(ops) > 1:
            self._working.begin()
        rulings: list[tuple[Op, Ruling, int]] = []
        for op in ops:
            before = self._working.seq
            try:
                ruling = rule(self._checked(self._case(op)))
            except Refused as refused:
                if len(ops) > 1:
                    self._working.give_up()
                return self._refused(ops, op, refused.reason)
            if self._working.seq == before:  # every decision takes a number: a restored cloud tells by it which it lost
                self._working.next_rv()
            rulings.append((op, ruling, self._working.seq))
        return [self._decided(op, _answer(ruling, rv)) for op, ruling, rv in rulings]

    def _case(self, op: Op) -> Case:
        sending = self._sending
        at = self._corrected(op)
        author = Author(sending.device.id, op.u, at, sending.source)
        is_trusted = abs(op.off) <= CLOCK_TRUST_MS
        roles = sending.roles.get(op.u)
        now, seen = sending.now_ms, sending.seen
        return Case(self._working, op, author, now, seen, is_trusted, sending.checkers, roles, sending.modules)

    def _checked(self, case: Case) -> Case:
        """What was done before its account was stopped counts; what was done after does not. Raises Refused."""
        stopped = self._sending.stopped.get(case.op.u)
        if stopped is not None and case.author.at >= stopped:
            raise Refused("forbidden")
        return case

    def _corrected(self, op: Op) -> str:
        """The instant of an operation by the cloud's clock: never in the future, never before the device's last one."""
        now = datetime.fromtimestamp(self._sending.now_ms / 1000, UTC)
        try:
            said = datetime.fromisoformat(op.at) + timedelta(milliseconds=op.off)
            said = said if said.tzinfo else said.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            said = now
        at = min(said, now).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        self.last_at = max(at, self.last_at)
        return self.last_at

    def _refused(self, ops: Sequence[Op], guilty: Op, reason: str) -> list[tuple[Op, Result]]:
        told = []
        for op in ops:
            rv = self._working.next_rv()
            key = (op.t, op.id)
            if op.k == "create" and self._working.record(key) is None and not self._working.life_in_grave(key):
                self._bury(op, key, rv)
                events.note_untaken(self._working, op)
            why = reason if op is guilty else "group_failed"
            told.append(self._decided(op, {"outcome": "rejected", "rv": rv, "reason": why}))
        return told

    def _bury(self, op: Op, key: Key, rv: int) -> None:
        """What names it is told that it never came to be; PCs forget what it said of somebody who is erased."""
        if erased.speaks_of_one(self._working, op):
            self._working.put(erased.tombstone(key, rv, 2, self.last_at))
        else:
            self._working.bury(key, 2, rv)

    def _decided(self, op: Op, answer: Result) -> tuple[Op, Result]:
        device = self._sending.device
        decision = Decision(op.op_id, device.id, device.gen, op.n, answer, self.last_at)
        self._working.written.decisions.append(decision)
        return op, answer


def _answer(ruling: Ruling, rv: int) -> Result:
    told: Result = {"outcome": ruling.outcome, "rv": rv}
    contested = {group: fate for group, fate in ruling.groups.items() if fate not in ("applied", "same")}
    if contested:
        told["groups"] = contested
    if ruling.conflicts:
        told["conflicts"] = ruling.conflicts
    return told
