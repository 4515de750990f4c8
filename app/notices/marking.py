"""Read marks and signatures 签收: one record for each account and notice, filled by whichever PC it works at.

Nobody signs for another account, and an instant that stands is not written again.
"""

from __future__ import annotations

from typing import Final, cast

from app import access, logs
from app.stores.session import Session
from ledger import catalog, clock, ids
from ledger.errors import LedgerError
from storage.reading import Reader
from storage.records import Write
from storage.rows import Row

NOTICE, READ, ANSWER = (catalog.named(name) for name in ("notice", "notice_read", "notice_answer"))
READ_KIND: Final = "notice-read"
RECEIVED_KIND: Final = "notice-receive"


class NoticeMissing(LedgerError):
    """No task or notice of this id or number is here."""


def named(reader: Reader, notice: str) -> Row:
    """The row of a task or notice by its id or number; raises NoticeMissing."""
    one = ids.from_text(notice)
    if one is None:
        found = [
            record for record, _ in reader.scan(NOTICE, ("notice_no",), where={"notice_no": notice.strip().upper()})
        ]
        one = found[0] if len(found) == 1 else None
    row = reader.get(NOTICE, one) if one else None
    if row is None:
        raise NoticeMissing
    return row


@access.operation("notices")
def read(session: Session, notice: str) -> bool:
    """Mark as read by the account at work; False where it was. Raises NoticeMissing."""
    return _mark(session, notice, ("read_at",), READ_KIND)


@access.operation("notices")
def receive(session: Session, notice: str) -> bool:
    """Sign for it; False where this account did. Raises NoticeMissing."""
    return _mark(session, notice, ("read_at", "received_at"), RECEIVED_KIND)


@access.operation("notices")
def put(session: Session, write: Write, notice: bytes, parts: tuple[str, ...]) -> bool:
    """Within a write: set these instants of the account's record to now where they are empty."""
    with session.reader() as reader:
        own = [one for one in reader.children(READ, "notice_uid", [notice]) if one["account"] == session.login]
    known = own[0] if own else {}
    new = {part: clock.now_text() for part in parts if not known.get(part)}
    if not new:
        return False
    if known:
        write.patch(READ, [(cast("bytes", known["id"]), dict.fromkeys(new), new)])
    else:
        write.create(READ, [(ids.new_id(), {"notice_uid": notice, "account": session.login, **new})])
    return True


def _mark(session: Session, notice: str, parts: tuple[str, ...], kind: str) -> bool:
    with session.reader() as reader:
        one = cast("bytes", named(reader, notice)["id"])
    with session.store.write(user=session.login, kind=kind) as write:
        is_new = put(session, write, one, parts)
    if is_new:
        logs.event("notice received" if kind == RECEIVED_KIND else "notice read", id=ids.to_text(one))
    return is_new
