"""The indicators of work orders: what share of them was contacted, done, given back, … and how long they took.

Every share is so many of so many, read from what stands beside the order (`columns.py`) and none from its events. What
is left out is in neither number. The domain document names the indicators; that they are reckoned so is ours.

- 按时首联率: of the orders whose first contact was made (`contacted_at`: whoever goes there or takes the order) or its
  limit is over, those contacted by the limit of their process, counted from `received_at`. Left out: time is left;
  handed to the street in time.
- 按时办结率: of those handled (S60, S65, S70; `stopped_at`) or past the due date, those handled by `due_at`. Left out:
  no due date yet, time is left, suspended in time.
- 退单率: of those that were in somebody's hands (`assignee`, `assignee_org`) or returned, those with `returns`.
- 延期率: of those with a due date, those with `extensions`.
- 重办率: of those closed (S70) or reopened, those `reopened`. Left out: never closed.
- 满意率: of those whose last follow-up reached somebody (`satisfaction`), 基本满意 or better.
- 实际解决率: of those closed, without the `result_kind` 不属实, 误报, 重复 (nothing was to be solved), 实际解决.
- 主动发现率: of those whose source is known, those of `FOUND`. Left out: 17 and 99, which do not say who found it.
- 闭环率: of all, those closed.
- 平均用时: of those closed the mean of the days, round the clock, from `received_at` to `closed_at`.

Drafts and what ended without being handled (不予受理, 作废, 重复归并) do not count at all: what was merged is counted
once, as its main order. After a reopening the new due date and the last follow-up are those that count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from ledger import clock
from ledger.orders import process_book
from ledger.orders.clocks import steps_of
from ledger.orders.facts import DISSATISFIED, NOT_REACHED
from ledger.orders.holidays import Calendar
from ledger.orders.limits import Limit
from ledger.orders.process_book import ProcessBook
from ledger.orders.states import BY_CODE, CLOSED, DRAFT, GONE

FOUND: Final = frozenset(("02", "05", "08", "09", "10", "11", "12"))
"""Sources of what somebody or something looked for: grid, visits, alarms, cameras, chargers, waste rooms, 物业上报."""
UNSAID: Final = frozenset(("17", "99"))
"""Sources that do not say who found it: a workbook, and what nobody named."""
NOTHING_TO_SOLVE: Final = frozenset(("不属实", "误报", "重复"))
SOLVED: Final = "实际解决"
_HANDLED: Final = frozenset(("S60", "S65", CLOSED))
_WITH_THE_STREET: Final = "S50"
_HOUR: Final = len("2026-11-21T09")  # of a stored instant: a day in Shanghai begins with one of its hours in UTC


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of them: its name in code, its label, and how it is reckoned, for people."""

    name: str
    label: str
    told: str


TIME: Final = "days"
"""The name of the one that is a mean and no share."""


ALL: Final = (
    Indicator(
        "contacted_in_time",
        "按时首联率",
        "首次联系没有超过时限的 ÷ 已经联系的和超过时限还没联系的。"
        "上门核实或接单算联系；时限按流程从接收算起；超时以前上报街道的不算。",
    ),
    Indicator(
        "done_in_time",
        "按时办结率",
        "在办结时限以前办完的 ÷ 已经办完的和超过时限没办完的。"
        "办完是提交处置完成；挂起的时间不算；延期、重办过的看新的时限。",
    ),
    Indicator(
        "returned", "退单率", "同意退回过的 ÷ 派给过人或单位的。按承办人看时算在现在的承办人名下，不一定是他退的。"
    ),
    Indicator("extended", "延期率", "同意延期过的 ÷ 有办结时限的。"),
    Indicator("reopened", "重办率", "重办过的 ÷ 结过案的。核查不通过退回再办的不算重办。"),
    Indicator(
        "satisfied",
        "满意率",
        "最近一次回访是基本满意、满意、非常满意的 ÷ 回访联系上的。没有回访、没有联系上的不算；重办的看重办后的回访。",
    ),
    Indicator("solved", "实际解决率", "结果是“实际解决”的 ÷ 已经结案的。不属实、误报、重复的没有可解决的，不算。"),
    Indicator(
        "found",
        "主动发现率",
        "网格、走访、告警、视频和设施巡检、物业发现的 ÷ 知道来源的。来源是批量导入、其他的不算。",
    ),
    Indicator("closed", "闭环率", "已经结案的 ÷ 全部件数。"),
    Indicator(TIME, "平均用时", "已经结案的，从接收到结案平均多少天，节假日、挂起的时间也在内。"),
)
SHARES: Final = tuple(one for one in ALL if one.name != TIME)
WHO_COUNTS: Final = (
    "按接收日期统计；草稿、不予受理、作废、重复归并的都不算（归并的算在主工单上）。没有可算的写“—”，不是 0%。"
)


class Facts(NamedTuple):
    """What is read of an order: columns of its row, by their names."""

    status: str | None
    source: str | None
    category: str | None
    process_version: int | None
    process_category: str | None
    assignee: str | None
    assignee_org: str | None
    received_at: str | None
    contacted_at: str | None
    due_at: str | None
    entered_at: str | None
    stopped_at: str | None
    closed_at: str | None
    returns: int | None
    extensions: int | None
    reopened: int | None
    satisfaction: str | None
    result_kind: str | None


READ: Final = Facts._fields
Answers = tuple[bool | None, ...]
"""Of one order, in the order of `SHARES`: whether it is one of the so many; None where it is left out."""


@dataclass(slots=True)
class Tally:
    """Orders added up by what they answer, and how long the `closed` ones took together."""

    answered: Counter[Answers] = field(default_factory=Counter)
    closed: int = 0
    took: timedelta = timedelta()

    def add(self, answers: Answers, took: timedelta | None) -> None:
        """One more order."""
        self.answered[answers] += 1
        if took is not None:
            self.closed += 1
            self.took += took

    @property
    def orders(self) -> int:
        """How many."""
        return self.answered.total()

    def parts(self, name: str) -> tuple[int, int]:
        """So many of how many, of a share by its indicator's name."""
        at = _PLACES[name]
        said = [(answers[at], count) for answers, count in self.answered.items()]
        return sum(count for answer, count in said if answer), sum(
            count for answer, count in said if answer is not None
        )

    def share(self, name: str) -> float | None:
        """The same as a part of 1; None for 0 of 0."""
        hits, of = self.parts(name)
        return hits / of if of else None

    @property
    def days(self) -> float | None:
        """How long the closed ones took, on average; None where none is closed."""
        return self.took / self.closed / timedelta(days=1) if self.closed else None


_PLACES: Final = {one.name: at for at, one in enumerate(SHARES)}


def total(several: Iterable[Tally]) -> Tally:
    """Groups of orders, each in one of them, together."""
    found = Tally()
    for one in several:
        found.answered.update(one.answered)
        found.closed += one.closed
        found.took += one.took
    return found


def is_counted(facts: Facts) -> bool:
    """Whether an order counts at all; one whose events have not come, or in a state of a newer version, does not."""
    return facts.status in BY_CODE and facts.status != DRAFT and facts.status not in GONE and bool(facts.received_at)


class Reckoner:
    """Answers for one order after the other, at one instant; stored instants are compared as they are spelled."""

    def __init__(self, calendar: Calendar, now: datetime, book: ProcessBook | None = None) -> None:
        self._calendar, self._now = calendar, clock.instant_text(now)
        self._book = book or process_book.shipped()
        self._limits: dict[tuple[str, int, str], Limit] = {}
        self._ends: dict[tuple[str, str], str] = {}

    def answers(self, facts: Facts) -> Answers:
        """What an order that counts says to each share."""
        is_closed = facts.status == CLOSED
        reopened = bool(facts.reopened)
        was_asked = facts.satisfaction not in (None, "", NOT_REACHED)
        had = bool(facts.returns or facts.assignee or facts.assignee_org)
        is_solvable = is_closed and bool(facts.result_kind) and facts.result_kind not in NOTHING_TO_SOLVE
        is_said = bool(facts.source) and facts.source not in UNSAID
        return (
            self._contacted_in_time(facts),
            self._done_in_time(facts),
            bool(facts.returns) if had else None,
            bool(facts.extensions) if facts.due_at else None,
            reopened if is_closed or reopened else None,
            facts.satisfaction not in DISSATISFIED if was_asked else None,
            facts.result_kind == SOLVED if is_solvable else None,
            facts.source in FOUND if is_said else None,
            is_closed,
        )

    def took(self, facts: Facts) -> timedelta | None:
        """From the receipt to the closing; None for one that is open."""
        if facts.status != CLOSED or not facts.closed_at or not facts.received_at:
            return None
        return clock.moment_of(facts.closed_at) - clock.moment_of(facts.received_at)

    def _contacted_in_time(self, facts: Facts) -> bool | None:
        due = self._contact_due(facts)
        if facts.contacted_at:
            return facts.contacted_at <= due
        if facts.status == _WITH_THE_STREET and (facts.entered_at or "") <= due:
            return None
        return False if self._now > due else None

    def _done_in_time(self, facts: Facts) -> bool | None:
        if not facts.due_at:
            return None
        if (facts.stopped_at or self._now) > facts.due_at:
            return False
        return True if facts.status in _HANDLED else None

    def _contact_due(self, facts: Facts) -> str:
        """When the first contact's limit is over, reckoned once for all of an hour: limits are whole hours, or days."""
        key = facts.category or "", facts.process_version or 0, facts.process_category or ""
        limit = self._limits.get(key)
        if limit is None:
            limit = self._limits[key] = steps_of(self._book.of(*key).limits).contact
        received = facts.received_at or ""
        hour, rest = received[:_HOUR], received[_HOUR:]
        if (limit.code, hour) not in self._ends:
            due = limit.due(self._calendar, clock.moment_of(f"{hour}:00:00.000Z"))
            self._ends[limit.code, hour] = clock.instant_text(due)
        end = self._ends[limit.code, hour]
        return end[:_HOUR] + rest if limit.unit == "hours" else end
