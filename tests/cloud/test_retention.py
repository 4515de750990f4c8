"""What the cloud forgets after 400 days, and that nothing comes back by it."""

from __future__ import annotations

import pytest

from cloud import retention, sweep_command
from cloud.store import CloudStore
from tests.cloud.callers import CID, House, Pc

DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def house(store: CloudStore) -> House:
    made = House(store)
    with store.turn(CID) as turn:  # a database that had other tests before
        turn.drop_removed("9999")
        turn.drop_decisions("9999")
    return made


def removal(pc: Pc, record: str) -> dict[str, object]:
    return pc.person() | {"k": "delete", "op_id": pc.person()["id"], "id": record, "f": {}, "base": 9, "reason": "误录"}


def removed(pc: Pc) -> tuple[dict[str, object], str]:
    """A person who was made and removed: the creation, and the id."""
    made = pc.person()
    pc.push(made)
    gone = removal(pc, str(made["id"]))
    gone["n"] = pc.n = 2
    assert pc.push(gone)["results"][0]["outcome"] == "applied"
    return made, str(made["id"])


def test_a_removal_is_forgotten_after_400_days_and_not_before(house: House) -> None:
    pc = house.pc()
    removed(pc)
    house.time.ms += 399 * DAY_MS
    assert retention.forget(house.means, CID) == retention.Forgotten(0, 0)
    house.time.ms += 2 * DAY_MS
    assert retention.forget(house.means, CID) == retention.Forgotten(1, 2)
    with house.store.look(CID) as look:
        assert look.head.floor == look.head.seq


def test_the_daily_sweep_forgets_too_and_says_what_went(house: House) -> None:
    said: list[str] = []
    removed(house.pc())
    house.time.ms += 401 * DAY_MS
    sweep_command.sweep_all(house.means, said.append)
    assert [line for line in said if line.startswith(CID)] == [f"{CID}\t0\t0\t0\t1\t2"]
    said.clear()
    sweep_command.sweep_all(house.means, said.append)
    assert said == []


def test_who_has_not_seen_what_is_forgotten_pulls_everything_anew(house: House) -> None:
    pc, other = house.pc(), house.pc(fingerprint="sha256:bb")
    other.push(other.person("李四"))
    other.pull()
    removed(pc)
    while pc.pull()["more"]:
        pass
    house.time.ms += 401 * DAY_MS
    retention.forget(house.means, CID)
    other.get_token()
    assert other.pull(status=410)["code"] == "cursor_expired"
    other.cursor = ""
    assert [one["f"]["name"] for one in other.pull()["changes"] if one["t"] == "person"][-1:] == ["李四"]
    pc.get_token()
    assert pc.pull()["changes"] == []


def test_a_first_pull_goes_on_below_what_is_forgotten(house: House) -> None:
    pc = house.pc()
    pc.push(pc.person("李四"))
    pc.push(pc.person("王五"))
    gone = pc.person("赵六")
    pc.push(gone)
    end = removal(pc, str(gone["id"]))
    end["n"] = pc.n = 4
    pc.push(end)
    other = house.pc(fingerprint="sha256:bb")
    assert other.pull(limit=1)["more"]
    house.time.ms += 401 * DAY_MS
    retention.forget(house.means, CID)
    other.get_token()
    assert other.pull(limit=1, status=410)["code"] == "cursor_expired"  # it may have seen what is forgotten by now
    other.cursor, found = "", 0
    while (page := other.pull(limit=1))["more"]:
        found += len(page["changes"])
    assert found + len(page["changes"]) >= 2


def test_what_is_forgotten_does_not_come_back(house: House) -> None:
    pc = house.pc()
    made, _ = removed(pc)
    house.time.ms += 401 * DAY_MS
    retention.forget(house.means, CID)
    pc.get_token()
    (again,) = pc.push(made | {"n": 3})["results"]
    assert (again["outcome"], again["reason"]) == ("rejected", "create_dead")
    (edit,) = pc.push(pc.person() | {"n": 4, "k": "patch", "op_id": pc.person()["id"], "id": made["id"]})["results"]
    assert (edit["outcome"], edit["reason"]) == ("rejected", "gone")
