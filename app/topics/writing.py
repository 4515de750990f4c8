"""Writing rows of a topic ledger: added, changed, checked off, removed, each held to the definition.

Values go through the same rules as those of any ledger (`ledger.check`). What a definition has no field for any more
stays in the row as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from app import access, logs, words
from app.records import editing, filters, references
from app.records.editing import Edited, Seen
from app.records.topic_keys import Keys, row_key
from app.records.topic_values import facts_of
from app.stores.session import Session
from app.topics import defining, rows
from app.topics.defining import ROW, Kept
from app.topics.refusals import TopicRefused
from app.topics.rows import CONFIRMED
from ledger import catalog, check, clock, ids, text
from ledger.definition import Ledger
from ledger.errors import AmbiguousRecord, RecordNotFound, UnknownField
from ledger.kinds import Raw
from ledger.topics import COLUMNS, REMARK
from storage.reading import Reader
from storage.rows import Row, id_in
from storage.values import dump

ADD: Final = "topic-add"
CHANGE: Final = "topic-set"
CONFIRM: Final = "topic-confirm"
Typed = Mapping[str, Raw]


@access.operation("edit", ledger="topic_merchant")
def save(session: Session, said: str, typed: Typed, *, record: str = "", seen: Seen | None = None) -> Edited:
    """Keep what a form holds: a new row of the ledger `said`, or the changed fields of `record`.

    Who adds a row has just looked: it counts as checked today. An empty text wipes its field.

    Raises:
        RecordNotFound: no such ledger or row.
        TopicRefused: with every bad or missing field, or where another row has a key that is new in this one.
        UnknownField: there is none of that name.
        ChangedBeneath: somebody changed it since `seen`.
    """
    today = clock.today()
    with session.reader() as reader, reader.snapshot():
        row = rows.stored(reader, record) if record else None
        found = defining.find(session, ids.to_text(id_in(row, "topic_uid")) if row else said)
        read = values_of(reader, found, typed, complete=row is None)
        values = columns(found, read, row or {})
        _require_own_key(reader, found, {**(row or {}), **values}, row)
    if row is None:
        new = ids.new_id()
        with session.store.write(user=session.login, kind=ADD) as write:
            write.create(ROW, [(new, {**values, CONFIRMED: today.isoformat()})])
        logs.event("topic row saved", fields=len(read))
        return Edited(ids.to_text(new), tuple(read), write.action)
    before = seen.row if seen is not None else row
    changed = {name: value for name, value in values.items() if row.get(name) != value}
    with session.store.write(user=session.login, kind=CHANGE) as write:
        written = write.patch(ROW, [(id_in(row), {name: before.get(name) for name in changed}, changed)])
    logs.event("topic row saved", fields=len(read))
    return Edited(record, tuple(read), write.action if written else 0)


@access.operation("edit", ledger="topic_merchant")
def confirm(session: Session, records: Sequence[str]) -> Edited:
    """Check rows off 已核对: somebody looked, and they are right today. Raises RecordNotFound."""
    today = clock.today().isoformat()
    with session.reader() as reader, reader.snapshot():
        found = [rows.stored(reader, one) for one in dict.fromkeys(records)]
        for one in {id_in(row, "topic_uid") for row in found}:
            defining.find(session, ids.to_text(one))
    with session.store.write(user=session.login, kind=CONFIRM) as write:
        written = write.patch(ROW, [(id_in(row), row, {CONFIRMED: today}) for row in found])
    logs.event("topic rows checked", rows=written)
    return Edited(records[0] if records else "", (CONFIRMED,), write.action if written else 0)


@access.operation("remove", ledger="topic_merchant")
def remove(session: Session, record: str, *, reason: str) -> Edited:
    """Move a row to the recycle bin; raises RecordNotFound, ReasonMissing."""
    rows.one_row(session, record)
    return editing.discard(session, ROW, record, reason=reason)


def _require_own_key(reader: Reader, found: Kept, values: Row, row: Row | None) -> None:
    wrong = keys_of(reader, found).clashes(values, row)
    if wrong:
        raise TopicRefused(tuple(wrong), {item.name: item.label for item in found.topic.live})


def keys_of(reader: Reader, found: Kept) -> Keys:
    """The keys of a ledger's rows."""
    return Keys(reader, found.topic, ids.from_text(found.id) or b"")


def values_of(reader: Reader, found: Kept, typed: Typed, *, complete: bool) -> dict[str, object]:
    """Texts and cells by field name or label as stored values by field name; raises as `save`."""
    built = found.topic.ledger()
    meant, problems = _meant(reader, built, typed)
    access.require_fields("edit", built, meant)
    checked = check.check(built, meant, clock.today(), complete=complete)
    known = {name for name, _ in problems}
    problems += [(one.field, one.rule) for one in checked.problems if one.field not in known]
    lacking = () if complete else (item for item in built.fields if item.need == "required" and item.name in meant)
    known = {name for name, _ in problems}
    problems += [(item.name, "required") for item in lacking if not meant[item.name] and item.name not in known]
    if problems:
        raise TopicRefused(tuple(problems), {item.name: item.label for item in built.fields})
    return {name: checked.values[name] for name in meant} if not complete else checked.values


def columns(found: Kept, read: Mapping[str, object], row: Row) -> dict[str, object]:
    """Values by field as a row of the store has them, beside what the row holds already."""
    built, facts = found.topic.ledger(), facts_of(row)
    values: dict[str, object] = {}
    for name, value in read.items():
        item = built.field(name)
        if item.kind == "ref":
            values[COLUMNS[item.target]] = value
        elif name == REMARK.name:
            values[name] = value
        else:
            facts[name] = value
    kept = {name: value for name, value in sorted(facts.items()) if value is not None}
    said = {"topic_uid": ids.from_text(found.id), "facts": dump(kept), **values}
    return said | {"row_key": row_key(found.topic, {**row, **said})}


def _meant(reader: Reader, built: Ledger, typed: Typed) -> tuple[dict[str, object], list[tuple[str, str]]]:
    """(texts by field name, references as ids; what names nobody or several)."""
    meant: dict[str, object] = {}
    problems: list[tuple[str, str]] = []
    for said, raw in typed.items():
        item = filters.field_named(built, said)
        if item is None:
            raise UnknownField(ROW.name, said)
        value = meant[item.name] = raw.strip() if isinstance(raw, str) else raw
        if item.kind == "ref" and value:
            try:
                meant[item.name] = _named(reader, item.target, str(value))
            except RecordNotFound:
                problems.append((item.name, "unknown_reference"))
            except AmbiguousRecord:
                problems.append((item.name, "ambiguous_reference"))
    for name, _ in problems:
        meant[name] = ""
    return meant, problems


def _named(reader: Reader, target: str, said: str) -> bytes:
    """Whom or what a text means; a person by name too, where only one has it. Raises as `references.find`."""
    if target == "person" and ids.from_text(said) is None and not any(one.isdigit() for one in said):
        key = (text.clean_name(said),)
        found = reader.find_by_keys(catalog.named(target), ("name",), [key]).get(key, [])
        if len(found) > 1:
            raise AmbiguousRecord(target, len(found))
        if found:
            return found[0]
    return references.find(reader, catalog.named(target), said)


def told(problems: Iterable[tuple[str, str]], labels: Mapping[str, str]) -> str:
    """What is wrong, in words: 数量不是数字；状态没有填."""
    return "；".join(f"{labels.get(name, name)}{words.rule(rule)}" for name, rule in problems)
