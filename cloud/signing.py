"""Who may write what: records that the street alone writes, and those that somebody of the committee signs.

A PC cannot forge a notice, change one, answer in the street's place, or sign for another account. It writes to its own
committee alone, so it answers for no other one; a signature under a notice that was never sent here is refused too.
Which ledgers these are is data (`sync.policies`).
"""

from __future__ import annotations

from cloud.records import Record
from cloud.working import Working
from ledger import catalog
from sync.policies import FINAL, SIGNED, written_by
from sync.protocol import Op

NOT_YOURS = "not_yours"


def refusal(working: Working, op: Op, source: str) -> str:
    """Why an operation is refused, as its author's PC explains it; "" where nothing stands against it."""
    owner = written_by(op.t, op.f)
    if owner and source != owner:
        return NOT_YOURS
    if op.t in FINAL and op.k != "create":
        return NOT_YOURS
    if op.t in SIGNED and not _is_own(working, op):
        return NOT_YOURS
    return "" if _names_what_was_sent(working, op) else "unknown_record"


def _is_own(working: Working, op: Op) -> bool:
    """Whether somebody signs by the own login, or adds to what stands under it."""
    field = SIGNED[op.t]
    if op.k == "create":
        return bool(op.u) and op.f.get(field) == op.u
    if op.k != "patch" or field in op.f:
        return False
    record = working.record((op.t, working.survivor(op.t, op.id)))
    return record is None or record.f.get(field) == op.u


def _names_what_was_sent(working: Working, op: Op) -> bool:
    """Whether what is signed is there in this committee."""
    if op.k != "create" or op.t not in SIGNED:
        return True
    named = (one for one in catalog.named(op.t).references if one.need == "required" or one.name in op.f)
    return all(_is_here(working, item.target, op.f.get(item.name)) for item in named)


def _is_here(working: Working, ledger: str, record_id: object) -> bool:
    found: Record | None = working.record((ledger, record_id)) if isinstance(record_id, str) else None
    return found is not None
