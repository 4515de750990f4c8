"""What the PC knows of the cloud, beside its operation counter: entries of `sync_state`.

Everything happens inside the caller's transaction. Texts and numbers stand as they are, everything else as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final, cast

from storage import state
from storage.database import Connection
from storage.values import dump

DEVICE: Final = "device"
DEVICE_KEY: Final = "device_key"
URL: Final = "url"
CA: Final = "ca"
LINEAGE: Final = "lineage"
CURSOR: Final = "cursor"
SEQ: Final = "seq"
PARTIAL: Final = "partial"
RESYNC: Final = "resync"
SCHEMA: Final = "schema"
OFFSET: Final = "clock_offset_ms"
SERVER_MS: Final = "server_ms"
_OFFSETS: Final = "clock_offsets"
_CHECKPOINTS: Final = "checkpoints"
_OWN: Final = "engine:"
_MOST_OFFSETS: Final = 5
_NEWEST: Final = 64
_MOST_DAYS: Final = 90

Checkpoint = tuple[int, str, str]
"""A moment at which everything up to a number lay in the ledgers: the number, the cursor, the instant."""


def text(connection: Connection, name: str) -> str:
    """A text; "" where there is none."""
    return cast("str", connection.value("SELECT v FROM sync_state WHERE k = ?", (name,)) or "")


def blob(connection: Connection, name: str) -> bytes | None:
    """Bytes; None where there are none."""
    return cast("bytes | None", connection.value("SELECT v FROM sync_state WHERE k = ?", (name,)))


def forget(connection: Connection, *names: str) -> None:
    """Remove entries."""
    connection.run_many("DELETE FROM sync_state WHERE k = ?", [(name,) for name in names])


def value(connection: Connection, name: str) -> object:
    """A fact of the engine's own."""
    kept = text(connection, _OWN + name)
    return json.loads(kept) if kept else None


def put_value(connection: Connection, name: str, told: object) -> None:
    """Keep a fact of the engine's own; None removes it."""
    if told is None:
        forget(connection, _OWN + name)
    else:
        state.put(connection, _OWN + name, dump(told))


def note_offset(connection: Connection, offset_ms: int, server_ms: int) -> int:
    """One more measurement of the clock; answers the median of the last ones, which holds from now on."""
    known = [*cast("list[int]", _list(connection, _OFFSETS)), offset_ms][-_MOST_OFFSETS:]
    median = sorted(known)[len(known) // 2]
    state.put(connection, _OFFSETS, dump(known))
    state.put(connection, OFFSET, median)
    state.put(connection, SERVER_MS, max(server_ms, state.number(connection, SERVER_MS)))
    return median


def checkpoints(connection: Connection) -> list[Checkpoint]:
    """The kept checkpoints, oldest first."""
    return [cast("Checkpoint", tuple(cast("list[object]", one))) for one in _list(connection, _CHECKPOINTS)]


def add_checkpoint(connection: Connection, made: Checkpoint) -> None:
    """Keep one more: the newest 64, and of those before them the last of each of 90 days."""
    put_checkpoints(connection, _thinned([one for one in checkpoints(connection) if one[0] < made[0]] + [made]))


def put_checkpoints(connection: Connection, kept: Sequence[Checkpoint]) -> None:
    """Replace the kept ones."""
    state.put(connection, _CHECKPOINTS, dump(list(kept)))


def _thinned(known: list[Checkpoint]) -> list[Checkpoint]:
    older, newest = known[:-_NEWEST], known[-_NEWEST:]
    by_day = {one[2][:10]: one for one in older}
    return [*list(by_day.values())[-_MOST_DAYS:], *newest]


def _list(connection: Connection, name: str) -> list[object]:
    kept = text(connection, name)
    return cast("list[object]", json.loads(kept)) if kept else []
