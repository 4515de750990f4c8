"""Between rows of the database and `cloud/records.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cloud.records import Blob, Change, Decision, Device, Head, Piece, Record, Stamp
from sync.protocol import Json, dump

Row = Sequence[Any]


def head(row: Row) -> Head:
    """Of `statements.HEAD`."""
    epoch, seq, floor, lineage = row
    return Head(epoch, seq, floor, tuple((one, start) for one, start in lineage))


def record(row: Row) -> Record:
    """Of `statements.RECORDS`."""
    type_, record_id, rv, life, f, fm, made, gone, is_erased = row
    who_gone: tuple[str, str, str] = tuple(gone) if gone else ("", "", "")
    return Record(type_, record_id, rv, life, f, stamps(fm), (made[0], made[1]), who_gone, is_erased)


def record_row(cid: str, one: Record) -> tuple[object, ...]:
    """For `statements.PUT_RECORD`; the last value is what the record takes of a page."""
    f, fm = dump(one.f), dump(stamped_groups(one.fm))
    gone = dump(one.gone) if any(one.gone) else None
    size = len(f.encode()) + len(fm.encode())
    return cid, one.id, one.type, one.rv, one.life, f, fm, dump(one.made), gone, one.is_erased, size


def stamped_groups(fm: Mapping[str, Stamp]) -> list[Json]:
    """Each stamp once with the groups that bear it: most groups of a record were written together."""
    by_stamp: dict[Stamp, list[str]] = {}
    for group in sorted(fm):
        by_stamp.setdefault(fm[group], []).append(group)
    return [[list(stamp), groups] for stamp, groups in sorted(by_stamp.items())]


def stamps(told: Json) -> dict[str, Stamp]:
    """The other way."""
    return {group: stamp for one, groups in told for stamp in (Stamp(*one),) for group in groups}


def decision(row: Row) -> Decision:
    """Of `statements.DECISIONS`."""
    return Decision(*row)


def decision_row(cid: str, one: Decision) -> tuple[object, ...]:
    """For `statements.ADD_DECISION`."""
    return cid, one.op_id, one.device, one.gen, one.n, dump(one.outcome), one.at


def change(row: Row) -> Change:
    """Of `statements.HISTORY`."""
    return Change(*row)


def change_row(cid: str, one: Change) -> tuple[object, ...]:
    """For `statements.ADD_CHANGE`."""
    values = dump(one.was), dump(one.new)
    return cid, one.rv, one.op_id, one.type, one.id, one.device, one.user, one.source, one.kind, *values, one.at


def blob(row: Row) -> Blob:
    """Of `statements.BLOBS`."""
    sha, size, pieces, is_whole, touched, unnamed_since = row
    return Blob(sha, size, tuple(Piece(*one) for one in pieces), is_whole, touched, unnamed_since)


def blob_row(cid: str, one: Blob) -> tuple[object, ...]:
    """For `statements.PUT_BLOB`."""
    return (
        cid,
        one.sha,
        one.size,
        dump([list(piece) for piece in one.pieces]),
        one.is_whole,
        one.touched,
        one.unnamed_since,
    )


def device(row: Row) -> Device:
    """Of `statements.DEVICE`."""
    name, gen, last_n, pubkey, fingerprint, state, last_at, last_seq, last_seen, app, since = row
    return Device(name, gen, last_n, pubkey, fingerprint, state, last_at, last_seq, last_seen, app, since)


def device_row(cid: str, one: Device) -> tuple[object, ...]:
    """For `statements.PUT_DEVICE`."""
    known = one.pubkey, one.fingerprint, one.state, one.last_at, one.last_seq, one.last_seen, one.app, one.since
    return cid, one.id, one.gen, one.last_n, *known
