"""The reply slip 回复单: what was reported, what was done about it, and room for signatures, as one sheet of paper.

Who reported it stays behind masks: the slip goes through many hands. What was said and done is of level 3: it stands
open only for whoever may look and print so far, each look is entered, and the sheet needs a purpose before it leaves.
"""

from __future__ import annotations

from typing import Final

from app import access
from app.access import Forbidden
from app.printed import Part, PrintedColumn, PrintedFields, PrintedTable, Printout, printout
from app.records import references, row_texts
from app.records.showing import Shower
from app.records.shown_columns import Json
from app.rights import revealing
from app.stores.session import Session
from ledger import catalog, clock
from ledger.definition import Level

TITLE: Final = "工单回复单"
MASKED: Final = "反映人的姓名和电话已遮盖"
_ORDER: Final = catalog.named("work_order")
_ABOUT: Final = ("order_no", "external_no", "source", "category", "received_at", "address")
_REPORTER: Final = ("reporter_name", "reporter_phone")
_DONE: Final = ("status", "assignee_org", "assignee", "result_kind", "closed_at", "replied_at", "satisfaction")
_WORDS: Final = ("description", "result")
_OPEN: Final[Level] = "L3"
_SIGNED: Final = ("承办人签字", "核查人签字", "反映人签字", "日期")


@access.operation("print", ledger="work_order")
def slip(session: Session, order: str) -> Printout:
    """The reply slip of an order, by id or number; raises RecordNotFound."""
    with session.reader() as reader, reader.snapshot():
        found = references.find(reader, _ORDER, order)
        row = reader.get(_ORDER, found) or {}
        shown = Shower(session, reader, _ORDER, clock.today()).rows([row])[0]
    is_open = _may_open(session)
    words = {name: _words(session, shown, name, is_open=is_open) for name in _WORDS if row.get(name)}
    parts: tuple[Part, ...] = (
        PrintedFields(_pairs(shown, _ABOUT)),
        PrintedFields(_pairs(shown, _REPORTER), "反映人"),
        *(_long(_ORDER.field(name).label, words[name]) for name in _WORDS if name in words),
        PrintedFields(_pairs(shown, _DONE), "办理"),
        PrintedFields(tuple((label, "") for label in _SIGNED), "签收"),
    )
    level: Level = _OPEN if is_open and words else "L2"
    return printout(session, f"{TITLE}　{shown['order_no']}", (MASKED,), parts, (_ORDER.name, level))


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


def _long(heading: str, text: str) -> PrintedTable:
    return PrintedTable((PrintedColumn(heading),), ((text,),))
