"""The hash over what one action did: the same when its operations are written and when they are read to be checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ledger.definition import Kind, Ledger
from storage.values import Column, dump


class RowHash:
    """The running hash over the operations of one action.

    What creations say is taken in column by column, however many were written at once: a hash for every field, joined
    at the end. Line by line like the others it would cost an import four times as much.
    """

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._created: dict[str, _ColumnHashes] = {}

    def take(self, head: bytes, rows: Iterable[tuple[bytes, bytes, str]]) -> None:
        """Take in operations of one kind and ledger; a row is op_id, record id, body. `head` is `kind type`.

        No body holds a line feed (JSON spells it), and ids have their length written before them, so no two series
        of operations give the same bytes.
        """
        start = b"\n" + head + b" "
        self._hash.update(
            b"".join([b"%b%d %b%b%b" % (start, len(id_), op_id, id_, body.encode()) for op_id, id_, body in rows])
        )

    def take_creations(self, ledger: Ledger, record_ids: Sequence[bytes], columns: Mapping[str, Column]) -> None:
        """Take in new records of one ledger; a column holds a field's stored values, a field without any has none."""
        start = f"\ncreate {ledger.name} ".encode()
        self._hash.update(b"".join([b"%b%d %b" % (start, len(id_), id_) for id_ in record_ids]))
        hashes = self._created.setdefault(ledger.name, _ColumnHashes(ledger))
        hashes.take(columns, len(record_ids))

    def digest(self) -> bytes:
        """The hash so far."""
        whole = self._hash.copy()
        for name in sorted(self._created):
            whole.update(f"\n{name} ".encode() + self._created[name].digest())
        return whole.digest()


class _ColumnHashes:
    """A hash for every field that the new records of a ledger fill, over all of them from the first on."""

    def __init__(self, ledger: Ledger) -> None:
        self._kinds = {item.name: item.kind for item in ledger.stored}
        self._hashes: dict[str, hashlib._Hash] = {}
        self._count = 0

    def take(self, columns: Mapping[str, Column], count: int) -> None:
        nothing = b"null," * count
        for name, values in columns.items():
            if name not in self._hashes and values.count(None) < count:
                self._hashes[name] = hashlib.sha256(b"null," * self._count)
        for name, kept in self._hashes.items():
            kept.update(_spelled(self._kinds[name], columns[name]) if name in columns else nothing)
        self._count += count

    def digest(self) -> bytes:
        return b"".join(f"{name} ".encode() + self._hashes[name].digest() for name in sorted(self._hashes))


def _decimal(value: float) -> float:
    return value + 0.0  # SQLite has no -0.0


_AS_STORED: dict[Kind, Callable[[Any], object]] = {"ref": bytes.hex, "bool": int, "integer": int, "decimal": _decimal}


def _spelled(kind: Kind, values: Column) -> bytes:
    """Values as JSON, each with a comma behind it, the same before they are stored and after."""
    stored = _AS_STORED.get(kind)
    plain = values if stored is None else [None if value is None else stored(value) for value in values]
    return dump(plain)[1:-1].encode() + b","
