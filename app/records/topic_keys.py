"""What names a row of a topic ledger: two rows never say the same in the fields that are its key.

A row keeps a short name that follows from its ledger's code and its key: two PCs that add the same row without knowing
of each other have one once both were at the cloud. Text is compared without blanks and case.
"""

from __future__ import annotations

from typing import Final

from app.records.topic_values import facts_of, value_of
from app.topics.defining import ROW, Kept
from app.topics.refusals import TopicRefused
from ledger import ids, text
from ledger.topics import Topic, TopicField
from storage.reading import Reader
from storage.rows import Row, id_in

_SPACE: Final = b"linong topic row"
Key = tuple[str, ...]
"""The names of the fields, then what they say."""


class Keys:
    """The keys of a ledger's rows, of those of the store and of those that are noted."""

    def __init__(self, reader: Reader, found: Kept) -> None:
        self._topic = found.topic
        self._known: dict[Key, bytes] = {}
        if found.topic.keys:
            for row in reader.children(ROW, "topic_uid", [ids.from_text(found.id) or b""]):
                self.note(id_in(row), row)

    def note(self, one: bytes, row: Row) -> None:
        """Know the keys of a row that is to be written."""
        for _, key in keys_of(self._topic, row):
            self._known.setdefault(key, one)

    def clashes(self, row: Row, own: bytes = b"") -> list[tuple[str, str]]:
        """(field, rule) for each key that another row has already, told at the last of its fields."""
        problems: list[tuple[str, str]] = []
        for fields, key in keys_of(self._topic, row):
            if self._known.get(key, own) != own:
                problems.append((fields[-1].name, "already_there"))
        return problems

    def require_own(self, row: Row, own: bytes = b"") -> None:
        """Raise TopicRefused where another row has the key."""
        wrong = self.clashes(row, own)
        if wrong:
            labels = {item.name: item.label for item in self._topic.live}
            raise TopicRefused(tuple(wrong), labels)


def row_key(topic: Topic, row: Row) -> str | None:
    """What stands in a row for its key; None where it has none."""
    key = next((key for _, key in keys_of(topic, row)), None)
    return None if key is None else ids.to_text(ids.derived(_SPACE, "\n".join((topic.code, *key))))


def keys_of(topic: Topic, row: Row) -> list[tuple[tuple[TopicField, ...], Key]]:
    """The fields of each key of a row with what they say; without those of which something is missing."""
    facts = facts_of(row)
    found = []
    for fields in topic.keys:
        said = [_said(topic, item, row, facts) for item in fields]
        if all(said):
            found.append((fields, (*(item.name for item in fields), *said)))
    return found


def _said(topic: Topic, item: TopicField, row: Row, facts: dict[str, object]) -> str:
    value = value_of(topic.ledger().field(item.name), row, facts)
    if isinstance(value, bytes):
        return ids.to_text(value)
    return text.squeeze(str(value)).casefold() if value is not None else ""
