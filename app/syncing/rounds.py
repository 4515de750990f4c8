"""A round of the exchange as it is run: by a person, by the window now and then, at night; what is kept of it.

The round itself is `sync.round`'s. Here stand who asked for it, that only one runs at a time, what follows when the
cloud lets this PC in no more, and the reports that people read the next morning.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Literal

from app import access, logs
from app.jobs import SILENT, JobContext
from app.objections import settling
from app.stores import attachments
from app.stores.session import Session
from app.syncing import awake, enrolling, exits, pausing, route
from ledger.errors import LedgerError
from sync import orders
from sync import round as one_round
from sync.local_side import LocalSide
from sync.outcome import Outcome
from sync.protocol import Json
from sync.round import Limits
from sync.troubles import DeviceCloned, DeviceRevoked, Unreachable

__all__ = ["KEPT_LAST", "Asker", "Outcome", "SyncUnderWay", "alone", "draw_conclusions", "keep", "reports", "sync"]
Asker = Literal["person", "window", "night", "package"]
"""`window`: by itself, because the time came or something was saved; it leaves no trace where nothing happened.
`package`: no round, but the answer to a package that was carried by hand."""
KEPT_LAST = "last"
_NIGHT_TRIES = 8
_NAP_S = 0.2  # after which a wait looks whether a person wants to stop
_running: set[Path] = set()
_guard = threading.Lock()


class SyncUnderWay(LedgerError):
    """This store is being synchronised already."""


@access.operation(access.OWN)
def sync(
    session: Session,
    ctx: JobContext = SILENT,
    *,
    asker: Asker = "person",
    deadline_ms: int | None = None,
    allow_large: bool = False,
) -> Outcome:
    """One round; everybody's work is exchanged, whatever their rights. A cancel keeps what was done until then.

    What ended it early stands in the outcome's `trouble`.

    Raises:
        NotEnrolled, SyncUnderWay; SyncPaused, where nobody in person asked for it.
        DiskFull, DatabaseDamaged and other troubles of the store.
    """
    local = LocalSide(session.store)
    if asker != "person":
        pausing.refuse_if_paused(local)
    blobs = attachments.limits(session, at_night=asker == "night")
    limits = Limits(_NIGHT_TRIES if asker == "night" else 3, deadline_ms, allow_large, blobs=blobs)

    def watch(done: int, total: int, phase: str) -> None:
        ctx.checkpoint()
        ctx.report(done, total, phase)

    def sleep(seconds: float) -> None:
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            ctx.checkpoint()
            time.sleep(min(left, _NAP_S))

    waking = awake.kept() if asker == "night" else nullcontext()  # where a person works the PC is awake
    with alone(session.store.folder), waking, route.world(route.of(local), sleep) as world:
        outcome = one_round.sync(local, world, limits, watch)
        while outcome.more and outcome.trouble is None and asker != "window":  # what is open in a window goes on later
            outcome = outcome.then(one_round.sync(local, world, limits, watch))
        orders.doubt(local, outcome)
        keep(session, local, outcome, asker)
        if asker == "night":
            one_round.tell(local, world, outcome.report(exits.unattended(outcome)))
    draw_conclusions(session, local, outcome)
    if outcome.pulled and outcome.trouble is None:
        settling.agree(session)
    if asker == "night" and outcome.trouble is None:
        attachments.tidy(session)
    return outcome


@access.operation(access.OWN)
def reports(session: Session, limit: int = 90) -> list[dict[str, Json]]:
    """Reports of the last rounds that exchanged something or failed, newest first; `asker` says who asked for each."""
    return LocalSide(session.store).reports(limit)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One exchange of a store at a time; raises SyncUnderWay."""
    with _guard:
        if folder in _running:
            raise SyncUnderWay
        _running.add(folder)
    try:
        yield
    finally:
        with _guard:
            _running.discard(folder)


@access.operation(access.OWN)
def keep(session: Session, local: LocalSide, outcome: Outcome, asker: Asker) -> None:
    """Keep what an exchange came to, for people and the status bar."""
    trouble = outcome.trouble
    told: dict[str, Json] = {"at": outcome.end, "trouble": type(trouble).__name__ if trouble else ""}
    if isinstance(trouble, Unreachable):
        told |= {"step": trouble.step, "why": trouble.why}
    before = local.value(KEPT_LAST)
    before = before if isinstance(before, dict) else {}
    told["whole_at"] = outcome.end if outcome.is_whole else before.get("whole_at", "")
    told["schema"] = outcome.newest_schema or before.get("schema", 0)
    local.put_value(KEPT_LAST, told)
    if asker != "window" or not outcome.is_empty:
        local.put_report(outcome.report(exits.unattended(outcome)) | {"asker": asker}, user=session.login)
    counts = outcome.as_json()
    logs.event("synced", trouble=told["trouble"], **{name: counts[name] for name in ("pushed", "pulled", "requests")})


@access.operation(access.OWN)
def draw_conclusions(session: Session, local: LocalSide, outcome: Outcome) -> None:
    """What follows when the cloud lets this PC in no more; a lost one's store is destroyed."""
    trouble = outcome.trouble
    if isinstance(trouble, DeviceRevoked) and trouble.is_lost:
        session.destroy()
    elif isinstance(trouble, DeviceRevoked):
        enrolling.note_expelled(local, "revoked")
    elif isinstance(trouble, DeviceCloned):
        enrolling.note_expelled(local, "cloned")
