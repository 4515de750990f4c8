"""What the cloud decides of an event is what the PC that made it was allowed, by the process that the event names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.orders import process_book
from ledger.orders.acting import signed
from ledger.orders.duties import HEAD
from ledger.orders.facts import Order
from ledger.orders.flow import Request, Rules, allowed, move
from ledger.orders.placing import decided
from ledger.orders.process_book import ProcessBook, book_of
from tests.ledger.orders.rounds import MONDAY, WORKER_WANG


def _books() -> tuple[ProcessBook, ProcessBook]:
    """The one under which only the head registers C104, and the one in which a newer version lets everybody."""
    usual = replace(process_book.shipped().of("C104"), category="C104")
    first = replace(usual, version=2, roles={"create": (HEAD,)})
    return book_of([first]), book_of([first, replace(usual, version=3)])


@pytest.mark.parametrize("category", ["C104", "C201"])
def test_a_draft_is_registered_by_the_newest_process_of_its_category_everywhere(category: str) -> None:
    before, now = _books()
    said = {"category": "C104", "description": "三楼渗水", "is_draft": True}
    draft = replace(move(Order(id="order"), Request("create", MONDAY, said), WORKER_WANG).order, process_version=2)
    rules = Rules(book=now)
    assert "create" in {one.action for one in allowed(draft, WORKER_WANG, MONDAY, rules)}
    made = move(draft, Request("create", MONDAY, {**said, "category": category, "is_draft": False}), WORKER_WANG, rules)
    assert made.order.status == "S10"
    assert decided(draft, signed(made.event, WORKER_WANG), WORKER_WANG, now).outcome == "apply"
    assert "create" not in {one.action for one in allowed(draft, WORKER_WANG, MONDAY, Rules(book=before))}
