"""Are the bytes of attachments whole? The file's pages, every blob against its hash, every live record's bytes.

Reads only. What is found carries counts, never a name. Bytes that no record names are no fault: they are swept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from storage.attachments.attached_file import AttachedFile
from storage.attachments.blobs import Blobs
from storage.attachments.naming import Named
from storage.errors import DatabaseDamaged, DatabaseTooNew, ForeignFile

FaultKind = Literal["attachment_pages", "attachment_damaged", "attachment_missing"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it must be, and how often."""

    kind: FaultKind
    count: int


def check(attached: AttachedFile, named: Named, *, is_enrolled: bool) -> Iterator[Fault]:
    """Every fault found. Bytes that are not here may come from the cloud, where there is one."""
    if not attached.stands:
        if named.originals and not is_enrolled:
            yield Fault("attachment_missing", len(named.originals))
        return
    try:
        with attached.blobs() as blobs:
            yield from _faults(blobs, named, is_enrolled=is_enrolled)
    except (DatabaseDamaged, ForeignFile, DatabaseTooNew):
        yield Fault("attachment_pages", 1)


def _faults(blobs: Blobs, named: Named, *, is_enrolled: bool) -> Iterator[Fault]:
    blobs.connection.checkpoint()  # with a log that was partly taken in, sound pages look damaged
    forged = len(blobs.connection.rows("PRAGMA cipher_integrity_check"))
    if forged or blobs.connection.rows("PRAGMA integrity_check(1)") != [("ok",)]:
        yield Fault("attachment_pages", max(forged, 1))
        return
    damaged = blobs.damaged()
    if damaged:
        yield Fault("attachment_damaged", len(damaged))
    wanted = {*named.originals, *named.small}
    missing = wanted - {sha for sha, one in blobs.held(wanted).items() if one.is_whole or one.is_in_cloud}
    if missing and not is_enrolled:
        yield Fault("attachment_missing", len(missing))
