"""Work orders among what is to be done: late ones, those that wait for a word, those in hand, each to whose it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app import today
from app.today import orders
from app.today.groups import Group
from ledger import clock
from tests.app.orders.crew import DUTY, GRID, HEAD, Crew


class At:
    """A clock that stands."""

    def __init__(self, days: int) -> None:
        self._now = clock.now() + timedelta(days=days)

    def now(self) -> datetime:
        return self._now.astimezone(UTC)


def _told(crew: Crew, who: str) -> dict[str, Group]:
    groups = today.at_once(crew.at[who])
    return {one.kind: one for one in groups if one.kind.startswith("orders_")}


SAID = {"opinion": "请尽快处理"}


@pytest.fixture
def order(crew: Crew) -> str:
    """Accepted and dispatched to the grid worker."""
    made = crew.register(title="三楼渗水")
    crew.move(DUTY, made, "accept")
    crew.move(DUTY, made, "dispatch", to_person=GRID, **SAID)
    return made


def test_an_order_is_told_to_whoever_it_waits_for_and_opens_there(crew: Crew, order: str) -> None:
    group = _told(crew, GRID)[orders.HANDLED]
    (line,) = group.lines
    assert (line.who, line.page, line.record) == ("三楼渗水", "order", order)
    assert line.why.startswith("等我接单")
    assert (group.page, group.facts) == ("orders", {"tab": "mine"})
    crew.move(GRID, order, "take")
    assert _told(crew, GRID)[orders.HANDLED].lines[0].why.startswith("我在办理")


def test_what_waits_for_a_check_stands_by_itself_and_with_another(crew: Crew, order: str) -> None:
    crew.move(GRID, order, "take")
    crew.move(
        GRID, order, "finish", result="修好了", result_kind="实际解决", minutes_spent="40", attachments="after.jpg"
    )
    assert not _told(crew, GRID)
    assert any(orders.DECIDED in _told(crew, who) for who in (HEAD, DUTY))


def test_what_is_late_is_told_first(crew: Crew, order: str) -> None:
    crew.move(GRID, order, "take")
    with clock.use(At(days=60)):
        assert list(_told(crew, GRID)) == [orders.LATE]
