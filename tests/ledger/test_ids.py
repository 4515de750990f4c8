"""Ids: UUIDv7 in 16 bytes, ascending in one process, whatever the clock does."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import clock, ids

_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class Stepping:
    """A clock that goes on by hand."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


@pytest.fixture(autouse=True)
def _own_counter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_last", 0)


def test_an_id_is_a_uuid_of_version_7() -> None:
    made = [ids.new_id(), *ids.new_ids(300)]
    assert all(len(one) == 16 and _UUID7.fullmatch(ids.to_text(one)) for one in made)


def test_an_id_begins_with_its_time() -> None:
    moment = datetime(2026, 11, 21, 1, 30, 0, 120_000, tzinfo=UTC)
    with clock.use(Stepping(moment)):
        made = ids.new_id()
    assert int.from_bytes(made[:6], "big") == round(moment.timestamp() * 1000)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(-5000, 5000)), max_size=12))
def test_ids_ascend_even_when_the_clock_is_set_back(steps: list[tuple[int, int]]) -> None:
    watch = Stepping(datetime(2026, 11, 21, tzinfo=UTC))
    made: list[bytes] = []
    with clock.use(watch):
        for count, step in steps:
            watch.moment += timedelta(milliseconds=step)
            made += ids.new_ids(count)
    assert made == sorted(set(made))
    assert all(_UUID7.fullmatch(ids.to_text(one)) for one in made)


def test_no_ids_are_made_for_a_count_of_none() -> None:
    assert ids.new_ids(0) == []


def test_a_source_gives_ids_one_by_one_in_order() -> None:
    source = ids.IdSource()
    made = [source.new() for _ in range(ids._LARGEST_BATCH + 5)]
    assert made == sorted(set(made))


def test_two_stores_that_are_made_at_the_same_moment_share_no_id() -> None:
    with clock.use(Stepping(datetime(2026, 11, 21, tzinfo=UTC))):
        first = ids.new_ids(100)
        ids._last = 0  # another process knows nothing of this one
        second = ids.new_ids(100)
    assert not set(first) & set(second)


@pytest.mark.parametrize("text", ["", "张三", "12345", "0192zz77-0000-7000-8000-000000000000", "1" * 31])
def test_what_is_no_uuid_is_none(text: str) -> None:
    assert ids.from_text(text) is None


@given(st.binary(min_size=16, max_size=16))
def test_an_id_reads_back_from_its_text(one: bytes) -> None:
    assert ids.from_text(ids.to_text(one)) == one
    assert ids.from_text(ids.to_text(one).replace("-", "").upper()) == one
