"""What of a home's records changed in the course of a check: which fields of which ledgers, and no value.

Read when 有变 is noted, and kept with it, so that every PC tells the same. What was changed here the history says field
by field; of what another PC changed only the row knows, and when.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from app import words
from ledger import catalog, clock, ids
from ledger.definition import Ledger
from storage.listing.matching import not_ended_by
from storage.operations import Change
from storage.reading import Reader
from storage.rows import Row, id_in
from storage.values import dump

RESIDENCE, HOUSEHOLD, PERSON, TAG, DWELLING = (
    catalog.named(name) for name in ("residence", "household", "person", "person_tag", "dwelling")
)
_NOT_TOLD = frozenset(("confirmed_on", ""))
_SAID_ABROAD = ("dwelling", "household", "residence", "person")
"""Ledgers that paper names; a tag that came or went says what somebody suffers from."""
_MAKES = frozenset(("create", "restore"))
_CLOCKS_DIFFER = timedelta(minutes=15)
_REMOVED, _ELSEWHERE = "-", "?"
"""Kept in the place of a field: the record went, or another PC changed it."""


def since(reader: Reader, home: bytes, after: str) -> str:
    """What changed of a home, its households, residences and their people after an instant; "" for nothing."""
    found = []
    for ledger, row in _belonging(reader, home, clock.day_of(after).isoformat()):
        fields = _fields(reader, ledger, row, after)
        if fields is not None:
            found.append({"ledger": ledger.name, "id": ids.to_text(id_in(row)), "fields": fields})
    return dump(found) if found else ""


def told(kept: str) -> str:
    """The same in words: 居民 联系电话；居住关系 新增."""
    return "；".join(_told(one, one.fields) for one in _by_ledger(kept))


def told_abroad(kept: str) -> str:
    """The same for paper, with labels of level 1 and 2 alone and of no ledger that says what somebody suffers from."""
    said = []
    for one in _by_ledger(kept):
        if one.ledger not in _SAID_ABROAD:
            continue
        open_fields = [name for name in one.fields if catalog.named(one.ledger).field(name).level in ("L1", "L2")]
        said.append(_told(one, open_fields, others=len(one.fields) - len(open_fields)))
    return "；".join(said)


def counted(kept: Iterable[str]) -> Counter[str]:
    """How many records of each ledger changed."""
    found: Counter[str] = Counter()
    for one in kept:
        for line in json.loads(one) if one else ():
            found[str(line["ledger"])] += 1
    return found


@dataclass(slots=True)
class _Changed:
    """What changed of the records of one ledger."""

    ledger: str
    fields: list[str] = field(default_factory=list)
    is_new: bool = False
    is_removed: bool = False


def _by_ledger(kept: str) -> Iterator[_Changed]:
    gathered: dict[str, _Changed] = {}
    for line in json.loads(kept) if kept else ():
        one = gathered.setdefault(str(line["ledger"]), _Changed(str(line["ledger"])))
        one.is_new |= not line["fields"]
        one.is_removed |= _REMOVED in line["fields"]
        known = catalog.named(one.ledger)
        one.fields += [name for name in line["fields"] if known.has(name) and name not in one.fields]
    return iter(gathered.values())


def _told(one: _Changed, fields: list[str], others: int = 0) -> str:
    labels = "、".join(words.field(one.ledger, name) for name in fields)
    more = f"另 {others} 项" if others and labels else f"{others} 项" if others else ""
    came = "新增" if one.is_new else ""
    went = "删除" if one.is_removed else ""
    return f"{words.called(one.ledger)} {'，'.join(filter(None, (labels, more, came, went))) or '已改'}"


def _fields(reader: Reader, ledger: Ledger, row: Row, after: str) -> list[str] | None:
    """The fields of a record that changed after an instant, none of one that is new; None where nothing did."""
    history = reader.history(ledger, id_in(row))
    late = [change for change in history if change.at > after]
    is_from_here = any(change.kind == "create" for change in history)
    is_new = any(change.kind in _MAKES for change in late) or not (is_from_here or str(row["created_at"]) <= after)
    if not _is_alive(row):
        went = any(change.kind == "delete" for change in late) or _is_of_another_pc(row, history, after)
        return [_REMOVED] if went and not is_new else None
    if is_new:
        return []
    fields = {change.field for change in late if change.kind == "patch"} - _NOT_TOLD
    if fields or late:
        return sorted(fields) or None
    return [_ELSEWHERE] if _is_of_another_pc(row, history, after) and not _is_confirmation(row) else None


def _is_of_another_pc(row: Row, history: Sequence[Change], after: str) -> bool:
    """Whether the last change of a record is later than an instant and not one that was made here.

    What was made here the cloud may have stamped by a clock that is not this PC's.
    """
    at, user = _last(row), str(row.get("updated_by") or row["created_by"])
    return at > after and not any(
        change.user == user and abs(clock.moment_of(change.at) - clock.moment_of(at)) <= _CLOCKS_DIFFER
        for change in history
    )


def _last(row: Row) -> str:
    return str(row.get("updated_at") or row["created_at"])


def _is_confirmation(row: Row) -> bool:
    """Whether the last change of a record, made on another PC, may be no more than that somebody confirmed it."""
    return row.get("confirmed_on") == clock.day_of(_last(row)).isoformat()


def _is_alive(row: Row) -> bool:
    return bool(int(str(row["life"])) & 1)


def _belonging(reader: Reader, home: bytes, since_day: str) -> Iterator[tuple[Ledger, Row]]:
    """The records that a home is told of by, itself first; its people are who lived there on a day or later."""
    for row in reader.get_many(DWELLING, (home,)).values():
        yield DWELLING, row
    for row in _of(reader, HOUSEHOLD, "dwelling_uid", (home,)):
        yield HOUSEHOLD, row
    stays = _of(reader, RESIDENCE, "dwelling_uid", (home,))
    for row in stays:
        yield RESIDENCE, row
    here = (stay for stay in stays if _is_alive(stay) and not_ended_by(stay.get("end_date"), since_day))
    people = {one for stay in here if isinstance(one := stay.get("person_uid"), bytes)}
    for row in reader.get_many(PERSON, people).values():
        yield PERSON, row
    for row in _of(reader, TAG, "person_uid", people):
        yield TAG, row


def _of(reader: Reader, ledger: Ledger, by: str, of: Iterable[bytes]) -> list[Row]:
    """The records of a ledger that name one of these, removed ones too."""
    known = [one for (one,) in reader.brief(ledger, ("id",), by, sorted(of), dead=True)]
    return list(reader.get_many(ledger, known, dead=True).values())
