"""Who looks after whose account: every level, every role, here and where a cloud is known."""

from __future__ import annotations

import pytest

from ledger import tiers
from ledger.tiers import AccountForbidden, Holder, Level

CITY, DISTRICT, STREET, COMMITTEE = "31", "310115", "310115007", "310115007012"


def one(login: str, level: Level, unit: str, *roles: str, is_active: bool = True, is_ending: bool = False) -> Holder:
    return Holder(login, level, unit, frozenset(roles), is_active=is_active, is_ending=is_ending)


HEAD = one("head", "committee", COMMITTEE, "head")
KEEPER = one("keeper", "committee", COMMITTEE, "accounts")
WORKER = one("worker", "committee", COMMITTEE, "worker")
STREET_ADMIN = one("street", "street", STREET, "accounts")
CITY_ADMIN = one("city", "city", CITY, "head")


@pytest.mark.parametrize(
    ("code", "level"),
    [
        (CITY, "city"),
        (DISTRICT, "district"),
        (STREET, "street"),
        (COMMITTEE, "committee"),
        (COMMITTEE + "01", "committee"),
    ],
)
def test_a_division_code_tells_the_level(code: str, level: str) -> None:
    assert tiers.level_of(code) == level


@pytest.mark.parametrize(
    ("actor", "target", "enrolled", "way"),
    [
        (HEAD, WORKER, False, "unfiled"),
        (HEAD, WORKER, True, "proposed"),
        (HEAD, KEEPER, False, "unfiled"),
        (HEAD, one("second", "committee", COMMITTEE, "head"), False, "unfiled"),
        (HEAD, KEEPER, True, "proposed"),
        (KEEPER, WORKER, False, "unfiled"),
        (KEEPER, one("shop", "committee", COMMITTEE, "property"), False, "unfiled"),
        (STREET_ADMIN, one("clerk", "street", STREET, "worker"), True, "directly"),
        (STREET_ADMIN, HEAD, True, "directly"),
        (CITY_ADMIN, one("pudong", "district", DISTRICT, "accounts"), True, "directly"),
    ],
)
def test_a_level_opens_its_own_staff_and_the_next_levels_administrators(
    actor: Holder, target: Holder, enrolled: bool, way: str
) -> None:
    assert tiers.way(actor, target, is_enrolled=enrolled) == way


@pytest.mark.parametrize(
    ("actor", "target", "why"),
    [
        (WORKER, one("new", "committee", COMMITTEE, "worker"), "no_administrator"),
        (one("gone", "committee", COMMITTEE, "head", is_active=False), WORKER, "no_administrator"),
        (HEAD, HEAD, "own_account"),
        (KEEPER, HEAD, "level_above"),
        (KEEPER, one("other", "committee", COMMITTEE, "accounts"), "level_above"),
        (STREET_ADMIN, one("colleague", "street", STREET, "accounts"), "level_above"),
        (HEAD, one("far", "committee", "310115007013", "worker"), "other_unit"),
        (STREET_ADMIN, one("far", "committee", "310115008001", "head"), "other_unit"),
        (STREET_ADMIN, WORKER, "other_level"),
        (CITY_ADMIN, STREET_ADMIN, "other_level"),
        (HEAD, STREET_ADMIN, "other_level"),
    ],
)
def test_nobody_else_is_looked_after(actor: Holder, target: Holder, why: str) -> None:
    with pytest.raises(AccountForbidden) as caught:
        tiers.way(actor, target, is_enrolled=False)
    assert caught.value.why == why


def test_somebody_who_looks_after_accounts_is_always_left() -> None:
    stopped = one("head", "committee", COMMITTEE, "head", is_active=False)
    tiers.require_administrator_left([HEAD, one("second", "committee", COMMITTEE, "head"), WORKER], stopped)
    with pytest.raises(AccountForbidden) as caught:
        tiers.require_administrator_left([HEAD, WORKER], stopped)
    assert caught.value.why == "last_administrator"
    with pytest.raises(AccountForbidden):
        tiers.require_administrator_left([HEAD, WORKER], one("head", "committee", COMMITTEE, "worker"))


def test_a_head_without_a_last_day_is_always_left() -> None:
    ending = one("head", "committee", COMMITTEE, "head", is_ending=True)
    second = one("second", "committee", COMMITTEE, "head")
    tiers.require_administrator_left([HEAD, second], ending)
    for changed in (ending, one("head", "committee", COMMITTEE, "worker")):
        with pytest.raises(AccountForbidden) as caught:
            tiers.require_administrator_left([HEAD, KEEPER], changed)
        assert caught.value.why == "last_administrator"
    tiers.require_administrator_left([ending, KEEPER], ending)  # nothing gets worse


def test_holders_of_a_role_are_counted_while_they_are_active() -> None:
    gone = one("gone", "committee", COMMITTEE, "accounts", is_active=False)
    assert tiers.count_of("accounts", [HEAD, KEEPER, gone]) == 1
    assert tiers.count_of("accounts", [HEAD, KEEPER], without=("keeper",)) == 0
