"""Yes and no in the office's writings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.broken import Broken
from ledger.yes_no import parse


@pytest.mark.parametrize(
    "value", ["是", " 是 ", "有", "1", "１", 1, 1.0, True, "√", "✓", "Y", "yes", "TRUE", "已", "对"]
)
def test_yes(value: str | float | bool) -> None:
    assert parse(value) is True


@pytest.mark.parametrize("value", ["否", "无", "0", 0, 0.0, False, "×", "X", "N", "No", "false", "未", "没有", "不是"])
def test_no(value: str | float | bool) -> None:
    assert parse(value) is False


@pytest.mark.parametrize("value", [None, "", "  ", "/", "不详"])
def test_nothing(value: str | None) -> None:
    assert parse(value) is None
    assert parse(value, blank=False) is False


@pytest.mark.parametrize("value", ["也许", "○", "2", 2, 0.5, float("nan"), "是否"])
def test_anything_else_is_broken(value: str | float) -> None:
    assert parse(value) == Broken("not_yes_no")


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none()))
def test_every_cell_has_an_answer(value: str | float | bool | None) -> None:
    assert parse(value) in (True, False, None, Broken("not_yes_no"))
