"""The rights of an account, and what stands behind `operation`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from app import access, messages
from app.access import OPERATIONS, Forbidden, Rights
from ledger import catalog, permissions, roles
from ledger.permissions import BY_NAME
from storage.accounts import Account
from tests.committee import LOGIN, new_session

COMPOUND = b"\x01" * 16


def rights(*held: str, area: tuple[bytes, ...] = ()) -> Rights:
    others = Account("other", "另一人", ("head",))
    mine = Account("me", "我", held, area=tuple(compound.hex() for compound in area))
    return Rights.of("me", [mine, others])


def test_the_only_account_holds_every_local_role_until_there_is_a_second(tmp_path: Path) -> None:
    with new_session(tmp_path / "store", code="310115007012", name="凌兆") as session:
        assert session.rights.roles == roles.LOCAL
        assert all(session.rights.may(action) for action in BY_NAME)
        assert session.rights.level("reveal", "person") == "L4"
        assert session.rights.level_shown("person") == "L2"
        assert not session.rights.area
    alone = [Account(LOGIN, "王主任")]
    assert Rights.of(LOGIN, [*alone, Account("li", "李社工", ("worker",))]).roles == ("head",)


def test_an_unknown_or_stopped_account_may_nothing() -> None:
    for known in ([], [Account("me", "我", ("head",), state="stopped")]):
        nobody = Rights.of("me", known)
        assert not any(nobody.may(action) for action in BY_NAME)


def test_a_property_account_without_compounds_is_nowhere() -> None:
    assert rights("property").area
    assert rights("property", area=(COMPOUND,)).area == {COMPOUND}
    assert not rights("worker").area


def test_what_is_granted_in_own_compounds_is_nothing_without_any() -> None:
    cell = permissions.Cell("grid", "export", "person")
    matrix = {**permissions.DEFAULT, cell: permissions.Grant("L2", "own")}
    accounts = [Account("me", "我", ("grid",)), Account("other", "另一人", ("head",))]
    assert not Rights.of("me", accounts, matrix).may("export", "person")
    accounts[0] = Account("me", "我", ("grid",), area=(COMPOUND.hex(),))
    assert Rights.of("me", accounts, matrix).may("export", "person")


def test_what_concerns_everybody_is_nothing_for_an_account_of_some_compounds() -> None:
    bounded = rights("worker", area=(COMPOUND,))
    assert bounded.may("edit", "person")
    with pytest.raises(Forbidden) as refused:
        bounded.require("import")
    assert refused.value.bounded
    assert "部分小区" in messages.message_for(refused.value)


def test_a_refusal_names_those_who_may() -> None:
    with pytest.raises(Forbidden) as refused:
        rights("viewer").require("edit", "person")
    assert refused.value.holders == ("head", "worker", "grid")
    told = messages.message_for(refused.value)
    assert "新增和修改" in told
    assert "居委主任/书记、社工、网格员" in told
    assert messages.exit_code_for(refused.value) == 6


def test_levels_are_required_too() -> None:
    grid = rights("grid")
    grid.require_level("reveal", "person", "L3")
    with pytest.raises(Forbidden) as refused:
        grid.require_level("reveal", "person", "L4")
    assert refused.value.holders == ("head", "worker")
    assert grid.refusal("reveal", "person") is None
    assert "看遮盖的四级内容" in messages.message_for(refused.value)


def test_a_refusal_names_what_was_asked_for() -> None:
    @access.operation("backup", asked="check")
    def check(session: Someone) -> None: ...

    with pytest.raises(Forbidden) as refused:
        check(Someone(rights("worker")))
    assert "没有“检查台账”的权限" in messages.message_for(refused.value)
    with pytest.raises(Forbidden) as refused:
        rights("worker").require_any(("policy", "audit"), asked="compliance")
    assert refused.value.holders == ("head", "accounts", "auditor")
    assert "没有“查看合规检查”的权限" in messages.message_for(refused.value)
    rights("auditor").require_any(("policy", "audit"), asked="compliance")


@dataclass
class Someone:
    rights: Rights


def test_an_operation_refuses_before_it_runs_and_is_registered() -> None:
    ran: list[str] = []

    @access.operation("remove")
    def drop(session: Someone, ledger: str, said: str = "") -> str:
        ran.append(ledger)
        return said

    assert OPERATIONS[f"{__name__}.{drop.__qualname__}"].action == "remove"
    assert drop(Someone(rights("worker")), "person", said="a") == "a"
    for called in (
        lambda: drop(Someone(rights("grid")), "person"),
        lambda: drop(session=Someone(rights("viewer")), ledger="x"),
    ):
        with pytest.raises(Forbidden):
            called()
    assert ran == ["person"]


def test_the_ledger_of_a_call_is_found_where_the_call_says_it() -> None:
    @dataclass
    class Request:
        ledger: str

    @access.operation("export")
    def export(session: Someone, request: Request) -> None: ...

    @access.operation("view")
    def look(session: Someone, ledger: catalog.Ledger) -> None: ...

    company = Someone(rights("property", area=(COMPOUND,)))
    export(company, Request("flat"))
    look(company, catalog.named("person"))
    with pytest.raises(Forbidden):
        export(company, Request("person_tag"))
    with pytest.raises(Forbidden):
        look(company, ledger=catalog.named("person_tag"))


def test_masks_are_those_of_whoever_asks() -> None:
    person, name = catalog.named("person"), catalog.named("person").field("name")
    tag = catalog.named("person_tag").field("tag")

    @access.operation("view", ledger="person")
    def called(session: Someone) -> tuple[object, object]:
        return access.shown(person, name, "张三明"), access.shown(catalog.named("person_tag"), tag, "A01")

    assert called(Someone(rights("worker")))[0] == "张三明"
    assert called(Someone(rights("entrusted"))) == ("张*明", "已隐藏")
    assert access.shown(person, name, "张三明") == "张三明"


def test_an_operation_is_of_an_action_that_there_is() -> None:
    with pytest.raises(permissions.UnknownPermission):
        access.operation("fly")
