"""What of a home's records changed in the course of a check: which fields of which ledgers, and no value.

Read from the history when 有变 is noted, and kept with it, so that every PC tells the same.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from app import words
from ledger import catalog, ids
from ledger.definition import Ledger
from storage.reading import Reader
from storage.rows import Row
from storage.values import dump

RESIDENCE, HOUSEHOLD, PERSON, TAG, DWELLING = (
    catalog.named(name) for name in ("residence", "household", "person", "person_tag", "dwelling")
)
_NOT_TOLD = frozenset(("confirmed_on", ""))
_SAID_ABROAD = ("dwelling", "household", "residence", "person")
"""Ledgers that paper names; a tag that came or went says what somebody suffers from."""


def since(reader: Reader, home: bytes, after: str) -> str:
    """What changed of a home, its households, residences and their people after an instant; "" for nothing."""
    found = []
    for ledger, row in _belonging(reader, home):
        one = row["id"]
        if not isinstance(one, bytes):
            continue
        late = [change for change in reader.history(ledger, one) if change.at > after]
        is_new = any(change.kind == "create" for change in late)
        fields = sorted({change.field for change in late if change.kind == "patch"} - _NOT_TOLD)
        if is_new or fields:
            found.append({"ledger": ledger.name, "id": ids.to_text(one), "fields": [] if is_new else fields})
    return dump(found) if found else ""


def told(kept: str) -> str:
    """The same in words: 居民 联系电话；居住关系 新增."""
    return "；".join(_told(ledger, fields) for ledger, fields in _by_ledger(kept))


def told_abroad(kept: str) -> str:
    """The same for paper, with labels of level 1 and 2 alone and of no ledger that says what somebody suffers from."""
    said = []
    for ledger, fields in _by_ledger(kept):
        if ledger not in _SAID_ABROAD:
            continue
        open_fields = [name for name in fields if catalog.named(ledger).field(name).level in ("L1", "L2")]
        said.append(_told(ledger, open_fields, others=len(fields) - len(open_fields), is_new=not fields))
    return "；".join(said)


def counted(kept: Iterable[str]) -> Counter[str]:
    """How many records of each ledger changed."""
    found: Counter[str] = Counter()
    for one in kept:
        for line in json.loads(one) if one else ():
            found[str(line["ledger"])] += 1
    return found


def _by_ledger(kept: str) -> Iterator[tuple[str, list[str]]]:
    """(ledger, fields): fields that changed in any record of it, none where records are new alone."""
    gathered: dict[str, dict[str, None]] = {}
    for line in json.loads(kept) if kept else ():
        name = str(line["ledger"])
        known = gathered.setdefault(name, {})
        known.update(dict.fromkeys(field for field in line["fields"] if catalog.named(name).has(field)))
    return iter((ledger, list(fields)) for ledger, fields in gathered.items())


def _told(ledger: str, fields: list[str], *, others: int = 0, is_new: bool | None = None) -> str:
    if is_new or (is_new is None and not fields):
        return f"{words.called(ledger)} 新增"
    labels = "、".join(words.field(ledger, name) for name in fields)
    more = f"另 {others} 项" if others and labels else f"{others} 项" if others else ""
    return f"{words.called(ledger)} {'，'.join(filter(None, (labels, more)))}"


def _belonging(reader: Reader, home: bytes) -> Iterator[tuple[Ledger, Row]]:
    """The records that a home is told of by, itself first."""
    for row in reader.get_many(DWELLING, (home,)).values():
        yield DWELLING, row
    for row in reader.children(HOUSEHOLD, "dwelling_uid", [home]):
        yield HOUSEHOLD, row
    stays = reader.children(RESIDENCE, "dwelling_uid", [home])
    for row in stays:
        yield RESIDENCE, row
    people = {one for stay in stays if isinstance(one := stay.get("person_uid"), bytes)}
    for row in reader.get_many(PERSON, people).values():
        yield PERSON, row
    for row in reader.children(TAG, "person_uid", sorted(people)):
        yield TAG, row
