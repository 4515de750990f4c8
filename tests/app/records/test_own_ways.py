"""What has ways of its own is written by those alone: every generic way refuses it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.importing import headings
from app.message_texts.told import FORBIDDEN, USAGE
from app.messages import exit_code_for, message_for, window_message_for
from app.records import editing, own_ways
from app.records.own_ways import OWN_WAYS, OwnWayOnly, Way
from app.stores.session import Session
from app.tables import cell_changes
from app.tables.cell_changes import Plan, PlannedRow, Wanted
from app.undo import recycle_bin
from ledger import catalog, ids
from ledger.definition import Field, Ledger
from ledger.errors import FieldNotTyped, LedgerError
from tests.committee import new_session
from tests.every_ledger import one_of_each

_FREE = {"visit_person"}
"""Ledgers without a list or a form whose records are written like any other's."""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder: Path = tmp_path_factory.mktemp("own") / "store"
    with new_session(folder) as made:
        yield made


@pytest.fixture(scope="module")
def records(session: Session) -> dict[str, bytes]:
    return one_of_each(session)


Do = Callable[[Session, Ledger, bytes], object]


def _text_field(ledger: Ledger) -> Field:
    fields = [one for one in ledger.fields if one.need in ("optional", "required")]
    return next((one for one in fields if one.kind in ("text", "long_text")), ledger.fields[0])


def _planned(session: Session, ledger: Ledger, record: str) -> Plan:
    """A pasted block or a value for many rows: the row is refused with its reason, nothing of it would be written."""
    found = cell_changes.plan(session, ledger, [Wanted(record, {_text_field(ledger).name: "改过的"})])
    [row] = found.rows
    if row.problem.startswith(OWN_WAYS[ledger.name].why if ledger.name in OWN_WAYS else "-"):
        assert not row.writes
        raise OwnWayOnly(ledger.name, OWN_WAYS[ledger.name])
    return found


def _applied(session: Session, ledger: Ledger, record: str) -> object:
    """A plan that somebody made by hand; only one that is to be refused, the others would write it."""
    if ledger.name not in OWN_WAYS or ("set" if record else "add") not in OWN_WAYS[ledger.name].ways:
        return None
    row = PlannedRow(record, "", (), values={_text_field(ledger).name: "改过的"})
    return cell_changes.apply(session, Plan(ledger, (row,)), kind="paste")


WAYS: list[tuple[str, Way, Do]] = [
    ("add", "add", lambda s, ledger, _: editing.add(s, ledger, {})),
    ("a form of a new one", "add", lambda s, ledger, _: editing.save(s, ledger, {})),
    ("a pasted new row", "add", lambda s, ledger, _: _planned(s, ledger, "")),
    ("a pasted new row that was planned", "add", lambda s, ledger, _: _applied(s, ledger, "")),
    ("set", "set", lambda s, ledger, one: editing.change(s, ledger, ids.to_text(one), {})),
    ("a form", "set", lambda s, ledger, one: editing.save(s, ledger, {}, record=ids.to_text(one))),
    ("put", "set", lambda s, ledger, one: editing.put(s, ledger, one, {}, kind="put-back")),
    (
        "a cell",
        "set",
        lambda s, ledger, one: cell_changes.change_cell(s, ledger, ids.to_text(one), _text_field(ledger).name, "", ""),
    ),
    ("a pasted cell", "set", lambda s, ledger, one: _planned(s, ledger, ids.to_text(one))),
    ("a pasted cell that was planned", "set", lambda s, ledger, one: _applied(s, ledger, ids.to_text(one))),
    ("remove", "remove", lambda s, ledger, one: editing.remove(s, ledger, ids.to_text(one), reason="试")),
    ("discard", "remove", lambda s, ledger, one: editing.discard(s, ledger, ids.to_text(one), reason="试")),
    ("restore", "restore", lambda s, ledger, one: editing.restore(s, ledger, ids.to_text(one))),
    ("the recycle bin", "restore", lambda s, ledger, one: recycle_bin.restore(s, ledger.name, ids.to_text(one))),
    (
        "a heading of a sheet",
        "import",
        lambda _, ledger, __: headings.parse_target(f"{ledger.name}.{ledger.fields[0].name}"),
    ),
]


@pytest.mark.parametrize("named", WAYS, ids=lambda one: one[0])
def test_a_generic_way_refuses_what_has_ways_of_its_own_and_nothing_else(
    session: Session, records: dict[str, bytes], named: tuple[str, Way, Do]
) -> None:
    _, way, do = named
    for ledger in catalog.EVERY:
        before = _row(session, ledger, records[ledger.name])
        try:
            do(session, ledger, records[ledger.name])
        except OwnWayOnly:
            refused = True
        except LedgerError:
            refused = False  # for a reason of its own: nothing was said, others refer to it
        else:
            refused = False
        listed = ledger.name in OWN_WAYS and way in OWN_WAYS[ledger.name].ways
        assert refused == listed, ledger.name
        if listed:
            assert _row(session, ledger, records[ledger.name]) == before, ledger.name


def _row(session: Session, ledger: Ledger, one: bytes) -> object:
    with session.reader() as reader:
        return reader.get(ledger, one)


def test_every_ledger_without_a_form_of_its_own_was_decided_about() -> None:
    assert {ledger.name for ledger in catalog.SYSTEM} == (OWN_WAYS.keys() - {"work_order"}) | _FREE


def test_a_refusal_says_why_and_what_to_do_instead() -> None:
    for name in OWN_WAYS:
        with pytest.raises(OwnWayOnly) as refused:
            own_ways.refuse(catalog.named(name), "add")
        error = refused.value
        assert exit_code_for(error) == FORBIDDEN
        assert "linongctl " in message_for(error), name
        assert "linongctl" not in window_message_for(error), name
        assert OWN_WAYS[name].why in message_for(error)
        assert OWN_WAYS[name].why in window_message_for(error)


@pytest.mark.parametrize(
    ("ledger", "field", "told"),
    [
        ("visit", "ledger_changes", "由程序在办理时写下"),
        ("activity", "状态", "由程序在办理时写下"),
        ("visit", "visit_no", "推算"),
    ],
)
def test_a_field_that_nobody_types_is_told_as_what_it_is(
    session: Session, records: dict[str, bytes], ledger: str, field: str, told: str
) -> None:
    with pytest.raises(FieldNotTyped) as refused:
        editing.change(session, catalog.named(ledger), ids.to_text(records[ledger]), {field: "甲"})
    assert exit_code_for(refused.value) == USAGE
    assert told in message_for(refused.value)
    assert "没有“" not in message_for(refused.value)
