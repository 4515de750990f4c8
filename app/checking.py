"""The check of a whole store: pages, references, search index, audit, local columns, and rows against their history.

Reads only. What is wrong is listed by part with names, ids and counts, never with values. Nothing is repaired in
silence: a damaged store comes back from a backup.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app import access, logs
from app.jobs import SILENT, JobContext
from app.stores.session import Session
from ledger import catalog, ids
from storage import checking
from storage.attachments import checking as attached
from storage.reading import Reader
from storage.store import Entry, Store
from sync import overlay

PHASE = "checking"
VIEW, ATTACHMENTS = "view", "attachments"
# Kind of fault -> part of the check, in the order they are told.
_PART_OF = {
    "pages": "pages",
    "reference_missing": "references",
    "reference_removed": "references",
    "search": "search",
    "local_column": "columns",
    "events": "columns",
    "audit": "audit",
    "counter": "audit",
    VIEW: VIEW,
    "attachment_pages": ATTACHMENTS,
    "attachment_damaged": ATTACHMENTS,
    "attachment_missing": ATTACHMENTS,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: what, with how many, at which field or record."""

    rule: str
    ledger: str = ""
    fields: tuple[str, ...] = ()
    id: str = ""
    count: int = 1

    def as_json(self) -> dict[str, object]:
        """The stable form of `linongctl check --json`."""
        found: dict[str, object] = {"rule": self.rule, "ledger": self.ledger, "fields": list(self.fields)}
        return found | {"id": self.id, "count": self.count}


@dataclass(slots=True)
class Report:
    """The whole check: live records by ledger, and what is wrong by part."""

    records: dict[str, int]
    parts: dict[str, list[Finding]] = field(default_factory=lambda: {name: [] for name in _PART_OF.values()})

    @property
    def is_sound(self) -> bool:
        """True when nothing is wrong."""
        return not any(self.parts.values())

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl check --json`."""
        parts = [
            {"part": name, "ok": not found, "problems": [one.as_json() for one in found]}
            for name, found in self.parts.items()
        ]
        return {"ok": self.is_sound, "records": self.records, "parts": parts}


@access.operation("backup", asked="check")
def check(session: Session, ctx: JobContext = SILENT) -> Report:
    """Check the store and enter what came of it; a cancel leaves nothing behind. Raises as `whole`."""
    report = whole(session.store, ctx)
    entry, problems = Entry(session.login, "store-checked", class_="ops"), sum(map(len, report.parts.values()))
    session.notes.enter(entry, is_sound=report.is_sound, problems=problems)
    return report


def whole(store: Store, ctx: JobContext = SILENT) -> Report:
    """Check any open store, a restored copy perhaps.

    Raises:
        DatabaseDamaged: a page cannot be read at all.
        StoreInReading: an export or the like is at work.
    """
    steps = 2 * len(catalog.EVERY) + 4  # the store's own parts, each ledger's rows against their history, attachments
    done = 0

    def begin(_name: str) -> None:
        nonlocal done
        ctx.checkpoint()
        ctx.report(min(done, steps), steps, PHASE)
        done += 1

    with store.examining() as reader:
        report = Report({ledger.name: reader.count(ledger) for ledger in catalog.EVERY})
        for fault in checking.check(reader.connection, begin, before=reader.head):
            names = (fault.field,) if fault.field else ()
            finding = Finding(fault.kind, fault.ledger, names, count=fault.count)
            report.parts[_PART_OF[fault.kind]].append(finding)
        for ledger in catalog.EVERY:
            begin(ledger.name)
            report.parts[VIEW].extend(_view(reader, ledger.name))
    begin(ATTACHMENTS)
    for found in attached.check(store.attached, store.named_blobs(), is_enrolled=store.is_enrolled()):
        report.parts[ATTACHMENTS].append(Finding(found.kind, "attachment", count=found.count))
    ctx.report(steps, steps, PHASE)
    logs.event("checked", ok=report.is_sound, problems={name: len(found) for name, found in report.parts.items()})
    return report


def _view(reader: Reader, name: str) -> Iterator[Finding]:
    """Rows that are not what the last server copy and this PC's operations give."""
    ledger = catalog.named(name)
    rows, overlays, bases = reader.rows_by_id(ledger), reader.overlays_by_id(ledger), reader.bases_by_id(ledger)
    for difference in overlay.differences(ledger, rows, overlays, bases, reader.aliases()):
        yield Finding(VIEW, name, difference.fields, ids.to_text(difference.id))
