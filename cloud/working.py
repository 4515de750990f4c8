"""A committee as it is being changed: what the database holds, with what some operations have changed so far on top.

Deciding reads and writes here; nothing reaches the database before all of it is decided (`Written`). A group of
operations that is refused leaves nothing behind: `begin` marks where it starts, `give_up` goes back there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cloud.naming import references
from cloud.records import Change, Device, Grave, Key, NaturalKey, Record, Reference, Stamp, Written
from cloud.store import Look
from ledger import catalog
from sync import natural_keys
from sync.protocol import ALIAS, Json, Op

Keyed = Callable[[str, str], bytes]
"""The keyed hash of a natural key's (kind, text); the key never leaves the cloud."""
HashedKey = tuple[str, bytes]
_MOST_LOOKED_BACK = 500  # changes of one record, far more than anybody makes between two rounds
LEDGERS = frozenset(one.name for one in catalog.EVERY)
PROCESS: Final = "order_process"


@dataclass(slots=True)
class _Mark:
    written: Written
    changes: int
    seq: int
    derived: dict[Key, object]


class Working:
    """The committee of one request. `seq` is the newest number given."""

    def __init__(self, look: Look, keyed: Keyed) -> None:
        self._look, self._keyed = look, keyed
        self._records: dict[Key, Record | None] = {}
        self._holders: dict[HashedKey, NaturalKey | None] = {}
        self._referrers: dict[str, list[Reference]] = {}
        self._graves: dict[Key, int] = {}
        self._marks: dict[tuple[str, str], Mapping[str, Json]] = {}
        self._processes: dict[Key, Record | None] | None = None
        self._written = Written(seq=look.head.seq)
        self._mark: _Mark | None = None
        self.derived: dict[Key, object] = {}
        """What was worked out of several records, kept for the next operation; given up with what it came of."""

    # -- what is read

    def fetch(self, ops: Sequence[Op]) -> None:
        """Read at once what these operations will most likely ask for."""
        keys: dict[Key, None] = {}
        for op in ops:
            keys |= dict.fromkeys(((op.t, op.id), (ALIAS, op.id)))
            for naming in (*natural_keys.namings(op.t, op.f), *natural_keys.namings(op.t, op.was)):
                keys |= dict.fromkeys(((naming.ledger, naming.target), (ALIAS, naming.target)))
        self.read(keys)
        created = [(op.t, op.id) for op in ops if op.k == "create"]
        graves = self._look.graves(created)
        self._graves |= {key: graves.get(key, 0) for key in created}
        made = [self._hashed(op.t, self.renamed(op.t, op.f)) for op in ops if op.k == "create" and op.t in LEDGERS]
        wanted = [key for keys_ in made for key in keys_ if key not in self._holders]
        found = self._look.holders(wanted)
        self._holders |= {key: found.get(key) for key in wanted}
        self.read({(one.type, one.id): None for one in found.values()})
        self.ask_who_names(self.survivor(*one) for one in _asked_about(ops))

    def record(self, key: Key) -> Record | None:
        """A record as it stands now, removed ones too."""
        if key in self._written.records:
            return self._written.records[key]
        if key not in self._records:
            self.read({key: None})
        return self._records[key]

    def survivor(self, type_: str, record_id: str) -> str:
        """The record that this one was merged into, or itself."""
        alias = self.record((ALIAS, record_id))
        return str(alias.f["survivor"]) if alias is not None and alias.f["type"] == type_ else record_id

    def renamed(self, type_: str, f: natural_keys.Groups) -> dict[str, Json]:
        """Groups with every loser they name replaced by its survivor."""
        survivors = {}
        for naming in natural_keys.namings(type_, f):
            other = self.survivor(naming.ledger, naming.target)
            if other != naming.target:
                survivors[naming.ledger, naming.target] = other
        return natural_keys.renamed(type_, f, survivors) if survivors else dict(f)

    def life_in_grave(self, key: Key) -> int:
        """The even `life` of a record that is gone for ever or removed; 0 for one never removed."""
        written = self._written.graves.get(key)
        if written is not None:
            return written.life
        if key not in self._graves:
            self._graves[key] = self._look.graves([key]).get(key, 0)
        return self._graves[key]

    def holder(self, type_: str, f: natural_keys.Groups) -> Key | None:
        """The live record that is what these groups say, if one is."""
        for key in self._hashed(type_, f):
            found = self._held(key)
            if found is not None:
                return found.type, found.id
        return None

    def referrers(self, target: str) -> list[Reference]:
        """Live records and open conflicts that name a record, in an order of their own whatever the database's."""
        if target not in self._referrers:
            self.ask_who_names([target])
        changed = self._written.references
        found = [one for one in self._referrers[target] if (one.type, one.id) not in changed]
        found += [one for several in changed.values() for one in several if one.target == target]
        return sorted(found, key=lambda one: (one.type, one.id, one.group))

    def read_marks(self, kind: str, keys: Iterable[str]) -> None:
        """Read at once facts that will be asked for; of others it is known that they are not there."""
        self._marks |= {(kind, key): told for key, told in self._look.facts_of(kind, keys).items()}

    def marked(self, kind: str, key: str) -> Mapping[str, Json] | None:
        """A fact as it stands now, if `read_marks` was asked for it or it was written since."""
        return self._written.facts.get((kind, key), self._marks.get((kind, key)))

    def processes(self) -> list[Record]:
        """The live versions of order processes, by id."""
        if self._processes is None:
            self._processes = {one.key: one for one in self._look.processes()}
        changed = {key: one for key, one in self._written.records.items() if key[0] == PROCESS}
        found = [one for one in (self._processes | changed).values() if one is not None and one.is_alive]
        return sorted(found, key=lambda one: one.id)

    def before(self, key: Key, groups: Collection[str], rv: int, device: str) -> dict[str, Json]:
        """What these groups held before others than `device` wrote them beyond a number, as the change log tells it."""
        found: dict[str, Json] = {}
        for change in self._look.history(key, _MOST_LOOKED_BACK):  # newest first: the oldest beyond `rv` tells
            if change.rv <= rv:
                break
            if change.device != device:
                found |= {group: change.was.get(group) for group in change.new if group in groups}
        return found

    # -- what is written

    def next_rv(self) -> int:
        """The next number of the committee."""
        self._written.seq += 1
        return self._written.seq

    @property
    def seq(self) -> int:
        """The newest number given."""
        return self._written.seq

    def put(self, record: Record) -> None:
        """A record as it stands from now on, with its natural keys and whom it names."""
        old = self.record(record.key)
        before = self._keys_of(old)
        for key in before - self._keys_of(record):
            held = self._held(key)
            if held is not None and (held.type, held.id) == record.key:
                self._written.keys[key] = None
        for key in self._keys_of(record) - before:
            if self._held(key) is None:
                self._written.keys[key] = NaturalKey(key[0], key[1], record.type, record.id)
        self._written.records[record.key] = record
        names = _names(record)
        if record.key in self._written.references or names != _names(old):
            self._written.references[record.key] = names
        if record.is_alive:
            return
        self.bury(record.key, record.life, record.rv)

    def bury(self, key: Key, life: int, rv: int) -> None:
        """Note for ever that a record is gone, or never was accepted."""
        self._written.graves[key] = Grave(*key, life, rv)

    def swallow(self, loser: Record) -> None:
        """A record that is merged into another leaves nothing but its grave."""
        for key in self._keys_of(loser):
            held = self._held(key)
            if held is not None and (held.type, held.id) == loser.key:
                self._written.keys[key] = None
        self._written.records[loser.key] = None
        self._written.references[loser.key] = ()
        self.bury(loser.key, loser.life + 1, self.seq)

    def mark(self, kind: str, key: str, told: Mapping[str, Json] | None) -> None:
        """Keep a fact beside the records; None takes it away."""
        self._written.facts[kind, key] = told

    def note(self, change: Change) -> None:
        """Add to the change log."""
        self._written.changes.append(change)

    # -- groups of operations

    def begin(self) -> None:
        """What comes next may be given up."""
        now = self._written
        copied = Written(
            dict(now.records), dict(now.graves), dict(now.keys), dict(now.references), facts=dict(now.facts)
        )
        self._mark = _Mark(copied, len(now.changes), now.seq, dict(self.derived))

    def give_up(self) -> None:
        """As if nothing had happened since `begin`."""
        if self._mark is None:
            return
        kept, now = self._mark.written, self._written
        now.records, now.graves, now.keys, now.references = kept.records, kept.graves, kept.keys, kept.references
        now.facts = kept.facts
        del now.changes[self._mark.changes :]
        now.seq, self.derived = self._mark.seq, self._mark.derived
        self._mark = None

    def finished(self, device: Device | None) -> Written:
        """Everything to be written."""
        self._written.device = device
        return self._written

    @property
    def written(self) -> Written:
        """What is to be written so far."""
        return self._written

    # -- keys

    def read(self, keys: Iterable[Key]) -> None:
        """Read at once what will be asked for."""
        wanted = [key for key in keys if key not in self._records]
        if wanted:
            found = self._look.records(wanted)
            self._records |= {key: found.get(key) for key in wanted}

    def ask_who_names(self, targets: Iterable[str]) -> None:
        """Ask at once who names these records."""
        wanted = [target for target in dict.fromkeys(targets) if target not in self._referrers]
        self._referrers |= {target: [] for target in wanted}
        for one in self._look.referrers(wanted) if wanted else ():
            self._referrers[one.target].append(one)

    def _keys_of(self, record: Record | None) -> set[HashedKey]:
        if record is None or not record.is_alive or record.type not in LEDGERS:
            return set()
        return set(self._hashed(record.type, record.f))

    def _hashed(self, type_: str, f: natural_keys.Groups) -> list[HashedKey]:
        return [(key.kind, self._keyed(key.kind, key.text)) for key in natural_keys.keys(type_, f)]

    def _held(self, key: HashedKey) -> NaturalKey | None:
        if key in self._written.keys:
            return self._written.keys[key]
        if key not in self._holders:
            self._holders[key] = self._look.holders([key]).get(key)
        return self._holders[key]


def _names(record: Record | None) -> tuple[Reference, ...]:
    return tuple(references(record)) if record is not None and record.is_alive else ()


def _asked_about(ops: Iterable[Op]) -> Iterator[Key]:
    """Records of which it will be asked who names them."""
    for op in ops:
        if op.k in ("patch", "delete"):
            yield op.t, op.id
        if op.t == "residence" and isinstance(op.f.get("person_uid"), str):
            yield "person", op.f["person_uid"]


def stamp_of(record: Record, group: str) -> Stamp:
    """Who wrote a group last; an empty stamp for one never written."""
    return record.fm.get(group, Stamp(0, "", "", "", "", ""))
