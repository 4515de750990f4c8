"""The table of hazards and key people: every line means something that is there, and the risk weighs both."""

from __future__ import annotations

from datetime import date

import pytest

from app.topics import defining
from ledger import codes, risks

TODAY = date(2026, 11, 21)


def test_every_category_and_tag_of_the_table_is_one() -> None:
    assert set(risks.categories()) <= set(codes.table("work_order_category").by_code)
    assert set(risks.tags()) <= set(codes.table("key_group_tag").by_code)
    weights = (*risks.categories().values(), *risks.tags().values())
    assert all(1 <= points <= 3 for points in weights)


def test_every_sign_is_a_field_of_a_ledger_that_comes_with_the_program() -> None:
    shipped = {one.code: one for one in defining.shipped()}
    for code, signs in risks.signs().items():
        topic = shipped[code]
        fields = {one.name: one for one in topic.live}
        for sign in signs:
            if not sign.field:
                assert topic.days, f"{code} is never due"
            elif sign.is_past:
                assert fields[sign.field].kind == "date"
            else:
                assert set(sign.values) <= set(fields[sign.field].choices)


@pytest.mark.parametrize(
    ("facts", "is_due", "points"),
    [
        ({"status": "完好", "valid_to": "2027-01-01"}, False, 0),
        ({"status": "损坏"}, False, 2),
        ({"status": "完好", "valid_to": "2026-11-20"}, False, 2),
        ({"status": "完好", "valid_to": "2026-11-21"}, False, 0),
        ({"status": "完好", "valid_to": "2026-11"}, False, 0),
        ({"status": "完好", "valid_to": "2026-10"}, False, 2),
        ({"status": "完好", "valid_to": "2026"}, False, 0),
        ({"status": "完好", "valid_to": "2025"}, False, 2),
        ({"status": "完好", "valid_to": "不详"}, False, 0),
        ({"status": "完好", "valid_to": ""}, False, 0),
        ({"status": "完好"}, True, 1),
        ({"status": "损坏"}, True, 2),
    ],
)
def test_a_row_counts_by_its_heaviest_sign(facts: dict[str, object], is_due: bool, points: int) -> None:
    shown = [one for one in risks.signs()["fire_equipment"] if one.shows(facts, TODAY, is_due=is_due)]
    assert (shown[0].points if shown else 0) == points


def test_a_hazard_weighs_by_whom_it_would_strike() -> None:
    assert risks.risk(0, 9) == 0
    assert risks.risk(3, 0) == 3
    assert risks.risk(3, 2) == 9
