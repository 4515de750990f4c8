"""PCs that send operations straight to the decision, without a network between: for tests of what is decided."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping, Sequence

from cloud.deciding import Result, Sending, decide
from cloud.memory_store import MemoryStore
from cloud.records import Device, Record, Written
from cloud.store import CloudStore
from ledger import ids
from sync.protocol import CONFLICT, Json, Op, OpKind

CID = "310115001001"
NOON_MS = 1_795_000_000_000
_seconds = itertools.count()


def keyed(kind: str, text: str) -> bytes:
    """A stand-in for the city's keyed hash."""
    return hashlib.sha256(f"{kind} {text}".encode()).digest()


def new_id() -> str:
    """A record's id as the wire has it."""
    return ids.to_text(ids.new_id())


class Committee:
    """One committee on a database of the cloud."""

    def __init__(self, store: CloudStore | None = None, cid: str = CID) -> None:
        self.store, self.cid = store or MemoryStore(), cid
        self.store.add_committee(cid, "测试居委会", "e-1")

    def pc(self, name: str) -> Pc:
        """An enrolled PC."""
        with self.store.turn(self.cid) as turn:
            turn.put_device(Device(name, 1, 0, "key", "print"))
        return Pc(self, name)

    def record(self, type_: str, record_id: str) -> Record:
        """A record that must be there."""
        with self.store.look(self.cid) as look:
            return look.records([(type_, record_id)])[type_, record_id]

    def has(self, type_: str, record_id: str) -> bool:
        """Whether it is."""
        with self.store.look(self.cid) as look:
            return bool(look.records([(type_, record_id)]))

    def conflicts(self, status: str = "open") -> list[Mapping[str, Json]]:
        """The groups of the conflicts in this state."""
        with self.store.look(self.cid) as look:
            found = [look.records([(CONFLICT, one)])[CONFLICT, one] for one, _, _ in look.marks(CONFLICT)]
        return [one.f for one in sorted(found, key=lambda one: one.rv) if one.f["status"] == status]

    @property
    def seq(self) -> int:
        """The newest number."""
        with self.store.look(self.cid) as look:
            return look.head.seq


class Pc:
    """One PC: what it has written and not sent, and up to which number it knows the committee."""

    def __init__(self, committee: Committee, name: str) -> None:
        self.committee, self.name, self.seen = committee, name, 0
        self.waiting: list[Op] = []
        self._n = 0
        self.off = 0
        self.now_ms = NOON_MS

    def pull(self) -> None:
        """Know everything."""
        self.seen = self.committee.seq

    def write(self, kind: OpKind, type_: str, record_id: str, *, g: str = "", at: int = 0, **said: Json) -> Op:
        """Write an operation; `at` are seconds after noon."""
        self._n += 1
        op_id = record_id if kind == "create" else new_id()
        minutes, seconds = divmod(at or next(_seconds) // 1000, 60)
        op = Op(
            n=self._n,
            op_id=op_id,
            g=g or op_id,
            k=kind,
            t=type_,
            id=record_id,
            base=said.get("base", self._rv(type_, record_id)),
            was=said.get("was", {}),
            f=said.get("f", {}),
            at=f"2026-11-18T08:{minutes:02}:{seconds:02}.000Z",
            off=self.off,
            u=f"{self.name}-user",
            cv="1",
            reason=said.get("reason", ""),
            life=said.get("life", 0),
        )
        self.waiting.append(op)
        return op

    def make(self, type_: str, **f: Json) -> str:
        """A new record; answers its id."""
        record_id = new_id()
        self.write("create", type_, record_id, f=f)
        return record_id

    def edit(self, type_: str, record_id: str, group: str, was: Json, new: Json, *, at: int = 0) -> Op:
        """Change one group, having seen `was`."""
        return self.write("patch", type_, record_id, was={group: was}, f={group: new}, at=at)

    def remove(self, type_: str, record_id: str) -> Op:
        """Remove a record."""
        return self.write("delete", type_, record_id, reason="误录")

    def push(self) -> list[Result]:
        """Send what waits and answer what became of it."""
        results = self.push_again(self.waiting)
        self.waiting = []
        return results

    def push_again(self, ops: Sequence[Op]) -> list[Result]:
        """Send these operations, perhaps not for the first time."""
        store = self.committee.store
        with store.turn(self.committee.cid) as turn:
            device = turn.device(self.name)
            assert device is not None
            results, written = decide(turn, ops, Sending(device, self.now_ms, self.seen), keyed)
            turn.write(written)
        return results

    def decided(self) -> Written:
        """What would be written if everything that waits were sent now."""
        with self.committee.store.turn(self.committee.cid) as turn:
            device = turn.device(self.name)
            assert device is not None
            return decide(turn, self.waiting, Sending(device, self.now_ms, self.seen), keyed)[1]

    def _rv(self, type_: str, record_id: str) -> int:
        if not self.committee.has(type_, record_id):
            return 0
        return min(self.committee.record(type_, record_id).rv, self.seen)


PERSON = {
    "name": "张三",
    "id_document": {"id_type": "111", "id_no": "310115199001011234", "id_expiry": None},
    "phone": "13800000001",
    "sex_birth": {"sex": "1", "birth_date": "1990-01-01"},
}


def known_person(a: Pc, b: Pc, **groups: object) -> str:
    """A person whom both PCs know."""
    record_id = a.make("person", **{**PERSON, **groups})
    assert [one["outcome"] for one in a.push()] == ["applied"]
    a.pull()
    b.pull()
    return record_id
