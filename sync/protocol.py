"""What PC and cloud say to each other: operations, results, limits, codes; pure, used by both sides.

Everything travels as JSON. Ids are uuid text, values are spelled by merge group exactly as in the store's operations
(docs/sync_protocol.md). Deciding is `merge.py`'s, transport and tables are each side's own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from ledger import ids
from ledger.errors import LedgerError

SCHEMA: Final = 4
"""The schema of records that this version writes; raised by every change of the catalog that travels."""

MOST_OPERATIONS: Final = 200
MOST_PUSH_BYTES: Final = 512 * 1024
MOST_IN_GROUP: Final = 50
MOST_RECORD_BYTES: Final = 64 * 1024
MOST_FIELD_BYTES: Final = 16 * 1024
MOST_PULLED: Final = 1000
MOST_PULL_BYTES: Final = 2 * 1024 * 1024
MOST_FETCHED: Final = 500
MOST_BLOB_BYTES: Final = 20 * 1024 * 1024
MOST_PIECE_BYTES: Final = 1024 * 1024
MOST_BLOBS_ASKED: Final = 500
MOST_FETCHED_BYTES: Final = 2 * 1024 * 1024
GZIP_FROM: Final = 1024
CLOCK_TRUST_MS: Final = 24 * 3600 * 1000
"""A clock further off than this decides no `newest` group."""

OpKind = Literal["create", "patch", "delete", "restore", "resolve"]
KINDS: Final[frozenset[str]] = frozenset(("create", "patch", "delete", "restore", "resolve"))
Outcome = Literal["applied", "merged", "conflict", "duplicate", "rejected"]
Json = Any
"""A JSON value."""

CONFLICT: Final = "conflict"
ALIAS: Final = "alias"
AUTHOR: Final = "author"


class Malformed(LedgerError):
    """A message of the other side that no version of the protocol writes; `what` names the part."""

    def __init__(self, what: str) -> None:
        super().__init__(f"malformed {what}")
        self.what = what


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def dump(value: Json) -> str:
    """Canonical JSON: sorted keys, no blanks, text as it is."""
    return _ENCODER.encode(value)


def same(one: Json, other: Json) -> bool:
    """Whether two values of a merge group are the same; no value and an object of nothing but nulls are."""
    return dump(plain(one)) == dump(plain(other))


def plain(value: Json) -> Json:
    """A group's value with an object of nothing but nulls as None."""
    if isinstance(value, dict) and all(part is None for part in value.values()):
        return None
    return value


@dataclass(frozen=True, slots=True)
class Op:
    """One operation on the wire: one person's intention on one record.

    `was` and `f` hold values by merge group; `at` is the PC's UTC instant, `off` its clock's offset then in
    milliseconds, `u` the login, `cv` the program's version. `life` is a restore's, `reason` a removal's.
    """

    n: int
    op_id: str
    g: str
    k: OpKind
    t: str
    id: str
    base: int
    was: Mapping[str, Json]
    f: Mapping[str, Json]
    at: str
    off: int
    u: str
    cv: str
    reason: str = ""
    life: int = 0

    def wire(self) -> dict[str, Json]:
        """The JSON object, without what is empty."""
        told: dict[str, Json] = {"n": self.n, "op_id": self.op_id, "k": self.k, "t": self.t, "id": self.id}
        rest = {"g": self.g if self.g != self.op_id else "", "base": self.base, "was": dict(self.was)}
        rest |= {"f": dict(self.f), "at": self.at, "off": self.off, "u": self.u, "cv": self.cv}
        rest |= {"reason": self.reason, "life": self.life}
        return told | {name: value for name, value in rest.items() if value}

    @classmethod
    def read(cls, told: Json) -> Op:
        """From a JSON object; raises Malformed."""
        if not isinstance(told, dict):
            raise Malformed("operation")
        kind, op_id = told.get("k"), _uuid(told.get("op_id"), "op_id")
        if kind not in KINDS:
            raise Malformed("k")
        return cls(
            n=_number(told.get("n"), "n"),
            op_id=op_id,
            g=_uuid(told.get("g") or op_id, "g"),
            k=cast("OpKind", kind),
            t=_text(told.get("t"), "t"),
            id=_uuid(told.get("id"), "id"),
            base=_number(told.get("base", 0), "base"),
            was=_groups(told.get("was", {}), "was"),
            f=_groups(told.get("f", {}), "f"),
            at=_text(told.get("at"), "at"),
            off=_number(told.get("off", 0), "off", least=None),
            u=_text(told.get("u"), "u"),
            cv=_text(told.get("cv"), "cv"),
            reason=_text(told.get("reason", ""), "reason"),
            life=_number(told.get("life", 0), "life"),
        )


def _number(value: Json, what: str, least: int | None = 0) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or (least is not None and value < least):
        raise Malformed(what)
    return value


def _text(value: Json, what: str) -> str:
    if not isinstance(value, str) or len(value) > MOST_FIELD_BYTES:
        raise Malformed(what)
    return value


def _uuid(value: Json, what: str) -> str:
    found = ids.from_text(value) if isinstance(value, str) else None
    if found is None or ids.to_text(found) != value:
        raise Malformed(what)
    return ids.to_text(found)


def _groups(value: Json, what: str) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise Malformed(what)
    return value


Lineage = tuple[tuple[str, int], ...]
"""The history a database descends from: (epoch, first seq), oldest first."""


def lineage_text(lineage: Lineage) -> str:
    """As the header X-Lineage spells it."""
    return ",".join(f"{epoch}:{start}" for epoch, start in lineage)


def read_lineage(text: str) -> Lineage:
    """From the header; empty for a PC that has met no server. Raises Malformed."""
    try:
        parts = [part.rsplit(":", 1) for part in text.split(",") if part]
        return tuple((epoch, int(start)) for epoch, start in parts)
    except ValueError:
        raise Malformed("lineage") from None


def divergence(one: Lineage, other: Lineage) -> int | None:
    """The `seq` from which two histories are different ones; None where one is the other, or the other's beginning.

    The smaller start of the first entries that differ (design, 9.3): one number for the last restore is not enough.
    """
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            return min(mine[1], theirs[1])
    if len(one) == len(other):
        return None
    longer = one if len(one) > len(other) else other
    return longer[min(len(one), len(other))][1]


def record_hash(record_id: bytes, rv: int, life: int) -> int:
    """What one record adds to the digest of its type: 64 bits."""
    told = record_id + rv.to_bytes(8, "big") + life.to_bytes(4, "big")
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), "big")


def digest(records: Iterable[tuple[bytes, int, int]]) -> tuple[int, str]:
    """How many live records there are and the exclusive or of their hashes, as 16 hex digits."""
    count, mixed = 0, 0
    for record_id, rv, life in records:
        if life % 2:
            count, mixed = count + 1, mixed ^ record_hash(record_id, rv, life)
    return count, f"{mixed:016x}"


def bucket(record_id: bytes) -> int:
    """The bucket of 256 in which a record is compared after a digest differed."""
    return hashlib.sha256(record_id).digest()[0]
