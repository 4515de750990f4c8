"""Every public function of `app` that takes a session stands behind a right, and every role meets it there."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import app
from app import access
from app.access import OPERATIONS, OWN, Forbidden, Operation, Rights
from ledger import permissions, roles
from storage.accounts import Account
from storage.store import Store
from tests.app.rights.staff import A_PERSON, a_committee, at_work, employ

ROOT = Path(__file__).parents[3]
_HOLDS_A_SESSION = {"RowSource", "Numbers", "Undoing"}
"""Classes that keep the session they were made with: their methods are operations like functions."""
_OF_NOBODY = {"Undoing.close"}
"""Lets go of what was followed."""


def _takes_a_session(function: ast.FunctionDef) -> bool:
    arguments = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    return any(one.arg == "session" for one in arguments)


def _public(path: Path) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The public functions and methods of a module that work for a session."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and _takes_a_session(node):
            yield node.name, node
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for method in (one for one in node.body if isinstance(one, ast.FunctionDef)):
                name = f"{node.name}.{method.name}"
                is_property = any(ast.unparse(one) in ("property", "classmethod") for one in method.decorator_list)
                is_of_it = node.name in _HOLDS_A_SESSION and not is_property and name not in _OF_NOBODY
                if not method.name.startswith("_") and (_takes_a_session(method) or is_of_it):
                    yield name, method


def _operations() -> dict[str, Operation]:
    """Every operation of the program."""
    for found in pkgutil.walk_packages(app.__path__, "app."):
        if not found.name.endswith("_windows"):
            importlib.import_module(found.name)
    return {name: one for name, one in OPERATIONS.items() if name.startswith("app.")}


def _function(name: str) -> Any:
    module, parts = name, list[str]()
    while True:
        try:
            found: Any = importlib.import_module(module)
        except ModuleNotFoundError:
            module, _, last = module.rpartition(".")
            parts.insert(0, last)
            continue
        for part in parts:
            found = getattr(found, part)
        return found


def test_no_public_function_that_takes_a_session_is_without_a_right() -> None:
    known = _operations()
    assert len(known) > 100
    without = []
    for path in sorted((ROOT / "app").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        without += [name for one, _ in _public(path) if (name := f"{module}.{one}") not in known]
    assert not without, "needs @access.operation"


def test_every_right_that_is_asked_for_is_one_of_the_matrix() -> None:
    for name, one in _operations().items():
        assert one.action == OWN or one.action in permissions.BY_NAME, name
        assert not one.ledger or one.ledger in permissions.LEDGERS, name


class _Asked(Exception):
    """The right that a call asked for, before anything else."""

    def __init__(self, action: str, ledger: str) -> None:
        super().__init__(action, ledger)
        self.right = action, ledger


class _Nothing:
    """A session of which nothing but the rights may be touched; they are only noted."""

    @property
    def rights(self) -> _Nothing:
        return self

    def require(self, action: str, ledger: str = "", *, asked: str = "") -> None:
        raise _Asked(action, ledger)


class _Holder:
    """An object whose methods work for a session."""

    def __init__(self, session: object, ledger: str) -> None:
        self.session, self.ledger = session, ledger


def _call(name: str, session: object, ledger: str) -> None:
    """Call an operation without what it needs: whoever gets past the right fails for that."""
    function = _function(name)
    parameters = inspect.signature(function).parameters
    telling = {one: ledger for one in ("ledger", "ledger_name") if one in parameters}
    others = {
        one: _Holder(session, ledger)
        for one in ("request", "table", "printout", "view", "planned")
        if one in parameters
    }
    held = [_Holder(session, ledger)] if "self" in parameters else []
    function(*held, **({"session": session} if "session" in parameters else {}), **telling, **others)


def _asked(name: str, ledger: str) -> tuple[str, str]:
    """The right that an operation asks for when it is called for a ledger; nothing of it is run."""
    with pytest.raises(_Asked) as asked:
        _call(name, _Nothing(), ledger)
    return asked.value.right


@pytest.mark.parametrize("role", [*(role.code for role in roles.ALL), "nobody"])
def test_every_operation_meets_every_role_before_it_touches_anything(role: str) -> None:
    mine = Account("me", "我", () if role == "nobody" else (role,), "stopped" if role == "nobody" else "active")
    rights = Rights.of("me", [mine, Account("other", "另一人", ("head",))])
    met = 0
    for name, one in _operations().items():
        if one.action == OWN:
            continue
        of_calls = not one.ledger and permissions.BY_NAME[one.action].by_ledger and _tells_its_ledger(name)
        for ledger in permissions.LEDGERS if of_calls else (one.ledger or "person",):
            asks = ledger if of_calls else one.ledger
            assert _asked(name, ledger) in ((one.action, asks), (one.action, ledger)), name
            if not rights.may(one.action, asks):
                with pytest.raises(Forbidden):
                    _call(name, _Of(rights), asks or "person")
                met += 1
    assert met > 0 if role != "head" else met >= 0


class _Of:
    """A session of which nothing but the rights may be touched."""

    def __init__(self, rights: Rights) -> None:
        self.rights = rights


def _tells_its_ledger(name: str) -> bool:
    return any(one in inspect.signature(_function(name)).parameters for one in access.TELLING)


def test_what_is_refused_leaves_a_real_store_as_it_was(tmp_path: Path) -> None:
    with a_committee(tmp_path) as (store, sessions):
        sessions["property"] = employ(store, "the_property", "property")
        before = _newest(store)
        tried = 0
        for role in sessions:
            session = at_work(store, f"the_{role}")
            for name, one in _operations().items():
                if one.action != OWN and not session.rights.may(one.action):
                    with pytest.raises(Forbidden):
                        _call(name, session, one.ledger or "person")
                    tried += 1
        assert tried > 300
        assert _newest(store) == before


def _newest(store: Store) -> int:
    with store.reader() as reader:
        return reader.actions(limit=1)[0].id


def test_roles_that_the_issue_tells_apart_are_told_apart() -> None:
    known = _operations()

    def may(role: str, name: str, ledger: str = "person") -> bool:
        rights = Rights.of("me", [Account("me", "我", (role,)), Account("other", "另一人", ("head",))])
        return rights.may(known[name].action, known[name].ledger or ledger)

    edits = ("app.records.editing.save", "app.acts.moving.plan_move_in", "app.tables.cell_changes.apply")
    for role in ("auditor", "viewer", "accounts", "property", "entrusted"):
        assert not any(may(role, name) for name in edits), role
    for role in ("head", "worker", "grid"):
        assert all(may(role, name) for name in edits), role
    for role in ("property", "entrusted", "viewer", "accounts", "auditor"):
        assert not may(role, "app.rights.revealing.reveal"), role
    assert may("head", "app.rights.matrix.change")
    assert not may("worker", "app.rights.matrix.change")
    assert may("worker", "app.importing.applying.apply")
    assert not may("grid", "app.importing.applying.apply")


def test_a_session_of_a_role_runs_what_it_may(tmp_path: Path) -> None:
    from app.records import editing
    from app.rights import looking
    from ledger import catalog

    person = catalog.named("person")
    with a_committee(tmp_path) as (_, sessions):
        one = editing.add(sessions["worker"], person, A_PERSON)
        with pytest.raises(Forbidden):
            editing.add(sessions["viewer"], person, {"name": "李四"})
        looking.note(sessions["viewer"], "person", one)
        assert [look.login for look in looking.who_looked(sessions["head"], "person", one)] == ["the_viewer"]
        with pytest.raises(Forbidden):
            looking.who_looked(sessions["worker"], "person", one)
