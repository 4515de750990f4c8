"""The page of work orders: its tables are those of the rules."""

from __future__ import annotations

from installer import work_order_tables


def test_the_tables_of_the_page_are_current() -> None:
    text = work_order_tables.PAGE.read_text(encoding="utf-8")
    assert work_order_tables.page(text) == text, "python3 -m installer.work_order_tables"
