"""What a password must not be made of, and how long one holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import password_rule
from ledger.password_rule import Person
from ledger.policy import USUAL

WHO = Person(
    "juwei01", "王芳", ("wangfang", "fangwang"), "13800000001", ("凌兆第一居委会", "凌兆", "310115007012", "310115"),
    ("lingzhaodiyi", "lingzhao"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("password", "broken"),
    [
        ("Lane#300x", ()),
        ("Lingzhao#26", ("has_committee",)),
        ("凌兆Abc#26", ()),
        ("310115#ab7", ("has_committee",)),
        ("LingzhaoGasse#26", ()),  # enough of its own beside the name
        ("Abc#2026", ("has_year",)),
        ("Garten#2026", ()),
        ("Lingzhao@2026", ("has_committee", "has_year")),
        ("Qwer!7788x", ()),
        ("Qwer!778", ("keyboard_walk",)),
        ("1qaz@WSX3e", ("keyboard_walk",)),
        ("!@#$Abc12", ()),
        ("4321#zyxwv", ("keyboard_walk",)),
        ("aaaa#1111x", ("keyboard_walk",)),
        ("Wang_Fang1", ("has_name",)),
        ("R#13800000001a", ("has_phone",)),
        ("juwei01#Abc", ("has_login",)),
    ],
)
def test_each_kind_of_word_is_told_by_its_name(password: str, broken: tuple[str, ...]) -> None:
    assert password_rule.broken_rules(password, WHO) == broken


def test_the_policy_may_ask_for_more_signs() -> None:
    longer = USUAL.with_changes({"password_length": 12})
    assert password_rule.broken_rules("Lane#300x", WHO, policy=longer) == ("too_short",)


def test_common_passwords_are_handed_in() -> None:
    assert password_rule.broken_rules("P@ssw0rd", WHO, common={"p@ssw0rd"}) == ("common",)


@given(st.text(max_size=40))
def test_any_text_is_judged(text: str) -> None:
    broken = password_rule.broken_rules(text, WHO)
    assert ("too_short" in broken) == (len(text) < 8)


TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("age", "stands", "left"),
    [(0, "good", 31), (22, "good", 9), (23, "ending", 8), (30, "ending", 1), (31, "over", 0), (400, "over", 0)],
)
def test_a_password_is_warned_of_from_day_23_and_over_after_day_30(age: int, stands: str, left: int) -> None:
    set_on = TODAY - timedelta(days=age)
    assert password_rule.standing(set_on, TODAY, must_change=False) == stands
    assert password_rule.days_left(set_on, TODAY) == left


def test_one_that_somebody_else_set_is_changed_first() -> None:
    assert password_rule.standing(TODAY, TODAY, must_change=True) == "first"


def test_a_password_from_the_future_or_of_unknown_age_is_over() -> None:
    assert password_rule.standing(None, TODAY, must_change=False) == "over"
    assert password_rule.standing(TODAY + timedelta(days=2), TODAY, must_change=False) == "over"
    assert password_rule.standing(TODAY + timedelta(days=1), TODAY, must_change=False) == "good"
    assert password_rule.age_days(TODAY + timedelta(days=1), TODAY) == 0
