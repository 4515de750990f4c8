"""The rules of work orders at work, in a process of their own: reading clocks from stored times, verifying chains.

The orders are invented: of every open state and every limit, spread over a year. Seconds are those of one core.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import process_time

from ledger.orders import chain, holidays, limits, states, stored
from ledger.orders.clocks import Watch
from ledger.orders.facts import Event, Timing

Facts = dict[str, float]
_START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
_NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def order_clocks(few: int, many: int) -> Facts:
    """Orders a second, of a few and of many, the better of three rounds each."""
    rows = _stored_times(many)
    return {"few": max(_rate(rows[:few], many // few) for _ in range(3)), "many": max(_rate(rows, 1) for _ in range(3))}


def _rate(rows: list[tuple[str, dict[str, str | int | None]]], rounds: int) -> float:
    calendar = holidays.shipped()
    began, late = process_time(), 0
    for _ in range(rounds):
        watch = Watch(calendar, _NOW)
        for status, row in rows:
            late += watch.read(status, stored.times_of(row)).light == 0
    return len(rows) * rounds / (process_time() - began)


def _stored_times(count: int) -> list[tuple[str, dict[str, str | int | None]]]:
    chance, calendar = random.Random(6), holidays.shipped()
    codes = [code for code in states.CODES if code not in states.TERMINAL]
    rows = []
    for _ in range(count):
        start = _START + timedelta(minutes=chance.randrange(450_000))
        limit, status = chance.choice(limits.ALL), chance.choice(codes)
        entered = start + timedelta(minutes=chance.randrange(5000))
        timing = Timing(
            started_at=start,
            entered_at=entered,
            progressed_at=entered,
            rule=limit.code,
            due_at=limit.due(calendar, start),
            stopped_at=None if status in states.RUNNING else entered,
            contacted_at=chance.choice((None, entered)),
        )
        rows.append((status, stored.row_of_times(timing)))
    return rows


def order_chain(orders: int, events: int) -> Facts:
    """Events a second over whole orders, from the bytes and hashes as they are stored."""
    chained = [_chained(number, events) for number in range(orders)]
    began = process_time()
    sound = sum(chain.verify(links).is_sound for links in chained)
    seconds = process_time() - began
    if sound != orders:
        raise AssertionError(f"{orders - sound} chains broken")
    return {"rate": orders * events / seconds, "events": orders * events}


def _chained(number: int, events: int) -> list[chain.Link]:
    links, before = [], chain.FIRST
    for at in range(events):
        event = Event(
            action="progress", from_status="S40", to_status="S40", actor="wang", actor_org="3101150010010",
            at=_START + timedelta(minutes=number + at), opinion="已联系物业，约定明天上午上门查看漏水情况，居民在家",
            step_seconds=at, stage_light=2,
        )  # fmt: skip
        row = stored.row_of(event) | {"order_uid": f"{number:032x}", "device_id": "d" * 32}
        links.append(chain.Link(before, chain.body_of(row)))
        before = chain.hash_of(before, links[-1].body)
    return links


def order_fill(folder: str, orders: int, events: int) -> Facts:
    """Fill a store with orders of so many events each, one action for some thousand of them."""
    from benchmarks import order_store

    return order_store.fill(folder, orders, events)


def order_views(folder: str) -> Facts:
    """p95 of what people look at, in milliseconds."""
    from benchmarks import order_store

    return order_store.views(folder)


def order_verify(folder: str) -> Facts:
    """Events of a whole store verified a second."""
    from benchmarks import order_store

    return order_store.verify(folder)


TASKS: dict[str, Callable[..., Facts]] = {
    task.__name__: task for task in (order_clocks, order_chain, order_fill, order_views, order_verify)
}
