"""A cloud without a network: the real decisions over the store in memory, for tests of a PC's side."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from cloud import changes
from cloud.deciding import Sending, decide
from cloud.memory_store import MemoryStore
from cloud.records import Device, Record
from ledger import catalog
from storage import checking
from storage.store import Store
from sync.local_side import Applied, Enrolment, LocalSide, Received
from sync.overlay import differences
from sync.protocol import ALIAS, CONFLICT, Json, Op
from tests.storage.stores import new_store

CID = "310115007012"
NOON_MS = 1_795_000_000_000
TYPES = (*(ledger.name for ledger in catalog.EVERY), CONFLICT, ALIAS)


def keyed(kind: str, text: str) -> bytes:
    """A stand-in for the city's keyed hash."""
    return hashlib.sha256(f"{kind} {text}".encode()).digest()


class LittleCloud:
    """One committee."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.store.add_committee(CID, "测试居委会", "e-1")
        self.stopped: dict[str, str] = {}
        """Accounts whose work is no longer taken, from an instant on."""

    def enrol(self, name: str) -> None:
        with self.store.turn(CID) as turn:
            turn.put_device(Device(name, 1, 0, "key", "print"))

    def push(self, name: str, ops: list[Mapping[str, Json]], seen: int) -> dict[str, Json]:
        with self.store.turn(CID) as turn:
            device = turn.device(name)
            assert device is not None
            read = [Op.read(one) for one in ops]
            results, written = decide(turn, read, Sending(device, NOON_MS, seen, stopped=self.stopped), keyed)
            turn.write(written)
        return {"results": results}

    def pull(self, after: int, most: int = 1000) -> dict[str, Json]:
        with self.store.look(CID) as look:
            page = look.pulled(after, most, 2_000_000)
            seq = page[-1].rv if len(page) == most else look.head.seq
            more = bool(look.pulled(seq, 1, 1_000))
            told = [changes.spell(record) for record in page]
        return {"next": f"c{seq}", "seq": seq, "more": more, "changes": told}

    def fetch(self, type_: str, record_ids: list[str]) -> tuple[list[dict[str, Json]], list[str]]:
        with self.store.look(CID) as look:
            found = look.records((type_, one) for one in record_ids)
        return [changes.spell(one) for one in found.values()], [one for one in record_ids if (type_, one) not in found]

    def put(self, record: Record) -> None:
        """A record that came from somewhere else; it gets the next number."""
        with self.store.turn(CID) as turn:
            device = turn.device("feed") or Device("feed", 1, 0, "", "")
            _, written = decide(turn, [], Sending(device, NOON_MS, 0), keyed)
            written.seq += 1
            written.records[record.key] = record.with_(rv=written.seq)
            turn.write(written)

    def digests(self) -> dict[str, tuple[int, str]]:
        with self.store.look(CID) as look:
            return {name: told for name, told in look.tally(TYPES).items() if told[0]}


class Pc:
    """A PC with a real store."""

    def __init__(self, cloud: LittleCloud, store: Store, name: str) -> None:
        self.cloud, self.store, self.name = cloud, store, name
        self.side = LocalSide(store)
        cloud.enrol(name)
        self.side.enrol(Enrolment(name, 1, "http://cloud"))

    def push(self, most: int = 200) -> list[Received]:
        """Send everything that waits."""
        told = []
        while (batch := self.side.take(most)).ops:
            answer = self.cloud.push(self.name, list(batch.ops), self.side.facts().seq)
            told.append(self.side.receive(batch, answer))
        return told

    def pull(self, most: int = 1000) -> Applied:
        """Stage everything there is, and apply it."""
        while True:
            after = int(self.side.facts().pull_from[1:] or 0)
            answer = self.cloud.pull(after, most)
            self.side.stage(answer)
            if not answer["more"]:
                return self.side.apply_all()

    def round(self, most: int = 1000) -> Applied:
        self.push()
        return self.pull(most)

    def is_right(self) -> None:
        """Every row is base and operations, and the whole store is sound."""
        with self.store.examining() as reader:
            lead = reader.aliases()
            for ledger in catalog.EVERY:
                rows, overlays = reader.rows_by_id(ledger), reader.overlays_by_id(ledger)
                found = list(differences(ledger, rows, overlays, reader.bases_by_id(ledger), lead))
                assert found == [], (self.name, found)
            found_too = list(checking.check(reader.connection, before=reader.head))
            assert found_too == [], (self.name, found_too)

    def digests(self) -> dict[str, tuple[int, str]]:
        return {name: told for name, told in self.side.digest().items() if told[0]}

    def everything(self) -> dict[str, dict[bytes, dict[str, object]]]:
        """All live rows by ledger and id, without what is the PC's own."""
        found = {}
        with self.store.reader() as reader:
            for ledger in catalog.EVERY:
                rows = (row for row in reader.rows_by_id(ledger) if row["life"] % 2)  # type: ignore[operator]
                found[ledger.name] = {row.pop("id"): row for row in rows}
        return found  # type: ignore[return-value]


@contextmanager
def two_pcs(folder: Path) -> Iterator[tuple[LittleCloud, Pc, Pc]]:
    """A cloud and two PCs that it knows."""
    cloud = LittleCloud()
    with new_store(folder / "one") as one, new_store(folder / "two") as two:
        yield cloud, Pc(cloud, one, "one"), Pc(cloud, two, "two")


def settle(*pcs: Pc) -> None:
    """Rounds until nobody has anything to say."""
    for _ in range(3):
        for pc in pcs:
            with suppress(StopIteration):
                pc.round()
