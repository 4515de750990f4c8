"""One consistent view of a committee, and the same with its counter held: the store's contract over a connection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final, TypeVar

from psycopg import Connection

from cloud.postgres import rows, statements
from cloud.records import (
    Blob,
    Change,
    Decision,
    Device,
    EnrolCode,
    Grave,
    Head,
    Key,
    NaturalKey,
    Record,
    Reference,
    Report,
    Written,
)
from ledger import ids
from sync.protocol import Json, digest, dump

_MOST_VALUES: Final = 50
"""Of one statement: psycopg takes the text of a longer one apart each time (its MAX_CACHED_STATEMENT_PARAMS)."""

Part = TypeVar("Part")
Asked = TypeVar("Asked")


class PostgresLook:
    """A committee as a snapshot shows it."""

    def __init__(self, connection: Connection, cid: str, head: Head) -> None:
        self._connection, self._cid, self._head = connection, cid, head

    @property
    def head(self) -> Head:
        """The counter as of this view."""
        return self._head

    def _rows(self, statement: str, **values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement, {"cid": self._cid, **values}).fetchall()

    def device(self, device: str) -> Device | None:
        """An enrolled PC."""
        return next(map(rows.device, self._rows(statements.DEVICE, device=device)), None)

    def devices(self) -> Sequence[Device]:
        """All enrolled PCs, by id."""
        return sorted(map(rows.device, self._rows(statements.DEVICES)), key=lambda one: one.id)

    def enrol_code(self, mark: bytes) -> EnrolCode | None:
        """A code by its hash."""
        return next((EnrolCode(*row) for row in self._rows(statements.ENROL_CODE, mark=mark)), None)

    def reports(self, most: int) -> Sequence[Report]:
        """What PCs told of their rounds, newest first."""
        return [Report(*row) for row in self._rows(statements.REPORTS, most=most)]

    def fact(self, kind: str, key: str) -> Mapping[str, Json] | None:
        """One of the few things that are kept beside the records."""
        return next((row[0] for row in self._rows(statements.FACT, kind=kind, key=key)), None)

    def facts(self, kind: str) -> Mapping[str, Mapping[str, Json]]:
        """All of a sort, by key."""
        return dict(self._rows(statements.FACTS, kind=kind))

    def facts_of(self, kind: str, keys: Iterable[str]) -> Mapping[str, Mapping[str, Json]]:
        """Those of a sort that have one of these keys."""
        wanted = list(dict.fromkeys(keys))
        return dict(self._rows(statements.FACTS_OF, kind=kind, keys=wanted)) if wanted else {}

    def decisions(self, op_ids: Sequence[str]) -> Mapping[str, Decision]:
        """Decisions by operation."""
        if not op_ids:
            return {}
        found = map(rows.decision, self._rows(statements.DECISIONS, ids=list(op_ids)))
        return {one.op_id: one for one in found}

    def decisions_by_n(self, device: str, gen: int, first: int, last: int) -> Mapping[int, Decision]:
        """Decisions of a device's operations `first` to `last`, by number."""
        found = self._rows(statements.DECISIONS_BY_N, device=device, gen=gen, first=first, last=last)
        return {one.n: one for one in map(rows.decision, found)}

    def records(self, keys: Iterable[Key]) -> Mapping[Key, Record]:
        """Records by key, removed ones too."""
        wanted = dict.fromkeys(keys)
        if not wanted:
            return {}
        found = map(rows.record, self._rows(statements.RECORDS, ids=list({one for _, one in wanted})))
        return _in_order(wanted, {one.key: one for one in found})

    def graves(self, keys: Iterable[Key]) -> Mapping[Key, int]:
        """The even `life` of records that are removed, or were before their row was swept."""
        wanted = dict.fromkeys(keys)
        if not wanted:
            return {}
        found = self._rows(statements.GRAVES, ids=list({one for _, one in wanted}))
        return _in_order(wanted, {(type_, one): life for type_, one, life in found})

    def holders(self, keys: Iterable[tuple[str, bytes]]) -> Mapping[tuple[str, bytes], NaturalKey]:
        """The live record of each natural key."""
        wanted = dict.fromkeys(keys)
        if not wanted:
            return {}
        kinds, hmacs = sorted({kind for kind, _ in wanted}), list({hmac for _, hmac in wanted})
        found = (NaturalKey(*row) for row in self._rows(statements.HOLDERS, kinds=kinds, hmacs=hmacs))
        return _in_order(wanted, {(one.kind, one.hmac): one for one in found})

    def referrers(self, targets: Iterable[str]) -> Sequence[Reference]:
        """Live records and open conflicts that name one of these records."""
        place = {target: number for number, target in enumerate(targets)}
        if not place:
            return []
        found = (Reference(*row) for row in self._rows(statements.REFERRERS, targets=list(place)))
        return sorted(found, key=lambda one: (place[one.target], one.type, one.id, one.group))

    def pulled(self, after: int, most: int, most_bytes: int) -> Sequence[Record]:
        """Records with rv > `after` by rv, at least one if there is one. From 0 no removed ones."""
        statement = statements.PULLED if after else statements.PULLED_FROM_START
        return [rows.record(row) for row in self._rows(statement, after=after, most=most, bytes=most_bytes)]

    def processes(self) -> Sequence[Record]:
        """The live versions of order processes that the committee published."""
        return [rows.record(row) for row in self._rows(statements.PROCESSES)]

    def numbered(self, text: str) -> Sequence[Record]:
        """The live work orders whose number, or whose number outside, this is."""
        found = (rows.record(row) for row in self._rows(statements.NUMBERED, text=text))
        return list({one.id: one for one in found}.values())

    def tally(self, types: Sequence[str]) -> Mapping[str, tuple[int, str]]:
        """Count and digest of the live records of each type."""
        by_type: defaultdict[str, list[tuple[bytes, int, int]]] = defaultdict(list)
        for type_, record_id, rv, life in self._rows(statements.MARKS, types=list(types)):
            by_type[type_].append((ids.from_text(record_id) or b"", rv, life))
        return {type_: digest(by_type[type_]) for type_ in types}

    def marks(self, type_: str) -> Iterator[tuple[str, int, int]]:
        """(id, rv, life) of the live records of a type."""
        return ((one, rv, life) for _, one, rv, life in self._rows(statements.MARKS, types=[type_]))

    def blobs(self, shas: Iterable[str]) -> Mapping[str, Blob]:
        """What is kept of these blobs, by hash."""
        wanted = list(shas)
        found = map(rows.blob, self._rows(statements.BLOBS, shas=wanted)) if wanted else ()
        return {one.sha: one for one in found}

    def all_blobs(self) -> Sequence[Blob]:
        """Every blob that anything is kept of, by hash."""
        return sorted(map(rows.blob, self._rows(statements.ALL_BLOBS)), key=lambda one: one.sha)

    def named_blobs(self, shas: Iterable[str]) -> frozenset[str]:
        """Those of these hashes that a live record of the committee names."""
        wanted = list(shas)
        return frozenset(sha for (sha,) in self._rows(statements.NAMED_BLOBS, shas=wanted)) if wanted else frozenset()

    def history(self, key: Key, most: int) -> Sequence[Change]:
        """What was changed on a record, newest first."""
        type_, record_id = key
        return [rows.change(row) for row in self._rows(statements.HISTORY, type=type_, id=record_id, most=most)]

    def mentions(self, texts: Iterable[str]) -> Sequence[Key]:
        """Records in whose values, or in what was changed on them, one of these texts stands."""
        wanted = [f"%{text}%" for text in texts]
        return sorted((type_, one) for type_, one in self._rows(statements.MENTIONS, texts=wanted)) if wanted else []


class PostgresTurn(PostgresLook):
    """The same while this connection holds the committee's row."""

    def write(self, written: Written) -> None:
        """Everything at once, in one journey to the database."""
        with self._connection.pipeline():
            self._write_records(written.records)
            self._write_graves(written.graves)
            self._write_keys(written.keys)
            self._write_references(written.references)
            self._many(statements.ADD_CHANGE, (rows.change_row(self._cid, one) for one in written.changes))
            self._many(statements.ADD_DECISION, (rows.decision_row(self._cid, one) for one in written.decisions))
            for (kind, key), told in written.facts.items():
                self.put_fact(kind, key, told)
            if written.device is not None:
                self.put_device(written.device)
            if written.seq > self._head.seq:
                self._do(statements.SET_SEQ, seq=written.seq)
                head = self._head
                self._head = Head(head.epoch, written.seq, head.floor, head.lineage)

    def put_device(self, device: Device) -> None:
        """Add or replace a PC."""
        self._many(statements.PUT_DEVICE, [rows.device_row(self._cid, device)])

    def put_enrol_code(self, code: EnrolCode) -> None:
        """Add or replace a code."""
        self._many(statements.PUT_ENROL_CODE, [(self._cid, code.mark, code.made, code.expires, code.device)])

    def put_report(self, report: Report) -> None:
        """Keep what a PC told."""
        self._many(statements.PUT_REPORT, [(self._cid, report.device, report.at, dump(report.told))])

    def put_fact(self, kind: str, key: str, told: Mapping[str, Json] | None) -> None:
        """Add or replace one; None removes it."""
        if told is None:
            self._do(statements.DROP_FACT, kind=kind, key=key)
        else:
            self._many(statements.PUT_FACT, [(self._cid, kind, key, dump(dict(told)))])

    def put_blob(self, blob: Blob) -> None:
        """Add or replace what is kept of a blob."""
        self._many(statements.PUT_BLOB, [rows.blob_row(self._cid, blob)])

    def drop_blob(self, sha: str) -> None:
        """Forget a blob."""
        self._do(statements.DROP_BLOB, sha=sha)

    def put_head(self, head: Head) -> None:
        """Begin another history."""
        lineage = dump([list(one) for one in head.lineage])
        self._do(statements.SET_HEAD, epoch=head.epoch, seq=head.seq, floor=head.floor, lineage=lineage)
        self._head = head

    def drop_removed(self, before: str) -> Sequence[int]:
        """Drop the rows of records that were removed before an instant."""
        return sorted(rv for (rv,) in self._rows(statements.DROP_REMOVED, before=before))

    def strike(self, keys: Iterable[Key]) -> None:
        """Take the values out of what was changed on these records."""
        for type_, struck in _by_type(keys).items():
            self._do(statements.STRIKE, type=type_, ids=struck)

    def drop_decisions(self, before: str) -> int:
        """Forget the decisions of before an instant."""
        return self._connection.execute(statements.DROP_DECISIONS, {"cid": self._cid, "before": before}).rowcount

    def _do(self, statement: str, **values: object) -> None:
        self._connection.execute(statement, {"cid": self._cid, **values})

    def _many(self, insert: str, several: Iterable[tuple[object, ...]]) -> None:
        """Insert rows, a few by each statement: one for each row costs both sides more than what it writes."""
        ready = list(several)
        if not ready:
            return
        count = max(1, _MOST_VALUES // len(ready[0]))
        whole = len(ready) // count * count
        together = [list(chain(*ready[at : at + count])) for at in range(0, whole, count)]
        with self._connection.cursor() as cursor:
            for statement, values in ((statements.of_rows(insert, count), together), (insert, ready[whole:])):
                if values:
                    cursor.executemany(statement, values)

    def _write_records(self, records: Mapping[Key, Record | None]) -> None:
        for type_, dropped in _by_type(key for key, one in records.items() if one is None).items():
            self._do(statements.DROP_RECORDS, type=type_, ids=dropped)
        kept = (one for one in records.values() if one is not None)
        self._many(statements.PUT_RECORD, (rows.record_row(self._cid, one) for one in kept))

    def _write_graves(self, graves: Mapping[Key, Grave]) -> None:
        told = ((self._cid, one.id, one.type, one.life, one.rv) for one in graves.values())
        self._many(statements.PUT_GRAVE, told)

    def _write_keys(self, keys: Mapping[tuple[str, bytes], NaturalKey | None]) -> None:
        for kind, dropped in _by_type(key for key, one in keys.items() if one is None).items():
            self._do(statements.DROP_KEYS, kind=kind, hmacs=dropped)
        held = (one for one in keys.values() if one is not None)
        self._many(statements.PUT_KEY, ((self._cid, one.kind, one.hmac, one.type, one.id) for one in held))

    def _write_references(self, references: Mapping[Key, tuple[Reference, ...]]) -> None:
        for type_, touched in _by_type(references).items():
            self._do(statements.DROP_REFERENCES, type=type_, ids=touched)
        told = {one: None for several in references.values() for one in several}
        self._many(statements.PUT_REFERENCE, ((self._cid, one.id, one.type, one.group, one.target) for one in told))


def _in_order(wanted: Iterable[Asked], found: Mapping[Asked, Part]) -> dict[Asked, Part]:
    """In the order in which it was asked for, so that what follows from it is the same on every database."""
    return {key: found[key] for key in wanted if key in found}


def _by_type(keys: Iterable[tuple[str, Part]]) -> dict[str, list[Part]]:
    found: defaultdict[str, list[Part]] = defaultdict(list)
    for type_, one in keys:
        found[type_].append(one)
    return found
