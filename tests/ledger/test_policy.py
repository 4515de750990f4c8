"""The policy is never milder than the rules, whatever is written down or asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import policy
from ledger.policy import Policy, PolicyRefused, UnknownPolicy


def test_the_legal_minimum_of_passwords_is_the_default() -> None:
    usual = policy.USUAL
    assert (usual["password_length"], usual["password_days"], usual["password_warn_days"]) == (8, 30, 7)
    assert (usual["password_history"], usual["wrong_tries"]) == (5, 5)


@given(st.dictionaries(st.sampled_from([rule.key for rule in policy.ALL]), st.integers(-(10**6), 10**6)))
def test_no_setting_leaves_its_bounds(written: dict[str, int]) -> None:
    holds = Policy.of(written)
    for rule in policy.ALL:
        assert rule.least <= holds[rule.key] <= rule.most
        assert rule.least <= Policy(written)[rule.key] <= rule.most


@pytest.mark.parametrize("written", [None, [], "x", {"password_days": "9"}, {"password_days": True}])
def test_what_cannot_be_read_is_the_usual(written: object) -> None:
    assert Policy.of(written)["password_days"] == 30


@pytest.mark.parametrize(
    ("key", "value"),
    [("password_length", 7), ("password_days", 31), ("password_days", 0), ("password_history", 4), ("wrong_tries", 6),
     ("password_warn_days", 6), ("first_wait", 59)],
)  # fmt: skip
def test_a_change_below_the_rules_is_refused(key: str, value: int) -> None:
    with pytest.raises(PolicyRefused) as caught:
        policy.USUAL.with_changes({key: value})
    assert caught.value.key == key


def test_stricter_numbers_are_taken_and_others_stay() -> None:
    stricter = policy.USUAL.with_changes({"password_days": 14, "password_length": 12})
    assert (stricter["password_days"], stricter["password_length"], stricter["password_history"]) == (14, 12, 5)


def test_an_unknown_number_is_refused() -> None:
    with pytest.raises(UnknownPolicy):
        policy.USUAL.with_changes({"passwort": 1})
    with pytest.raises(UnknownPolicy):
        policy.USUAL["passwort"]


def test_the_defaults_lie_within_their_bounds_and_say_on_what_they_rest() -> None:
    for rule in policy.ALL:
        assert rule.least <= rule.default <= rule.most, rule.key
        assert rule.basis.startswith("R"), rule.key
    assert len(policy.BY_KEY) == len(policy.ALL)
