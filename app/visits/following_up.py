"""What the result of a visit asks for beside it, and how it is done: the change form, a moving out, the home's state.

Read of the ledger as it stands after the visit: what a finding did, or what stands so already, is asked for no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app import access
from app.acts.steps import live
from app.records.deriving import lives_there
from app.records.editing import Edited, save
from app.records.naming import Names
from app.records.showing import person_name
from app.stores.session import Session
from ledger import catalog, clock, ids
from storage.reading import Reader
from storage.rows import Row, id_in, id_or_none

CHANGE, MOVE_OUT, VACANT = "change", "move-out", "vacant"
ASKED: Final = {"4": VACANT, "5": MOVE_OUT, "7": CHANGE}
"""Result -> what it asks for, by the table visit_result: 无人居住, 搬离, 信息有变."""
_EMPTY: Final = "4"
"""空置 of the table of occupancies."""
_VISIT, _MADE_TO, _PERSON, _DWELLING, _RESIDENCE = (
    catalog.named(name) for name in ("visit", "visit_person", "person", "dwelling", "residence")
)


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to be done: about a person or a home (`ledger`, `record`, `called`), on the visit's day.

    `people` are those who moved out; `stays` the residences of theirs that would end, `still` how many live in a home
    that is to be empty.
    """

    kind: str
    ledger: str
    record: str
    called: str
    day: str
    people: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    still: int = 0

    def commands(self) -> Iterator[str]:
        """What does it on the command line."""
        if self.kind == MOVE_OUT:
            yield from (f"linongctl set residence {one} end_date={self.day}" for one in self.stays)
        elif self.kind == VACANT:
            yield f"linongctl set dwelling {self.record} occupancy=空置"
        else:
            yield f"linongctl set {self.ledger} {self.record} FIELD=VALUE"

    def as_json(self) -> dict[str, object]:
        """As `linongctl visit create --json` gives it."""
        return {"kind": self.kind, "ledger": self.ledger, "id": self.record, "commands": list(self.commands())}


@access.operation("view", ledger="visit")
def after(session: Session, visit: str) -> tuple[Deed, ...]:
    """What a visit that stands asks the account for; raises RecordNotFound."""
    with session.reader() as reader, reader.snapshot():
        row = live(reader, _VISIT, visit)
        kind = ASKED.get(str(row["result"] or ""), "")
        made = [one for one in _deeds(reader, kind, row) if _may(session, one)]
    return tuple(made)


@access.operation("edit", ledger="dwelling")
def empty(session: Session, deed: Deed) -> Edited:
    """Write 空置 into the home; raises as `editing.save`."""
    return save(session, _DWELLING, {"occupancy": _EMPTY}, record=deed.record)


def _may(session: Session, deed: Deed) -> bool:
    return session.rights.may("act") if deed.kind == MOVE_OUT else session.rights.may("edit", deed.ledger)


def _deeds(reader: Reader, kind: str, visit: Row) -> Iterator[Deed]:
    if not kind:
        return
    names, home = Names(reader), id_or_none(visit.get("dwelling_uid"))
    people = [one for (one,) in reader.brief(_MADE_TO, ("person_uid",), "visit_uid", (id_in(visit),))]
    day = clock.day_of(str(visit["visited_at"])).isoformat()
    if kind == CHANGE:
        yield from _changes(names, people, home, visit, day)
    elif home is not None:
        living = [stay for stay in reader.children(_RESIDENCE, "dwelling_uid", [home]) if _is_lived(stay)]
        yield from _left(names, people, home, living, day) if kind == MOVE_OUT else _vacant(names, home, living, day)


def _changes(names: Names, people: Iterable[bytes], home: bytes | None, visit: Row, day: str) -> Iterator[Deed]:
    """The forms of whoever was met and of the home, where nothing was put right with the visit."""
    if visit.get("ledger_changes"):
        return
    for one in people:
        yield Deed(CHANGE, _PERSON.name, ids.to_text(one), person_name(names, one, clock.today()), day)
    if home is not None:
        yield Deed(CHANGE, _DWELLING.name, ids.to_text(home), names.of(_DWELLING.name, home), day)


def _left(names: Names, people: list[bytes], home: bytes, living: list[Row], day: str) -> Iterator[Deed]:
    """A moving out of those who were asked for, of everybody where nobody was named."""
    gone = [stay for stay in living if not people or stay["person_uid"] in people]
    if gone:
        who = tuple(dict.fromkeys(ids.to_text(id_in(stay, "person_uid")) for stay in gone))
        stays = tuple(ids.to_text(id_in(stay)) for stay in gone)
        yield Deed(MOVE_OUT, _DWELLING.name, ids.to_text(home), names.of(_DWELLING.name, home), day, who, stays)


def _vacant(names: Names, home: bytes, living: list[Row], day: str) -> Iterator[Deed]:
    row = names.row(_DWELLING.name, home)
    if row is not None and row.get("occupancy") != _EMPTY:
        still = len({stay["person_uid"] for stay in living})
        yield Deed(VACANT, _DWELLING.name, ids.to_text(home), names.of(_DWELLING.name, home), day, still=still)


def _is_lived(stay: Row) -> bool:
    return lives_there(stay, clock.today())
