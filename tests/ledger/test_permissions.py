"""What roles may do at first, and what no change of the matrix may bring about."""

from __future__ import annotations

import pytest

from ledger import permissions, roles
from ledger.permissions import BY_NAME, DEFAULT, LEVELS, Cell, Grant, forbidden_by, highest


def test_what_holds_at_first_is_itself_allowed() -> None:
    assert set(DEFAULT) <= set(permissions.cells())
    for cell in permissions.cells():
        assert not forbidden_by(cell, DEFAULT.get(cell)), cell


@pytest.mark.parametrize("role", ["property", "entrusted"])
@pytest.mark.parametrize("level", ["L3", "L4"])
@pytest.mark.parametrize("action", [name for name, action in BY_NAME.items() if action.by_level])
def test_nobody_opens_sensitive_fields_to_outsiders(role: str, level: str, action: str) -> None:
    assert forbidden_by(Cell(role, action, "person"), Grant(level, "own"))


@pytest.mark.parametrize("role", ["property", "entrusted"])
def test_outsiders_never_look_behind_a_mask_or_change_anything(role: str) -> None:
    for action in BY_NAME.values():
        if action.name not in ("view", "export", "print", "statistics"):
            ledger = "person" if action.by_ledger else ""
            assert forbidden_by(Cell(role, action.name, ledger), Grant("L1", "own")), action.name


@pytest.mark.parametrize("with_role", ["head", "worker", "grid"])
def test_an_outsiders_role_bounds_the_others_of_the_same_person(with_role: str) -> None:
    held = (with_role, "property")
    assert highest(DEFAULT, held, "reveal", "person") is None
    assert highest(DEFAULT, held, "edit", "person") is None
    assert highest(DEFAULT, held, "view", "person") == "L1"
    assert highest(DEFAULT, held, "export", "person") in ("L1", "L2")


def test_the_property_company_sees_its_own_compounds_only() -> None:
    assert forbidden_by(Cell("property", "view", "person"), Grant("L1", "all")) == "own_area"
    assert roles.needs_area(("property",))
    assert not roles.needs_area(("grid", "head"))


def test_auditors_change_nothing_and_alone_read_the_log() -> None:
    for action in ("edit", "remove"):
        assert forbidden_by(Cell("auditor", action, "person"), Grant()) == "auditor_changes"
    for action in ("act", "import", "undo_import", "merge"):
        assert forbidden_by(Cell("auditor", action), Grant()) == "auditor_changes"
    for role in roles.BY_CODE:
        refused = forbidden_by(Cell(role, "audit"), Grant())
        assert (refused == "") == (role == "auditor"), role


def test_lists_never_show_sensitive_levels_to_anybody() -> None:
    for role in roles.BY_CODE:
        assert forbidden_by(Cell(role, "view", "person"), Grant("L3", "own"))


def test_the_head_cannot_lose_the_way_to_change_it_back() -> None:
    for action in ("accounts", "permissions"):
        assert forbidden_by(Cell("head", action), None) == "keeper"
    assert not forbidden_by(Cell("head", "backup"), None)


def test_changes_come_back_as_they_were_kept() -> None:
    changes = {
        Cell("grid", "export", "person"): None,
        Cell("viewer", "export", "dwelling"): Grant("L2"),
        Cell("worker", "view", "person"): DEFAULT[Cell("worker", "view", "person")],
    }
    kept = permissions.stored(changes)
    assert len(kept) == 2  # what is as at first needs no keeping
    matrix = permissions.applied(permissions.changes_of(kept))
    assert highest(matrix, ("grid",), "export", "person") is None
    assert highest(matrix, ("grid",), "export", "dwelling") == "L2"
    assert highest(matrix, ("viewer",), "export", "dwelling") == "L2"
    assert {cell for cell in DEFAULT if DEFAULT[cell] != matrix.get(cell)} == {Cell("grid", "export", "person")}


def test_kept_changes_that_are_forbidden_or_unknown_count_for_nothing() -> None:
    kept = [
        ["property", "reveal", "person", "L4", "own"],
        ["property", "view", "person", "L2", "all"],
        ["auditor", "edit", "person", "L4", "all"],
        ["nobody", "view", "person", "L2", "all"],
        ["head", "permissions", "", "", ""],
    ]
    assert permissions.changes_of(kept) == {}
    assert permissions.changes_of(None) == {}


def test_the_union_of_two_roles_is_the_higher_of_each() -> None:
    assert highest(DEFAULT, ("grid", "viewer"), "reveal", "person") == "L3"
    assert highest(DEFAULT, ("grid", "worker"), "reveal", "person") == "L4"
    assert highest(DEFAULT, ("auditor", "viewer"), "audit") == "L4"
    assert highest(DEFAULT, (), "view", "person") is None
    assert highest(DEFAULT, ("grid",), "view") == "L2"  # of one ledger at least


def test_a_cell_is_named_by_what_there_is() -> None:
    assert permissions.named("grid", "view", "person") == Cell("grid", "view", "person")
    for wrong in (
        ("chief", "view", "person"),
        ("grid", "look", "person"),
        ("grid", "view", ""),
        ("grid", "act", "person"),
    ):
        with pytest.raises(permissions.UnknownPermission):
            permissions.named(*wrong)


def test_levels_are_ordered_as_text() -> None:
    assert list(LEVELS) == sorted(LEVELS)
