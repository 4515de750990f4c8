"""What an order has on paper: the receipt 受理回执 for whoever told it, and the reply slip 回复单 once it was handled.

The receipt says the number, the matter in their own words, who takes care of it until when, and how to ask. Who
reported it stays behind masks: paper goes through many hands. What was said and done is of level 3: it stands open only
for whoever may look and print so far, each look is entered, and the sheet needs a purpose before it leaves.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app import access
from app.access import Forbidden
from app.orders import keeping, merged, people
from app.orders.keeping import Kept
from app.orders.merged import Merged
from app.printed import Part, PrintedColumn, PrintedFields, PrintedTable, Printout, printout
from app.records import references, row_texts
from app.records.showing import Shower
from app.records.shown_columns import Json
from app.rights import revealing
from app.stores.session import Session
from ledger import catalog, clock
from ledger.definition import Level
from ledger.orders import limits
from ledger.orders.states import TERMINAL

TITLE: Final = "工单回复单"
RECEIPT: Final = "工单受理回执（交接单）"
MASKED: Final = "反映人的姓名和电话已遮盖"
_ORDER: Final = catalog.named("work_order")
_ABOUT: Final = ("order_no", "external_no", "source", "category", "received_at", "address")
_REPORTER: Final = ("reporter_name", "reporter_phone")
_DONE: Final = ("status", "assignee_org", "assignee", "result_kind", "closed_at", "replied_at", "satisfaction")
_WORDS: Final = ("description", "result")
_OPEN: Final[Level] = "L3"
_HANDED: Final = ("经办人签字", "接收人签字", "日期")
_PHONE: Final = "居委会电话"
_SIGNED: Final = ("承办人签字", "核查人签字", "反映人签字", "日期")


@access.operation("print", ledger="work_order")
def slip(session: Session, order: str) -> Printout:
    """The reply slip of an order, by id or number; raises RecordNotFound."""
    with session.reader() as reader, reader.snapshot():
        found = references.find(reader, _ORDER, order)
        row = reader.get(_ORDER, found) or {}
        shown = Shower(session, reader, _ORDER, clock.today()).rows([row])[0]
        several = merged.into(session, reader, found)
    is_open = _may_open(session)
    words = {name: _words(session, shown, name, is_open=is_open) for name in _WORDS if row.get(name)}
    parts: tuple[Part, ...] = (
        PrintedFields(_pairs(shown, _ABOUT)),
        PrintedFields(_pairs(shown, _REPORTER), "反映人"),
        *(_long(_ORDER.field(name).label, words[name]) for name in _WORDS if name in words),
        PrintedFields(_pairs(shown, _DONE), "办理"),
        *((_merged(several),) if several else ()),
        PrintedFields(tuple((label, "") for label in _SIGNED), "签收"),
    )
    level: Level = _OPEN if is_open and words else "L2"
    return printout(session, f"{TITLE}　{shown['order_no']}", (MASKED,), parts, (_ORDER.name, level))


@access.operation("print", ledger="work_order")
def receipt(session: Session, order: str) -> Printout:
    """The receipt of an order for whoever told it, by id or number; raises RecordNotFound, AmbiguousRecord."""
    with session.reader() as reader, reader.snapshot():
        kept = keeping.read(reader, order)
        shown = Shower(session, reader, _ORDER, clock.today()).rows([kept.row])[0]
    is_open = _may_open(session)
    care = (("谁来办理", _handler(session, kept)), *_dates(session, kept))
    phone = session.settings.text("office_phone").strip()
    way = f"打{_PHONE}或到居委会询问" if phone else "到居委会询问"
    how = f"报工单编号 {shown['order_no']}，{way}；办完后会回复您。"
    parts: tuple[Part, ...] = (
        PrintedFields(_pairs(shown, _ABOUT)),
        PrintedFields(_pairs(shown, _REPORTER), "反映人"),
        _long(_ORDER.field("description").label, _words(session, shown, "description", is_open=is_open)),
        PrintedFields(care, "办理"),
        PrintedFields((*(((_PHONE, phone),) if phone else ()), ("怎样询问", how)), "询问"),
        PrintedFields(tuple((label, "") for label in _HANDED), "交接"),
    )
    level: Level = _OPEN if is_open else "L2"
    return printout(session, f"{RECEIPT}　{shown['order_no']}", (MASKED,), parts, (_ORDER.name, level))


def _handler(session: Session, kept: Kept) -> str:
    """Who has it; before anybody does, the committee."""
    row, called = kept.row, people.names(session)
    holder = str(row["assignee"] or row["assignee_org"] or "")
    return called.get(holder, holder) or f"{session.store.committee_name}（受理后安排承办人）"


def _dates(session: Session, kept: Kept) -> tuple[tuple[str, str], ...]:
    """Until when somebody gets in touch, while nobody has, and until when it is done: as set, or as it would be."""
    order, rules = kept.placed.order, keeping.rules(session)
    times = order.timing
    if times is None or order.status in TERMINAL:
        return ()
    named = rules.process_of(order).limits
    due = times.due_at or limits.named(named["handling"]).due(rules.calendar, times.started_at)
    told = [("办结期限" if times.due_at else "办结期限（按规定）", _moment(due))]
    if times.contacted_at is None:
        first = limits.named(named["contact"]).due(rules.calendar, times.started_at)
        told.insert(0, ("最晚联系您", _moment(first)))
    return tuple(told)


def _moment(moment: datetime) -> str:
    return clock.local_text(clock.instant_text(moment))[:16]


def _may_open(session: Session) -> bool:
    """Whether the account may look at level 3 and let it out on paper."""
    rights = session.rights
    return min(rights.level("print", _ORDER.name) or "", rights.level("reveal", _ORDER.name) or "") >= _OPEN


def _words(session: Session, shown: Json, name: str, *, is_open: bool) -> str:
    if not is_open:
        return row_texts.text_of(_ORDER.field(name), shown)
    try:
        return revealing.reveal(session, _ORDER, str(shown["id"]), name).text
    except Forbidden:
        return row_texts.text_of(_ORDER.field(name), shown)


def _pairs(shown: Json, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    told = ((_ORDER.field(name).label, row_texts.text_of(_ORDER.field(name), shown)) for name in names)
    return tuple(pair for pair in told if pair[1])


def _merged(several: tuple[Merged, ...]) -> PrintedTable:
    """Whom the reply is for besides: who reported the orders that were merged into this one."""
    columns = tuple(map(PrintedColumn, ("归并到本单的工单", "反映人", "电话", "回复")))
    told = ((one.order_no, one.reporter, one.phone, "等回复" if one.waits else "不用回复") for one in several)
    return PrintedTable(columns, tuple(told))


def _long(heading: str, text: str) -> PrintedTable:
    return PrintedTable((PrintedColumn(heading),), ((text,),))
