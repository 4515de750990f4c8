"""数据截至: by what moment the data of each outside source of orders stands, and what brought its last order (R040).

How many there are and the newest of each come from an index; only the last order of each source is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from app import access
from app.orders.keeping import EVENT, ORDER
from app.stores.session import Session
from ledger import clock, codes
from ledger.orders import outside_sources
from storage.reading import Reader
from storage.rows import Row, id_in

How = Literal["import", "exchange", "here"]
"""Out of a workbook, from another PC or the street by an exchange, or registered by hand on this PC."""
_IMPORT: Final = "import"
_CREATE: Final = "create"
_BY_IMPORT: Final = "（表格没有写接收时间，按导入时间算）"
_NAMED: Final = 2


@dataclass(frozen=True, slots=True)
class Source:
    """One source: how many orders came from it, the newest moment of receipt, and how its last order came here.

    Instants are stored ones. `file` and `batch` are those of an import, "" and 0 otherwise; after `days` data that goes
    no further is old.
    """

    code: str
    label: str
    orders: int
    as_of: str
    brought_at: str
    how: How
    batch: int
    file: str
    days: int
    age_days: int
    is_of_import: bool = False
    """Whether `as_of` is no more than the moment of the import: its rows said not when they were received."""

    @property
    def is_old(self) -> bool:
        """Whether it has gone no further for longer than is sensible."""
        return self.age_days > self.days

    def as_json(self) -> dict[str, object]:
        """One row of `linongctl order sources --json`."""
        return {
            "source": self.code,
            "source_label": self.label,
            "orders": self.orders,
            "as_of": self.as_of,
            "brought_at": self.brought_at,
            "how": self.how,
            "batch": str(self.batch) if self.batch else None,
            "file": self.file or None,
            "days": self.days,
            "old": self.is_old,
            "of_import": self.is_of_import,
        }


@access.operation("view", ledger="work_order")
def standing(session: Session) -> tuple[Source, ...]:
    """The outside sources from which anything ever came, in the order of their table."""
    known, today = list(outside_sources.days()), clock.today()
    with session.reader() as reader, reader.snapshot():
        there = sorted((one for one in reader.orders_by_source(known) if one[2]), key=lambda one: known.index(one[0]))
        rows = reader.numbered(ORDER, [last for *_, last in there], ("created_at", "received_at"))
        return tuple(
            _source(reader, source, row, (orders, newest), today)
            for (source, orders, newest, _), row in zip(there, rows, strict=True)
        )


def _source(reader: Reader, code: str, last: Row, said: tuple[int, str], today: date) -> Source:
    orders, as_of = said
    how, batch, file = _brought(reader, id_in(last))
    return Source(
        code=code,
        label=codes.table("work_order_source").label(code),
        orders=orders,
        as_of=as_of,
        brought_at=str(last["created_at"]),
        how=how,
        batch=batch,
        file=file,
        days=outside_sources.days()[code],
        age_days=(today - clock.day_of(as_of)).days,
        is_of_import=how == _IMPORT and as_of >= str(last["received_at"]) and _is_reckoned(reader, last),
    )


def _is_reckoned(reader: Reader, order: Row) -> bool:
    """True for an order of which nobody said when it was received: it counts from its registration."""
    events = reader.brief(EVENT, ("acted_at", "action"), "order_uid", (id_in(order),))
    return any(action == _CREATE and at == order["received_at"] for at, action in events)


def _brought(reader: Reader, order: bytes) -> tuple[How, int, str]:
    """How an order came here, and of an import its batch and file."""
    made = next((one for one in reader.operations(record_id=order, values_of_new=False) if one.kind == "create"), None)
    if made is None:
        return "exchange", 0, ""
    action = next(iter(reader.actions(action=made.action)), None)
    if action is None or action.kind != _IMPORT:
        return "here", 0, ""
    return "import", action.id, action.source


def headline(sources: Sequence[Source]) -> str:
    """One line about all of them, those that are old first; "" for none."""
    if not sources:
        return ""
    told = "，".join(map(_stands, sorted(sources, key=lambda one: not one.is_old)[:_NAMED]))
    return f"数据截至：{told}" + (f" 等 {len(sources)} 个来源" if len(sources) > _NAMED else "")


def _stands(one: Source) -> str:
    if one.is_old:
        return f"{one.label}停在 {_moment(one).partition(' ')[0]}（{one.age_days} 天前）"
    return f"{one.label} {_moment(one)}{_BY_IMPORT if one.is_of_import else ''}"


def _moment(one: Source) -> str:
    """Month, day and time; the year where it is another one."""
    text = clock.local_text(one.as_of)
    return text if text[:4] != str(clock.today().year) else text[5:]


def brought(one: Source) -> str:
    """How the last order came, in words."""
    at = clock.local_text(one.brought_at)
    if one.how == "import":
        return f"{at} 由表格“{one.file}”导入（第 {one.batch} 批）{_BY_IMPORT if one.is_of_import else ''}"
    return f"{at} 登记，由数据交换带来" if one.how == "exchange" else f"{at} 在本机登记"
