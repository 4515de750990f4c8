"""What a round brought about, counted; nothing personal. Also what is kept of it and told to the cloud."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ledger.errors import LedgerError
from sync.protocol import SCHEMA, Json

_COUNTS = (
    "pushed", "acked", "pulled", "merged", "conflicts", "removed", "repaired", "requests", "bytes_up", "bytes_down",
    "retries",
)  # fmt: skip


@dataclass(slots=True)
class Moved:
    """What came of attachments, in blobs; `left` still have to travel."""

    up: int = 0
    down: int = 0
    failed: int = 0
    left: int = 0

    def then(self, later: Moved) -> Moved:
        """This and what came after it."""
        return Moved(self.up + later.up, self.down + later.down, self.failed + later.failed, later.left)


@dataclass(slots=True)
class Outcome:
    """Counts of one round, in operations, changes, conflicts, bytes on the wire.

    `refused` says why and how often. `repaired`: records that had drifted and were set right. `trouble` is what ended
    the round early, None when everything was exchanged.
    """

    pushed: int = 0
    acked: int = 0
    pulled: int = 0
    merged: int = 0
    conflicts: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    removed: int = 0
    repaired: int = 0
    cursor: str = ""
    requests: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    retries: int = 0
    digest: str = ""
    """`same`, `differed` or nothing: not compared this time."""
    more: bool = False
    """The round's own limits ended it; the next one goes on."""
    blobs: Moved = field(default_factory=Moved)
    trouble: LedgerError | None = None
    newest_schema: int = 0
    """The newest that the cloud knows of; 0 where it told nothing."""
    start: str = ""
    end: str = ""

    @property
    def is_whole(self) -> bool:
        """True when everything was exchanged."""
        return self.trouble is None and not self.more

    @property
    def is_outdated(self) -> bool:
        """True when there is a newer program."""
        return self.newest_schema > SCHEMA

    @property
    def is_empty(self) -> bool:
        """True when there was nothing to exchange and nothing went wrong."""
        moved = self.blobs.up or self.blobs.down
        return self.trouble is None and not (self.pushed or self.pulled or self.refused or self.repaired or moved)

    def then(self, later: Outcome) -> Outcome:
        """This round and the one that went on where it ended, as one."""
        counted = {name: getattr(self, name) + getattr(later, name) for name in _COUNTS}
        reasons = {
            name: self.refused.get(name, 0) + later.refused.get(name, 0) for name in self.refused | later.refused
        }
        digest, moved = later.digest or self.digest, self.blobs.then(later.blobs)
        newest = max(self.newest_schema, later.newest_schema)
        whole = replace(later, refused=reasons, start=self.start, digest=digest, blobs=moved, newest_schema=newest)
        return replace(whole, **counted)

    def as_json(self) -> dict[str, Json]:
        """The counts that commands give."""
        return {
            "pushed": self.pushed,
            "acked": self.acked,
            "pulled": self.pulled,
            "merged": self.merged,
            "conflicts": self.conflicts,
            "refused": sum(self.refused.values()),
            "cursor": self.cursor,
            "requests": self.requests,
            "bytes_up": self.bytes_up,
            "bytes_down": self.bytes_down,
        }

    def report(self, result: int) -> dict[str, Json]:
        """What is kept of the round and posted: the counts, why some were refused, what ended it."""
        rest = {"reasons": dict(self.refused), "deleted": self.removed, "repaired": self.repaired}
        rest |= {"retries": self.retries, "digest": self.digest, "start": self.start, "end": self.end}
        rest |= {"blobs_up": self.blobs.up, "blobs_down": self.blobs.down, "blobs_left": self.blobs.left}
        errors = [type(self.trouble).__name__] if self.trouble else []
        return self.as_json() | rest | {"result": result, "errors": errors}
