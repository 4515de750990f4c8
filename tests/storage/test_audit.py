from __future__ import annotations

import pytest

from storage import audit
from storage.store import Store
from tests.storage.stores import PERSON, a_person, add, change


@pytest.fixture
def told(store: Store) -> Store:
    (person, *_) = add(store, "person", *(a_person(name=f"人{n}") for n in range(3)))
    change(store, "person", person, {"name": "人0"}, {"name": "王"})
    with store.write(user="admin", kind="export", reason="报送") as write:
        write.audit_detail(rows=3)
    return store


def test_untouched_audit_is_whole(told: Store) -> None:
    assert audit.verify(told._writer) == []


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE operation SET body = replace(body, '人0', '人9') WHERE lid = 1", 1),
        ("UPDATE operation SET body = replace(body, '王', '玉') WHERE lid = 4", 2),
        ("UPDATE person SET name = '人9' WHERE nr = 2", 1),
        ("UPDATE person SET id_no = '310115199001010016' WHERE nr = 2", 1),
        ("DELETE FROM person WHERE nr = 2", 1),
        ("UPDATE operation SET type = 'topic_merchant' WHERE lid = 2", 1),
        ("UPDATE operation SET type = 'nothing' WHERE lid = 2", 1),
        ("UPDATE operation SET kind = 'create' WHERE lid = 4", 2),
        ("UPDATE operation SET id = x'00' WHERE lid = 2", 1),
        ("UPDATE operation SET action = 1 WHERE lid = 4", 2),
        ("DELETE FROM operation WHERE lid = 2", 1),
        ("UPDATE operation SET lid = 9 WHERE lid = 4", 2),
        ("UPDATE action SET user = 'other' WHERE id = 1", 1),
        ("UPDATE action SET detail = '{}' WHERE id = 3", 3),
        ("UPDATE action SET reason = '' WHERE id = 3", 3),
        ("DELETE FROM action WHERE id = 2", 3),
        (
            "INSERT INTO operation SELECT 5, x'01', g, gen, 9, kind, type, id, body, 0, NULL, 3 FROM operation LIMIT 1",
            0,
        ),
    ],
)
def test_tampering_is_found(told: Store, tampering: str, broken: int) -> None:
    told._writer.run(tampering)
    assert broken in audit.verify(told._writer)


def test_numbers_that_sync_renews_are_not_part_of_the_hash(told: Store) -> None:
    told._writer.run("UPDATE operation SET gen = 2, n = n + 100, state = 2, ack_rv = 5, g = NULL")
    assert audit.verify(told._writer) == []


def test_entries_are_read_newest_first_and_by_kind(told: Store) -> None:
    with told.reader() as reader:
        assert [action.kind for action in reader.actions()] == ["export", "set", "add"]
        assert [action.id for action in reader.actions(kind="set")] == [2]
        assert [action.rows for action in reader.actions(action=1)] == [3]
        assert len(reader.actions(limit=1)) == 1
        assert reader.count(PERSON) == 3
