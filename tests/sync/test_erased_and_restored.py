"""Somebody is erased, and the cloud restored to a moment before: given again, the order holds; nobody says a word."""

from __future__ import annotations

from cloud.erasure import order
from cloud.erasure.order import Order
from ledger import ids
from tests.cloud.callers import CID, House
from tests.sync.exchange import Pc
from tests.sync.test_restored_cloud import restore, saved

LAW = Order("", "consent", "文号一")


def alive(house: House) -> int:
    with house.store.look(CID) as look:
        return len(list(look.marks("person")))


def test_what_was_struck_out_is_not_said_again(house: House, pcs: tuple[Pc, Pc]) -> None:
    one, two = pcs
    one.synced()
    two.synced()
    backup = saved(house)
    person = one.add(name="植入欧阳")
    one.synced()
    two.synced()
    note = order.erase(house.means, CID, [("person", ids.to_text(person))], LAW).note
    one.synced()
    restore(house, backup)
    order.erase_again(house.means, CID, note)
    told = one.synced()
    assert (told.pushed, told.refused) == (0, {})
    assert one.local.waiting().dead == 0
    two.synced()  # had not heard of the order yet, and still has all of it
    assert two.people() == one.people() == {}
    assert alive(house) == 0


def test_who_was_erased_from_a_cloud_that_forgot_it_comes_back_and_goes_again(house: House, pcs: tuple[Pc, Pc]) -> None:
    """The order was not given again at once: that is why it has to be."""
    one, two = pcs
    person = one.add(name="植入欧阳")
    one.synced()
    two.synced()
    backup = saved(house)
    note = order.erase(house.means, CID, [("person", ids.to_text(person))], LAW).note
    one.synced()
    restore(house, backup)
    one.synced()
    assert alive(house) == 1
    order.erase_again(house.means, CID, note)
    for pc in (one, two):
        pc.synced()
        assert pc.people() == {}
        assert pc.store.log_verdict().is_whole
