"""Operators of the cloud: passwords of the rules, waits after wrong ones, levels that look after each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cloud import operators, told
from cloud.memory_store import MemoryStore
from cloud.operators import (
    Operator,
    OperatorPasswordOver,
    OperatorPasswordWeak,
    OperatorRefused,
    OperatorWaits,
)
from cloud.sources import found_city
from cloud.store import CITY
from ledger import clock
from ledger.errors import LedgerError
from ledger.tiers import AccountForbidden

FIRST, OWN, OTHER = "Qz7!kumquat", "Mv4#lantern", "Xp9$harbour"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 18, 8, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def now() -> Iterator[Clock]:
    made = Clock()
    with clock.use(made):
        yield made


@pytest.fixture
def store(now: Clock, monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    monkeypatch.setattr(operators, "_MEMORY_KIB", 64)
    made = MemoryStore()
    found_city(made)
    with made.turn(CITY) as turn:
        operators.put(turn, Operator("shi", "石敏", "31", ("accounts",)), FIRST, None)
    return made


def entered(store: MemoryStore, login: str, password: str, new: str = "") -> Operator:
    with store.turn(CITY) as turn:
        found = operators.enter(turn, login, password, new)
    if isinstance(found, LedgerError):
        raise found
    return found


def test_a_first_password_is_changed_before_anything_else(store: MemoryStore) -> None:
    with pytest.raises(OperatorPasswordOver):
        entered(store, "shi", FIRST)
    assert entered(store, "shi", FIRST, OWN).holder.level == "city"
    assert entered(store, "shi", OWN).login == "shi"
    with pytest.raises(OperatorRefused):
        entered(store, "shi", FIRST)


def test_a_password_holds_thirty_days(store: MemoryStore, now: Clock) -> None:
    entered(store, "shi", FIRST, OWN)
    now.at += timedelta(days=30)
    entered(store, "shi", OWN)
    now.at += timedelta(days=1)
    with pytest.raises(OperatorPasswordOver):
        entered(store, "shi", OWN)


@pytest.mark.parametrize(
    ("new", "rule"), [("short1!", "too_short"), ("lanternlantern", "no_digit"), (FIRST, "used_before")]
)
def test_a_new_password_keeps_the_rules(store: MemoryStore, new: str, rule: str) -> None:
    with pytest.raises(OperatorPasswordWeak) as weak:
        entered(store, "shi", FIRST, new)
    assert rule in weak.value.rules
    said = told.text(weak.value)
    assert not re.search("[a-z]_|[{}]", said), said
    entered(store, "shi", FIRST, OWN)


def test_wrong_passwords_have_to_wait(store: MemoryStore, now: Clock) -> None:
    entered(store, "shi", FIRST, OWN)
    for _ in range(5):
        with pytest.raises(OperatorRefused):
            entered(store, "shi", OTHER)
    with pytest.raises(OperatorWaits) as waits:
        entered(store, "shi", OWN)
    assert waits.value.seconds == 60
    now.at += timedelta(seconds=60)
    assert entered(store, "shi", OWN).wrong == 0


def test_a_stranger_is_refused_like_a_wrong_password(store: MemoryStore) -> None:
    with pytest.raises(OperatorRefused):
        entered(store, "nobody", OWN)


def test_levels_look_after_the_next_one(store: MemoryStore) -> None:
    city = entered(store, "shi", FIRST, OWN).holder
    with store.turn(CITY) as turn:
        district = operators.put(turn, Operator("qu", "曲波", "310115", ("accounts",)), OTHER, city).holder
        operators.put(turn, Operator("jie", "解红", "310115001", ("accounts",)), OTHER, district)
    with store.turn(CITY) as turn, pytest.raises(AccountForbidden):
        operators.put(turn, Operator("jie2", "解兰", "310115002", ("accounts",)), OTHER, city)
    with store.turn(CITY) as turn, pytest.raises(AccountForbidden):
        operators.put(turn, Operator("jie3", "解兰", "310112002", ("accounts",)), OTHER, district)
    with store.turn(CITY) as turn:
        operators.stop(turn, "jie", district)
    with pytest.raises(OperatorRefused):
        entered(store, "jie", OTHER, OWN)
    assert [one.login for one in operators.listed(_look(store))] == ["jie", "qu", "shi"]


def test_the_last_administrator_stays(store: MemoryStore) -> None:
    with store.turn(CITY) as turn, pytest.raises(AccountForbidden) as refused:
        operators.stop(turn, "shi", None)
    assert refused.value.why == "last_administrator"


def _look(store: MemoryStore):  # type: ignore[no-untyped-def]  # the store's own view
    with store.look(CITY) as look:
        return look
