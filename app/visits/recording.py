"""Recording a visit: one action that holds the visit, whom it was made to, and what of the ledger it put right.

A few words are enough: a person or a home. The home follows from the person, the day and the visitor from what is
known. A day of the next visit is kept where somebody says one; else it is reckoned whenever it is asked
(`app.records.next_visits`). `person.phone=…` or `dwelling.occupancy=…` beside them is a finding (`findings`): it
changes the ledger in the same action, and the visit keeps which fields it changed (their values stand in the history).
`order=…` makes a work order of what was found (`passing_on`) in the same action; the visit names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app import access, logs
from app.accounts import colleagues
from app.objections.about import OBJECTION
from app.orders.intake import Planned as PlannedOrder
from app.records import editing, filters, next_visits, references
from app.records.deriving import lives_there
from app.records.next_visits import Next
from app.stores.session import Session
from app.visits import findings, following_up, passing_on
from app.visits.findings import Finding
from app.visits.following_up import Deed
from ledger import catalog, clock, codes, ids, kinds, text
from ledger.errors import AmbiguousRecord, FieldsRefused, LedgerError, RecordNotFound
from storage.reading import Reader
from storage.values import dump

KIND = "visit"
MET_AT_HOME = "1"
VISIT, MADE_TO, PERSON, DWELLING, RESIDENCE = (
    catalog.named(name) for name in ("visit", "visit_person", "person", "dwelling", "residence")
)
_SEVERAL = re.compile(r"[、,，;；|\n]")
_OF_PEOPLE = frozenset(("person", "people", "person_uid", "person_uids", "走访对象", "走访居民", "居民"))
_OF_HOME = frozenset(("dwelling", "dwelling_uid", "走访房屋", "房屋", "地址"))
_STAY = ("person_uid", "dwelling_uid", "relation", "is_actual_resident", "start_date", "end_date")


class NobodyThere(LedgerError):
    """Nobody who lives in the home is called so (`name`); nothing was written."""

    def __init__(self, name: str) -> None:
        super().__init__("nobody there is called so")
        self.name = name


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was written: the visit, the fields it changed by ledger, when to come again, the action to take back."""

    id: str
    changed: Mapping[str, tuple[str, ...]]
    next_visit_on: str
    """The day as it is reckoned now; the visit keeps it where somebody said it."""
    action: int
    deeds: tuple[Deed, ...] = ()
    """What its result asks for beside, where it was not done at once."""
    order: str = ""
    """The id of the work order that was made of it."""
    order_no: str = ""
    objections: tuple[str, ...] = ()
    """The ids of the objections that were written down with it."""
    volunteers: tuple[str, ...] = ()
    """Visitors who are nobody with an account here."""
    next_told: str = ""
    """When to come again as people are told, or that it is time; "" for never."""

    @property
    def advice(self) -> str:
        """The kind of what its result asks for; "" for nothing."""
        return self.deeds[0].kind if self.deeds else ""


@dataclass(frozen=True, slots=True)
class Planned:
    """What would be written: the visit's values, whom it was made to, what it finds, the work order if one is made."""

    visit: dict[str, object]
    people: tuple[bytes, ...]
    findings: tuple[Finding, ...]
    order: PlannedOrder | None
    next: Next | None
    """When to come again, as it would be reckoned."""


@access.operation("edit", ledger="visit")
def record(session: Session, said: Mapping[str, str], *, record_id: str = "") -> Recorded:
    """Record a visit from what was typed, by field name or label; names that are no field of a visit are passed over.

    `record_id` is the id that it gets; a new one where it is left out. Visit, work order and findings are one action:
    all of it is written or nothing. Taking it back leaves the order, whose events stand (`app.undo.staying`).

    Raises:
        FieldsRefused: neither a person nor a home, or a value that its field does not take.
        RecordNotFound, AmbiguousRecord, NobodyThere: a person or a home is not known, or could be several.
        Forbidden: a finding in a ledger or field that the account may not change, or no work order of its own.
    """
    with session.reader() as reader, reader.snapshot():
        plan = planned(session, reader, said)
    new, visit = ids.from_text(record_id) or ids.new_id(), dict(plan.visit)
    changes, disputed = [one for one in plan.findings if one.values], _objections(plan)
    if changes:
        visit["ledger_changes"] = dump([one.noted() for one in changes])
    if plan.order is not None:
        visit["work_order_uid"] = plan.order.id
    with session.store.write(user=session.login, kind=KIND) as write:
        made = passing_on.write(session, write, plan.order)
        write.create(VISIT, [(new, visit)])
        write.create(MADE_TO, [(ids.new_id(), {"visit_uid": new, "person_uid": one}) for one in plan.people])
        write.create(OBJECTION, disputed)
        for one in changes:
            write.patch(one.ledger, [(one.record, one.row, one.values)])
    logs.event("visit recorded", people=len(plan.people), findings=len(changes))
    for one in (found for found in plan.findings if found.objections):
        logs.event("objection raised", ledger=one.ledger.name)
    if made is not None:
        logs.event("orders registered", count=1)
    changed = {one.ledger.name: set[str]() for one in changes}
    for one in changes:
        changed[one.ledger.name] |= set(one.values)
    return Recorded(
        ids.to_text(new),
        {name: tuple(sorted(fields)) for name, fields in changed.items()},
        plan.next.on.isoformat() if plan.next else "",
        write.action,
        following_up.after(session, ids.to_text(new)),
        made.id if made else "",
        made.order_no if made else "",
        tuple(ids.to_text(one) for one, _ in disputed),
        colleagues.read(session).strangers(str(visit.get("visitor") or "")),
        plan.next.told(clock.today()) if plan.next else "",
    )


@access.operation("edit", ledger="visit")
def planned(session: Session, reader: Reader, said: Mapping[str, str]) -> Planned:
    """What `record` would write, and raises as it does; nothing is written."""
    today = clock.today()
    home = _home(reader, _first(said, _OF_HOME))
    people = tuple(dict.fromkeys(_person(reader, one, home) for one in _named(_first(said, _OF_PEOPLE))))
    if home is None and people:
        home = home_of(reader, people[0], today)
    if home is None and not people:
        raise FieldsRefused(VISIT.name, (("dwelling_uid", "person_or_home"),))
    typed = _typed(said, session.store.account_names()) | ({"dwelling_uid": ids.to_text(home)} if home else {})
    values = editing.new_values(session, reader, VISIT, typed)
    found = findings.found(session, reader, said, people, home)
    order = passing_on.asked(session, reader, said, people, home)
    return Planned(values, people, found, order, next_visits.next_after(reader, people, home, values, today))


def _objections(plan: Planned) -> list[tuple[bytes, dict[str, object]]]:
    return [(ids.new_id(), values) for one in plan.findings for values in one.objections]


def _first(said: Mapping[str, str], names: frozenset[str]) -> str:
    return next((value.strip() for name, value in said.items() if name in names and value.strip()), "")


def _named(written: str) -> Iterator[str]:
    yield from filter(None, map(str.strip, _SEVERAL.split(written)))


def _home(reader: Reader, written: str) -> bytes | None:
    return references.find(reader, DWELLING, written) if written else None


def _person(reader: Reader, said: str, home: bytes | None) -> bytes:
    """A person by id or ID number; by name among those who live in the home, if one was named."""
    try:
        return references.find(reader, PERSON, said)
    except RecordNotFound:
        if home is None:
            raise
    living = [person for person, _ in _stays(reader, "dwelling_uid", home, clock.today())]
    rows = reader.get_many(PERSON, living)
    found = [one for one, row in rows.items() if text.name_key(str(row.get("name") or "")) == text.name_key(said)]
    if len(found) != 1:
        raise AmbiguousRecord(PERSON.name, len(found)) if found else NobodyThere(said.strip())
    return found[0]


def home_of(reader: Reader, person: bytes, on: date) -> bytes | None:
    """Where somebody lives; None for nowhere, or in several homes."""
    homes = {home for _, home in _stays(reader, "person_uid", person, on)}
    return homes.pop() if len(homes) == 1 else None


def _stays(reader: Reader, by: str, one: bytes, on: date) -> Iterator[tuple[bytes, bytes]]:
    """(person, home) of whoever lives somewhere on a day."""
    for found in reader.brief(RESIDENCE, _STAY, by, (one,)):
        if lives_there(dict(zip(_STAY, found, strict=True)), on):
            yield found[0], found[1]


def _typed(said: Mapping[str, str], accounts: Mapping[str, str]) -> dict[str, str]:
    """The visit's own fields as they were typed, visitors by name where a login was.

    Without a word about it, its result is all there is to tell.
    """
    typed: dict[str, str] = {}
    for name, value in said.items():
        item = filters.field_named(VISIT, name)
        if item is not None and item.kind != "ref" and item.need in ("required", "optional"):
            typed[item.name] = value
    result, table = typed.get("result", "").strip() or MET_AT_HOME, codes.table("visit_result")
    if typed.get("visitor", "").strip():
        typed["visitor"] = kinds.LIST_MARK.join(
            dict.fromkeys(accounts.get(one, one) for one in _named(typed["visitor"]))
        )
    told = {"content": table.label(table.find(result) or result)}
    return told | {name: value for name, value in typed.items() if value.strip()}
