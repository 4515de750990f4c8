"""What an objection is about: the record and the field, whose rights and masks it goes by, and how it reads.

What stands and what it should be are shown behind the mask of the field that they are values of; why, and who says so,
as the record's own words of level 2 (of a child one level more).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from app import access
from app.records import browsing, references, row_texts
from app.records.naming import Names
from app.records.record_groups import BY_ACTION, groups_of
from app.records.showing import person_name
from app.records.subjects import subject_of
from app.stores.session import Session
from ledger import catalog, clock, codes, ids
from ledger.catalog.objection import OPEN
from ledger.definition import Field, Ledger, Level
from ledger.departments import STATUS
from ledger.errors import RecordNotFound, UnknownField
from storage.reading import Reader
from storage.rows import Row, id_in, id_or_none, text_in

OBJECTION: Final = catalog.named("objection")
PERSON: Final = catalog.named("person")
SUBJECTS: Final = {item.target: item.name for item in reversed(OBJECTION.references) if item.name != "objector_uid"}
"""Ledger of what can be disputed -> the field that names it."""
WHOLE: Final = "整份档案"
"""Where no field is named."""


@dataclass(frozen=True, slots=True)
class Told:
    """An objection as it is shown: what it is about, and every word behind the mask that it stands behind."""

    id: str
    ledger: str
    record: str
    called: str
    field: str
    label: str
    stands: str
    should_be: str
    why: str
    objector: str
    phone: str
    raised: str
    state: str
    result: str
    settled: str
    level: Level
    """How sensitive the values of the field are."""
    is_masked: bool
    """Whether they stand behind a mask."""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to say what came of it."""
        return self.state == OPEN

    @property
    def sentence(self) -> str:
        """In one line: who disputes what, and why, since when."""
        who = "、".join(filter(None, (self.objector, self.phone)))
        return f"{self.claim}（{'，'.join(filter(None, (who, self.raised)))}）"

    @property
    def claim(self) -> str:
        """What is disputed, and why."""
        change = f"，登记的是 {self.stands or '空'}" if self.field else ""
        change += f"，应为 {self.should_be}" if self.should_be else ""
        return f"{self.label}{change}：{self.why}"

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl objection`."""
        hidden = ("level", "is_masked")
        optional = ("field", "stands", "should_be", "objector", "phone", "result", "settled")
        told: dict[str, object] = {name: getattr(self, name) for name in self.__slots__ if name not in hidden}
        return told | {name: getattr(self, name) or None for name in optional}


def subject(ledger: str) -> str:
    """The field that names a record of this ledger; raises RecordNotFound for one of which nothing is disputed."""
    found = SUBJECTS.get(ledger)
    if found is None:
        raise RecordNotFound(ledger)
    return found


def ledger_and_id(row: Row) -> tuple[str, bytes]:
    """The record that an objection is about."""
    named = ((ledger, id_or_none(row.get(field))) for ledger, field in SUBJECTS.items())
    return next(((ledger, one) for ledger, one in named if one is not None), ("", b""))


@access.operation("edit")
def offered(session: Session, ledger: str) -> tuple[Field, ...]:
    """The fields that may be disputed and then put right: those of forms that the account may change."""
    most, kept = session.rights.level("edit", ledger) or "", BY_ACTION.get(ledger, frozenset())
    fields = (item for group in groups_of(ledger) for item in group.typed)
    return tuple(
        item for item in fields if item.kind != "ref" and item.level <= most and item.name not in {*kept, STATUS}
    )


@access.operation("edit")
def stands(session: Session, ledger: str, record: str, name: str) -> str:
    """What a record says now of a field that may be disputed, behind its mask; "" for nothing."""
    held_in = catalog.named(ledger)
    row = browsing.show(session, held_in, record, everyone=True).row
    return row_texts.text_of(held_in.field(name), row)


@access.operation("edit")
def field_of(session: Session, ledger: str, said: str) -> Field | None:
    """The field that a person means, by name or label; None for the record as a whole. Raises UnknownField."""
    if not said.strip():
        return None
    found = next((item for item in offered(session, ledger) if said.strip() in (item.name, item.label)), None)
    if found is None:
        raise UnknownField(ledger, said)
    return found


def row_of(reader: Reader, ledger: Ledger, record: str) -> Row:
    """A record that is disputed, by its id or what people call it; raises RecordNotFound, AmbiguousRecord."""
    subject(ledger.name)
    row = reader.get(ledger, references.find(reader, ledger, record))
    if row is None:
        raise RecordNotFound(ledger.name)
    return row


def open_ones(reader: Reader, ledger: str, record: bytes) -> list[Row]:
    """The objections to a record of which nobody said yet what came of them."""
    rows = reader.children(OBJECTION, subject(ledger), [record])
    return [row for row in rows if row.get("state") == OPEN]


@access.operation(access.OWN)
def ledger_of(session: Session, objection: str) -> str:
    """The ledger of what an objection is about, where only its id is known; raises RecordNotFound."""
    with session.reader() as reader:
        return ledger_and_id(_row(reader, objection))[0]


@access.operation("view")
def show(session: Session, ledger: str, objection: str) -> Told:
    """One objection to a record of this ledger; raises RecordNotFound."""
    with session.reader() as reader, reader.snapshot():
        row = _row(reader, objection)
        if ledger_and_id(row)[0] != ledger:
            raise RecordNotFound(OBJECTION.name)
        return told(reader, [row])[0]


@access.operation("view")
def of_record(session: Session, ledger: str, record: str) -> tuple[Told, ...]:
    """Every objection to a record, the open ones first, of both the newest first; raises RecordNotFound."""
    with session.reader() as reader, reader.snapshot():
        one = id_in(row_of(reader, catalog.named(ledger), record))
        return tuple(told(reader, reader.children(OBJECTION, subject(ledger), [one])))


@access.operation(access.OWN)
def listing(session: Session, *, everything: bool = False, but: Collection[str] = ()) -> tuple[Told, ...]:
    """The open objections, or all of them, to records that the account may look at, `but` those of some ledgers."""
    none = tuple(SUBJECTS[ledger] for ledger in but)
    where: dict[str, object] = {} if everything else {"state": OPEN}
    with session.reader() as reader, reader.snapshot():
        found = [one for (one,) in reader.scan(OBJECTION, (), where=where | dict.fromkeys(none))]
        rows = reader.get_many(OBJECTION, found).values()
        return tuple(told(reader, [row for row in rows if _may_look(session, row)]))


def told(reader: Reader, rows: Iterable[Row]) -> list[Told]:
    """Objections in words: the open ones first, of both the newest first."""
    names = Names(reader)
    in_order = sorted(rows, key=lambda row: (row.get("state") == OPEN, str(row.get("raised_at") or "")), reverse=True)
    return [_told(names, row) for row in in_order]


def _told(names: Names, row: Row) -> Told:
    ledger_name, one = ledger_and_id(row)
    about = catalog.named(ledger_name)
    child = subject_of(names, OBJECTION, row, clock.today()).is_child

    def said(name: str, *, mask_of: Field | None = None) -> str:
        item = mask_of or OBJECTION.field(name)
        return str(access.shown(about, item, row.get(name), child=child) or "")

    disputed = text_in(row, "disputed") or ""
    item = about.field(disputed) if about.has(disputed) else None
    objector = id_or_none(row.get("objector_uid"))
    return Told(
        id=ids.to_text(id_in(row)),
        ledger=ledger_name,
        record=ids.to_text(one),
        called=_called(names, ledger_name, one),
        field=disputed,
        label=item.label if item else disputed or WHOLE,
        stands=said("stands", mask_of=item),
        should_be=said("should_be", mask_of=item),
        why=said("why"),
        objector=said("objector_name") or (person_name(names, objector, clock.today()) if objector else ""),
        phone=said("objector_phone"),
        raised=_signed(row, "raised", said("raised_by")),
        state=text_in(row, "state") or "",
        result=said("result"),
        settled=_signed(row, "settled", said("settled_by")),
        level=access.level_of(about, item, child=child) if item else "L1",
        is_masked=item is not None and bool(access.mask_of(item, child=child, ledger=ledger_name)),
    )


def _called(names: Names, ledger: str, one: bytes) -> str:
    """What the record is called: of a tag and of who lives where, whose it is."""
    if ledger == PERSON.name:
        return person_name(names, one, clock.today())
    row = names.row(ledger, one) or {}
    person = id_or_none(row.get("person_uid"))
    if person is None:
        return names.of(ledger, one)
    tag = text_in(row, "tag") or ""
    beside = codes.table("key_group_tag").label(tag) if tag else names.of("dwelling", id_or_none(row["dwelling_uid"]))
    return f"{person_name(names, person, clock.today())} {beside}".strip()


def _signed(row: Row, name: str, who: str) -> str:
    at = row.get(f"{name}_at")
    return f"{clock.local_text(str(at))} {who}".strip() if at else ""


def _may_look(session: Session, row: Row) -> bool:
    ledger = ledger_and_id(row)[0]
    return bool(ledger) and session.rights.may("view", ledger)


def _row(reader: Reader, objection: str) -> Row:
    one = ids.from_text(objection.strip())
    row = reader.get(OBJECTION, one) if one else None
    if row is None:
        raise RecordNotFound(OBJECTION.name)
    return row


def rows_of(reader: Reader, ledger: str, objection: str) -> tuple[Row, Row]:
    """An objection and the record of this ledger that it is about; raises RecordNotFound."""
    row = _row(reader, objection)
    name, one = ledger_and_id(row)
    held = reader.get(catalog.named(ledger), one) if name == ledger else None
    if held is None:
        raise RecordNotFound(OBJECTION.name)
    return row, held


def disputed(reader: Reader) -> dict[str, dict[bytes, bool]]:
    """By ledger: every record to which somebody ever objected, and whether an objection to it is open."""
    found: dict[str, dict[bytes, bool]] = {ledger: {} for ledger in SUBJECTS}
    for _, state, *named in reader.scan(OBJECTION, ("state", *SUBJECTS.values())):
        for ledger, one in zip(SUBJECTS, named, strict=True):
            if isinstance(one, bytes):
                found[ledger][one] = found[ledger].get(one, False) or state == OPEN
    return found
