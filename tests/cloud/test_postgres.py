"""What only a real database can do wrong: waiting, giving up, dying in the middle, numbers that commit out of order."""

from __future__ import annotations

import itertools
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cloud import pushing
from cloud.data_folder import DataFolder
from cloud.postgres.embedded import EmbeddedDatabase
from cloud.postgres.migrating import migrate, steps
from cloud.postgres.store import PostgresStore
from cloud.records import Written
from cloud.service import AWAY_S
from cloud.store import Again, Busy, CloudStore, Look, Turn, Unreachable
from tests.cloud.callers import House, Pc, new_cid, new_id
from tests.cloud.conftest import FAST
from tests.cloud.written import a_record


@pytest.fixture
def house(postgres_store: PostgresStore) -> House:
    """A committee of this test's own; the store is patient for 0.3 s."""
    return House(postgres_store, cids=(new_cid(),))


def pc_of(house: House) -> Pc:
    pc = house.pc(house.cids[0])
    house.service._devices._burst = 10**9  # nobody counts calls here
    return pc


# -- turns and snapshots


def test_a_snapshot_stays_as_it_is_while_others_write(postgres_store: PostgresStore, house: House) -> None:
    (cid,) = house.cids
    first, second = a_record(1), a_record(2)
    with postgres_store.turn(cid) as turn:
        turn.write(Written(records={first.key: first}, seq=1))
    with postgres_store.look(cid) as look:
        with postgres_store.turn(cid) as turn:
            turn.write(Written(records={second.key: second}, seq=2))
        assert look.head.seq == 1
        assert look.pulled(0, 10, 10_000) == [first]
    with postgres_store.look(cid) as look:
        assert look.pulled(0, 10, 10_000) == [first, second]


def test_who_waits_too_long_for_the_turn_is_told_to_come_again(postgres_store: PostgresStore, house: House) -> None:
    pc = pc_of(house)
    with postgres_store.turn(pc.cid):
        with pytest.raises(Busy), postgres_store.turn(pc.cid):
            pass
        response = pc.raw("POST", pc.of("push"), b'{"device": "x"}'.replace(b"x", pc.device.encode()))
        assert response.status == 400
        told = pc.push(pc.person(), status=503)
    assert told["code"] == "busy"
    pc.n = 0
    assert pc.push(pc.person())["results"][0]["outcome"] == "applied"


def test_committees_do_not_wait_for_each_other(postgres_store: PostgresStore, house: House) -> None:
    other = new_cid()
    postgres_store.add_committee(other, "另一个", "e-1")
    with postgres_store.turn(house.cids[0]), postgres_store.turn(other) as turn:
        turn.write(Written(seq=1))


def test_a_transaction_that_cannot_be_put_in_order_is_decided_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    pc, tried = pc_of(house), 0
    decide = pushing.decide

    def sometimes(look: Look, *rest: Any) -> Any:
        nonlocal tried
        tried += 1
        if tried < 3:
            raise psycopg.errors.SerializationFailure
        return decide(look, *rest)

    monkeypatch.setattr(pushing, "decide", sometimes)
    assert pc.push(pc.person())["results"][0]["outcome"] == "applied"
    assert tried == 3


def test_one_that_never_can_ends_as_busy(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    pc, tried = pc_of(house), 0

    def never(*_: Any) -> Any:
        nonlocal tried
        tried += 1
        raise psycopg.errors.DeadlockDetected

    monkeypatch.setattr(pushing, "decide", never)
    assert pc.push(pc.person(), status=503)["code"] == "busy"
    assert tried == pushing.TRIES


@pytest.mark.parametrize(
    ("cause", "ours"),
    [
        (psycopg.errors.LockNotAvailable, Busy),
        (psycopg.errors.SerializationFailure, Again),
        (psycopg.errors.AdminShutdown, Unreachable),
        (psycopg.InterfaceError, Unreachable),
    ],
)
def test_troubles_of_the_driver_are_told_as_ours(
    postgres_store: PostgresStore, house: House, cause: type[Exception], ours: type[Exception]
) -> None:
    def fail() -> None:
        with postgres_store.look(house.cids[0]):
            raise cause

    with pytest.raises(ours):
        fail()


def test_a_database_that_is_gone_is_busy_and_not_ready_until_it_is_back(place: Path) -> None:
    database = EmbeddedDatabase(DataFolder(place / "d"), settings=FAST)
    migrate(database.dsn)
    store = PostgresStore(database.dsn, connect_s=1)
    house = House(store, cids=("310118000000",))
    pc = pc_of(house)
    assert store.is_answering()
    database._control("stop", "-m", "immediate", "-w")
    refused = pc.raw("GET", pc.of("hello"))
    assert (refused.status, refused.headers["Retry-After"]) == (503, str(AWAY_S))
    assert not any(store.is_answering() for _ in range(8))
    database._start()
    assert store.is_answering()  # the first that asks finds it: nobody waits for what was tried in vain before
    store.close()
    database.close()


def test_migrations_are_taken_once_by_whoever_comes_first(embedded_dsn: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        versions = set(pool.map(lambda _: migrate(embedded_dsn), range(4)))
    assert versions == {steps()[-1][0]}


# -- a backend that is killed


@contextmanager
def killed_before(number: int) -> Iterator[Callable[[], int]]:
    """Kill the database's process that serves a push before its statement `number`; how many there were."""
    seen = 0
    execute, many = psycopg.Connection.execute, psycopg.Cursor.executemany

    def strike(connection: psycopg.Connection) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            os.kill(connection.info.backend_pid, signal.SIGKILL)

    def counted(self: psycopg.Connection, *rest: Any, **more: Any) -> Any:
        if threading.current_thread() is threading.main_thread():
            strike(self)
        return execute(self, *rest, **more)

    def counted_many(self: psycopg.Cursor, *rest: Any, **more: Any) -> None:
        strike(self.connection)
        many(self, *rest, **more)

    patch = pytest.MonkeyPatch()
    patch.setattr(psycopg.Connection, "execute", counted)
    patch.setattr(psycopg.Cursor, "executemany", counted_many)
    try:
        yield lambda: seen
    finally:
        patch.undo()


def until_answered(pc: Pc, *ops: dict[str, Any]) -> Any:
    """Send the same until the cloud answers, as a PC does."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        told = pc.push(*ops, status=0)
        if "results" in told:
            return told
        assert told["code"] == "busy", told
        time.sleep(0.05)
    raise AssertionError("the cloud never answered")


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_a_backend_killed_at_any_statement_of_a_push_loses_and_doubles_nothing(place: Path) -> None:
    database = EmbeddedDatabase(DataFolder(place / "d"), settings={"fsync": "off"})
    migrate(database.dsn)
    store = PostgresStore(database.dsn, connect_s=2)
    pc = pc_of(House(store, cids=("310118000001",)))
    sent: list[str] = []
    for number in itertools.count(1):
        ops = [pc.person(f"人{number}"), pc.person(f"又{number}")]
        sent += [op["id"] for op in ops]
        with killed_before(number) as count:
            told = until_answered(pc, *ops)
            is_over = count() < number
        assert [one["outcome"] for one in told["results"]] in (["applied"] * 2, ["duplicate"] * 2)
        if is_over:
            break
    assert number > 8
    with store.look(pc.cid) as look:
        found = look.pulled(0, 1000, 10_000_000)
        assert sorted(one.id for one in found) == sorted(sent)
        assert look.head.seq == len(sent) == max(one.rv for one in found)
    store.close()
    database.close()


# -- invariant I7: no row is missed


class Poller:
    """A PC that reads on and on, with pages of any size, and remembers what it saw."""

    def __init__(self, pc: Pc, seed: int) -> None:
        self.pc, self.random, self.seen = pc, random.Random(seed), dict[str, int]()  # noqa: S311 - invented reading
        self.seq = 0

    def read(self) -> bool:
        """One page; whether there is more."""
        told = self.pc.pull(limit=self.random.choice((1, 3, 20, 1000)))
        assert told["seq"] >= self.seq
        self.seq = told["seq"]
        for change in told["changes"]:
            assert change["rv"] > self.seen.get(change["id"], 0)
            self.seen[change["id"]] = change["rv"]
        return bool(told["more"])


def write_on(pc: Pc, shared: list[str], seed: int, pushes: int) -> None:
    """Batches of new people and of edits of people that all writers edit."""
    chance = random.Random(seed)  # noqa: S311 - invented edits
    for _ in range(pushes):
        ops = []
        for _ in range(chance.randint(1, 8)):
            op = pc.person(f"人{chance.random()}")
            if chance.random() < 0.4:
                op |= {"op_id": new_id(), "k": "patch", "id": chance.choice(shared), "base": 1}
                op |= {"was": {"phone": None}, "f": {"phone": f"138{chance.randint(10**7, 10**8 - 1)}"}}
            ops.append(op)
        until_answered(pc, *ops)


def test_writers_and_readers_at_once_miss_no_row(embedded_dsn: str) -> None:
    store: CloudStore = PostgresStore(embedded_dsn, connections=12, patience_s=60, connect_s=60)
    house = House(store, cids=(new_cid(),))
    first = pc_of(house)
    people = [first.person(f"人{number}") for number in range(10)]
    first.push(*people)
    shared = [one["id"] for one in people]
    writers = [pc_of(house) for _ in range(8)]
    readers = [Poller(pc_of(house), seed) for seed in range(3)]
    done = threading.Event()

    def read_on(reader: Poller) -> None:
        while not done.is_set():
            reader.read()

    with ThreadPoolExecutor(len(writers) + len(readers)) as pool:
        reading = [pool.submit(read_on, reader) for reader in readers]
        writing = [pool.submit(write_on, pc, shared, seed, 25) for seed, pc in enumerate(writers)]
        try:
            for one in writing:
                one.result()
        finally:
            done.set()
        for one in reading:
            one.result()
    with store.look(first.cid) as look:
        truth = {one.id: one.rv for one in look.pulled(0, 100_000, 10**9)}
        head = look.head.seq
    assert max(truth[one] for one in shared) > len(people)
    for reader in readers:
        while reader.read():
            pass
        assert reader.seq == head
        assert reader.seen == truth
    store.close()


def test_a_turn_that_is_left_open_ends_by_itself(postgres_store: PostgresStore, house: House) -> None:
    def leave(turn: Turn) -> None:
        turn.put_fact("kind", "key", {})
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), postgres_store.turn(house.cids[0]) as turn:
        leave(turn)
    with postgres_store.turn(house.cids[0]) as turn:
        assert turn.fact("kind", "key") is None
