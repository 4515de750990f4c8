"""Natural order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.ordering import natural_key


@pytest.mark.parametrize(
    "in_order",
    [
        ["1号", "2号", "10号", "11号", "100号"],
        ["101", "102", "201", "1001", "1002"],
        ["302", "302A", "302B", "303"],
        ["1号101室", "1号102室", "2号101室", "10号101室"],
        ["凌兆小区一", "凌兆小区二", "凌兆小区三", "凌兆小区十", "凌兆小区十一"],
        ["一号", "2号", "三号", "十号", "11号"],
        ["第一居民区", "第二居民区", "第十居民区"],
        ["1-2", "1-10", "2-1"],
        ["", "0", "1", "A"],
        ["A1", "A2", "a10", "B1"],
    ],
)
def test_order(in_order: list[str]) -> None:
    backwards = in_order[::-1]
    assert sorted(backwards, key=natural_key) == in_order


@pytest.mark.parametrize(
    ("left", "right"), [("2号", "02号"), ("３０２", "302"), ("302a", "302A"), (" 1号", "1号"), ("十二号", "12号")]
)
def test_writings_of_one_number_sort_together(left: str, right: str) -> None:
    assert natural_key(left) == natural_key(right)


def test_a_numeral_inside_a_word_stays_a_word() -> None:
    assert natural_key("三林苑") == "三林苑"
    assert natural_key("百号") == "百号"


@given(st.lists(st.integers(0, 10**12)))
def test_numbers_sort_by_value(numbers: list[int]) -> None:
    assert sorted(map(str, numbers), key=natural_key) == list(map(str, sorted(numbers)))


@given(st.integers(0, 9999), st.sampled_from(["", "号", "室", "A"]), st.integers(0, 9999))
def test_the_number_decides_before_what_follows(left: int, suffix: str, right: int) -> None:
    first, second = natural_key(f"{left}{suffix}"), natural_key(f"{right}{suffix}")
    assert (first < second) == (left < right)
