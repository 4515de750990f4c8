"""What names a row of a topic ledger: two rows never say the same in the fields of one of its keys.

A row has up to two keys (`Topic.keys`), compared without blanks and case. Both are looked for among the rows of this
store whenever one is added, or has a key changed, or comes back out of the recycle bin; a key that stays is never
asked about, so that a row whose key another shares can still be put right.

`row_key` follows from the ledger's code and the first key that is filled in: two PCs that add the same row without
knowing of each other have one once both were at the cloud. Of the other key the cloud knows nothing, so rows that two
PCs added may share that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from app.records import devices
from app.records.topic_values import facts_of, topic_of, value_of
from ledger import catalog, ids
from ledger.topics import Topic, TopicField
from storage.reading import Reader
from storage.rows import Row, id_in, id_or_none

ROW: Final = catalog.named("topic_row")
_DEFINITION: Final = catalog.named("topic_definition")
_TOPIC: Final = "topic_uid"
_KEY: Final = "row_key"
_SPACE: Final = b"linong topic row"
Key = tuple[str, ...]
"""The names of the fields, then what they say."""


class Keys:
    """The keys of the rows of the ledger `one`, of those of the store and of those that are noted."""

    def __init__(self, reader: Reader, topic: Topic, one: bytes) -> None:
        self._topic = topic
        self._known: dict[Key, list[bytes]] = {}
        if topic.keys:
            for row in reader.children(ROW, _TOPIC, [one]):
                self.note(id_in(row), row)

    def note(self, one: bytes, row: Row) -> None:
        """Know the keys of a row that is to be written."""
        for _, key in keys_of(self._topic, row):
            self._known.setdefault(key, []).append(one)

    def others(self, row: Row, own: Row | None = None) -> Iterator[tuple[TopicField, bytes]]:
        """(the last field of the key, another row) for each key of `row` that another has.

        `own` is the row as it is stored: its keys that stay are not asked about.
        """
        stay = {key for _, key in keys_of(self._topic, own)} if own is not None else set[Key]()
        for fields, key in keys_of(self._topic, row):
            holders = () if key in stay else self._known.get(key, ())
            yield from ((fields[-1], one) for one in [one for one in holders if one != id_in(row)][:1])

    def clashes(self, row: Row, own: Row | None = None) -> list[tuple[str, str]]:
        """`others` as (field, rule)."""
        rule = "already_there"
        return [(item.name, rule) for item, _ in self.others(row, own)]


Known = dict[bytes, Keys | None]
"""Ledger -> the keys of its rows, for whoever asks of many rows in one snapshot."""


def others(reader: Reader, row: Row, own: Row | None = None, known: Known | None = None) -> list[bytes]:
    """The live rows of its ledger that have a key of `row`, one of each key; as `Keys.others`."""
    held, ledger = known if known is not None else Known(), id_in(row, _TOPIC)
    if ledger not in held:
        topic = _topic_of(reader, row)
        held[ledger] = Keys(reader, topic, ledger) if topic is not None and topic.keys else None
    keys = held[ledger]
    return [one for _, one in keys.others(row, own)] if keys is not None else []


def renewed(reader: Reader, row: Row) -> dict[str, object]:
    """What is to be written into a row so that its `row_key` is the one of its definition of today; mostly nothing."""
    topic = _topic_of(reader, row)
    return {} if topic is None else of_definition(topic, row)


def of_definition(topic: Topic, row: Row) -> dict[str, object]:
    """As `renewed`, by a definition."""
    key = row_key(topic, row)
    return {} if key == row.get(_KEY) else {_KEY: key}


def row_key(topic: Topic, row: Row) -> str | None:
    """What stands in a row for its key; None where it has none."""
    key = next((key for _, key in keys_of(topic, row)), None)
    return None if key is None else ids.to_text(ids.derived(_SPACE, "\n".join((topic.code, *key))))


def keys_of(topic: Topic, row: Row) -> list[tuple[tuple[TopicField, ...], Key]]:
    """The fields of each key of a row with what they say; without those of which something is missing."""
    facts = facts_of(row)
    found = []
    for fields in topic.keys:
        said = tuple(compared(topic, fields, row, facts))
        if all(said):
            found.append((fields, (*(item.name for item in fields), *said)))
    return found


def compared(topic: Topic, fields: Iterable[TopicField], row: Row, facts: Mapping[str, object]) -> Iterator[str]:
    """What a row says in some fields, as it is compared with other rows; "" for nothing."""
    for item in fields:
        value = value_of(topic.ledger().field(item.name), row, facts)
        yield ids.to_text(value) if isinstance(value, bytes) else devices.plain("" if value is None else str(value))


def _topic_of(reader: Reader, row: Row) -> Topic | None:
    one = id_or_none(row.get(_TOPIC))
    definition = reader.get(_DEFINITION, one) if one is not None else None
    return topic_of(definition) if definition is not None else None
