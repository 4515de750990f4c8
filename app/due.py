"""Everything that may be due, declared once: which records, since when, and in which words it is told.

`today` looks which of it there is. Every group can be opened as the list of its records, with the same filters. How
long a confirmation holds is the period of the module that a ledger belongs to (topic_module): of people and homes a
year, of cars and shops a month.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from app.records.row_texts import text_of
from app.records.shown_columns import Json
from ledger import catalog, codes, review_periods
from ledger.departments import DISPUTED, STATUS
from ledger.review_periods import REVIEW_OVER, ReviewPeriod

_STALE = re.compile(r"stale_days(?: ours)?=(\d+)")
_CONFIRMED = (
    ("person", "居民", "05"),
    ("dwelling", "房屋", "05"),
    ("topic_vehicle", "车辆", "08"),
    ("topic_merchant", "商户", "11"),
)
"""Ledgers whose records are confirmed again and again: what people call them, and their module."""
_A_YEAR = 365
_SOON = 30  # days ahead in which what ends is told
VERY_OLD_TAG, VERY_OLD = "A02", 80
_OUTGROWN = (("B07", 18), ("E02", 4), ("E04", 50))  # tags that follow from the age, and from which age no longer
_REQUIRED = ("id_type", "id_no", "sex", "birth_date", "population_type")


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of thing that may be due. `why` says of a row why now; `is_slow` for what follows other ledgers."""

    kind: str
    ledger: str
    title: str
    sentence: str
    icon: str
    filters: Callable[[date], tuple[str, ...]]
    why: Callable[[Json], str]
    order: str = ""
    is_slow: bool = False


def stale_days(module: str) -> int:
    """Days after which what belongs to a module is to be confirmed anew."""
    found = _STALE.search(codes.table("topic_module").by_code[module].note)
    return int(found[1]) if found else _A_YEAR


def rules() -> tuple[Rule, ...]:
    """All rules, in the order in which they are told."""
    return (*_disputed(), *_leases(), *_ends(), *_tags(), *_unfinished(), *_stale(), *_reviews())


def _disputed() -> tuple[Rule, ...]:
    """What somebody disputes (`app.objections`)."""
    return tuple(
        Rule(
            f"disputed_{ledger}",
            ledger,
            f"异议核实中的{what}",
            "有人对登记的内容提出异议：看清异议，核对清楚，在档案上面逐条写明结果。",
            "message-square-warning",
            lambda _: (f"{STATUS}={DISPUTED}",),
            lambda _: "异议核实中",
        )
        for ledger, what in (("person", "居民"), ("dwelling", "房屋"))
    )


def _leases() -> tuple[Rule, ...]:
    ends = _said("dwelling", "lease_to", "租期到 {}")
    return (
        Rule(
            "lease_over",
            "dwelling",
            "租期已过",
            "登记的租期已经结束，房屋仍记作出租：问清是续租、换了租客还是收回。",
            "calendar-clock",
            lambda day: ("occupancy=2", f"lease_to<={day - timedelta(days=1)}"),
            ends,
            "lease_to",
        ),
        Rule(
            "lease_soon",
            "dwelling",
            "租期快到",
            f"租期在 {_SOON} 天内结束。",
            "calendar-clock",
            lambda day: ("occupancy=2", f"lease_to>={day}", f"lease_to<={day + timedelta(days=_SOON)}"),
            ends,
            "lease_to",
        ),
    )


def _ends() -> tuple[Rule, ...]:
    return (
        Rule(
            "permit_soon",
            "person",
            "居住证快到期",
            f"居住证在 {_SOON} 天内到期，提醒本人签注。",
            "clock-alert",
            lambda day: (f"permit_expiry>={day}", f"permit_expiry<={day + timedelta(days=_SOON)}"),
            _said("person", "permit_expiry", "居住证 {} 到期"),
            "permit_expiry",
        ),
        Rule(
            "leave_over",
            "person",
            "预计离开的日子已过",
            "登记的预计离开日期已过：走了就办迁出，没走就改日期。",
            "clock-alert",
            lambda day: (f"planned_leave<={day - timedelta(days=1)}",),
            _said("person", "planned_leave", "预计 {} 离开"),
            "planned_leave",
        ),
    )


def _tags() -> tuple[Rule, ...]:
    table = codes.table("key_group_tag")
    outgrown = tuple(
        Rule(
            f"tag_end_{code}",
            "person",
            f"{table.label(code)}标签该结束了",
            f"年龄已满 {age} 岁，不再属于{table.label(code)}。",
            "tag",
            lambda _, code=code, age=age: (f"tag={code}", f"age>={age}"),  # type: ignore[misc]  # bound for each rule
            _age,
            "birth_date",
            is_slow=True,
        )
        for code, age in _OUTGROWN
    )
    label = table.label(VERY_OLD_TAG)
    return (
        Rule(
            "tag_add",
            "person",
            f"该加{label}标签",
            f"年龄已满 {VERY_OLD} 岁，还没有{label}标签。",
            "tag",
            lambda _: (f"age>={VERY_OLD}", f"tag!={VERY_OLD_TAG}"),
            _age,
            "age",
            is_slow=True,
        ),
        *outgrown,
    )


def _unfinished() -> tuple[Rule, ...]:
    person = catalog.named("person")
    missing = tuple(
        Rule(
            f"missing_{name}",
            "person",
            f"缺{label}",
            f"{label}没有填，名单和统计里会漏掉这些人。",
            "clipboard-check",
            lambda _, name=name: (f"{name}=",),  # type: ignore[misc]  # bound for each rule
            lambda _, label=label: f"没有{label}",  # type: ignore[misc]  # the same
        )
        for name in _REQUIRED
        for label in (person.field(name).label,)
    )
    return (
        Rule(
            "unchecked",
            "dwelling",
            "使用状态待核查",
            "还不知道是自住、出租还是空置。",
            "clipboard-check",
            lambda _: ("occupancy=6",),
            lambda _: "使用状态待核查",
        ),
        *missing,
        Rule(
            "homeless",
            "person",
            "没有登记住处",
            "不知道这些人住在哪一户。",
            "clipboard-check",
            lambda _: ("dwelling_uid=",),
            lambda _: "没有登记住处",
            is_slow=True,
        ),
    )


def _stale() -> tuple[Rule, ...]:
    return tuple(rule for ledger, what, module in _CONFIRMED for rule in _stale_of(ledger, what, stale_days(module)))


def _stale_of(ledger: str, what: str, days: int) -> tuple[Rule, Rule]:
    return (
        Rule(
            f"stale_{ledger}",
            ledger,
            f"{what}该核实了",
            f"上次核实已超过 {days} 天。",
            "history",
            lambda day: (f"confirmed_on<={day - timedelta(days=days)}",),
            _said(ledger, "confirmed_on", "上次核实 {}"),
            "confirmed_on",
        ),
        Rule(
            f"never_{ledger}",
            ledger,
            f"从未核实的{what}",
            "登记以后还没有核实过。",
            "history",
            lambda _: ("confirmed_on=",),
            lambda _: "从未核实",
        ),
    )


def _reviews() -> tuple[Rule, ...]:
    """Groups of fields that are past their day (R006); what they cost the first time is a background job's."""
    return tuple(_review(f"review_{one.ledger}_{at}", one) for at, one in enumerate(review_periods.periods()))


def _review(kind: str, group: ReviewPeriod) -> Rule:
    confirmed = _said(group.ledger, "confirmed_on", "上次核实 {}")
    ends = _said(group.ledger, group.until, "{} 到期") if group.until else None

    def why(row: Json) -> str:
        if ends is not None and row.get(group.until):
            return ends(row)
        return confirmed(row) if row.get("confirmed_on") else "登记以后没有核实过"

    return Rule(
        kind,
        group.ledger,
        f"{group.label}该复核",
        f"登记的{group.label}过了复核的日子：问一遍，变了的改过来，没变的按“核实”。",
        "history",
        lambda _: (f"{REVIEW_OVER}={group.label}",),
        why,
        "confirmed_on",
        is_slow=True,
    )


def _said(ledger: str, name: str, words: str) -> Callable[[Json], str]:
    item = catalog.named(ledger).field(name)
    return lambda row: words.format(text_of(item, row))


def _age(row: Json) -> str:
    age = row.get("age")
    if age is not None:
        return f"{age} 岁"
    birth = str(row.get("birth_date") or "")
    return f"{birth[:4]} 年生" if birth[:4].isdecimal() else "年龄已到"
