"""Processes that the committee publishes: known on the other PC; of two under one number the later one everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.orders import intake, keeping, moving, processes
from app.stores.session import Session
from app.stores.settings import Settings
from ledger.orders.process import Process
from tests.sync.little_cloud import Pc, settle, two_pcs

_LAST = {True: "noted", False: "applied"}
"""What became of the step, by whether the cloud had heard of the later version."""


def _at_work(pc: Pc) -> Session:
    return Session(pc.store, pc.store.accounts()[0].login, Settings(pc.store.folder))


def _publish(pc: Pc, limit: str, **said: str) -> Process:
    session = _at_work(pc)
    return processes.publish(session, processes.propose(session, "C103", {"handling": limit, **said})).process


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


@pytest.mark.parametrize("is_heard_first", [True, False])
def test_a_move_is_decided_by_the_version_that_counts_when_it_comes(tmp_path: Path, *, is_heard_first: bool) -> None:
    """Two PCs publish under one number; the later version leaves out a step that was taken by the earlier one."""
    up = {"opinion": "要换主板", "tried": "已报修", "materials": "报价单"}
    with two_pcs(tmp_path) as (_, one, two):
        _publish(one, "complex")
        order = intake.create(_at_work(one), {"description": "电梯停了", "category": "C103"}).id
        for action, given in (("accept", {}), ("escalate", up)):
            moving.move(_at_work(one), order, action, given)
        _publish(two, "complex", without="S50")
        first, second = (two, one) if is_heard_first else (one, two)
        settle(first, second)
        for pc in (one, two):
            pc.is_right()
            with pc.store.reader() as reader:
                kept = keeping.read(reader, order)
            assert [row["outcome"] for row in kept.events] == ["applied", "applied", _LAST[is_heard_first]]
            assert kept.row["status"] == ("S20" if is_heard_first else "S50")
            assert "S50" not in processes.book(_at_work(pc)).of("C103", 2).states
