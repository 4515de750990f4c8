"""The cloud's database in memory, for simulations and tests: the contract of `store.py` and nothing beside it.

One lock for all: a view is consistent because nobody writes while it is open.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from cloud.attached import hashes_of
from cloud.records import (
    Blob,
    Change,
    Decision,
    Device,
    EnrolCode,
    Grave,
    Head,
    Key,
    NaturalKey,
    Record,
    Reference,
    Report,
    Signed,
    Written,
)
from cloud.store import CITY, CommitteeUnknown
from ledger import ids
from sync.protocol import Json, digest, dump


@dataclass(slots=True)
class _Committee:
    """What is kept of one committee."""

    name: str
    head: Head
    records: dict[Key, Record] = field(default_factory=dict)
    order: dict[int, Key] = field(default_factory=dict)  # rv -> record, the newest entry of each counts
    graves: dict[Key, Grave] = field(default_factory=dict)
    keys: dict[tuple[str, bytes], NaturalKey] = field(default_factory=dict)
    references: dict[Key, tuple[Reference, ...]] = field(default_factory=dict)
    named: dict[str, set[Key]] = field(default_factory=dict)  # target -> who names it
    changes: list[Change] = field(default_factory=list)
    decisions: dict[str, Decision] = field(default_factory=dict)
    by_n: dict[tuple[str, int, int], Decision] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    codes: dict[bytes, EnrolCode] = field(default_factory=dict)
    reports: dict[tuple[str, str], Report] = field(default_factory=dict)
    blobs: dict[str, Blob] = field(default_factory=dict)
    facts: dict[tuple[str, str], Mapping[str, Json]] = field(default_factory=dict)


class _View:
    """One look at a committee."""

    def __init__(self, committee: _Committee) -> None:
        self._kept = committee

    @property
    def head(self) -> Head:
        return self._kept.head

    def device(self, device: str) -> Device | None:
        return self._kept.devices.get(device)

    def devices(self) -> Sequence[Device]:
        return sorted(self._kept.devices.values(), key=lambda one: one.id)

    def enrol_code(self, mark: bytes) -> EnrolCode | None:
        return self._kept.codes.get(mark)

    def reports(self, most: int) -> Sequence[Report]:
        return sorted(self._kept.reports.values(), key=lambda one: one.at, reverse=True)[:most]

    def fact(self, kind: str, key: str) -> Mapping[str, Json] | None:
        return self._kept.facts.get((kind, key))

    def facts(self, kind: str) -> Mapping[str, Mapping[str, Json]]:
        return {key: told for (one, key), told in sorted(self._kept.facts.items()) if one == kind}

    def facts_of(self, kind: str, keys: Iterable[str]) -> Mapping[str, Mapping[str, Json]]:
        return {key: self._kept.facts[kind, key] for key in keys if (kind, key) in self._kept.facts}

    def decisions(self, op_ids: Sequence[str]) -> Mapping[str, Decision]:
        return {one: self._kept.decisions[one] for one in op_ids if one in self._kept.decisions}

    def decisions_by_n(self, device: str, gen: int, first: int, last: int) -> Mapping[int, Decision]:
        found = ((n, self._kept.by_n.get((device, gen, n))) for n in range(first, last + 1))
        return {n: decision for n, decision in found if decision is not None}

    def records(self, keys: Iterable[Key]) -> Mapping[Key, Record]:
        return {key: self._kept.records[key] for key in keys if key in self._kept.records}

    def graves(self, keys: Iterable[Key]) -> Mapping[Key, int]:
        return {key: self._kept.graves[key].life for key in keys if key in self._kept.graves}

    def holders(self, keys: Iterable[tuple[str, bytes]]) -> Mapping[tuple[str, bytes], NaturalKey]:
        return {key: self._kept.keys[key] for key in keys if key in self._kept.keys}

    def referrers(self, targets: Iterable[str]) -> Sequence[Reference]:
        found = [(target, key) for target in targets for key in sorted(self._kept.named.get(target, ()))]
        told = [(target, one) for target, key in found for one in sorted(self._kept.references[key], key=_group)]
        return [one for target, one in told if one.target == target]

    def pulled(self, after: int, most: int, most_bytes: int) -> Sequence[Record]:
        found: list[Record] = []
        size = 0
        for rv in sorted(self._kept.order):
            record = self._kept.records[self._kept.order[rv]]
            if rv <= after or (not after and not record.is_alive and not record.is_erased):
                continue
            size += len(dump(dict(record.f)).encode())
            if found and (len(found) >= most or size > most_bytes):
                break
            found.append(record)
        return found

    def processes(self) -> Sequence[Record]:
        return [one for one in self._kept.records.values() if one.type == "order_process" and one.is_alive]

    def numbered(self, text: str) -> Sequence[Record]:
        orders = (one for one in self._kept.records.values() if one.type == "work_order" and one.is_alive)
        return [one for one in orders if text in (one.f.get("order_no"), one.f.get("external_no"))]

    def tally(self, types: Sequence[str]) -> Mapping[str, tuple[int, str]]:
        return {one: digest((_raw(id_), rv, life) for id_, rv, life in self.marks(one)) for one in types}

    def marks(self, type_: str) -> Iterator[tuple[str, int, int]]:
        found = (one for one in self._kept.records.values() if one.type == type_ and one.is_alive)
        return ((one.id, one.rv, one.life) for one in found)

    def blobs(self, shas: Iterable[str]) -> Mapping[str, Blob]:
        return {sha: self._kept.blobs[sha] for sha in shas if sha in self._kept.blobs}

    def all_blobs(self) -> Sequence[Blob]:
        return [self._kept.blobs[sha] for sha in sorted(self._kept.blobs)]

    def named_blobs(self, shas: Iterable[str]) -> frozenset[str]:
        alive = (one for one in self._kept.records.values() if one.is_alive)
        return frozenset(shas) & {sha for one in alive for sha in hashes_of(one.type, one.f)}

    def history(self, key: Key, most: int) -> Sequence[Change]:
        return [one for one in reversed(self._kept.changes) if (one.type, one.id) == key][:most]

    def mentions(self, texts: Iterable[str]) -> Sequence[Key]:
        wanted = list(texts)
        said = [(one.key, one.f) for one in self._kept.records.values()]
        said += [((one.type, one.id), f) for one in self._kept.changes for f in (one.was, one.new)]
        return sorted({key for key, f in said if any(text in dump(dict(f)) for text in wanted)})


class _Turn(_View):
    """The committee's turn: what is written is kept when it ends well."""

    def __init__(self, committee: _Committee) -> None:
        super().__init__(committee)
        self._waiting: list[Callable[[], object]] = []

    def write(self, written: Written) -> None:
        self._waiting.append(lambda: _keep(self._kept, written))

    def put_device(self, device: Device) -> None:
        self._waiting.append(lambda: self._kept.devices.update({device.id: device}))

    def put_enrol_code(self, code: EnrolCode) -> None:
        self._waiting.append(lambda: self._kept.codes.update({code.mark: code}))

    def put_report(self, report: Report) -> None:
        self._waiting.append(lambda: self._kept.reports.update({(report.device, report.at): report}))

    def put_fact(self, kind: str, key: str, told: Mapping[str, Json] | None) -> None:
        if told is None:
            self._waiting.append(lambda: self._kept.facts.pop((kind, key), None))
        else:
            kept = json.loads(dump(dict(told)))
            self._waiting.append(lambda: self._kept.facts.update({(kind, key): kept}))

    def put_blob(self, blob: Blob) -> None:
        self._waiting.append(lambda: self._kept.blobs.update({blob.sha: blob}))

    def drop_blob(self, sha: str) -> None:
        self._waiting.append(lambda: self._kept.blobs.pop(sha, None))

    def put_head(self, head: Head) -> None:
        self._waiting.append(lambda: setattr(self._kept, "head", head))

    def drop_removed(self, before: str) -> Sequence[int]:
        removed = (one for one in self._kept.records.values() if not one.is_alive and not one.is_erased)
        old = [one for one in removed if one.gone[1] < before]
        self._waiting.append(lambda: _forget(self._kept, old))
        return sorted(one.rv for one in old)

    def strike(self, keys: Iterable[Key]) -> None:
        struck = frozenset(keys)
        self._waiting.append(lambda: _strike(self._kept, struck))

    def drop_decisions(self, before: str) -> int:
        old = [one for one in self._kept.decisions.values() if one.at < before]
        self._waiting.append(lambda: _undecide(self._kept, old))
        return len(old)

    def keep(self) -> None:
        """Take over what was written."""
        for take in self._waiting:
            take()


class MemoryStore:
    """Keeps the contract `cloud.store.CloudStore`."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._committees: dict[str, _Committee] = {}

    @contextmanager
    def turn(self, cid: str) -> Iterator[_Turn]:
        """Take the committee's turn; raises CommitteeUnknown."""
        with self._lock:
            turn = _Turn(self._named(cid))
            yield turn
            turn.keep()

    @contextmanager
    def look(self, cid: str) -> Iterator[_View]:
        """A snapshot of the committee; raises CommitteeUnknown."""
        with self._lock:
            yield _View(self._named(cid))

    def add_committee(self, cid: str, name: str, epoch: str) -> None:
        """Begin to keep a committee."""
        with self._lock:
            known = self._committees.get(cid)
            if known is not None:
                known.name = name
            else:
                self._committees[cid] = _Committee(name, Head(epoch, 0, 0, ((epoch, 0),)))

    def kept(self) -> dict[str, _Committee]:
        """Everything, as it lies here: for whoever copies it, or looks at it from outside."""
        return self._committees

    def put_back(self, kept: dict[str, _Committee]) -> None:
        """Be as an earlier copy was."""
        with self._lock:
            self._committees = kept

    def committees(self) -> Mapping[str, str]:
        """Code and name of every committee."""
        with self._lock:
            return {cid: one.name for cid, one in self._committees.items() if cid != CITY}

    def signed(self, notices: Sequence[str], committees: Sequence[str]) -> Mapping[str, Signed]:
        """What of these notices came of these committees."""
        with self._lock:
            kept = [self._committees[cid] for cid in committees if cid in self._committees]
            return {notice: _signed(kept, notice) for notice in notices}

    def questions(self, committees: Sequence[str]) -> Mapping[str, Sequence[Record]]:
        """The live questions of those of these committees that have any."""
        with self._lock:
            kept = {cid: self._committees[cid].records.values() for cid in committees if cid in self._committees}
        found = {cid: [one for one in each if one.type == "question" and one.is_alive] for cid, each in kept.items()}
        return {cid: each for cid, each in found.items() if each}

    def close(self) -> None:
        """Nothing is held."""

    def _named(self, cid: str) -> _Committee:
        found = self._committees.get(cid)
        if found is None:
            raise CommitteeUnknown(cid)
        return found


def _keep(kept: _Committee, written: Written) -> None:
    for key, record in written.records.items():
        before = kept.records.pop(key, None)
        if before is not None:
            kept.order.pop(before.rv, None)
        if record is not None:
            kept.records[key] = record
            kept.order[record.rv] = key
    kept.graves |= written.graves
    for hashed, holder in written.keys.items():
        if holder is None:
            kept.keys.pop(hashed, None)
        else:
            kept.keys[hashed] = holder
    for key, references in written.references.items():
        _refer(kept, key, references)
    kept.changes += written.changes
    for decision in written.decisions:
        kept.decisions[decision.op_id] = decision
        kept.by_n[decision.device, decision.gen, decision.n] = decision
    kept.facts |= {fact: told for fact, told in written.facts.items() if told is not None}
    for fact in [fact for fact, told in written.facts.items() if told is None]:
        kept.facts.pop(fact, None)
    if written.device is not None:
        kept.devices[written.device.id] = written.device
    kept.head = replace(kept.head, seq=max(kept.head.seq, written.seq))


def _forget(kept: _Committee, removed: Iterable[Record]) -> None:
    for one in removed:
        kept.records.pop(one.key)
        kept.order.pop(one.rv)


def _strike(kept: _Committee, struck: frozenset[Key]) -> None:
    for place, one in enumerate(kept.changes):
        if (one.type, one.id) in struck:
            kept.changes[place] = replace(one, was={}, new={})


def _undecide(kept: _Committee, old: Iterable[Decision]) -> None:
    for one in old:
        kept.decisions.pop(one.op_id)
        kept.by_n.pop((one.device, one.gen, one.n), None)


def _refer(kept: _Committee, key: Key, references: tuple[Reference, ...]) -> None:
    for old in kept.references.pop(key, ()):
        kept.named.get(old.target, set()).discard(key)
    if references:
        kept.references[key] = references
    for one in references:
        kept.named.setdefault(one.target, set()).add(key)


def _signed(several: Iterable[_Committee], notice: str) -> Signed:
    named = [[kept.records[key] for key in kept.named.get(notice, ())] for kept in several]
    received = [any(one.type == "notice_read" and one.f.get("received_at") for one in each) for each in named]
    return Signed(sum(received), sum(any(one.type == "notice_answer" for one in each) for each in named))


def _group(reference: Reference) -> str:
    return reference.group


def _raw(record_id: str) -> bytes:
    found = ids.from_text(record_id)
    if found is None:
        raise ValueError(record_id)
    return found
