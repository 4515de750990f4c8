"""An erasure order itself: noted without whom it was about, once; what it refuses; what its plan tells."""

from __future__ import annotations

import pytest

from cloud.erasure import order
from cloud.erasure.order import ErasureOfPlace, ErasureUnknown, Order, ReferenceTells
from cloud.records import Key
from tests.cloud.callers import Pc, new_id
from tests.cloud.erasure.erasing import LAW, NAME, NUMBER, OF_HIM, PHONE, erase, made, record


def test_an_order_is_noted_without_whom_it_was_about_and_once(pc: Pc) -> None:
    person = made(pc, **OF_HIM)
    first = erase(pc, person).note
    assert erase(pc, person, given=Order("li", "law", "另一份")).note == first
    assert (first["by"], first["ground"], first["reference"]) == (LAW.by, LAW.ground, LAW.reference)
    assert first["taken"] == [["person", person]]
    with pc.house.store.look(pc.cid) as look:
        assert order.notes(look) == [first]
        seq = look.head.seq
    erase(pc, person)
    with pc.house.store.look(pc.cid) as look:
        assert look.head.seq == seq  # given again it changes nothing


@pytest.mark.parametrize("reference", ["", "  ", "文" * 101, f"关于{NAME}的决定", f"{NUMBER} 号", f"见 {PHONE}"])
def test_a_reference_that_tells_who_it_is_is_refused(pc: Pc, reference: str) -> None:
    person = made(pc, **OF_HIM)
    with pytest.raises(ReferenceTells):
        erase(pc, person, given=Order("", "law", reference))
    assert record(pc, "person", person).is_alive


def test_what_never_was_and_what_is_a_place_is_refused(pc: Pc) -> None:
    with pytest.raises(ErasureUnknown):
        erase(pc, new_id())
    with pytest.raises(ErasureUnknown):
        erase(pc)
    home: Key = ("dwelling", made(pc, "dwelling", owner_name="甲"))
    with pytest.raises(ErasureOfPlace):
        order.erase(pc.house.means, pc.cid, [home], LAW)


def test_a_plan_changes_nothing(pc: Pc) -> None:
    person = made(pc, **OF_HIM)
    made(pc, "person_tag", person_uid=person, tag="A01")
    pc.pull()
    found = order.plan(pc.house.means, pc.cid, [("person", person)])
    assert found.counts == {"person": 1, "person_tag": 1}
    assert pc.pull()["changes"] == []
