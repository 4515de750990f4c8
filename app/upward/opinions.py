"""The opinions of a period out of the ledger 意见建议清单: behind masks or whole, those not yet told upward first.

The ledger is data that a committee may change; fields are found by their names, which are for ever. What of them is
retired, a package does without: without a status nothing waits and nothing is marked as told.

When an opinion was collected may be known to the month or the year alone. One that surely lies in the period is told in
its package every time; one that only may lie there is told in any package whose period it overlaps, until it was told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app import access, logs
from app.records.topic_values import facts_in, facts_of
from app.stores.session import Session
from app.topics import defining, rows, writing
from app.topics.defining import ROW, Kept
from app.upward.period import Period
from ledger import clock, ids
from ledger.definition import Field, Level
from ledger.errors import RecordNotFound
from ledger.partial_date import PartialDate
from ledger.topics import COLUMNS, REMARK, Topic
from storage.reading import Reader
from storage.rows import Row, id_in

CODE: Final = "opinions"
KIND: Final = "opinions-upward"
WAITING: Final = ("已收集", "研究中")
TOLD: Final = "已上报"
_STATUS, _SAID_ON, _TOLD_ON = "status", "said_on", "reported_on"
_SENSITIVE: Final[Level] = "L3"


@dataclass(frozen=True, slots=True)
class Opinion:
    """One of them: its texts in the order of the columns, and whether it was not told upward yet."""

    id: str
    texts: tuple[str, ...]
    waits: bool
    names_somebody: bool
    """Whether it holds anything of level 3 or more: who said it, a telephone number."""


@dataclass(frozen=True, slots=True)
class Opinions:
    """Those of a period, with the ledger that they stand in."""

    kept: Kept
    items: tuple[Field, ...]
    rows: tuple[Opinion, ...]

    @property
    def waiting(self) -> tuple[Opinion, ...]:
        """Those that were not told upward yet."""
        return tuple(one for one in self.rows if one.waits)

    @property
    def can_mark(self) -> bool:
        """Whether the ledger has a status that says 已上报."""
        return _takes_mark(self.kept.topic)

    @property
    def named(self) -> int:
        """How many hold anything of level 3 or more."""
        return sum(one.names_somebody for one in self.rows)

    @property
    def sensitive(self) -> tuple[Field, ...]:
        """The columns of level 3 or more."""
        return tuple(item for item in self.items if item.level >= _SENSITIVE)


@dataclass(frozen=True, slots=True)
class Marked:
    """How many opinions were marked as told, by which action; 0 for none."""

    count: int
    action: int = 0


NOT_ANY: Final = Marked(0)


@access.operation("view", ledger="topic_merchant")
def ledger_of(session: Session) -> Kept | None:
    """The ledger of opinions; None where nobody took it over, or whoever is at work is not told of it."""
    try:
        return defining.find(session, CODE)
    except RecordNotFound:
        return None


@access.operation("view", ledger="topic_merchant")
def is_taken_over(session: Session) -> bool:
    """Whether there is such a ledger, whoever is told of it."""
    return all(topic.code != CODE for topic in defining.offered(session))


@access.operation("view", ledger="topic_merchant")
def of_period(session: Session, reader: Reader, period: Period, *, unmasked: bool = False) -> Opinions | None:
    """Those that were collected in a period; None without such a ledger, or for whoever is not told of it."""
    kept = ledger_of(session)
    if kept is None:
        return None
    topic = kept.topic
    every = reader.brief(ROW, ("id", "facts"), "topic_uid", [ids.from_text(kept.id) or b""])
    wanted = [one for one, facts in every if _is_of(period, topic, facts_in(facts))]
    held = list(reader.get_many(ROW, wanted).values())
    held.sort(key=lambda row: (not _waits(topic, row), str(facts_of(row).get(_SAID_ON))))
    items = tuple(item for item in topic.ledger().fields if item.name != REMARK.name)
    shown = rows.shown_rows(session, reader, kept, held, unmasked=unmasked)
    told = tuple(
        Opinion(one.id, tuple(one.texts[item.name] for item in items), _waits(topic, row), _names(items, row))
        for row, one in zip(held, shown, strict=True)
    )
    return Opinions(kept, items, told)


@access.operation("edit", ledger="topic_merchant")
def mark(session: Session, records: Sequence[str]) -> Marked:
    """Note of those that still wait that they were told upward today, in one action, which can be taken back.

    One that somebody answered or removed meanwhile stays as it is, and so does a row of any other ledger.
    """
    kept = ledger_of(session)
    if kept is None or not _takes_mark(kept.topic):
        return NOT_ANY
    today = clock.today().isoformat()
    with session.reader() as reader, reader.snapshot():
        wanted = [found for one in records if (found := ids.from_text(one)) is not None]
        named = reader.get_many(ROW, wanted).values()
        own = [row for row in named if row["topic_uid"] == ids.from_text(kept.id)]
        held = [row for row in own if _waits(kept.topic, row)]
    names = {item.name for item in kept.topic.ledger().fields}
    read = {name: value for name, value in ((_STATUS, TOLD), (_TOLD_ON, today)) if name in names}
    if not held:
        return NOT_ANY
    with session.store.write(user=session.login, kind=KIND) as write:
        count = write.patch(ROW, [(id_in(row), row, writing.columns(kept, read, row)) for row in held])
    logs.event("opinions told upward", rows=count)
    return Marked(count, write.action)


def _takes_mark(topic: Topic) -> bool:
    status = next((one for one in topic.live if one.name == _STATUS), None)
    return status is not None and TOLD in status.choices


def _is_of(period: Period, topic: Topic, facts: Mapping[str, object]) -> bool:
    """Whether an opinion belongs into a package of this period."""
    try:
        said_on = PartialDate.from_text(str(facts.get(_SAID_ON) or ""))
    except ValueError:
        return False
    if not period.meets(said_on):
        return False
    return period.holds(said_on) or not (_said(topic, facts, _STATUS) == TOLD or _said(topic, facts, _TOLD_ON))


def _waits(topic: Topic, row: Row) -> bool:
    return _said(topic, facts_of(row), _STATUS) in WAITING


def _said(topic: Topic, facts: Mapping[str, object], name: str) -> object:
    """A value that holds: what a retired field once said nobody keeps up to date."""
    return facts.get(name) if topic.ledger().has(name) else None


def _names(items: Iterable[Field], row: Row) -> bool:
    facts, sensitive = facts_of(row), [item for item in items if item.level >= _SENSITIVE]
    held = (row.get(COLUMNS[item.target]) if item.kind == "ref" else facts.get(item.name) for item in sensitive)
    return any(value is not None for value in held)
