"""Which topic ledgers there are, and how the head defines and changes them.

A definition is a record of its own, so it travels and is taken back like any other; each change is a version, and what
it said before stands in its history. A definition that comes with the program is a file of `resources/topics` until
somebody takes it over; by its code two PCs that do so come to one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from app import access, logs
from app.records.topic_values import FACTS, topic_of
from app.stores.session import Session
from app.topics import key_changes
from app.topics.refusals import NoSuchTopicFile, TopicKeysClash, TopicThere, TopicUnchanged
from ledger import catalog, ids, topics
from ledger.errors import AmbiguousRecord, ChangedBeneath, RecordNotFound
from ledger.topics import Flaw, Topic, TopicBroken
from storage.reading import Reader
from storage.rows import Row, id_in

DEFINITION: Final = catalog.named("topic_definition")
ROW: Final = catalog.named("topic_row")
KIND: Final = "topic-define"
_TOLD_WITH_CARE: Final = "L2"
"""Who sees names behind masks alone is not told of a ledger about people, nor of one more sensitive than this."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A definition of the store: its record, and what it says."""

    id: str
    topic: Topic


@dataclass(frozen=True, slots=True)
class Proposal:
    """A definition before it is written: what it would be, what is wrong with it, and what a change would change.

    `clashes` say which rows are the same in what would be a key of theirs (`app/topics/key_changes.py`).
    """

    topic: Topic
    flaws: tuple[Flaw, ...]
    record: str = ""
    differences: tuple[str, ...] = ()
    rows: int = 0
    clashes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Defined:
    """What was written: the record, its version, the action that can be taken back."""

    id: str
    version: int
    action: int


@access.operation("view", ledger="topic_merchant")
def kept(session: Session) -> tuple[Kept, ...]:
    """The topic ledgers that whoever is at work is told of, by module and name."""
    with session.reader() as reader:
        found = [read(row) for row in _rows(reader)]
    shown = [one for one in found if is_told(session, one.topic)]
    return tuple(sorted(shown, key=lambda one: (one.topic.module, one.topic.name)))


@access.operation("view", ledger="topic_merchant")
def find(session: Session, said: str) -> Kept:
    """One of them by id, code or name; raises RecordNotFound, AmbiguousRecord."""
    wanted = said.strip()
    found = [one for one in kept(session) if wanted in (one.id, one.topic.code, one.topic.name)]
    exact = [one for one in found if one.topic.name != wanted] or found
    if len(exact) > 1:
        raise AmbiguousRecord(DEFINITION.name, len(exact))
    if not exact:
        raise RecordNotFound(DEFINITION.name)
    return exact[0]


@access.operation(access.OWN)
def is_told(session: Session, topic: Topic) -> bool:
    """Whether whoever is at work is told of a ledger at all: outsiders of none that is about somebody."""
    if (session.rights.level_shown(ROW.name) or "") >= _TOLD_WITH_CARE:
        return True
    return not topic.names_somebody and topic.level <= _TOLD_WITH_CARE


@access.operation("view", ledger="topic_merchant")
def offered(session: Session) -> tuple[Topic, ...]:
    """Definitions that come with the program and are not taken over yet."""
    with session.reader() as reader:
        taken = {str(row["code"]) for row in _rows(reader)}
    return tuple(one for one in shipped() if one.code not in taken)


@cache
def shipped() -> tuple[Topic, ...]:
    """The definitions that come with the program, by module and name."""
    found = (
        topics.of_data(json.loads(one.read_text(encoding="utf-8")))
        for one in files("resources").joinpath("topics").iterdir()
        if one.name.endswith(".json")
    )
    return tuple(sorted(found, key=lambda one: (one.module, one.name)))


@access.operation("settings")
def take_over(session: Session, code: str) -> Defined:
    """Take over a definition that comes with the program; raises RecordNotFound, TopicThere."""
    found = next((one for one in shipped() if one.code == code), None)
    if found is None:
        raise RecordNotFound(DEFINITION.name)
    return define(session, found)


@access.operation("settings")
def standing(session: Session, code: str) -> Topic | None:
    """What a code means now; None for nothing."""
    with session.reader() as reader:
        row = _of_code(reader, code)
    return read(row).topic if row is not None else None


@access.operation("settings")
def propose(session: Session, topic: Topic, *, seen: Topic | None = None) -> Proposal:
    """What `define` would write and what it would refuse; nothing is written. Raises TopicThere, ChangedBeneath."""
    with session.reader() as reader, reader.snapshot():
        return _plan(reader, topic, seen).proposal


@access.operation("settings")
def define(session: Session, topic: Topic, *, seen: Topic | None = None) -> Defined:
    """Write a new definition, or the next version of the one that was `seen`, with the keys of the rows it has.

    Raises:
        TopicThere: none was seen, and there is one of its code.
        ChangedBeneath: it is not what was seen, by somebody here or by an exchange.
        TopicBroken: it does not hold, or a field is to be of another kind though there are rows.
        TopicKeysClash: rows say the same in what is to be their key.
        TopicUnchanged: it is what it was.
    """
    with session.store.write(user=session.login, kind=KIND) as write, session.reader() as reader:
        made = _plan(reader, topic, seen)  # nobody else writes meanwhile
        plan, row = made.proposal, made.row
        if plan.flaws:
            raise TopicBroken(plan.flaws)
        if plan.clashes:
            raise TopicKeysClash(plan.clashes)
        values = _values(plan.topic)
        if row is None:
            one = ids.new_id()
            write.create(DEFINITION, [(one, values)])
        elif not plan.differences:
            raise TopicUnchanged
        else:
            one = id_in(row)
            write.patch(DEFINITION, [(one, row, values)])
            write.patch(ROW, key_changes.renewed(read(row).topic, plan.topic, made.rows))
    logs.event("topic ledger defined", version=plan.topic.version, fields=len(plan.topic.fields))
    return Defined(ids.to_text(one), plan.topic.version, write.action)


@access.operation("settings")
def of_file(session: Session, path: Path) -> Topic:
    """The definition in a JSON file; raises NoSuchTopicFile, TopicBroken."""
    _ = session
    try:
        said = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise NoSuchTopicFile(path) from error
    return topics.of_data(said)


def read(row: Row) -> Kept:
    """A definition out of its record."""
    return Kept(ids.to_text(id_in(row)), topic_of(row))


def differences(before: Topic, after: Topic) -> tuple[str, ...]:
    """What a change changes, in words."""
    told = [
        f"{DEFINITION.field(name).label}：{getattr(before, name) or '（无）'} → {getattr(after, name) or '（无）'}"
        for name in FACTS
        if getattr(before, name) != getattr(after, name)
    ]
    old = {one.name: one for one in before.fields}
    for one in after.fields:
        was = old.get(one.name)
        if was is None:
            told.append(f"新增栏目“{one.label}”")
        elif one.retired and not was.retired:
            told.append(f"停用栏目“{was.label}”，填过的内容留着")
        elif was.retired and not one.retired:
            told.append(f"恢复栏目“{one.label}”")
        elif was.label != one.label:
            told.append(f"栏目“{was.label}”改名为“{one.label}”")
        elif was != one:
            told.append(f"栏目“{one.label}”的设置变了")
    shared = [one.name for one in after.fields if one.name in old]
    if not told and shared != [one.name for one in before.fields]:
        told.append("栏目的顺序变了")
    return tuple(told)


@dataclass(frozen=True, slots=True)
class _Plan:
    proposal: Proposal
    row: Row | None = None
    rows: tuple[Row, ...] = ()


def _plan(reader: Reader, topic: Topic, seen: Topic | None) -> _Plan:
    """What becomes of a definition, all of it read at one moment."""
    row = _of_code(reader, topic.code if seen is None else seen.code)
    if row is None:
        if seen is not None:
            raise ChangedBeneath(DEFINITION.name, ())
        return _Plan(Proposal(topic, tuple(topics.flaws(topic))))
    before = read(row).topic
    if seen is None:
        raise TopicThere(before.code, before.name)
    if before != seen:
        moved = tuple(name for name in (*FACTS, "fields") if getattr(before, name) != getattr(seen, name))
        by, at = row["updated_by"] or row["created_by"], row["updated_at"] or row["created_at"]
        raise ChangedBeneath(DEFINITION.name, moved or ("fields",), user=str(by), at=str(at))
    one = id_in(row)
    count = sum(1 for _ in reader.brief(ROW, ("id",), "topic_uid", [one], dead=True))
    following, wrong = topics.changed(before, topic, has_rows=count > 0)
    rows = tuple(reader.children(ROW, "topic_uid", [one])) if following.keys or before.keys else ()
    clashes = tuple(key_changes.clashes(reader, before, following, rows)) if not wrong else ()
    told = differences(before, following)
    return _Plan(Proposal(following, wrong, ids.to_text(one), told, count, clashes), row, rows)


def _values(topic: Topic) -> dict[str, object]:
    said: dict[str, object] = {name: getattr(topic, name) or None for name in FACTS}
    return said | {"version": topic.version, "fields": topics.fields_text(topic)}


def _rows(reader: Reader) -> list[Row]:
    known = [one for (one,) in reader.scan(DEFINITION, ())]
    return list(reader.get_many(DEFINITION, known).values())


def _of_code(reader: Reader, code: str) -> Row | None:
    return next((row for row in _rows(reader) if row["code"] == code), None)
