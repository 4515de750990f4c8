"""Whose work the cloud takes, and who looks after whose account there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from cloud import accounts
from cloud.accounts import CloudAccount, CloudAccountUnknown, RoleUnknown
from cloud.deciding import Result, Sending, decide
from cloud.memory_store import MemoryStore
from ledger import ids
from ledger.tiers import AccountForbidden, Holder
from sync.protocol import Op
from tests.cloud.pcs import CID, NOON_MS, Committee, keyed

AT = "2026-11-18T08:02:00.000Z"
STREET = Holder("zhou", "street", CID[:9], frozenset(("accounts",)))
CITY = Holder("shi", "city", "31", frozenset(("head",)))


@pytest.fixture
def committee() -> Committee:
    return Committee(MemoryStore())


def work(committee: Committee, at: int) -> Op:
    pc = committee.pc("a") if not hasattr(committee, "a") else committee.a  # type: ignore[attr-defined]
    committee.a = pc  # type: ignore[attr-defined]
    return pc.write("create", "person", ids.to_text(ids.new_id()), f={"name": "张三"}, at=at)  # type: ignore[no-any-return]


def pushed(committee: Committee, ops: Sequence[Op]) -> list[Result]:
    """As a push does it."""
    with committee.store.turn(CID) as turn:
        device = turn.device("a")
        assert device is not None
        known = accounts.authors(turn, ops)
        sending = Sending(device, NOON_MS, 0, stopped=accounts.stopped(known))
        results, written = decide(turn, ops, sending, keyed)
        turn.write(written)
        accounts.note(turn, known, ops, results, ("a", AT))
    return results


def listed(committee: Committee) -> list[CloudAccount]:
    with committee.store.look(CID) as look:
        return accounts.listed(look)


def test_work_of_an_unknown_account_is_taken_and_listed_until_it_is_adopted(committee: Committee) -> None:
    (result,) = pushed(committee, [work(committee, 60)])
    assert result["outcome"] == "applied"
    (found,) = listed(committee)
    assert (found.login, found.state, found.seen) == ("a-user", "unknown", ("a", AT))
    with committee.store.turn(CID) as turn:
        accounts.put(turn, CloudAccount("a-user", "王芳", roles=("worker",), since=AT, by="zhou"), CID, STREET)
    (found,) = listed(committee)
    assert (found.name, found.state, found.seen) == ("王芳", "active", ("a", AT))
    pushed(committee, [work(committee, 70)])
    assert listed(committee) == [found]


def test_work_after_the_end_is_refused_and_late_work_from_before_is_counted(committee: Committee) -> None:
    first = work(committee, 60)
    pushed(committee, [first])
    with committee.store.turn(CID) as turn:
        accounts.stop(turn, "a-user", AT, CID, STREET)
    late, after = work(committee, 90), work(committee, 180)
    results = pushed(committee, [first, late, after])
    assert [one["outcome"] for one in results] == ["duplicate", "applied", "rejected"]
    (found,) = listed(committee)
    assert (found.state, found.late, found.refused) == ("stopped", 1, 1)


def test_the_street_decides_about_a_committees_staff_and_its_administrators(committee: Committee) -> None:
    with committee.store.turn(CID) as turn:
        accounts.put(turn, CloudAccount("li", "李强", roles=("head",)), CID, STREET)
        accounts.put(turn, CloudAccount("wang", "王芳", roles=("worker",)), CID, STREET)
    assert [one.login for one in listed(committee)] == ["li", "wang"]


@pytest.mark.parametrize(
    ("actor", "why"),
    [
        (CITY, "other_level"),
        (Holder("zhou", "street", "310115999", frozenset(("accounts",))), "other_unit"),
        (Holder("zhou", "street", CID[:9], frozenset(("viewer",))), "no_administrator"),
    ],
)
@pytest.mark.parametrize("role", ["head", "worker"])
def test_nobody_else_does(committee: Committee, actor: Holder, why: str, role: str) -> None:
    with committee.store.turn(CID) as turn, pytest.raises(AccountForbidden) as refused:
        accounts.put(turn, CloudAccount("li", roles=(role,)), CID, actor)
    assert refused.value.why == why
    assert listed(committee) == []


def test_a_stranger_is_not_stopped_and_a_role_that_does_not_exist_not_given(committee: Committee) -> None:
    with committee.store.turn(CID) as turn, pytest.raises(CloudAccountUnknown):
        accounts.stop(turn, "nobody", AT, CID, None)
    with committee.store.turn(CID) as turn, pytest.raises(RoleUnknown):
        accounts.put(turn, CloudAccount("li", roles=("king",)), CID, None)
