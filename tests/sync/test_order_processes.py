"""Processes that the committee publishes: known on the other PC; of two under one number the later one everywhere."""

from __future__ import annotations

from pathlib import Path

from app.orders import processes
from app.stores.session import Session
from app.stores.settings import Settings
from ledger.orders.process import Process
from tests.sync.little_cloud import Pc, settle, two_pcs


def _at_work(pc: Pc) -> Session:
    return Session(pc.store, pc.store.accounts()[0].login, Settings(pc.store.folder))


def _publish(pc: Pc, limit: str) -> Process:
    session = _at_work(pc)
    return processes.publish(session, processes.propose(session, "C103", {"handling": limit})).process


def test_a_published_process_holds_on_the_other_pc_and_of_two_at_once_the_later_one(tmp_path: Path) -> None:
    with two_pcs(tmp_path) as (_, one, two):
        _publish(one, "complex")
        settle(one, two)
        assert processes.book(_at_work(two)).of("C103").limits["handling"] == "complex"
        first, second = _publish(one, "review"), _publish(two, "consult")
        assert (first.version, second.version) == (3, 3)
        settle(one, two)
        held = {processes.book(_at_work(pc)).of("C103").limits["handling"] for pc in (one, two)}
        assert held == {"consult"}
        told = [[one.process.version for one in processes.versions(_at_work(pc), "C103")] for pc in (one, two)]
        assert told == [[3, 2, 1], [3, 2, 1]]
        for pc in (one, two):
            pc.is_right()
