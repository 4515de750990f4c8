"""Answers to the cloud's questions: operations that say what was chosen and what held before, each in its group."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import catalog, ids
from ledger.errors import RecordNotFound
from storage.database import Connection
from storage.operations import Operation
from storage.store import Store
from storage.syncing import answers, conflicts
from tests.storage.stores import new_store

_PERSON = catalog.named("person")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = new_store(tmp_path / "store")
    yield opened
    opened.close()


def _land(connection: Connection, change: dict[str, object]) -> None:
    conflicts.land(connection, [change])


def _ask(store: Store, status: str = "open", **said: object) -> bytes:
    conflict = ids.new_id()
    f = {"kind": "manual", "type": "person", "record": ids.to_text(ids.new_id()), "status": status, **said}
    change = {"t": "conflict", "id": ids.to_text(conflict), "rv": 7, "life": 1, "f": f}
    store.keep(lambda connection: _land(connection, change))
    return conflict


def _status(store: Store, conflict: bytes) -> str:
    with store.reader() as reader:
        found = conflicts.one(reader.connection, conflict)
    assert found is not None
    return found.status


def _operations(store: Store) -> list[Operation]:
    with store.reader() as reader:
        return list(reader.operations())


def test_an_answer_is_an_operation_and_closes_the_question(store: Store) -> None:
    conflict = _ask(store)
    with store.write(user="wang", kind="settle") as write:
        write.answer(conflict, "mine")
    (one,) = _operations(store)
    assert (one.kind, one.ledger, one.id, one.base) == ("resolve", "conflict", conflict, 7)
    assert (one.was, one.f) == ({"choice": "open"}, {"choice": "mine"})
    assert (one.old, one.new) == ({}, {})
    assert _status(store, conflict) == "resolved"


def test_a_second_answer_knows_the_first_and_open_takes_it_back(store: Store) -> None:
    conflict = _ask(store)
    for choice in ("theirs", "open"):
        with store.write(user="wang", kind="settle") as write:
            write.answer(conflict, choice)
    assert [one.was["choice"] for one in _operations(store)] == ["open", "theirs"]
    assert _status(store, conflict) == "open"


def test_of_a_notice_what_stands_counts_as_chosen(store: Store) -> None:
    conflict = _ask(store, "auto_closed", stands="mine")
    with store.write(user="wang", kind="settle") as write:
        write.answer(conflict, "theirs")
    assert _operations(store)[0].was == {"choice": "mine"}


def test_what_is_not_asked_is_not_answered(store: Store) -> None:
    with pytest.raises(RecordNotFound), store.write(user="wang", kind="settle") as write:
        write.answer(ids.new_id(), "mine")
    assert _operations(store) == []


def test_each_answer_of_an_action_is_bound_to_its_own_changes(store: Store) -> None:
    first, second = _ask(store), _ask(store)
    people = ids.new_id(), ids.new_id()
    with store.write(user="wang", kind="add") as write:
        write.create(_PERSON, [(one, {"name": "张三"}) for one in people])
    with store.write(user="wang", kind="settle") as write:
        for conflict, person in zip((first, second), people, strict=True):
            write.begin_group()
            write.answer(conflict, "mine")
            write.patch(_PERSON, [(person, {"name": "张三"}, {"name": "张山"})])
        action = write.action
    with store.reader() as reader:
        written = list(reader.operations(action=action))
    assert [one.kind for one in written] == ["resolve", "patch", "resolve", "patch"]
    assert [one.g for one in written] == [written[0].op_id] * 2 + [written[2].op_id] * 2
    assert written[0].ledger == answers.TYPE
