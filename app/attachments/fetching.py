"""Originals that lie elsewhere: fetched when somebody wants one now, and kept on this PC whatever the quota says.

Fetching is a round of the exchange that a person asked for (`app.syncing.rounds`), so records and small pictures come
along; what is not in the cloud yet waits for the PC that has it.
"""

from __future__ import annotations

from app import access
from app.attachments import kept_bytes, owners
from app.jobs import SILENT, JobContext
from app.stores.session import Session
from app.syncing import rounds
from storage.rows import Row


@access.operation("view")
def fetch(session: Session, ledger: str, attachment: str, ctx: JobContext = SILENT) -> bool:
    """Have an original come down now; True when it is here, False while no other PC has brought it up.

    A cancel keeps what came until then.

    Raises:
        RecordNotFound, Forbidden; NotEnrolled, SyncUnderWay; what ended the round early: Unreachable and others.
    """
    row = _seen(session, ledger, attachment)
    kept_bytes.want(session.store, row)
    outcome = rounds.sync(session, ctx)
    if kept_bytes.is_here(session.store, row):
        return True
    if outcome.trouble is not None:
        raise outcome.trouble
    return False


@access.operation("view")
def keep(session: Session, ledger: str, attachment: str, *, is_kept: bool = True) -> None:
    """Let an original stay on this PC, and come down if it is elsewhere; or let it go again when room is short.

    Raises RecordNotFound, Forbidden.
    """
    row = _seen(session, ledger, attachment)
    if is_kept:
        kept_bytes.want(session.store, row)
    with session.store.attached.blobs() as blobs:
        blobs.pin(str(row["sha"]), is_pinned=is_kept)


def _seen(session: Session, ledger: str, attachment: str) -> Row:
    """An attachment whose pictures the account may look at; what is fetched is not shown by that."""
    with session.reader() as reader:
        row, owner = owners.with_owner(reader, ledger, attachment)
    level = owners.level_of(ledger, owner)
    if level > (access.level_shown(ledger) or ""):
        session.rights.require_level("reveal", ledger, level)
    return row
