"""Whatever PCs send, in whatever order: what the cloud keeps hangs together, and the same again is the same."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cloud.memory_store import MemoryStore, _Committee
from cloud.naming import references
from cloud.postgres.store import PostgresStore
from cloud.records import Key, Record
from cloud.working import LEDGERS
from sync import natural_keys
from sync.protocol import ALIAS, CONFLICT, Op
from tests.cloud.pcs import CID, Committee, Pc, keyed

_STEPS = 40
_NAMES, _NUMBERS = ("张三", "李四", "王五"), ("310115199001010011", "310115199001010029", None)


def _kept(committee: Committee) -> _Committee:
    assert isinstance(committee.store, MemoryStore)
    return committee.store._committees[CID]


class Crowd:
    """Three PCs that write what comes to their minds; all choices from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - no secret
        self.committee = Committee()
        self.pcs = [self.committee.pc(name) for name in "abc"]
        self.sent: list[tuple[str, int, list[Op]]] = []
        self.ids: dict[str, list[str]] = {name: [] for name in ("person", "person_tag", "compound", "household")}

    def run(self) -> None:
        """Write and send."""
        for _ in range(_STEPS):
            pc = self.chance.choice(self.pcs)
            self._write(pc)
            if self.chance.random() < 0.4:
                self.send(pc)
            if self.chance.random() < 0.4:
                pc.pull()
        for pc in self.pcs:
            self.send(pc)

    def send(self, pc: Pc) -> None:
        """Push, sometimes once more what was sent already."""
        ops = list(pc.waiting)
        self.sent.append((pc.name, pc.seen, ops))
        pc.push()
        if self.chance.random() < 0.3 and ops:
            before = self.committee.seq
            assert {one["outcome"] for one in pc.push_again(ops)} == {"duplicate"}
            assert self.committee.seq == before

    def replay(self, again: Committee) -> None:
        """Send the same to another committee."""
        pcs = {pc.name: again.pc(pc.name) for pc in self.pcs}
        for name, seen, ops in self.sent:
            pcs[name].seen = seen
            pcs[name].push_again(ops)

    def _write(self, pc: Pc) -> None:
        chance = self.chance
        kind = chance.choice(["person", "tag", "compound", "household", "edit", "edit", "edit", "remove", "restore"])
        people = self.ids["person"]
        if kind == "person" or not people:
            document = {"id_type": "111", "id_no": chance.choice(_NUMBERS), "id_expiry": None}
            people.append(pc.make("person", name=chance.choice(_NAMES), id_document=document))
        elif kind == "tag":
            tag = pc.make("person_tag", person_uid=chance.choice(people), tag=chance.choice(["A01", "B02"]))
            self.ids["person_tag"].append(tag)
        elif kind == "compound":
            self.ids["compound"].append(pc.make("compound", name=chance.choice(["凌兆小区", "银杏苑"])))
        elif kind == "household":
            head = chance.choice([*people, None])
            home = "0192b000-0000-7000-8000-000000000001"
            self.ids["household"].append(pc.make("household", dwelling_uid=home, head_person_uid=head))
        elif kind == "edit":
            self._edit(pc, chance.choice(people))
        else:
            type_ = chance.choice([name for name, found in self.ids.items() if found])
            record = chance.choice(self.ids[type_])
            pc.write("delete" if kind == "remove" else "restore", type_, record, reason="误录", life=3)

    def _edit(self, pc: Pc, person: str) -> None:
        values: dict[str, list[Any]] = {
            "name": list(_NAMES),
            "phone": ["13800000001", "13800000002", None],
            "id_document": [{"id_type": "111", "id_no": one, "id_expiry": None} for one in _NUMBERS],
        }
        groups = self.chance.sample(sorted(values), self.chance.randint(1, 2))
        was = {group: self.chance.choice(values[group]) for group in groups}
        new = {group: self.chance.choice(values[group]) for group in groups}
        pc.write("patch", "person", person, was=was, f=new, at=self.chance.randint(1, 3000))


@example(2690)  # a household came back whose head had become another person meanwhile
@given(st.integers(0, 2**32))
def test_what_is_kept_hangs_together(seed: int) -> None:
    crowd = Crowd(seed)
    crowd.run()
    kept = _kept(crowd.committee)
    for key, record in kept.records.items():
        assert key == record.key
        assert 0 < record.rv <= kept.head.seq
        assert kept.order[record.rv] == key
        assert record.is_alive == (key not in kept.graves or kept.graves[key].life < record.life)
        assert all(stamp.rv <= record.rv for stamp in record.fm.values())
    assert len(kept.order) == len(kept.records)
    _check_keys(kept)
    _check_references(kept)
    _check_aliases(kept)
    assert all(one.outcome["rv"] <= kept.head.seq for one in kept.decisions.values())
    numbers = [one.outcome["rv"] for one in kept.decisions.values()]
    assert len(set(numbers)) == len(numbers), "every decision has a number of its own"


def _check_keys(kept: _Committee) -> None:
    """No two live records of one key, but those that a person is asked about."""
    held: dict[tuple[str, bytes], list[Key]] = {}
    for record in _alive(kept):
        for key in natural_keys.keys(record.type, record.f):
            held.setdefault((key.kind, keyed(key.kind, key.text)), []).append(record.key)
    assert held.keys() == kept.keys.keys()
    for hashed, records in held.items():
        assert (kept.keys[hashed].type, kept.keys[hashed].id) in records
        assert len(records) == 1, records


def _check_references(kept: _Committee) -> None:
    for key, record in kept.records.items():
        told = tuple(references(record)) if record.is_alive else ()
        assert kept.references.get(key, ()) == told
    targets = {one.target for several in kept.references.values() for one in several}
    assert {target for target, names in kept.named.items() if names} == targets


def _check_aliases(kept: _Committee) -> None:
    """An alias leads in one step to a record that is no loser itself; nobody alive names a loser."""
    losers = {(one.f["type"], one.id) for one in kept.records.values() if one.type == ALIAS}
    for one in kept.records.values():
        if one.type == ALIAS:
            assert (one.f["type"], one.f["survivor"]) not in losers
            assert (one.f["type"], one.id) not in kept.records
        elif one.is_alive and one.type in LEDGERS:
            assert not [name for name in natural_keys.namings(one.type, one.f) if (name.ledger, name.target) in losers]
        elif one.type == CONFLICT and one.f["status"] == "open":
            assert (one.f["type"], one.f["record"]) not in losers
            assert {told.target for told in references(one)}.isdisjoint(loser for _, loser in losers)


def _alive(kept: _Committee) -> list[Record]:
    return [one for one in kept.records.values() if one.is_alive and one.type in LEDGERS]


@given(st.integers(0, 2**32))
def test_the_same_operations_in_the_same_order_give_the_same(seed: int) -> None:
    crowd = Crowd(seed)
    crowd.run()
    again = Committee()
    crowd.replay(again)
    first, second = _kept(crowd.committee), _kept(again)
    assert (first.records, first.decisions, first.changes) == (second.records, second.decisions, second.changes)


@pytest.mark.parametrize("seed", range(20))
def test_a_real_database_decides_the_same(seed: int, postgres_store: PostgresStore) -> None:
    """Invariant I13: records, decisions and the change log, byte for byte."""
    crowd = Crowd(seed)
    crowd.run()
    again = Committee(postgres_store, f"3101159{seed:05}")
    crowd.replay(again)
    first = _kept(crowd.committee)
    with postgres_store.look(again.cid) as look:
        assert look.head.seq == first.head.seq
        assert look.records(first.records) == first.records
        assert look.decisions(list(first.decisions)) == first.decisions
        assert look.holders(first.keys) == first.keys
        for key in first.records:
            told = [one for one in reversed(first.changes) if (one.type, one.id) == key]
            assert list(look.history(key, 1000)) == told
