"""What is due by the records' own dates and gaps: the rules of `app.due`, each with the list of its records behind it.

Counts come from the lists in memory; only the few records that are told by name are read. Rules that follow other
ledgers take longer and are asked for by themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import cast

from app import access, due
from app.due import Rule
from app.jobs import JobContext
from app.records import browsing, filters
from app.records.browsing import Order
from app.records.filters import Selection
from app.records.showing import Shower
from app.records.shown_columns import Json
from app.stores.session import Session
from app.today.groups import TOLD, Group, Line
from ledger import catalog, clock, ids
from storage.listing.query import Filter, Page, Query
from storage.reading import Reader
from storage.rows import Row


@access.operation(access.OWN)
def quick(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """What the ledgers' own columns say."""
    return tuple(_found(session, [rule for rule in due.rules() if not rule.is_slow], ctx))


@access.operation(access.OWN)
def slow(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """What follows tags and homes."""
    return tuple(_found(session, [rule for rule in due.rules() if rule.is_slow], ctx))


def _found(session: Session, rules: Iterable[Rule], ctx: JobContext) -> Iterator[Group]:
    day = clock.today()
    with session.reader() as reader, reader.snapshot():
        asked = {rule: found for rule in rules if _may_do(session, rule) and (found := _asked(reader, rule, day))}
        _bring_into_memory(reader, asked)
        pages = {rule: page for rule in asked if (page := _page(reader, rule, day, ctx)).total}
        rows = _shown(session, reader, pages, day)
    for rule, page in pages.items():
        lines = tuple(_LINES[rule.ledger](rule, rows[one]) for one in _ids(page))
        yield _group(rule, day, page.total, lines)


def _may_do(session: Session, rule: Rule) -> bool:
    """Whether the account may see the records and put them right: nobody is told of what others have to do."""
    return session.rights.may("view", rule.ledger) and session.rights.may("edit", rule.ledger)


def _asked(reader: Reader, rule: Rule, day: date) -> tuple[Filter, ...]:
    """What a rule goes by; nothing where the account may not look at that."""
    try:
        return filters.parse(reader, catalog.named(rule.ledger), rule.filters(day), day)
    except access.Forbidden:
        return ()


def _bring_into_memory(reader: Reader, asked: Mapping[Rule, Iterable[Filter]]) -> None:
    """Have the columns that will be asked for read together, one walk over each ledger instead of one for each."""
    wanted: dict[str, dict[str, None]] = {}
    for rule, found in asked.items():
        ledger = catalog.named(rule.ledger)
        for one in found:
            if ledger.has(one.field) and ledger.field(one.field).kind != "ref":
                wanted.setdefault(rule.ledger, {})[one.field] = None
    for name, fields in wanted.items():
        tests = tuple(Filter(field, "=", None) for field in fields)
        reader.page(Query(ledger=catalog.named(name), filters=tests, limit=0))


def _page(reader: Reader, rule: Rule, day: date, ctx: JobContext) -> Page:
    """How many records a rule finds, and the first of them."""
    ctx.checkpoint()
    first = Order(field=rule.order or None, limit=TOLD)
    return reader.page(browsing.query(reader, catalog.named(rule.ledger), Selection(filters=rule.filters(day)), first))


def _shown(session: Session, reader: Reader, pages: Mapping[Rule, Page], day: date) -> dict[str, Json]:
    """The records that are told by name, ready to show, by id: those of a ledger together."""
    found: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    for rule, page in pages.items():
        found[rule.ledger].update(zip(_ids(page), page.rows, strict=True))
    several = (
        Shower(session, reader, catalog.named(name), day).rows(list(rows.values())) for name, rows in found.items()
    )
    return {str(row["id"]): row for rows in several for row in rows}


def _ids(page: Page) -> list[str]:
    return [ids.to_text(cast("bytes", row["id"])) for row in page.rows]


def _group(rule: Rule, day: date, total: int, lines: tuple[Line, ...]) -> Group:
    return Group(
        rule.kind,
        rule.title,
        rule.sentence,
        rule.icon,
        total,
        lines,
        "homes" if rule.ledger == "dwelling" else "people",
        rule.filters(day),
        rule.order,
        facts={"ledger": rule.ledger} if rule.ledger not in ("person", "dwelling") else {},
    )


def _person(rule: Rule, row: Json) -> Line:
    name, home = row["name"] or "没有姓名", row["residence_address"] or ""
    return Line(str(name), str(home), rule.why(row), "person", str(row["id"]))


def _dwelling(rule: Rule, row: Json) -> Line:
    who = row["lessee_name"] or row["owner_name"] or ""
    return Line(str(row["full_address"] or ""), str(who), rule.why(row), "dwelling", str(row["id"]))


def _vehicle(rule: Rule, row: Json) -> Line:
    """A car has no page: its form opens."""
    where = row.get("dwelling_uid_label") or ""
    return Line(str(row["plate"] or "没有号牌"), str(where), rule.why(row), "", str(row["id"]), rule.ledger)


def _merchant(rule: Rule, row: Json) -> Line:
    where = row["address"] or ""
    return Line(str(row["name"] or "没有名称"), str(where), rule.why(row), "", str(row["id"]), rule.ledger)


_LINES: dict[str, Callable[[Rule, Json], Line]] = {
    "person": _person,
    "dwelling": _dwelling,
    "topic_vehicle": _vehicle,
    "topic_merchant": _merchant,
}
