"""What is due by the records' own dates and gaps: the rules of `app.due`, each with the list of its records behind it.

Counts come from the lists in memory; only the few records that are told by name are read. Rules that follow other
ledgers take longer and are asked for by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

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
from ledger import catalog, clock
from storage.listing.paging import Filter, Query
from storage.reading import Reader


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
    rules = tuple(rule for rule in rules if _may_do(session, rule))
    with session.reader() as reader, reader.snapshot():
        rules = tuple(rule for rule in rules if _may_be_asked(reader, rule, day))
        _bring_into_memory(reader, rules, day)
        for rule in rules:
            ctx.checkpoint()
            group = _group(session, reader, rule, day)
            if group is not None:
                yield group


def _may_do(session: Session, rule: Rule) -> bool:
    """Whether the account may see the records and put them right: nobody is told of what others have to do."""
    return session.rights.may("view", rule.ledger) and session.rights.may("edit", rule.ledger)


def _may_be_asked(reader: Reader, rule: Rule, day: date) -> bool:
    """Whether the account may look at what a rule goes by."""
    try:
        filters.parse(reader, catalog.named(rule.ledger), rule.filters(day), day)
    except access.Forbidden:
        return False
    return True


def _bring_into_memory(reader: Reader, rules: Iterable[Rule], day: date) -> None:
    """Have the columns that will be asked for read together, one walk over each ledger instead of one for each."""
    wanted: dict[str, dict[str, None]] = {}
    for rule in rules:
        ledger = catalog.named(rule.ledger)
        for one in filters.parse(reader, ledger, rule.filters(day), day):
            if ledger.has(one.field) and ledger.field(one.field).kind != "ref":
                wanted.setdefault(rule.ledger, {})[one.field] = None
    for name, fields in wanted.items():
        asked = tuple(Filter(field, "=", None) for field in fields)
        reader.page(Query(ledger=catalog.named(name), filters=asked, limit=0))


def _group(session: Session, reader: Reader, rule: Rule, day: date) -> Group | None:
    ledger, asked = catalog.named(rule.ledger), rule.filters(day)
    selection = Selection(filters=asked)
    if not reader.page(browsing.query(reader, ledger, selection, Order(limit=0))).total:
        return None  # before an order is made for nothing
    page = reader.page(browsing.query(reader, ledger, selection, Order(field=rule.order or None, limit=TOLD)))
    rows = Shower(session, reader, ledger, day).rows(page.rows)
    lines = tuple(_LINES[rule.ledger](rule, row) for row in rows)
    return Group(
        rule.kind,
        rule.title,
        rule.sentence,
        rule.icon,
        page.total,
        lines,
        "homes" if rule.ledger == "dwelling" else "people",
        asked,
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
