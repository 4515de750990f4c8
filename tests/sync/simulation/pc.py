"""A simulated PC: a real encrypted store, somebody who edits it, its own clock; it can be copied and put back."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from typing_extensions import override

from ledger import catalog, ids
from ledger.definition import Ledger
from ledger.errors import ChangedBeneath, RecordNotFound, StillReferred
from storage.errors import ParentRemoved
from storage.store import Store
from storage.syncing import conflicts
from storage.values import codec
from sync.local_side import Batch, LocalSide, Received
from sync.overlay import differences
from sync.protocol import Json
from tests.storage.stores import PASSWORD
from tests.sync.simulation import orders, papers, visits

PERSON, TAG, RESIDENCE = (catalog.named(name) for name in ("person", "person_tag", "residence"))
DWELLING, BUILDING, COMPOUND = (catalog.named(name) for name in ("dwelling", "building", "compound"))
_EDITED = (PERSON, TAG, RESIDENCE, DWELLING, BUILDING, COMPOUND)
_NUMBERS = [f"31011519900101{n:03d}X" for n in range(12)]
_NAMES = ["张三", "李四", "王五", "赵六", "钱七"]
_TAGS = ["A01", "A02", "B01"]
_EXPECTED = (ChangedBeneath, RecordNotFound, StillReferred, ParentRemoved)
_FIELDS = ("name", "phone", "employer", "id_no", "health_status")


class _Watched(LocalSide):
    """What the cloud decides changes no row by itself, but for what it refuses (I9)."""

    @override
    def receive(self, batch: Batch, answer: Mapping[str, Json]) -> Received:
        before = self._everything()
        received = super().receive(batch, answer)
        assert received.refused or self._everything() == before, "an edit left the screen before it came back"
        return received

    def _everything(self) -> object:
        with self._store.reader() as reader, reader.snapshot():
            return [reader.connection.rows(f"SELECT * FROM {one.name} ORDER BY nr") for one in _EDITED]  # noqa: S608


class SimulatedPc:
    """One PC of a committee. Every choice comes from `chance`; `acts`: how often each thing is done, in comparison."""

    def __init__(self, name: str, folder: Path, chance: random.Random, acts: Mapping[str, int]) -> None:
        self.name, self.folder, self._chance, self._acts = name, folder, chance, acts
        self.fingerprint = f"sha256:{name}"
        self.clock_off_ms = 0
        self.open()

    def open(self) -> None:
        """Open the store, after a start or a crash."""
        self.store = Store.open(self.folder, account="admin", password=PASSWORD)
        self.local = _Watched(self.store)

    def see_view(self) -> None:
        """Every row is the cloud's copy and what was done here since (I9)."""
        with self.store.reader() as reader, reader.snapshot():
            lead = reader.aliases()
            for ledger in catalog.EVERY:
                rows, bases = reader.rows_by_id(ledger), reader.bases_by_id(ledger)
                found = list(differences(ledger, rows, reader.overlays_by_id(ledger), bases, lead))
                assert not found, found

    def close(self) -> None:
        """Shut the program down."""
        self.store.close()

    def copy_to(self, place: Path) -> None:
        """What a backup or a disk image holds."""
        self.close()
        shutil.copytree(self.folder, place)
        self.open()

    def put_back(self, place: Path) -> None:
        """Be as the copy was."""
        self.close()
        shutil.rmtree(self.folder)
        shutil.copytree(place, self.folder)
        self.open()

    # -- what a person does

    def act(self) -> None:
        """One of the things people do; what the program refuses is no fault."""
        name = self._chance.choices(list(self._acts), list(self._acts.values()))[0]
        try:
            _DOINGS[name](self)
        except _EXPECTED:
            return

    def _add_person(self) -> None:
        number = self._chance.choice([*_NUMBERS, None])
        values: dict[str, object] = {
            "name": self._chance.choice(_NAMES),
            "id_type": "111" if number else None,
            "id_no": number,
        }
        values |= {"phone": self._text()}
        if number is None or not self._live(PERSON, id_no=number):
            self._create(PERSON, values)

    def _add_home(self) -> None:
        compound = self._any(COMPOUND) or self._create(COMPOUND, {"name": "凌兆小区"})
        number, room = str(self._chance.randint(1, 3)), str(self._chance.randint(101, 104))
        found = self._live(BUILDING, building_no=number)
        building = found[0] if found else self._create(BUILDING, {"compound_uid": compound, "building_no": number})
        if not self._live(DWELLING, building_uid=building, room_no=room):
            self._create(DWELLING, {"building_uid": building, "room_no": room})

    def _add_tag(self) -> None:
        person, tag = self._any(PERSON), self._chance.choice(_TAGS)
        if person and not self._live(TAG, person_uid=person, tag=tag):
            self._create(TAG, {"person_uid": person, "tag": tag})

    def _move_in(self) -> None:
        person, dwelling = self._any(PERSON), self._any(DWELLING)
        if person and dwelling and not self._live(RESIDENCE, person_uid=person, dwelling_uid=dwelling):
            stay = {"person_uid": person, "dwelling_uid": dwelling, "relation": "01", "is_actual_resident": 1}
            self._create(RESIDENCE, stay)

    def _end_stay(self) -> None:
        stay = self._any(RESIDENCE)
        if stay:
            self._patch(RESIDENCE, stay, end_date=f"2026-{self._chance.randint(1, 9):02}-01")

    def _edit(self) -> None:
        person = self._any(PERSON, among=3)
        if person is None:
            return
        field = self._chance.choice(_FIELDS)
        value = self._value(field)
        if field == "id_no" and (value is None or self._live(PERSON, id_no=value)):
            return
        self._patch(PERSON, person, **{field: value})

    def _edit_one(self) -> None:
        """Everybody writes the same field of the same person."""
        person = self._any(PERSON, among=1)
        if person:
            self._patch(PERSON, person, name=self._text())

    def _edit_two(self) -> None:
        """Two fields with one value in one form: whoever sees one sees the other."""
        person, value = self._any(PERSON), self._text()
        if person:
            self._patch(PERSON, person, occupation=value, native_place=value)

    def _edit_both(self) -> None:
        """Two people in one form: both are taken or none."""
        with self.store.reader() as reader:
            people = sorted(row[0] for row in reader.scan(PERSON, ()))
        chosen = self._chance.sample(people, min(2, len(people)))
        self._patch(PERSON, *chosen, employer=self._text())

    def _add_family(self) -> None:
        """A person with a tag, in one form."""
        person, tag = ids.new_ids(2)
        with self.store.write(user="admin", kind="add") as write:
            write.create(PERSON, [(person, {"name": self._chance.choice(_NAMES), "phone": self._text()})])
            write.create(TAG, [(tag, {"person_uid": person, "tag": self._chance.choice(_TAGS)})])

    def _remove(self) -> None:
        ledger = self._chance.choice([PERSON, TAG, DWELLING, RESIDENCE])
        found = self._any(ledger)
        if found:
            self._delete(ledger, found)

    def _restore(self) -> None:
        with self.store.reader() as reader:
            removed = [one.row["id"] for one in reader.deleted(PERSON)]
        if removed:
            record = self._chance.choice(sorted(removed))  # type: ignore[type-var]
            if self._may_come_back(record):
                with self.store.write(user="admin", kind="restore") as write:
                    write.restore(PERSON, [record])  # type: ignore[list-item]

    def _may_come_back(self, record: object) -> bool:
        with self.store.reader() as reader:
            row = reader.get(PERSON, record, dead=True)  # type: ignore[arg-type]
        return row is None or row["id_no"] is None or not self._live(PERSON, id_no=row["id_no"])

    def _settle(self) -> None:
        """Answer a question: what stands stays, or mine is written over it."""
        with self.store.reader() as reader:
            waiting = conflicts.open_ones(reader.connection)
        if not waiting:
            return
        conflict = self._chance.choice(waiting)
        takes_mine = conflict.kind == "manual" and self._chance.random() < 0.5
        ledger = catalog.named(conflict.type)
        with self.store.reader() as reader:
            row = reader.get(ledger, conflict.record)
        with self.store.write(user="admin", kind="settle") as write:
            write.begin_group()
            write.answer(conflict.id, "mine" if takes_mine else "theirs")
            if takes_mine and row is not None:
                new = codec(ledger).read({conflict.group: conflict.f["mine"].get("value")})
                write.patch(ledger, [(conflict.record, {name: row[name] for name in new}, new)])

    # -- by hand

    def _delete(self, ledger: Ledger, record: bytes) -> None:
        with self.store.write(user="admin", kind="remove") as write:
            write.delete(ledger, [record], reason="误录")

    def _create(self, ledger: Ledger, values: dict[str, object]) -> bytes:
        (record,) = ids.new_ids(1)
        said = {name: value for name, value in values.items() if value is not None}
        with self.store.write(user="admin", kind="add") as write:
            write.create(ledger, [(record, said)])
        return record

    def _patch(self, ledger: Ledger, *records: bytes, **new: object) -> None:
        with self.store.reader() as reader:
            rows = reader.get_many(ledger, records)
        if len(rows) < len(records):
            raise RecordNotFound(ledger.name)
        changes = [(record, {name: row[name] for name in new}, new) for record, row in rows.items()]
        with self.store.write(user="admin", kind="set") as write:
            write.patch(ledger, changes)

    def _any(self, ledger: Ledger, among: int = 1000) -> bytes | None:
        with self.store.reader() as reader:
            found = sorted(row[0] for row in reader.scan(ledger, ()))[:among]
        return self._chance.choice(found) if found else None

    def _live(self, ledger: Ledger, **where: object) -> list[bytes]:
        with self.store.reader() as reader:
            return sorted(row[0] for row in reader.scan(ledger, (), where=where))

    def _value(self, field: str) -> object:
        if field == "name":
            return self._chance.choice(_NAMES)
        if field == "id_no":
            return self._chance.choice(_NUMBERS)
        if field in ("health_status", "marital_status"):
            return self._chance.choice(["10", "20", "30"])
        return self._text()

    def _text(self) -> str:
        return f"{self.name}{self._chance.randint(0, 9999):04d}"


_DOINGS: Mapping[str, Callable[[SimulatedPc], object]] = {
    "add_person": SimulatedPc._add_person,
    "add_home": SimulatedPc._add_home,
    "add_tag": SimulatedPc._add_tag,
    "add_family": SimulatedPc._add_family,
    "move_in": SimulatedPc._move_in,
    "end_stay": SimulatedPc._end_stay,
    "edit": SimulatedPc._edit,
    "edit_one": SimulatedPc._edit_one,
    "edit_two": SimulatedPc._edit_two,
    "edit_both": SimulatedPc._edit_both,
    "settle": SimulatedPc._settle,
    "remove": SimulatedPc._remove,
    "restore": SimulatedPc._restore,
    "attach": papers.attach,
    "caption": papers.caption,
    "detach": papers.detach,
    "look_at_paper": papers.look_at,
    "record_visit": visits.record,
    "correct_visit": visits.correct,
    "settle_objection": visits.settle_objection,
    "register_order": orders.register,
    "move_order": orders.move,
    "tell_orders": orders.tell,
}
