"""What is kept of the stored rows that a file is compared with."""

import pytest

from app.importing.facts import CLEAR
from app.importing.home_feed import ROW
from app.importing.stored_values import StoredValues

NAMES = ("name", "phone", "sex")
STORED = [(b"a", "张三", "13812345678", "1"), (b"b", "李四", None, "2"), (b"c", "王五", None, None)]


def test_rows_that_hold_exactly_what_is_said_are_let_go() -> None:
    said = {b"a": {"name": "张三", "phone": "13812345678", "sex": "1"}, b"b": {"name": "李四", "sex": "2"}}
    values = StoredValues.of(NAMES, STORED, said)
    assert values.holds(b"a", said[b"a"])
    assert values.holds(b"b", said[b"b"])
    assert values.value(b"a", "phone") is None


def test_rows_that_hold_something_else_or_more_are_kept() -> None:
    said: dict[bytes, dict[str, object]] = {b"a": {"name": "张三"}, b"b": {"name": "李思", "sex": "2"}}
    values = StoredValues.of(NAMES, STORED, said)
    assert values.holds(b"a", said[b"a"])
    assert values.value(b"a", "phone") == "13812345678"
    assert not values.holds(b"b", said[b"b"])
    assert values.row(b"b") == {"name": "李四", "phone": None, "sex": "2"}


def test_a_wiped_value_and_one_that_waits_for_a_judgement_are_kept() -> None:
    said: dict[bytes, dict[str, object]] = {
        b"b": {"name": "李四", "sex": "2", "phone": CLEAR},
        b"c": {"name": "王五", ROW: ("名册", 7)},
    }
    values = StoredValues.of(NAMES, STORED, said)
    assert not values.holds(b"b", said[b"b"])
    assert values.row(b"c") == {"name": "王五", "phone": None, "sex": None}


def test_a_record_that_is_not_stored_is_noticed() -> None:
    with pytest.raises(LookupError):
        StoredValues.of(NAMES, STORED, {b"x": {"name": "张三"}})


def test_where_nothing_is_said_nothing_is_compared() -> None:
    values = StoredValues.of((), [(b"a",)], {b"a": {}})
    assert values.holds(b"a", {})
