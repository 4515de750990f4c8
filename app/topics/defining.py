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
from app.topics.refusals import NoSuchTopicFile, TopicUnchanged
from ledger import catalog, ids, topics
from ledger.errors import AmbiguousRecord, RecordNotFound
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
    """A definition before it is written: what it would be, what is wrong with it, and what a change would change."""

    topic: Topic
    flaws: tuple[Flaw, ...]
    record: str = ""
    differences: tuple[str, ...] = ()
    rows: int = 0


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
    """Take over a definition that comes with the program; raises RecordNotFound."""
    found = next((one for one in shipped() if one.code == code), None)
    if found is None:
        raise RecordNotFound(DEFINITION.name)
    return define(session, found)


@access.operation("settings")
def propose(session: Session, topic: Topic) -> Proposal:
    """What `define` would write and what it would refuse; nothing is written."""
    with session.reader() as reader, reader.snapshot():
        row = next((row for row in _rows(reader) if row["code"] == topic.code), None)
        if row is None:
            return Proposal(topic, tuple(topics.flaws(topic)))
        one = id_in(row)
        count = sum(1 for _ in reader.brief(ROW, ("id",), "topic_uid", [one], dead=True))
    before = read(row).topic
    following, wrong = topics.changed(before, topic, has_rows=count > 0)
    return Proposal(following, wrong, ids.to_text(one), differences(before, following), count)


@access.operation("settings")
def define(session: Session, topic: Topic) -> Defined:
    """Write a new definition, or the next version of the one that has its code.

    Raises:
        TopicBroken: it does not hold, or a field is to be of another kind though there are rows.
        TopicUnchanged: it is what it was.
    """
    plan = propose(session, topic)
    if plan.flaws:
        raise TopicBroken(plan.flaws)
    values = _values(plan.topic)
    if not plan.record:
        new = ids.new_id()
        with session.store.write(user=session.login, kind=KIND) as write:
            write.create(DEFINITION, [(new, values)])
        logs.event("topic ledger defined", version=plan.topic.version, fields=len(plan.topic.fields))
        return Defined(ids.to_text(new), plan.topic.version, write.action)
    if not plan.differences:
        raise TopicUnchanged
    one = ids.from_text(plan.record) or b""
    with session.reader() as reader:
        row = reader.get(DEFINITION, one) or {}
    with session.store.write(user=session.login, kind=KIND) as write:
        write.patch(DEFINITION, [(one, row, values)])
    logs.event("topic ledger defined", version=plan.topic.version, fields=len(plan.topic.fields))
    return Defined(plan.record, plan.topic.version, write.action)


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


def _values(topic: Topic) -> dict[str, object]:
    said: dict[str, object] = {name: getattr(topic, name) or None for name in FACTS}
    return said | {"version": topic.version, "fields": topics.fields_text(topic)}


def _rows(reader: Reader) -> list[Row]:
    known = [one for (one,) in reader.scan(DEFINITION, ())]
    return list(reader.get_many(DEFINITION, known).values())
