"""What a row of a topic ledger says in words, behind the masks of its definition."""

from __future__ import annotations

from datetime import date

from app import access
from app.records.naming import Names
from app.records.showing import person_name
from app.records.topic_values import facts_of, value_of, worded
from ledger.definition import Field
from ledger.topics import Topic
from storage.rows import Row, id_or_none


def of_row(names: Names, topic: Topic, row: Row, today: date, *, unmasked: bool = False) -> dict[str, str]:
    """The text of each live field by its name, "" for nothing; whole where it is `unmasked`."""
    facts, built = facts_of(row), topic.ledger()
    told = ((item, _text(names, item, value_of(item, row, facts), today)) for item in built.fields)
    return {item.name: str(access.shown(built, item, text, unmasked=unmasked)) if text else "" for item, text in told}


def _text(names: Names, item: Field, value: object, today: date) -> str:
    """A value in words, as it is."""
    if value is None:
        return ""
    if item.kind != "ref":
        return worded(item, value)
    one = id_or_none(value)
    return person_name(names, one, today) if item.target == "person" else names.of(item.target, one)
