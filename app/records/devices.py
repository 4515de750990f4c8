"""The devices that work orders name: rows of topic ledgers with a field of the kind `device`, by their number.

Which ledgers those are is said by their definitions. A number is compared without blanks and case; one that two
ledgers have means neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app import access
from app.records.topic_values import facts_of, topic_of, worded
from ledger import catalog, text
from ledger.topics import REMARK, Topic
from storage.reading import Reader
from storage.rows import Row, id_in, id_or_none

_DEFINITION: Final = catalog.named("topic_definition")
_ROW: Final = catalog.named("topic_row")
_BUILDING: Final = "building_uid"


@dataclass(frozen=True, slots=True)
class Device:
    """A row that orders may name: its number, its ledger's name, where it is, and the rest of its list, in words."""

    id: bytes
    number: str
    ledger: str
    building: bytes | None
    said: tuple[str, ...]


def every(reader: Reader) -> Iterator[Device]:
    """The live devices of all ledgers, each ledger's in their order, behind masks."""
    for one, topic in _ledgers(reader):
        for row in reader.children(_ROW, "topic_uid", [one]):
            texts = _texts(topic, row)
            number = number_of(topic, row)
            if number:
                told = (texts[item.name] for item in topic.live if item.listed and texts.get(item.name))
                said = tuple(text for text in told if text != number)
                yield Device(id_in(row), number, topic.name, id_or_none(row.get(_BUILDING)), said)


def numbered(reader: Reader) -> dict[str, list[bytes]]:
    """Number as it is compared -> the live devices that have it."""
    found: dict[str, list[bytes]] = {}
    for one, topic in _ledgers(reader):
        for row in reader.children(_ROW, "topic_uid", [one]):
            number = plain(number_of(topic, row))
            if number:
                found.setdefault(number, []).append(id_in(row))
    return found


def meant(reader: Reader, said: str) -> list[bytes]:
    """The devices that a number means."""
    return numbered(reader).get(plain(said), [])


def called(topic: Topic, row: Row) -> str:
    """What a row of a topic ledger is called in one line, behind masks: its ledger and its number, or what it has."""
    texts = _texts(topic, row)
    named = (topic.device_field, *(one for one in topic.live if one.required), *topic.live)
    title = next((texts[one.name] for one in named if one is not None and texts.get(one.name)), "")
    return f"{topic.name} {title}".strip()


def number_of(topic: Topic, row: Row) -> str:
    """The number of a device; "" for a row of a ledger that has none."""
    item = topic.device_field
    return str(facts_of(row).get(item.name) or "") if item is not None else ""


def plain(number: str) -> str:
    """A number as it is compared."""
    return text.squeeze(number).casefold()


def _ledgers(reader: Reader) -> list[tuple[bytes, Topic]]:
    known = [one for (one,) in reader.scan(_DEFINITION, ())]
    read = ((one, topic_of(row)) for one, row in reader.get_many(_DEFINITION, known).items())
    return [(one, topic) for one, topic in read if topic.device_field is not None]


def _texts(topic: Topic, row: Row) -> dict[str, str]:
    """The values of a row that stand in no column of their own, in words behind masks."""
    facts, ledger = facts_of(row), topic.ledger()
    items = (item for item in ledger.fields if item.kind != "ref" and item.name != REMARK.name)
    said = {item.name: worded(item, facts[item.name]) for item in items if facts.get(item.name) is not None}
    return {name: str(access.shown(ledger, ledger.field(name), value)) for name, value in said.items()}
