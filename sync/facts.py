"""What a PC knows of itself and of the cloud, and what became of what it sent: plain data of `local_side.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sync.protocol import Json, Lineage


@dataclass(frozen=True, slots=True)
class Facts:
    """What this PC knows of itself and of the cloud. Texts are empty and numbers 0 where nothing is known yet."""

    committee: str
    device: str
    gen: int
    url: str
    ca: str
    lineage: Lineage
    cursor: str
    """Where the ledgers are."""
    seq: int
    """The number that `cursor` stands for."""
    pull_from: str
    """Where the next page begins: behind what is staged."""
    staged: int
    """Changes that lie in the stage and are not applied yet."""
    is_partial: bool
    """Pages of a large catch-up are applied in part: the view mixes two moments."""
    is_resync: bool
    """A pull from 0 is under way; when its last page is applied, `sweep` is due."""
    schema: int
    """The schema with which the records here were pulled."""
    clock_offset_ms: int
    server_ms: int
    """The newest instant that the cloud told."""

    @property
    def is_enrolled(self) -> bool:
        """True once a cloud gave this PC its name."""
        return bool(self.device)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the cloud answered to a one-time code, and where it was asked."""

    device: str
    gen: int
    url: str
    ca: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Operations to push, as wire objects in the order of `n`; none when nothing waits."""

    gen: int
    first_n: int
    ops: Sequence[Mapping[str, Json]]

    @property
    def last_n(self) -> int:
        """The number of the last one."""
        return self.first_n + len(self.ops) - 1


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a batch, in operations. `acked` counts all that the cloud decided, the refused ones too."""

    acked: int = 0
    merged: int = 0
    conflicts: int = 0
    duplicates: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)
    """Reason -> operations."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the outbox holds, for the status bar."""

    operations: int
    oldest: str
    """The instant at which the oldest was written; empty when none waits."""
    dead: int
    """Refused ones that nobody handled yet."""
    conflicts: int
    """Open conflicts."""
