"""When somebody is to be visited next: reckoned whenever it is asked, of what stands now.

A visit keeps a date alone that somebody said. The rest follows: after somebody was met, the shortest interval of the
tags in force; for whoever was never met, each tag's first day; where nobody was at home, some days later. The earlier
of both counts. So a tag that begins, ends or gets another interval counts from the next look on, also for visits made
before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.records import visit_intervals
from ledger import catalog, clock, derive
from storage.listing.matching import begun_by, not_ended_by
from storage.reading import Reader

_VISIT, _MADE_TO, _PERSON, _TAG = (catalog.named(name) for name in ("visit", "visit_person", "person", "person_tag"))
_OF_VISIT = ("visited_at", "result", "dwelling_uid", "next_visit_on")
_OF_TAG = ("person_uid", "tag", "start_date", "end_date", "visit_interval_days", "responsible")


@dataclass(slots=True)
class Known:
    """What visits and tags say of one person or home."""

    last: str = ""
    last_visit: bytes = b""
    again: object = None
    """The date that was said at the last visit, as it is stored."""
    missed: bool = False
    """True where the last visit found nobody at home."""
    met: str = ""
    days: int = 0
    firsts: list[date | None] = field(default_factory=list)
    """By each tag, when the first visit is due; None where nobody knows since when the tag holds."""
    tags: list[str] = field(default_factory=list)
    worker: str = ""

    def visited(self, visit: bytes, at: str, result: str, again: object) -> None:
        """Take one visit in; `again` is what was said of the next one."""
        if at >= self.last:
            self.last, self.last_visit = at, visit
            self.again, self.missed = again, result == visit_intervals.NOT_AT_HOME
        if result in derive.MET:
            self.met = max(self.met, at)

    def tagged(self, tag: str, days: int, since: date | None, worker: str) -> None:
        """Take one tag in that asks for visits; the shortest interval counts, and who is named beside it."""
        if not self.days or days < self.days:
            self.days, self.worker = days, worker or self.worker
        self.worker = self.worker or worker
        self.firsts.append(since + timedelta(days=days) if since else None)
        self.tags.append(tag)

    @property
    def said(self) -> date | None:
        """The day that was said at the last visit."""
        return visit_intervals.first_day(self.again)

    def due_on(self, on: date) -> date | None:
        """The day of the next visit; None for none, and at once for a tag of which nobody knows since when."""
        wanted = [one for one in (self._promised(), self.by_tags(on)) if one is not None]
        return min(wanted, default=None)

    def by_tags(self, on: date) -> date | None:
        """The day that the tags ask for, not before somebody who was missed is called on again."""
        if not self.days:
            return None
        every = timedelta(days=self.days)
        day = clock.day_of(self.met) + every if self.met else min(one or on for one in self.firsts)
        return max(day, self.retry()) if self.missed else day

    def _promised(self) -> date | None:
        return self.said or (self.retry() if self.missed else None)

    def retry(self) -> date:
        """When somebody who was missed is called on again."""
        return clock.day_of(self.last) + timedelta(days=visit_intervals.RETRY_DAYS)


KnownBy = dict[bytes, Known]


@dataclass(frozen=True, slots=True)
class Next:
    """The next visit: its day, and why then.

    `days` is the interval that asks for it, 0 where none does; `missed` where it is because nobody was at home.
    """

    on: date
    days: int
    said: date | None
    missed: bool = False

    @property
    def words(self) -> str:
        """The day with its reason: 2026-11-28（每 7 天一次）."""
        if self.missed:
            return f"{self.on}（上次不在家）"
        if not self.days:
            return self.on.isoformat()
        rather = f"，早于约定的 {self.said}" if self.said and self.said > self.on else ""
        return f"{self.on}（每 {self.days} 天一次{rather}）"

    def told(self, today: date) -> str:
        """The same as people are told: when to come again, or that it is time."""
        return f"下次走访 {self.words}" if self.on > today else f"该走访了：应在 {self.words}"


def everybody(reader: Reader, on: date, checkpoint: Callable[[], None]) -> tuple[KnownBy, KnownBy]:
    """What is known of all people, and of homes whose visits were made to nobody by name."""
    made_to = ((visit, person) for _, visit, person in reader.scan(_MADE_TO, ("visit_uid", "person_uid")))
    people, homes = _visited(made_to, reader.scan(_VISIT, _OF_VISIT))
    checkpoint()
    _tag(people, (row[1:] for row in reader.scan(_TAG, _OF_TAG)), on)
    return people, homes


def of_people(reader: Reader, people: Iterable[bytes], on: date) -> KnownBy:
    """What is known of these people, by key and not by walking over everybody."""
    asked = list(dict.fromkeys(people))
    made_to = list(reader.brief(_MADE_TO, ("visit_uid", "person_uid"), "person_uid", asked))
    visits = reader.brief(_VISIT, ("id", *_OF_VISIT), "id", (visit for visit, _ in made_to))
    known, _ = _visited(made_to, visits)
    _tag(known, reader.brief(_TAG, _OF_TAG, "person_uid", asked), on)
    return known


def of_homes(reader: Reader, homes: Iterable[bytes]) -> KnownBy:
    """What is known of these homes by the visits that were made to nobody by name."""
    visits = list(reader.brief(_VISIT, ("id", *_OF_VISIT), "dwelling_uid", homes))
    made_to = reader.brief(_MADE_TO, ("visit_uid", "person_uid"), "visit_uid", (visit[0] for visit in visits))
    return _visited(made_to, visits)[1]


def living(reader: Reader, people: Iterable[bytes]) -> set[bytes]:
    """Those among these people who are there and alive."""
    rows = reader.brief(_PERSON, ("id", "alive", "moved_out"), "id", people)
    return {one for one, alive, moved_out in rows if alive != 0 and moved_out != 1}


def next_of(reader: Reader, person: bytes, on: date) -> Next | None:
    """The next visit to somebody."""
    return _soonest(of_people(reader, living(reader, (person,)), on).values(), on)


def next_after(
    reader: Reader, people: Iterable[bytes], home: bytes | None, visit: Mapping[str, object], on: date
) -> Next | None:
    """The next visit once `visit` (stored values) is recorded: to the first of its people, or to the home alone."""
    whom = list(people)
    if whom:
        alive = living(reader, whom)
        before = of_people(reader, alive, on)
        known = {one: before.get(one, Known()) for one in alive}
    else:
        known = {home: of_homes(reader, (home,)).get(home, Known())} if home else {}
    for one in known.values():
        one.visited(b"", str(visit["visited_at"]), str(visit["result"]), visit.get("next_visit_on"))
    return _soonest(known.values(), on)


def following(reader: Reader, visits: Iterable[bytes], on: date) -> dict[bytes, Next]:
    """The next visit after each of these that nobody was called on since; the first where it was to several."""
    asked = set(visits)
    made_to = list(reader.brief(_MADE_TO, ("visit_uid", "person_uid"), "visit_uid", asked))
    alone = asked - {visit for visit, _ in made_to}
    homes = {home for (home,) in reader.brief(_VISIT, ("dwelling_uid",), "id", alone) if home is not None}
    known = [*of_people(reader, living(reader, (person for _, person in made_to)), on).values()]
    known += of_homes(reader, homes).values()
    after: dict[bytes, list[Known]] = {}
    for one in known:
        if one.last_visit in asked:
            after.setdefault(one.last_visit, []).append(one)
    soonest = ((visit, _soonest(told, on)) for visit, told in after.items())
    return {visit: one for visit, one in soonest if one is not None}


def _soonest(known: Iterable[Known], on: date) -> Next | None:
    days = [(day, one) for one in known if (day := one.due_on(on)) is not None]
    if not days:
        return None
    day, one = min(days, key=lambda pair: pair[0])
    if one.said == day:
        return Next(day, 0, day)
    missed = one.missed and day == one.retry()
    return Next(day, one.days if one.by_tags(on) == day and not missed else 0, one.said, missed)


def _visited(
    made_to: Iterable[tuple[bytes, bytes]], visits: Iterable[tuple[bytes, str, str, bytes | None, str | None]]
) -> tuple[KnownBy, KnownBy]:
    """What visits say of people, and of the homes; whoever was met in one was met in the home too."""
    people: KnownBy = {}
    homes: KnownBy = {}
    whom: dict[bytes, list[bytes]] = {}
    for visit, person in made_to:
        whom.setdefault(visit, []).append(person)
    for one, at, result, home, again in visits:
        for person in whom.get(one, ()):
            people.setdefault(person, Known()).visited(one, at or "", result, again)
        if home is not None:
            told = (result, again) if one not in whom else ("", None)
            homes.setdefault(home, Known()).visited(one, at or "", *told)
    return people, homes


def _tag(people: KnownBy, tags: Iterable[tuple[object, ...]], on: date) -> None:
    day = on.isoformat()
    for person, tag, start, end, own, worker in tags:
        if not isinstance(person, bytes) or not isinstance(tag, str):
            continue
        days = visit_intervals.days_of(tag, own)
        if days and begun_by(start, day) and not_ended_by(end, day):
            people.setdefault(person, Known()).tagged(tag, days, visit_intervals.first_day(start), str(worker or ""))
