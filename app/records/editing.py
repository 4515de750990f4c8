"""Adding, changing, removing and restoring one record, as a form or a command gives it.

Typed texts become stored values through `ledger.check`; references may be typed as id or business key. Every call is
one action in the audit. What has ways of its own (`own_ways`) is refused. Whole sheets go through `app.importing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app import access, logs
from app.records import belonging, filters, order_words, own_ways, references, topic_keys, twins, visit_orders
from app.stores.session import Session
from ledger import catalog, check, clock, ids, kinds, places, position
from ledger.definition import Ledger
from ledger.errors import FieldNotTyped, FieldsRefused, RecordNotFound, UnknownField
from storage.reading import Reader
from storage.rows import Row

Typed = Mapping[str, str]
TYPED = "录入"
"""What the field `source` says of a record that was typed in."""
_DIVISION_DIGITS = 6  # the first digits of a committee's code are its district's


@dataclass(frozen=True, slots=True)
class Seen:
    """The values that a form was opened with, as they are stored: nothing of them is shown, printed or logged."""

    row: Row = field(repr=False)


@dataclass(frozen=True, slots=True)
class Edited:
    """What a save did: the record, the fields that are different now, the action that can be taken back (0: none)."""

    id: str
    fields: tuple[str, ...]
    action: int


@access.operation("edit")
def save(
    session: Session, ledger: Ledger, typed: Typed, *, record: str = "", seen: Seen | None = None, kind: str = ""
) -> Edited:
    """Keep what a form holds: a new record, or the changed fields of `record`. Raises as `add` and `change`."""
    if not record:
        return _add(session, ledger, typed)
    return _change(session, ledger, record, typed, seen=seen, kind=kind or "set")


@access.operation("edit")
def add(session: Session, ledger: Ledger, typed: Typed) -> str:
    """Add a record; answers its id.

    Raises:
        OwnWayOnly: records of this ledger are not added like this.
        FieldsRefused: with every bad or missing field, or a unit or household that lies elsewhere.
        AlreadyThere: the record stands already.
    """
    return _add(session, ledger, typed).id


def _add(session: Session, ledger: Ledger, typed: Typed) -> Edited:
    own_ways.refuse(ledger, "add")
    with session.reader() as reader:
        values = new_values(session, reader, ledger, typed)
    if ledger.name == "visit" and values.get("dwelling_uid") is None:  # whom it was to is `app.visits.recording`'s
        raise FieldsRefused(ledger.name, (("dwelling_uid", "required"),))
    new = ids.new_id()
    with session.store.write(user=session.login, kind="add") as write:
        write.create(ledger, [(new, values)])
    logs.event("added", ledger=ledger.name, fields=len(values))
    return Edited(ids.to_text(new), tuple(values), write.action)


@access.operation("edit")
def new_values(
    session: Session, reader: Reader, ledger: Ledger, typed: Typed, *, may_lack: bool = False
) -> dict[str, object]:
    """The stored values of a record that is to be added; raises as `add`. Nothing is written.

    A record that `may_lack` something is asked for what names it alone, as an import asks; the rest stays 待完善.
    """
    meant = _suggested(session, ledger) | _meant(reader, ledger, typed)
    checked = check.check(ledger, meant, clock.today(), complete=True)
    if may_lack:
        naming = naming_fields(ledger)
        told = (one for one in checked.problems if one.rule != "required" or one.field in naming)
        checked = check.Checked(checked.values, tuple(told))
    _refuse(ledger, checked)
    belonging.refuse(reader, ledger, checked.values)
    twins.refuse(reader, ledger, checked.values)
    return with_defaults(ledger, checked.values)


@access.operation("edit")
def change(
    session: Session, ledger: Ledger, said: str, typed: Typed, *, seen: Typed | None = None
) -> tuple[str, list[str]]:
    """Change a record named by id or business key; answers its id and the names of the fields that changed.

    An empty text wipes its field. `seen` holds what the person saw before: when a value is another one now, nothing
    is written. Without it the values of this moment count as seen.

    Raises:
        OwnWayOnly, FieldsRefused, AlreadyThere: nothing was written.
        ChangedBeneath: somebody changed a field that `seen` names.
    """
    edited = _change(session, ledger, said, typed, seen=seen)
    return edited.id, list(edited.fields)


def _change(
    session: Session, ledger: Ledger, said: str, typed: Typed, *, seen: Typed | Seen | None, kind: str = "set"
) -> Edited:
    own_ways.refuse(ledger, "set")
    with session.reader() as reader:
        one = references.find(reader, ledger, said)
        row = reader.get(ledger, one)
        if row is None:
            raise RecordNotFound(ledger.name)
        new = _allowed(reader, ledger, row, _meant(reader, ledger, typed))
        before = {name: row.get(name) for name in new}
        if isinstance(seen, Seen):
            before |= {name: seen.row.get(name) for name in new}
        else:
            before |= _seen(reader, ledger, seen or {}, new)
    return _write_change(session, ledger, one, before, new, kind=kind)


@access.operation("edit")
def put(session: Session, ledger: Ledger, one: bytes, values: Mapping[str, object], *, kind: str) -> Edited:
    """Write stored values into a record as one action, held to the rules of a form; raises as `change`."""
    own_ways.refuse(ledger, "set")
    with session.reader() as reader:
        row = reader.get(ledger, one)
        if row is None:
            raise RecordNotFound(ledger.name)
        access.require_fields("edit", ledger, values)
        new = _allowed(reader, ledger, row, _typed_again(ledger, values))
    return _write_change(session, ledger, one, row, new, kind=kind)


def changed_values(reader: Reader, ledger: Ledger, row: Row, typed: Typed) -> dict[str, object]:
    """The new stored values of a change to a record as it stands; raises as `change`. Nothing is written."""
    return _allowed(reader, ledger, row, _meant(reader, ledger, typed))


def _typed_again(ledger: Ledger, values: Mapping[str, object]) -> dict[str, object]:
    """Stored values as a form would hold them."""
    return {
        name: value if value is None or ledger.field(name).kind == "ref" else kinds.as_text(ledger.field(name), value)
        for name, value in values.items()
    }


def _allowed(reader: Reader, ledger: Ledger, row: Row, meant: dict[str, object]) -> dict[str, object]:
    """The new values of a change that no rule, place or twin forbids, and no reporter who is to be protected."""
    visit_orders.require_told(ledger, row, meant)
    new = _checked_change(ledger, row, meant)
    order_words.require(ledger, row, new)
    whole = {**_stored(ledger, row), **new}
    belonging.refuse(reader, ledger, whole, own=row)
    twins.refuse(reader, ledger, whole, own=row)
    if "building_no" in new or "building_suffix" in new:
        new |= _suffix_left_out(ledger, {**row, **new})
    return new


def _write_change(
    session: Session, ledger: Ledger, one: bytes, before: Mapping[str, object], new: dict[str, object], *, kind: str
) -> Edited:
    changed = tuple(name for name, value in new.items() if before.get(name) != value)
    with session.store.write(user=session.login, kind=kind) as write:
        written = write.patch(ledger, [(one, before, new)])
    logs.event("changed", ledger=ledger.name, fields=list(changed))
    return Edited(ids.to_text(one), changed, write.action if written else 0)


@access.operation("remove")
def remove(session: Session, ledger: Ledger, said: str, *, reason: str) -> str:
    """Move a record to the recycle bin; answers its id. Raises OwnWayOnly, StillReferred, ReasonMissing."""
    return discard(session, ledger, said, reason=reason).id


@access.operation("remove")
def discard(session: Session, ledger: Ledger, said: str, *, reason: str) -> Edited:
    """As `remove`, answering also the action that can be taken back."""
    own_ways.refuse(ledger, "remove")
    with session.reader() as reader:
        one = references.find(reader, ledger, said)
    with session.store.write(user=session.login, kind="remove", reason=reason) as write:
        write.delete(ledger, [one], reason=reason)
    logs.event("removed", ledger=ledger.name)
    return Edited(ids.to_text(one), (), write.action)


@access.operation("remove")
def restore(session: Session, ledger: Ledger, said: str) -> str:
    """Bring a removed record back, with what went with it; answers its id. Raises ParentRemoved, AlreadyThere."""
    own_ways.refuse(ledger, "restore")
    one = ids.from_text(said.strip())
    if one is None:
        raise RecordNotFound(ledger.name)
    with session.reader() as reader:
        row = reader.get(ledger, one, dead=True)
        if row is None or reader.get(ledger, one) is not None:
            raise RecordNotFound(ledger.name)
        twins.refuse(reader, ledger, _stored(ledger, row))
        renewed = topic_keys.renewed(reader, row) if ledger.name == topic_keys.ROW.name else {}
    with session.store.write(user=session.login, kind="restore") as write:
        write.restore(ledger, [one])
        if renewed:  # its ledger was given another key while it was away
            write.patch(ledger, [(one, row, renewed)])
    logs.event("restored", ledger=ledger.name)
    return ids.to_text(one)


def naming_fields(ledger: Ledger) -> frozenset[str]:
    """Required fields without which nobody can tell which record it is: its name, and what it belongs to."""
    told = {*ledger.shown_by, *ledger.business_key}
    required = (item for item in ledger.fields if item.need == "required")
    return frozenset(item.name for item in required if item.kind == "ref" or item.name in told)


def lacking(ledger: Ledger, values: Mapping[str, object]) -> tuple[str, ...]:
    """The labels of required fields that a record lacks: 待完善."""
    return tuple(
        item.label for item in ledger.stored if item.need == "required" and values.get(item.name) in (None, "")
    )


def _meant(reader: Reader, ledger: Ledger, typed: Typed) -> dict[str, object]:
    """Typed values by field name, references as ids; raises UnknownField, FieldNotTyped, Forbidden."""
    meant: dict[str, object] = {}
    for name, value in typed.items():
        item = filters.field_named(ledger, name)
        if item is None:
            raise UnknownField(ledger.name, name)
        if item.need == "system" or not item.is_stored:
            raise FieldNotTyped(ledger.name, item.name)
        text = filters.as_its_label_asks(item, name, value.strip())
        meant[item.name] = text
        if item.kind == "ref" and text:
            meant[item.name] = references.find(reader, catalog.named(item.target), text)
    meant = position.apart(meant)
    access.require_fields("edit", ledger, meant)
    return meant


def _suggested(session: Session, ledger: Ledger) -> dict[str, object]:
    """What a new record's form would already show: values that follow from the day and the committee."""
    today = clock.today()
    suggested: dict[str, dict[str, object]] = {
        "compound": {"division_code": session.store.committee_code[:_DIVISION_DIGITS]},
        "person_tag": {"start_date": today.isoformat()},
        "topic_merchant": {"month": f"{today:%Y-%m}"},
    }
    if ledger.name == "activity":
        who = session.user_name() or session.login
        return {"organizer": session.store.committee_name, "host": who}
    if ledger.name == "visit":
        who = session.user_name() or session.login
        return {"kind": "1", "result": "1", "visited_at": clock.now_text(), "visitor": who}
    return suggested.get(ledger.name, {})


def _checked_change(ledger: Ledger, row: Row, meant: dict[str, object]) -> dict[str, object]:
    """The new values of a change. Rules across fields see the whole record as it will be."""
    checked = check.check(ledger, meant, clock.today(), complete=False)
    _refuse(ledger, checked)
    new = {
        name: value
        for name, value in checked.values.items()
        if name in meant or name in check.DECIDED or row.get(name) is None
    }
    before = _stored(ledger, row)
    whole = {**before, **new}
    told = [one for one in check.settle(ledger, whole) if {one.field, one.facts.get("beside")} & set(new)]
    problems = [(one.field, one.rule) for one in told]
    problems += [
        (item.name, "required")
        for item in ledger.fields
        if item.need == "required" and item.name in new and new[item.name] is None
    ]
    if problems:
        raise FieldsRefused(ledger.name, tuple(dict.fromkeys(problems)))
    settled = check.SETTLED.get(ledger.name, frozenset())
    if settled & set(new):
        new |= {name: whole[name] for name in settled if name in new or whole[name] != before[name]}
    return new


def _seen(reader: Reader, ledger: Ledger, seen: Typed, new: Mapping[str, object]) -> dict[str, object]:
    """What the person saw, as stored values; only fields that are changed now can clash."""
    meant = _meant(reader, ledger, seen)
    checked = check.check(ledger, meant, clock.today(), complete=False)
    _refuse(ledger, checked)
    return {name: checked.values.get(name) for name in meant if name in new}


def _refuse(ledger: Ledger, checked: check.Checked) -> None:
    if checked.problems:
        raise FieldsRefused(ledger.name, tuple((problem.field, problem.rule) for problem in checked.problems))


def with_defaults(ledger: Ledger, values: Mapping[str, object]) -> dict[str, object]:
    """What a new record is stored with: `values` and what its ledger says of fields that nobody gave."""
    whole = {name: value for name, value in values.items() if value is not None}
    for item in ledger.stored:
        if item.default is not None:
            whole.setdefault(item.name, item.default)
    if ledger.has("source"):
        whole.setdefault("source", TYPED)
    return whole | _suffix_left_out(ledger, whole)


def _suffix_left_out(ledger: Ledger, values: Mapping[str, object]) -> dict[str, object]:
    """The suffix of a building whose number came bare: 号, as an import stores it."""
    if ledger.name != "building" or values.get("building_suffix") is not None:
        return {}
    suffix = places.usual_suffix(str(values["building_no"]))
    return {"building_suffix": suffix} if suffix else {}


def _stored(ledger: Ledger, row: Row) -> dict[str, object]:
    return {item.name: row.get(item.name) for item in ledger.stored}
