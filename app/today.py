"""What is to be done today: which of the rules of `due` have records, the imports with rows sent back, the compounds.

Counts come from the lists in memory; only the few records that are told by name are read. What follows other ledgers
takes longer with many people and is asked for by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app import batches, browsing, buildings, drafts, due, duplicates, filters, recycle_bin, words
from app.browsing import Order
from app.drafts import Draft
from app.due import Rule
from app.filters import Selection
from app.jobs import SILENT, JobContext
from app.session import Session
from app.showing import Shower
from app.shown_columns import Json
from ledger import catalog, clock
from ledger.errors import RecordNotFound
from storage.paging import Filter, Query
from storage.reading import Reader

TOLD = 5
"""How many records of a group are told by name."""
_RECENT_DAYS = 30
_REMOVED_DAYS = 7
_COMPARED_AT_MOST = 20_000  # people; half a second
_OWN_PAGES = {"person": "name", "dwelling": "full_address"}
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do: who, where, why now, and the page with its record where it is done."""

    who: str
    where: str
    why: str
    page: str
    record: str
    form: str = ""
    """The ledger whose form opens, where it is done in a form and not on a page."""


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one kind: how many, the first of them, and the filters and order of the list of all."""

    kind: str
    title: str
    sentence: str
    icon: str
    count: int
    lines: tuple[Line, ...]
    page: str
    filters: tuple[str, ...] = ()
    order: str = ""
    is_due: bool = True
    """False for what is only good to know."""


@dataclass(frozen=True, slots=True)
class CompoundCount:
    """A compound in numbers."""

    id: str
    name: str
    dwellings: int
    people: int
    vacant: int


def at_once(session: Session, ctx: JobContext = SILENT) -> tuple[Group, ...]:
    """What is due by the records' own dates and gaps, forms that were left, and the imports with rows sent back."""
    ruled = _ruled(session, [rule for rule in due.rules() if not rule.is_slow], ctx)
    return (*_left_forms(session), *ruled, *_imports(session))


def later(session: Session, ctx: JobContext = SILENT) -> tuple[Group, ...]:
    """What is due by tags and homes, and what was removed of late."""
    return (*_ruled(session, [rule for rule in due.rules() if rule.is_slow], ctx), *_removed(session, ctx))


def doubtful(session: Session, ctx: JobContext = SILENT) -> tuple[Group, ...]:
    """Possible same people; nothing of a ledger so large that comparing takes seconds: the page of doubts does it."""
    with session.reader() as reader:
        if reader.count(catalog.named("person")) > _COMPARED_AT_MOST:
            return ()
    count = duplicates.find(session, lambda _: None, ctx)
    if not count:
        return ()
    sentence = "姓名、出生日期、电话等相同，可能是一个人记了两次。"
    return (Group("duplicates", "可能重复的人", sentence, "copy", count, (), "duplicates"),)


def compounds(session: Session) -> tuple[CompoundCount, ...]:
    """Every compound in numbers."""
    tree = buildings.tree(session)
    return tuple(CompoundCount(one.id, one.name, one.dwellings, one.people, one.vacant) for one in tree)


def day_in_words() -> str:
    """Today as people say it: 11月21日 周六."""
    day = clock.today()
    return f"{day.month}月{day.day}日 周{_WEEKDAYS[day.weekday()]}"


def in_order(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Groups that came at different times, in the order of the rules; imports and doubts first, good to know last."""
    order = {rule.kind: at for at, rule in enumerate(due.rules())}
    return tuple(sorted(groups, key=lambda group: (not group.is_due, order.get(group.kind, -1))))


def how_many(groups: Iterable[Group]) -> int:
    """How many things are to be done."""
    return sum(group.count for group in groups if group.is_due)


def _ruled(session: Session, rules: Iterable[Rule], ctx: JobContext) -> tuple[Group, ...]:
    day, found, rules = clock.today(), list[Group](), tuple(rules)
    with session.reader() as reader, reader.snapshot():
        _bring_into_memory(reader, rules, day)
        for rule in rules:
            ctx.checkpoint()
            group = _group(session, reader, rule, day)
            if group is not None:
                found.append(group)
    return tuple(found)


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
    lines = tuple(_line(rule, row) for row in rows)
    page_name = "people" if rule.ledger == "person" else "homes"
    return Group(rule.kind, rule.title, rule.sentence, rule.icon, page.total, lines, page_name, asked, rule.order)


def _line(rule: Rule, row: Json) -> Line:
    record = str(row["id"])
    if rule.ledger == "person":
        return Line(
            str(row["name"] or "没有姓名"), str(row["residence_address"] or ""), rule.why(row), "person", record
        )
    who = row["lessee_name"] or row["owner_name"] or ""
    return Line(str(row["full_address"] or ""), str(who), rule.why(row), "dwelling", record)


def _left_forms(session: Session) -> tuple[Group, ...]:
    """Forms that were filled and neither saved nor given up: a crash or a power cut left them."""
    lines = tuple(_left_form(session, draft) for draft in drafts.every(session) if draft.values)
    if not lines:
        return ()
    sentence = "上次没有来得及保存，打开可以继续填写，也可以放弃。"
    return (Group("drafts", "没有保存的填写", sentence, "history", len(lines), lines[:TOLD], ""),)


def _left_form(session: Session, draft: Draft) -> Line:
    called, is_new = words.called(draft.ledger), not draft.record
    who = f"新增{called}" if is_new else f"修改{called}"
    where, has_page = "", not is_new and draft.ledger in _OWN_PAGES
    if has_page:
        try:
            row = browsing.show(session, catalog.named(draft.ledger), draft.record, everyone=True).row
            where = str(row[_OWN_PAGES[draft.ledger]] or "")
        except RecordNotFound:
            where = "已经不在台账里"
    why = f"{clock.local_text(draft.at)} 填写"
    return Line(who, where, why, draft.ledger if has_page else "", draft.record, "" if has_page else draft.ledger)


def _imports(session: Session) -> tuple[Group, ...]:
    """Imports of late that stand and left rows behind."""
    since = (clock.now() - timedelta(days=_RECENT_DAYS)).date().isoformat()
    left = [
        (one, one.counts.get("refused", 0), one.counts.get("doubtful", 0))
        for one in batches.batches(session)
        if one.stands and one.at[:10] >= since
    ]
    lines = [
        Line(one.source, one.when, _left_words(refused, doubts), "batches", str(one.number))
        for one, refused, doubts in left
        if refused or doubts
    ]
    if not lines:
        return ()
    sentence = "改好退回的行再导入一次，存疑的逐条确认。"
    return (Group("imports", "导入里没有办完的行", sentence, "inbox", len(lines), tuple(lines[:TOLD]), "batches"),)


def _removed(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """What was removed in the last days and can come back."""
    since = clock.today() - timedelta(days=_REMOVED_DAYS)
    late = [one for one in recycle_bin.binned(session, ctx) if one.at[:10] > since.isoformat()]
    if not late:
        return ()
    lines = tuple(
        Line(one.name, one.ledger_label, f"{one.by} {one.at} 删除", "recycle_bin", one.record) for one in late[:TOLD]
    )
    sentence = f"最近 {_REMOVED_DAYS} 天里删除的，删错了可以恢复。"
    return (Group("removed", "最近删除的", sentence, "trash-2", len(late), lines, "recycle_bin", is_due=False),)


def _left_words(refused: int, doubts: int) -> str:
    words = [f"退回 {refused:,} 行"] if refused else []
    return "，".join([*words, *([f"存疑 {doubts:,} 行"] if doubts else [])])
