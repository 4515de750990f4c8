"""Events stored and read back, and the chain that tells when one of them was changed, taken out or put in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ledger.orders import chain, states, stored
from ledger.orders.chain import FIRST, Link, body_of, hash_of, verify
from ledger.orders.facts import Event
from tests.ledger.orders.rounds import MONDAY

texts = some.text(max_size=30)
instants = some.integers(0, 4_000_000_000_000).map(
    lambda ms: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms // 2)
)
details = some.fixed_dictionaries(
    {},
    optional={
        "received_at": instants,
        "due_at": instants,
        "paused": some.integers(-(10**12), 10**12).map(lambda ms: timedelta(milliseconds=ms)),
        "parties": some.lists(
            some.fixed_dictionaries({"party": texts, "part": texts, "due_at": some.none() | instants}), max_size=3
        ).map(tuple),
        "days": some.integers(0, 15),
        "acknowledged": some.booleans(),
        "result_kind": texts,
    },
)
events = some.builds(
    Event,
    action=some.sampled_from(["take", "progress", "finish"]),
    from_status=some.sampled_from(("", *states.CODES)),
    to_status=some.sampled_from(states.CODES),
    actor=texts,
    at=instants,
    actor_org=texts,
    opinion=texts,
    to_org=texts,
    to_person=texts,
    new_due_at=some.none() | instants,
    attachments=some.lists(texts, max_size=3).map(tuple),
    detail=details,
    step_seconds=some.integers(0, 10**9),
    stage_light=some.none() | some.integers(0, 2),
    seq=some.integers(1, 500),
    outcome=some.sampled_from(["applied", "noted"]),
    landed=some.sampled_from(("", *states.CODES)),
)


@given(events)
def test_an_event_comes_back_as_it_was_stored(event: Event) -> None:
    row = stored.row_of(event)
    assert stored.event_of(row) == event
    assert stored.row_of(stored.event_of(row)) == row
    assert all(value is None or isinstance(value, (str, int)) for value in row.values())
    assert "" not in (row["opinion"], row["to_org"], row["to_person"], row["detail"])


def _row(event: Event, order: str = "order", device: str = "pc-1") -> dict[str, object]:
    return {**stored.row_of(event), "order_uid": order, "device_id": device}


def _event(number: int) -> Event:
    return Event(
        action="progress", from_status="S40", to_status="S40", actor="zhao", opinion=f"第{number}次", seq=number,
        at=MONDAY + timedelta(hours=number), detail={"days": number},
    )  # fmt: skip


def _chained(count: int) -> list[Link]:
    links, before = [], FIRST
    for number in range(1, count + 1):
        link = Link(before, body_of(_row(_event(number))))
        links.append(link)
        before = hash_of(link.prev_hash, link.body)
    return links


def test_a_chain_that_nobody_touched_is_sound_and_ends_with_its_head() -> None:
    links = _chained(5)
    verdict = verify(links)
    assert (verdict.is_sound, verdict.count, len(verdict.heads)) == (True, 5, 1)
    assert verify(links, verdict.heads).is_sound
    assert verify([]).is_sound


@pytest.mark.parametrize("name", chain.FIELDS)
def test_a_change_of_any_value_is_found_by_the_next_event(name: str) -> None:
    links = _chained(5)
    row = _row(_event(3))
    row[name] = "2" if row[name] is None else f"{row[name]}1"
    changed = [*links[:2], Link(links[2].prev_hash, body_of(row)), *links[3:]]
    assert verify(changed).broken == 3


@given(some.integers(1, 8), some.data())
def test_what_is_taken_out_put_in_or_changed_is_found(count: int, data: some.DataObject) -> None:
    links = _chained(count)
    heads = verify(links).heads
    at = data.draw(some.integers(0, count - 1))
    shorter = [*links[:at], *links[at + 1 :]]
    assert verify(shorter, heads).broken == (at if count > 1 and at < count - 1 else count - 1)
    invented = Link(hash_of(FIRST, b"x"), b"y")
    assert verify([*links[:at], invented, *links[at:]]).broken == at
    changed = [*links[:at], replace(links[at], body=links[at].body + b"!"), *links[at + 1 :]]
    assert verify(changed, heads).broken == at + 1
    assert verify([*links, Link(FIRST, b"begun anew")], heads).broken == count + 1


@given(some.permutations(range(6)))
def test_the_order_of_numbers_is_the_clouds_and_no_matter_of_the_chain(order: list[int]) -> None:
    """A restored cloud numbers anew; one outside order that two PCs registered begins twice."""
    links = _chained(5)
    heads = verify(links).heads
    twice = Link(FIRST, body_of(_row(_event(1), device="pc-2")))
    crossed = [[*links, twice][place] for place in order]
    found = verify(crossed)
    assert found.is_sound
    assert set(found.heads) == {*heads, hash_of(FIRST, twice.body)}
    at = order.index(2)
    assert not verify([*crossed[:at], *crossed[at + 1 :]]).is_sound


def test_two_pcs_that_went_on_from_one_event_fork_the_chain() -> None:
    links = _chained(3)
    fork = Link(links[2].prev_hash, body_of(_row(_event(9), device="pc-2")))
    verdict = verify([*links, fork])
    assert (verdict.is_sound, len(verdict.heads)) == (True, 2)
    assert verify([*links, fork], verdict.heads).is_sound
    assert verify(links, verdict.heads).broken == 3
    following = Link(hash_of(fork.prev_hash, fork.body), body_of(_row(_event(10))))
    assert len(verify([*links, fork, following]).heads) == 2


@given(some.dictionaries(some.sampled_from(chain.FIELDS), some.text(max_size=4), max_size=4))
def test_no_value_passes_for_another(row: dict[str, str]) -> None:
    """Values that differ by more than marks that no text may hold have different bytes; what is moved does not fit."""
    plain = {name: value.replace("\0", "") for name, value in row.items() if value.replace("\0", "")}
    parts = body_of(row).decode().split("\0")
    assert {name: part for name, part in zip(chain.FIELDS, parts, strict=True) if part} == plain


def test_where_the_events_are_put_in_order_is_not_part_of_their_words() -> None:
    event = _event(1)
    moved = replace(event, seq=7, outcome="noted", landed="S45")
    assert body_of(_row(event)) == body_of(_row(moved))
    assert body_of(_row(event)) != body_of(_row(event, device="pc-2"))
