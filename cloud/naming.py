"""Whom a record names, as the database keeps it, and a question that names survivors instead of losers.

A ledger's record names others in its groups, an alias its survivor, an open question the record it is about. Whoever a
question's values speak of, it names under a group of its own: it has to follow when one of those becomes another's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from cloud.records import Record, Reference
from sync import natural_keys
from sync.natural_keys import Groups
from sync.protocol import ALIAS, CONFLICT, Json

SPOKEN_OF: Final = "*"
"""No ledger has a group of this name."""
_SIDES: Final = ("mine", "theirs")

Survivor = Callable[[str, str], str]
"""(type, id) -> the id of the record that it was merged into, or its own."""
Renamed = Callable[[str, Groups], dict[str, Json]]
"""(type, groups) -> the groups with survivors in the place of losers."""


def references(record: Record) -> Iterator[Reference]:
    """Whom a live record names; a question only while it is open."""
    if record.type == CONFLICT:
        if record.f.get("status") == "open":
            yield from _of_question(record)
    elif record.type == ALIAS:
        yield Reference(record.type, record.id, "survivor", str(record.f["survivor"]))
    else:
        for naming in natural_keys.namings(record.type, record.f):
            yield Reference(record.type, record.id, naming.group, naming.target)


def _of_question(record: Record) -> Iterator[Reference]:
    about = str(record.f["record"])
    yield Reference(record.type, record.id, str(record.f.get("group", "")), about)
    for target in dict.fromkeys(_spoken_of(record.f)):
        if target != about:
            yield Reference(record.type, record.id, SPOKEN_OF, target)


def _spoken_of(said: Groups) -> Iterator[str]:
    group, more = said.get("group", ""), said.get("more") or {}
    for value in (said.get("before"), *(said[side].get("value") for side in _SIDES)):
        groups = {group: value} if group else value
        if isinstance(groups, Mapping):
            yield from (naming.target for naming in natural_keys.namings(said["type"], groups))
    if "other" in more:
        yield more["other"]
    yield from (child for _, child in more.get("children", ()))


def followed(said: Groups, renamed: Renamed, survivor: Survivor) -> dict[str, Json]:
    """What a question says, of the survivors of all whom it speaks of."""
    type_, group = said["type"], said.get("group", "")

    def led(value: Json) -> Json:
        if group:
            return renamed(type_, {group: value})[group]
        return renamed(type_, value) if isinstance(value, Mapping) else value

    told = {**said, "record": survivor(type_, said["record"])}
    if "before" in said:
        told["before"] = led(said["before"])
    for side in _SIDES:
        told[side] = {**said[side], "value": led(said[side].get("value"))}
    if isinstance(said.get("more"), Mapping):
        told["more"] = _led_more(type_, said["more"], survivor)
    return told


def _led_more(type_: str, more: Groups, survivor: Survivor) -> dict[str, Json]:
    told = dict(more)
    if "other" in more:
        told["other"] = survivor(type_, more["other"])
    if "children" in more:
        children = {(one, survivor(one, child)): None for one, child in more["children"]}
        told["children"] = [list(child) for child in children]
    return told
