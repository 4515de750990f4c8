"""The marks of the exchange beside records in lists, in the office's words."""

from __future__ import annotations

from collections.abc import Sequence

from app import access
from app.stores.session import Session
from ledger import ids
from storage.syncing import marks
from storage.syncing.marks import Mark

__all__ = ["TOLD", "Mark", "of"]
TOLD: dict[Mark, str] = {
    "asked": "两处都改了，等待处理",
    "refused": "有没上报成功的，请查看",
    "waits": "还没有上报",
}


@access.operation("view")
def of(session: Session, records: Sequence[str]) -> dict[str, Mark]:
    """Record -> its mark, of those that have one."""
    keys = [key for one in records if (key := ids.from_text(one)) is not None]
    if not keys:
        return {}
    with session.reader() as reader:
        return {ids.to_text(record): mark for record, mark in marks.of(reader.connection, keys).items()}
