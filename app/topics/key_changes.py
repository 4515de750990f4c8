"""What another key of a topic ledger means for its rows: which say the same in it, and their new `row_key`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.records.naming import Names
from app.records.topic_keys import Key, keys_of, of_definition
from app.topics import texts
from ledger import clock
from ledger.topics import Topic
from storage.reading import Reader
from storage.rows import Row, id_in


def clashes(reader: Reader, before: Topic, after: Topic, rows: Sequence[Row]) -> Iterator[str]:
    """What several rows say in a key that is new, in words behind masks: “共享客厅、2026-10”有 2 条.

    A key that the ledger has already is not asked about: rows of two PCs may share it, and are put right one by one.
    """
    known = set(map(frozenset, _keys(before)))
    sharing: dict[Key, list[Row]] = {}
    told: dict[Key, tuple[str, ...]] = {}
    for row in rows:
        for fields, key in keys_of(after, row):
            told[key] = tuple(item.name for item in fields)
            if frozenset(told[key]) not in known:
                sharing.setdefault(key, []).append(row)
    for key, several in sharing.items():
        if len(several) > 1:
            shown = texts.of_row(Names(reader), after, several[0], clock.today())
            yield f"“{'、'.join(shown[name] for name in told[key])}”有 {len(several):,} 条"


def renewed(before: Topic, after: Topic, rows: Sequence[Row]) -> Iterator[tuple[bytes, Row, dict[str, object]]]:
    """The changes that give every row the `row_key` of the new definition; none where its keys are as they were."""
    if _keys(before) != _keys(after):
        changes = ((id_in(row), row, of_definition(after, row)) for row in rows)
        yield from (change for change in changes if change[2])


def _keys(topic: Topic) -> list[tuple[str, ...]]:
    return [tuple(item.name for item in fields) for fields in topic.keys]
