"""What the records of topic ledgers hold as JSON, read by their definition and put into words behind masks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, cast

from app import access
from ledger import kinds, topics
from ledger.definition import Field
from ledger.topics import COLUMNS, KINDS, REMARK, Topic

FACTS: Final = ("code", "name", "module", "lead", "coop", "period", "purpose")
"""What people set of a definition beside its fields."""


def topic_of(row: Mapping[str, object]) -> Topic:
    """The definition in a record; a field of a kind that this version does not know stands as a retired one."""
    said = {name: str(row.get(name) or "") for name in FACTS}
    listed = cast("list[Mapping[str, Any]]", json.loads(str(row.get("fields") or "[]")))
    fields = topics.read_fields([one for one in listed if isinstance(one, dict)])
    known = tuple(one if one.kind in KINDS else replace(one, retired=True) for one in fields)
    version = row.get("version")
    return Topic(**said, version=version if isinstance(version, int) else 1, fields=known)


def facts_of(row: Mapping[str, object]) -> dict[str, object]:
    """The values of a row that stand in no column of their own."""
    return facts_in(row.get("facts"))


def facts_in(kept: object) -> dict[str, object]:
    """The same out of the text that a row keeps them as; a text that says no such thing says nothing."""
    try:
        said = json.loads(str(kept or "{}"))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def value_of(item: Field, row: Mapping[str, object], facts: Mapping[str, object]) -> object:
    """The stored value of a field of a row, `facts` being the row's."""
    if item.kind == "ref":
        return row.get(COLUMNS[item.target])
    return row.get(REMARK.name) if item.name == REMARK.name else facts.get(item.name)


def worded(item: Field, value: object) -> str:
    """A value in words; one that was written under another kind, on a PC that did not know yet, as it stands."""
    try:
        return kinds.as_text(item, value)
    except (TypeError, ValueError):
        return str(value)


def worded_facts(topic: Topic, kept_text: str) -> str:
    """What the `facts` of a row say, in one line behind masks: for the card of what two PCs changed."""
    said, told = facts_in(kept_text), topic.ledger()
    values = {item: said.get(item.name) for item in told.fields}
    return "；".join(
        f"{item.label} {access.shown(told, item, worded(item, value))}"
        for item, value in values.items()
        if value is not None
    )
