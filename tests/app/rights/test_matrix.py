"""The permission matrix: changed with a reason and a history, never beyond the law, handed out as a plan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from app.access import Forbidden
from app.exports.exporting import FormatUnknown
from app.records import editing
from app.release import register
from app.rights import matrix
from app.rights.matrix import ChangeReasonNeeded, NothingChanged
from app.stores.session import Session
from ledger import catalog, permissions, roles
from ledger.permissions import Cell, Grant, LawForbids, UnknownPermission
from storage.store import Store
from tests.app.rights.staff import A_PERSON, a_committee, at_work

EDIT = Cell("viewer", "export", "person")


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[tuple[Store, dict[str, Session]]]:
    with a_committee(tmp_path) as made:
        yield made


def test_a_change_counts_at_once_and_stays(committee: tuple[Store, dict[str, Session]]) -> None:
    store, sessions = committee
    matrix.change(sessions["head"], {Cell("worker", "edit", "person"): None, EDIT: Grant("L2")}, "年底分工调整")
    worker, viewer = at_work(store, "the_worker"), at_work(store, "the_viewer")
    with pytest.raises(Forbidden):
        editing.add(worker, catalog.named("person"), A_PERSON)
    assert worker.rights.may("edit", "dwelling")
    assert viewer.rights.level("export", "person") == "L2"
    matrix.change(sessions["head"], {Cell("worker", "edit", "person"): Grant("L4")}, "改回来")
    assert editing.add(at_work(store, "the_worker"), catalog.named("person"), A_PERSON)


def test_every_change_is_told_with_its_reason(committee: tuple[Store, dict[str, Session]]) -> None:
    store, sessions = committee
    head = sessions["head"]
    number = matrix.change(head, {EDIT: Grant("L2")}, "审计要求")
    (told,) = matrix.history(head)
    assert (told.who, told.reason, told.role, told.was, told.now) == (
        "the_head",
        "审计要求",
        "只读",
        "不允许",
        "到二级，全居委",
    )
    with store.reader() as reader:
        (entry,) = reader.actions(action=number)
    assert (entry.class_, entry.reason) == ("account", "审计要求")


@pytest.mark.parametrize(
    ("cell", "grant"),
    [
        (Cell("property", "reveal", "person"), Grant("L3", "own")),
        (Cell("entrusted", "export", "person"), Grant("L3")),
        (Cell("property", "view", "person"), Grant("L2", "all")),
        (Cell("auditor", "edit", "person"), Grant("L2")),
        (Cell("worker", "audit"), Grant()),
        (Cell("worker", "view", "person"), Grant("L4")),
        (Cell("head", "permissions"), None),
    ],
)
def test_nobody_raises_what_the_law_forbids(
    committee: tuple[Store, dict[str, Session]], cell: Cell, grant: Grant | None
) -> None:
    _, sessions = committee
    with pytest.raises(LawForbids):
        matrix.change(sessions["head"], {EDIT: Grant("L2"), cell: grant}, "试一试")
    assert matrix.present(sessions["head"]) == permissions.DEFAULT
    assert not matrix.history(sessions["head"])


def test_a_kept_matrix_that_was_tampered_with_gives_nobody_more(committee: tuple[Store, dict[str, Session]]) -> None:
    store, _ = committee
    store.set_setting("permissions", [["entrusted", "reveal", "person", "L4", "all"]])
    assert not at_work(store, "the_entrusted").rights.may("reveal", "person")


def test_a_change_needs_a_reason_and_the_right(committee: tuple[Store, dict[str, Session]]) -> None:
    _, sessions = committee
    with pytest.raises(ChangeReasonNeeded):
        matrix.change(sessions["head"], {EDIT: Grant("L2")}, " ")
    with pytest.raises(NothingChanged):
        matrix.change(sessions["head"], {EDIT: None}, "没有变")
    with pytest.raises(UnknownPermission):
        matrix.change(sessions["head"], {Cell("viewer", "fly"): Grant()}, "飞")
    for role in set(sessions) - {"head"}:
        with pytest.raises(Forbidden):
            matrix.change(sessions[role], {EDIT: Grant("L2")}, "越权")


def test_the_plan_is_a_workbook_of_every_cell(committee: tuple[Store, dict[str, Session]], tmp_path: Path) -> None:
    _, sessions = committee
    matrix.change(sessions["head"], {EDIT: Grant("L2")}, "审计要求")
    path = tmp_path / "权限分配方案.xlsx"
    stamp = matrix.export_plan(sessions["head"], path)
    book = openpyxl.load_workbook(path)
    left = register.find(sessions["head"], str(stamp.number))
    assert (left.form, left.file, left.ledger) == ("权限分配方案", path.name, "")
    assert str(stamp.number) in str(book["水印"]["A1"].value)
    assert str(stamp.number) in str(book.worksheets[0].oddFooter.left.text)
    assert book.sheetnames[:3] == ["权限分配方案", "角色", "变更记录"]
    rows = list(book["权限分配方案"].iter_rows(values_only=True))
    assert rows[0][2:] == tuple(role.label for role in roles.ALL)
    by_ledger = sum(action.by_ledger for action in permissions.ACTIONS)
    assert len(rows) - 1 == by_ledger * len(permissions.LEDGERS) + len(permissions.ACTIONS) - by_ledger
    exported = next(row for row in rows if row[:2] == ("导出", "人"))
    assert exported[2 + [role.code for role in roles.ALL].index("viewer")] == "到二级"
    assert exported[2 + [role.code for role in roles.ALL].index("property")] == "到二级，本小区"
    assert [row[-1] for row in book["变更记录"].iter_rows(min_row=2, values_only=True)] == ["审计要求"]
    with pytest.raises(FormatUnknown):
        matrix.export_plan(sessions["head"], tmp_path / "权限.csv")
