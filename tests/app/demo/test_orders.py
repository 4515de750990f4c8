"""The orders of the demo committee: made by the rules, in many states, their events whole."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from app.checking import check
from app.demo import fill, orders
from app.jobs import SILENT
from app.orders import columns, verifying
from app.orders.filters import Filters
from tests.committee import new_session


def test_some_dozens_of_orders_stand_in_many_states_and_hold_together(tmp_path: Path) -> None:
    with new_session(tmp_path / "store") as session:
        fill.fill(session, people=60, seed=1, ctx=SILENT)
        count = orders.add(session)
        assert count >= 36
        found = Counter({one.status: one.count for one in columns.columns(session, Filters()) if one.count})
        wanted = {
            "S10",
            "S15",
            "S20",
            "S30",
            "S40",
            "S45",
            "S50",
            "S60",
            "S65",
            "S70",
            "S80",
            "S85",
            "S86",
            "S90",
            "S91",
        }
        assert wanted <= found.keys(), wanted - found.keys()
        lights = {card.light for one in columns.columns(session, Filters()) for card in one.cards}
        assert {0, 2} <= lights, "some are late, some are in time"
        verified = verifying.verify(session)
        assert (verified.orders, verified.faults) == (count, ())
        assert check(session, SILENT).is_sound
