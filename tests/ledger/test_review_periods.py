"""The table of review periods names fields that there are, each once, and days that people can keep."""

from __future__ import annotations

from ledger import catalog, review_periods


def test_every_group_names_fields_of_its_ledger_and_each_field_once() -> None:
    seen: set[tuple[str, str]] = set()
    for one in review_periods.periods():
        ledger = catalog.named(one.ledger)
        named = {(one.ledger, name) for name in one.fields}
        assert all(ledger.has(name) for name in one.fields), one
        assert len(named) == len(one.fields) > 0
        assert not seen & named, one
        seen |= named
        assert one.days >= 30
        assert not one.until or (one.until in one.fields and ledger.field(one.until).kind == "date")


def test_people_and_homes_have_groups_in_the_order_of_the_table() -> None:
    assert [one.label for one in review_periods.of_ledger("dwelling")] == ["使用情况", "租赁", "产权"]
    assert review_periods.of_ledger("person")[0].label == "联系方式"
    assert review_periods.of_ledger("compound") == ()
