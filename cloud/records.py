"""What the cloud keeps of a committee: records with their stamps, devices, decisions; plain data, no SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from sync.protocol import Json, Lineage

Key = tuple[str, str]
"""(type, id): a record of a committee."""


class Stamp(NamedTuple):
    """Who wrote a group last: revision, operation, device, account, corrected instant, source."""

    rv: int
    op_id: str
    device: str
    user: str
    at: str
    source: str


@dataclass(frozen=True, slots=True)
class Record:
    """One record: `f` holds values by merge group without nulls, `fm` a stamp for every group ever written.

    `made` is (account, instant) of its creation; `gone` (account, instant, reason) of its removal, if it is removed.
    `is_erased`: by an erasure order; nothing but that it was is left, and nothing brings it back.
    """

    type: str
    id: str
    rv: int
    life: int
    f: Mapping[str, Json]
    fm: Mapping[str, Stamp]
    made: tuple[str, str]
    gone: tuple[str, str, str] = ("", "", "")
    is_erased: bool = False

    @property
    def key(self) -> Key:
        """Its type and id."""
        return self.type, self.id

    @property
    def is_alive(self) -> bool:
        """False once it is removed."""
        return self.life % 2 == 1

    def with_(self, **changes: object) -> Record:
        """The record with some parts replaced."""
        return replace(self, **changes)  # type: ignore[arg-type]  # names are checked by `replace`


@dataclass(frozen=True, slots=True)
class Head:
    """A committee's counter. No cursor below `floor` is served; `lineage`: what this database descends from."""

    epoch: str
    seq: int
    floor: int
    lineage: Lineage


DeviceState = Literal["active", "retired", "lost"]


@dataclass(frozen=True, slots=True)
class Device:
    """An enrolled PC: `gen` and `last_n` count its operations, `last_at` is the newest instant it was given.

    `since` is when it came into its present state, `last_seen` when it last asked for something.
    """

    id: str
    gen: int
    last_n: int
    pubkey: str
    fingerprint: str
    state: DeviceState = "active"
    last_at: str = ""
    last_seq: int = 0
    last_seen: str = ""
    app: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class EnrolCode:
    """A code with which one PC may join, known by its hash; `device`: the PC that did."""

    mark: bytes
    made: str
    expires: str
    device: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a PC told of a round: counts and codes only."""

    device: str
    at: str
    told: Mapping[str, Json]


class Signed(NamedTuple):
    """In how many committees a notice was signed for, and answered."""

    received: int = 0
    answered: int = 0


class Piece(NamedTuple):
    """A part of a blob as it lies in its place: where it begins, its bytes, its name there."""

    start: int
    length: int
    name: str


@dataclass(frozen=True, slots=True)
class Blob:
    """The bytes of an attachment, as far as they came: known by their SHA-256 (hex), given out once `is_whole`.

    `touched` is when the last piece came, `unnamed_since` when it was first seen that no live record names it.
    """

    sha: str
    size: int
    pieces: tuple[Piece, ...] = ()
    is_whole: bool = False
    touched: str = ""
    unnamed_since: str = ""

    @property
    def offset(self) -> int:
        """How many bytes are here, from the first on."""
        return sum(piece.length for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of one operation, kept so that it is decided once. `outcome` is the answer's object without `n`."""

    op_id: str
    device: str
    gen: int
    n: int
    outcome: Mapping[str, Json]
    at: str


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a committee's change log: what an operation changed, group by group."""

    rv: int
    op_id: str
    device: str
    user: str
    source: str
    type: str
    id: str
    kind: str
    was: Mapping[str, Json]
    new: Mapping[str, Json]
    at: str


@dataclass(frozen=True, slots=True)
class Grave:
    """A record that is removed: kept for ever, so that no late operation brings it back."""

    type: str
    id: str
    life: int
    rv: int


@dataclass(frozen=True, slots=True)
class NaturalKey:
    """A key that stands once among live records: `hmac` hides the values."""

    kind: str
    hmac: bytes
    type: str
    id: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Record (`type`, `id`) names `target` in its group `group`; kept for live records and open conflicts."""

    type: str
    id: str
    group: str
    target: str


@dataclass(slots=True)
class Written:
    """Everything that deciding some operations changes; written by a store in one transaction."""

    records: dict[Key, Record | None] = field(default_factory=dict)  # None: merged into another, only its grave stays
    graves: dict[Key, Grave] = field(default_factory=dict)
    keys: dict[tuple[str, bytes], NaturalKey | None] = field(default_factory=dict)  # None: dropped
    references: dict[Key, tuple[Reference, ...]] = field(default_factory=dict)  # all of a record, replaced
    changes: list[Change] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    facts: dict[tuple[str, str], Mapping[str, Json] | None] = field(default_factory=dict)  # None: removed
    device: Device | None = None
    seq: int = 0
