"""The page of one visit: who was called on where, what came of it, what it changed, its story."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app import access, words
from app.dossiers import timeline
from app.dossiers.sections import Section, sections
from app.dossiers.timeline import Entry, Subject
from app.records import next_visits, visit_orders
from app.records.choosing import Choice
from app.records.editing import Seen
from app.records.naming import Names
from app.records.showing import Shower, person_name
from app.stores.session import Session
from ledger import catalog, clock, ids, kinds
from ledger.definition import Ledger
from ledger.errors import RecordNotFound
from storage.reading import Reader
from storage.rows import Row, id_in, text_in

_VISIT, _MADE_TO = catalog.named("visit"), catalog.named("visit_person")


@dataclass(frozen=True, slots=True)
class VisitDossier:
    """Everything the page of a visit shows. `changed` tells which fields it put right, by record."""

    id: str
    title: str
    about: str
    is_deleted: bool
    people: tuple[Choice, ...]
    home: Choice | None
    order: Choice | None
    """The work order that was made of it, for those who may look at it and are told who reported it."""
    changed: tuple[str, ...]
    next_visit: str
    """When to come again, as it is reckoned now, of the last visit alone; "" for an earlier one."""
    sections: tuple[Section, ...]
    timeline: tuple[Entry, ...]
    seen: Seen


@access.operation("view", ledger="visit")
def visit(session: Session, record: str) -> VisitDossier:
    """The dossier of a visit, in the recycle bin too; raises RecordNotFound."""
    one, on = ids.from_text(record), clock.today()
    with session.reader() as reader, reader.snapshot():
        row = None if one is None else reader.get(_VISIT, one, dead=True)
        if row is None or one is None:
            raise RecordNotFound(_VISIT.name)
        names, shower = Names(reader), Shower(session, reader, _VISIT, on)
        shown, home = shower.rows([row])[0], id_in(row, "dwelling_uid")
        told = (kinds.as_text(_VISIT.field(name), row.get(name)) for name in ("kind", "result"))
        life = row.get("life")
        logins = session.store.account_names()
        order = visit_orders.orders(session, names, [row]).get(one)
        return VisitDossier(
            id=record,
            title=f"走访 {clock.local_text(str(row['visited_at']))}",
            about=" · ".join(filter(None, told)),
            is_deleted=isinstance(life, int) and life % 2 == 0,
            people=tuple(_people(reader, names, one)),
            home=Choice(ids.to_text(home), names.of("dwelling", home)) if home else None,
            order=Choice(*order) if order else None,
            changed=tuple(_changed(names, row)),
            next_visit=_next_visit(session, reader, one, on),
            sections=sections(_VISIT, row, shown, shower.explained(row), on=on),
            timeline=timeline.of_records(reader, names, [Subject(_VISIT, row)], people=logins, on=on),
            seen=Seen(row),
        )


def _people(reader: Reader, names: Names, visit: bytes) -> Iterator[Choice]:
    for _, person in reader.brief(_MADE_TO, ("visit_uid", "person_uid"), "visit_uid", (visit,)):
        if isinstance(person, bytes):
            yield Choice(ids.to_text(person), person_name(names, person, clock.today()))


def _next_visit(session: Session, reader: Reader, visit: bytes, on: date) -> str:
    if not session.rights.may("view", "person_tag"):
        return ""
    after = next_visits.following(reader, (visit,), on).get(visit)
    return after.told(on) if after else ""


def _changed(names: Names, row: Row) -> Iterator[str]:
    """What the visit put right: which fields of what, without their values; whose, where it was of several."""
    found = json.loads(text_in(row, "ledger_changes") or "[]")
    times = Counter(str(one["ledger"]) for one in found)
    for one in found:
        ledger = catalog.named(str(one["ledger"]))
        labels = (words.field(ledger.name, str(name)) for name in one["fields"])
        called = words.called(ledger.name)
        if times[ledger.name] > 1:
            called = f"{called} {_called(names, ledger, str(one['id']))}".strip()
        yield f"{called}：{'、'.join(labels)}"


def _called(names: Names, ledger: Ledger, record: str) -> str:
    one = ids.from_text(record)
    if one is None:
        return ""
    return person_name(names, one, clock.today()) if ledger.name == "person" else names.of(ledger.name, one)
