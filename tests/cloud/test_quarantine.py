"""What a retired PC still sends is set aside, once, until an operator lets it through or throws it away."""

from __future__ import annotations

from dataclasses import replace

from cloud import quarantine
from tests.cloud.callers import CID, House, Pc


def retired(house: House) -> Pc:
    """A PC that sent one record, and was retired then."""
    pc = house.pc()
    pc.push(pc.person())
    pc.pull()
    with house.store.turn(CID) as turn:
        turn.put_device(replace(turn.devices()[0], state="retired", since=house.means.now_text()))
    return pc


def people(house: House) -> int:
    with house.store.look(CID) as look:
        return len(list(look.marks("person")))


def test_it_changes_nothing_until_it_is_let_through_in_its_order(house: House) -> None:
    pc = retired(house)
    made = pc.person("李四")
    pc.n += 1
    patch = {"n": pc.n, "op_id": "0193c9a0-0000-7000-8000-000000000001", "k": "patch", "t": "person", "id": made["id"]}
    edit = patch | {"was": {"name": "李四"}, "f": {"name": "李思"}, "base": 0, "g": made["op_id"]}
    edit |= {"at": made["at"], "u": "wang", "cv": "1.0"}
    results = pc.push(made, edit)["results"]
    assert [one["reason"] for one in results] == ["quarantined"] * 2
    assert people(house) == 1
    with house.store.look(CID) as look:
        assert [op.op_id for _, op in quarantine.waiting(look, pc.device)] == [made["op_id"], edit["op_id"]]
    decided = quarantine.let_through(house.means, CID, pc.device)
    assert [one["outcome"] for one in decided] == ["applied"] * 2
    assert people(house) == 2
    with house.store.look(CID) as look:
        assert look.records([("person", made["id"])])["person", made["id"]].f["name"] == "李思"
        assert quarantine.waiting(look) == []


def test_what_came_before_and_what_comes_twice_is_known(house: House) -> None:
    pc = retired(house)
    with house.store.look(CID) as look:
        ((known, _, _),) = look.marks("person")
    late = pc.person("李四")
    pc.push(late)
    assert pc.push(late)["results"][0]["reason"] == "quarantined"
    first = pc.person() | {"n": 1, "op_id": known, "id": known}
    assert pc.push(first, late)["results"][0]["outcome"] == "duplicate"
    with house.store.look(CID) as look:
        assert len(quarantine.waiting(look)) == 1
    quarantine.let_through(house.means, CID, pc.device)
    assert pc.push(late)["results"][0]["outcome"] == "duplicate"
    assert people(house) == 2


def test_it_can_be_thrown_away(house: House) -> None:
    pc = retired(house)
    pc.push(pc.person("李四"))
    with house.store.turn(CID) as turn:
        assert quarantine.drop(turn, pc.device) == 1
    assert quarantine.let_through(house.means, CID, pc.device) == []
    assert people(house) == 1
