"""The feeds' credentials and the operator's table of departments."""

from __future__ import annotations

import pytest

from cloud import sources
from cloud.feeding import SourceUnknown
from cloud.memory_store import MemoryStore
from cloud.store import CITY
from ledger import departments
from ledger.departments import STATUS, DepartmentUnknown


def test_a_token_is_its_sources_alone_and_the_newest_counts() -> None:
    store = MemoryStore()
    assert not sources.is_source(store, "police", "")
    first = sources.new_token(store, "police")
    assert sources.is_source(store, "police", first)
    assert not sources.is_source(store, "street", first)
    second = sources.new_token(store, "police")
    assert not sources.is_source(store, "police", first)
    assert sources.is_source(store, "police", second)
    sources.drop_token(store, "police")
    assert not sources.is_source(store, "police", second)


def test_the_token_itself_is_not_kept() -> None:
    store = MemoryStore()
    token = sources.new_token(store, "street")
    with store.look(CITY) as look:
        assert token not in str(look.facts("source"))


@pytest.mark.parametrize("source", ["committee", "post"])
def test_nobody_but_an_authority_gets_one(source: str) -> None:
    with pytest.raises(SourceUnknown):
        sources.new_token(MemoryStore(), source)


def test_an_assignment_lasts_and_says_who_confirms() -> None:
    store = MemoryStore()
    assert sources.checkers(store)["person", STATUS] == "police"
    sources.assign(store, "person", "religion", "civil")
    sources.assign(store, "person", STATUS, "civil")
    assert sources.departments_now(store)["person", "religion"] == "civil"
    assert ("person", "religion") not in departments.unassigned(sources.departments_now(store))
    assert sources.checkers(store)["person", STATUS] == "street"
    with pytest.raises(DepartmentUnknown):
        sources.assign(store, "person", "religion", "nobody")
