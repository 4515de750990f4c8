"""本周未办结问题清单: the open orders on paper, major ones first, each with who has it, until when, what hinders it.

It names nobody who reported anything; a title says what it is about and where. It leaves like every print: entered
under its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from app import access
from app.message_texts.orders import status
from app.orders import cards, keeping, open_orders
from app.orders.cards import Card
from app.orders.filters import Filters
from app.orders.keeping import ORDER
from app.printed import PrintedColumn, PrintedTable, Printout, printout
from app.stores.session import Session
from ledger import clock
from ledger.definition import Level
from ledger.orders.lights import Lights
from ledger.orders.states import OPEN
from ledger.orders.telling import why_told
from storage.rows import Row, text_in

TITLE: Final = "本周未办结问题清单"
MOST: Final = 1000
"""Orders on one list; where there are more the first ones stand on it, and it says so."""
_COLUMNS: Final = ("序号", "工单编号", "问题", "地点", "状态", "承办", "时限", "卡在哪里")
_READ: Final = (*cards.READ, "is_major", "joint_orgs", "received_at", "returns", "fails", "reopened")
_LEVEL: Final[Level] = "L2"
_LAST: Final = "9999"
_WAITS: Final = {
    "S10": "还没有受理",
    "S15": "等核实",
    "S20": "还没有派人",
    "S30": "派了单，还没有接",
    "S50": "已上报街道，等街道办",
    "S60": "等核查",
    "S65": "等回访",
    "S80": "挂起",
    "S85": "等批准延期",
    "S86": "等批准退回",
}


@access.operation("print", ledger="work_order")
def weekly(session: Session) -> Printout:
    """Every open order that the account sees, as of now."""
    today = clock.today()
    first = today - timedelta(days=today.weekday())
    with session.reader() as reader, reader.snapshot():
        every = open_orders.of(reader, Filters(), OPEN)
        every.sort(key=lambda one: (not one["is_major"], one["due_at"] or _LAST, one["nr"]))
        rows = reader.numbered(ORDER, (one["nr"] for one in every[:MOST]), _READ)
        lights = Lights(clock.now(), keeping.rules(session).book)
        several = cards.Cards(session, reader).of(rows)
    told = tuple(_row(at, row, card, lights) for at, (row, card) in enumerate(zip(rows, several, strict=True), 1))
    notes = [
        f"{first.isoformat()} 至 {today.isoformat()}",
        f"未办结 {len(every):,} 件，重大问题 {sum(bool(one['is_major']) for one in every):,} 件",
    ]
    if len(every) > MOST:
        notes.append(f"只列最急的 {MOST:,} 件")
    columns = tuple(PrintedColumn(name, is_number=name == _COLUMNS[0], wraps=name != _COLUMNS[1]) for name in _COLUMNS)
    return printout(session, TITLE, notes, (PrintedTable(columns, told),), (ORDER.name, _LEVEL), is_wide=True)


def _row(at: int, row: Row, card: Card, lights: Lights) -> tuple[str, ...]:
    title = f"【重大】{card.title}" if row["is_major"] else card.title
    time = "　".join(filter(None, (card.light_word, card.left)))
    hinders = "；".join(_hinders(row, lights))
    return str(at), card.order_no, title, card.place, card.status_label, card.assignee, time, hinders


def _hinders(row: Mapping[str, Any], lights: Lights) -> Iterator[str]:
    """What an order waits for, what went back, and how long nothing was done."""
    code = str(row["status"] or "")
    if code in _WAITS:
        yield _WAITS[code]
    if text_in(row, "joint_orgs"):
        yield f"等协同：{row['joint_orgs']}"
    if text_in(row, "awaiting"):
        yield f"等上级确认“{status(str(row['awaiting']))}”"
    for name, word in (("returns", "退回"), ("fails", "核查不通过"), ("reopened", "重办")):
        if row[name]:
            yield f"{word} {row[name]} 次"
    reading = lights.read(row)
    if reading is not None:
        if reading.overdue_days:
            yield why_told("overdue", reading.overdue_days)
        if reading.idle_days:
            yield why_told("idle", reading.idle_days)
