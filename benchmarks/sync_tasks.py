"""The measurements of the exchange that run in a process of their own, beside the cloud's; called by name like `tasks`.

What they measure is `sync_stores`', `sync_load`'s, `sync_flat`'s and `sync_night`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.cloud_server import Cloud

Facts = dict[str, float]


def sync_fill(folder: str, people: int) -> Facts:
    """A store with invented people."""
    from benchmarks import sync_stores

    return sync_stores.fill(Path(folder), people)


def sync_operations(folder: str, people: int, target: str) -> Facts:
    """What a store of so many people has to send, into a file."""
    from benchmarks import sync_stores

    return sync_stores.operations(Path(folder), people, Path(target))


def sync_first_push(folder: str, url: str, code: str) -> Facts:
    """A filled store joins and sends everything."""
    from benchmarks import sync_stores

    return sync_stores.first_push(Path(folder), url, code)


def sync_first_pull(folder: str, url: str, code: str) -> Facts:
    """An empty store joins and fetches everything."""
    from benchmarks import sync_stores

    return sync_stores.first_pull(Path(folder), url, code)


def sync_daily(first: str, second: str, changes: int) -> Facts:
    """Some changes from one PC to another, and rounds that find nothing new."""
    from benchmarks import sync_stores

    return sync_stores.daily(Path(first), Path(second), changes)


def sync_into_one(url: str, data: str, pid: int, file: str) -> Facts:
    """Operations of one PC into one committee."""
    from benchmarks import sync_load

    return sync_load.into_one(_cloud(url, data, pid), sync_load.read_operations(Path(file)))


def sync_into_many(url: str, data: str, pid: int, file: str, committees: int) -> Facts:
    """The same operations into many committees at a time."""
    from benchmarks import sync_load

    return sync_load.into_many(_cloud(url, data, pid), sync_load.read_operations(Path(file)), committees)


def sync_flat(url: str, data: str, pid: int, file: str, committees: int) -> Facts:
    """What a committee costs among few and among many."""
    from benchmarks import sync_flat as flat
    from benchmarks import sync_load

    ops = sync_load.read_operations(Path(file))[: flat.RECORDS]
    return flat.flat(_cloud(url, data, pid), ops, committees)


def sync_night(url: str, data: str, pid: int, file: str, seconds: float, times: float) -> Facts:
    """A part of a night, in the database that `sync_flat` left."""
    from benchmarks import sync_flat as flat
    from benchmarks import sync_load
    from benchmarks import sync_night as night

    ops = sync_load.read_operations(Path(file))[: flat.RECORDS]
    return night.night(_cloud(url, data, pid), ops, flat.MANY + flat.MEASURED, seconds, times)


def _cloud(url: str, data: str, pid: int) -> Cloud:
    from benchmarks.cloud_server import Cloud

    return Cloud(url, Path(data), pid)


TASKS: dict[str, Callable[..., Facts]] = {
    task.__name__: task
    for task in (
        *(sync_fill, sync_operations, sync_first_push, sync_first_pull, sync_daily),
        *(sync_into_one, sync_into_many, sync_flat, sync_night),
    )
}
