"""Ledgers of one row a month of each thing, such as how a place was used: the months that are missing.

What is due is not a row's check but the row of the last whole month. A thing is asked for from its first month on,
until its newest row says that it is over (`ends`). Where the period is longer than a month one row of it is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from app.records.topic_keys import compared
from app.records.topic_values import facts_of
from ledger.topics import MONTHS, Topic
from storage.rows import Row, id_in

_MONTHS_A_YEAR = 12


def last_month(today: date) -> str:
    """The last whole month, as 2026-10."""
    return _written(_counted(f"{today:%Y-%m}") - 1)


def missing(topic: Topic, listed: Iterable[Row], today: date) -> dict[bytes, str]:
    """The newest row of each thing whose last whole month is missing, with that month; empty for no series."""
    if topic.month_field is None:
        return {}
    by_thing: dict[tuple[str, ...], list[tuple[str, bytes, bool]]] = {}
    for row in listed:
        facts = facts_of(row)
        month = str(facts.get(topic.month_field.name) or "")
        if month:
            told = (month, id_in(row), _is_over(topic, facts))
            by_thing.setdefault(thing_of(topic, row, facts), []).append(told)
    wanted = last_month(today)
    since = _written(_counted(wanted) - MONTHS.get(topic.period, 1))
    found: dict[bytes, str] = {}
    for several in by_thing.values():
        _, newest, is_over = max(several)
        is_known = min(several)[0] <= wanted
        if is_known and not is_over and not any(since < month <= wanted for month, _, _ in several):
            found[newest] = wanted
    return found


def thing_of(topic: Topic, row: Row, facts: Mapping[str, object]) -> tuple[str, ...]:
    """What a row of a series is about: its key but for the month, as keys are compared."""
    month = topic.month_field
    return tuple(compared(topic, (one for one in topic.live if one.key and one is not month), row, facts))


def _is_over(topic: Topic, facts: Mapping[str, object]) -> bool:
    return any(facts.get(one.name) in one.ends for one in topic.live)


def _counted(month: str) -> int:
    return int(month[:4]) * _MONTHS_A_YEAR + int(month[5:7]) - 1


def _written(count: int) -> str:
    return f"{count // _MONTHS_A_YEAR:04}-{count % _MONTHS_A_YEAR + 1:02}"
