"""New keys for the open store, after a backup under the old ones. How it is done is `storage.rekeying`'s."""

from __future__ import annotations

import time
from dataclasses import dataclass

from app import access, logs
from app.backups import making
from app.jobs import SILENT, JobContext
from app.schedule import unattended
from app.stores import ended_accounts
from app.stores.session import Session
from storage.journal import Entry


@dataclass(frozen=True, slots=True, repr=False)
class Rekeyed:
    """What came of it. The recovery key is shown once; `unattended` are PCs that may not back up alone any more."""

    seconds: float
    recovery_key: str
    unattended: tuple[str, ...]


@access.operation("rekey")
def rekey(session: Session, ctx: JobContext = SILENT) -> Rekeyed:
    """Change data key and store key. A cancel before the last step leaves the old ones.

    Every password goes on working; the recovery key is another one, and unattended runs have to be allowed again.
    Others read meanwhile; who writes waits.

    Raises:
        PairMissing: somebody has to log in first. DiskFull, CopyUnsound, StoreInReading and the disk's troubles. The
        old keys stay.
    """
    making.make_before(session, "rekey", ctx)
    ended_accounts.take_slots(session.store, session.login)  # whoever ended since the log-in gets none of the new keys
    began = time.monotonic()
    was_kept = session.is_recovery_key_kept()
    session.note_recovery_key_kept(is_kept=False)  # killed after the change, nobody has seen the new one
    try:
        told = session.store.rekey(making.watched(ctx))
    except BaseException:
        session.note_recovery_key_kept(is_kept=was_kept)
        raise
    took = time.monotonic() - began
    unattended.forget(session.store.folder, told.unattended)
    facts = {"seconds": round(took, 1), "unattended": len(told.unattended)}
    session.store.note([(Entry(session.login, "rekey", class_="security"), facts)])
    logs.event("rekeyed", seconds=round(took, 1))
    return Rekeyed(took, told.recovery_key, told.unattended)
