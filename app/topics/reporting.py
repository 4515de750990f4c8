"""上报数据异常: what is wrong with a row of any topic ledger goes to its module's lead as a work order (R076).

The order's category is that of the module (D201 to D212), whose process names the module, so that it climbs to the
department that leads it by the usual ladder. A `topic_report` ties order and row together, in the same action; a row
has one open order at a time. What the order says of the row is its ledger and its name behind masks, no more.

A ledger whose rows say a category themselves is about what is walked (每日巡查, R038) or asked for (服务指南, R061):
there a row makes an order of its own category in the words that were said, for whoever asks, as often as it is asked.
Of a device that is its alarm (AI 告警, R041): the order comes from there and names the device.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app import access, logs, words
from app.orders import intake
from app.orders.attached import File
from app.orders.intake import Made
from app.orders.keeping import ORDER
from app.records.naming import Names
from app.records.topic_values import facts_of
from app.stores.session import Session
from app.topics import rows
from app.topics.defining import ROW
from app.topics.refusals import ReportedAlready
from app.topics.rows import REPORT, Order
from ledger import catalog, ids
from ledger.errors import RecordNotFound
from ledger.orders.reckoning import SENSOR_SOURCE
from ledger.orders.refusals import RecordMissing
from ledger.orders.states import OPEN
from ledger.topics import Topic
from storage.reading import Reader
from storage.records import Write
from storage.rows import Row

KIND: Final = "topic-report"
_OTHER: Final = "99"
_WALKED: Final = "05"
_CATEGORY: Final = "D2{module}"
_REFERENCES: Final = {ROW.name: "topic_row_uid", "topic_vehicle": "vehicle_uid", "topic_merchant": "merchant_uid"}
_MODULES: Final = {"topic_vehicle": "08", "topic_merchant": "11"}
LEDGERS: Final = tuple(_REFERENCES)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is reported: its ledger and itself in words, the order's category, the place that it names."""

    ledger: str
    called: str
    category: str
    place: dict[str, str]
    is_own: bool = False
    """The row says the category itself."""
    device: str = ""
    """The row, where it is a device."""

    def said(self, what: str) -> dict[str, str]:
        """What the order says."""
        words = f"{self.called}：{what}" if self.is_own else f"{self.ledger}“{self.called}”的数据有异常：{what}"
        is_alarm = self.is_own and bool(self.device)
        source = SENSOR_SOURCE if is_alarm else _WALKED if self.is_own else _OTHER
        named = {"device_uid": self.device} if is_alarm else {}
        return {"source": source, "category": self.category, "description": words} | self.place | named


@access.operation("edit", ledger="work_order")
def report(session: Session, ledger: str, record: str, what: str, *, asker: Mapping[str, str] | None = None) -> Made:
    """Make a work order that says `what` is wrong with a row, or wanted of it, by an `asker` (name and phone).

    Raises:
        RecordNotFound: no such row. ReportedAlready: its order is still open.
        RecordMissing: nothing is said. Forbidden: whoever is at work does not see the ledger.
    """
    session.rights.require("view", ledger)
    one = ids.from_text(record.strip())
    if ledger not in _REFERENCES or one is None:
        raise RecordNotFound(ledger)
    if not what.strip():
        raise RecordMissing("create", "", ("description",))
    with session.reader() as reader, reader.snapshot():
        told = _subject(session, reader, ledger, one)
        before = _open_of(reader, ledger, one)
        if before.id and not told.is_own:
            raise ReportedAlready(before.number)
        plan = intake.planned(session, reader, told.said(what.strip()) | dict(asker or {}))
    with session.store.write(user=session.login, kind=KIND) as write:
        [made] = intake.write_all(session, write, [plan])
        order = ids.from_text(made.id)
        write.create(REPORT, [(ids.new_id(), {"order_uid": order, _REFERENCES[ledger]: one})])
    logs.event("ledger data reported", ledger=ledger)
    return made


@access.operation("edit", ledger="work_order")
def asked_for(session: Session, record: str, typed: Mapping[str, str], files: Sequence[File] = ()) -> Made:
    """Register an order that asks for what a row offers (服务指南), tied to the row; as often as it is asked.

    The category is the row's unless another is typed, and the words name the row.

    Raises:
        RecordNotFound: no such row, or it says no category. And as `intake.create`.
    """
    session.rights.require("view", ROW.name)
    one = ids.from_text(record.strip())
    if one is None:
        raise RecordNotFound(ROW.name)
    with session.reader() as reader, reader.snapshot():
        told = _subject(session, reader, ROW.name, one)
    if not told.is_own:
        raise RecordNotFound(ROW.name)
    words_typed = typed.get("description", "").strip()
    if words_typed and told.called not in words_typed:
        words_typed = f"{told.called}：{words_typed}"
    said = {"category": told.category} | {name: value for name, value in typed.items() if value.strip()}
    said |= {"description": words_typed} if words_typed else {}

    def tie(write: Write, order: bytes) -> None:
        write.create(REPORT, [(ids.new_id(), {"order_uid": order, _REFERENCES[ROW.name]: one})])

    made = intake.create(session, said, files, beside=tie)
    logs.event("ledger data reported", ledger=ROW.name)
    return made


@access.operation("view", ledger="work_order")
def open_order(session: Session, ledger: str, record: str) -> Order:
    """The open order about a row; an empty one for none."""
    one = ids.from_text(record.strip())
    with session.reader() as reader, reader.snapshot():
        return _open_of(reader, ledger, one) if one is not None and ledger in _REFERENCES else Order()


def _open_of(reader: Reader, ledger: str, one: bytes) -> Order:
    field = _REFERENCES[ledger]
    orders = [order for (order,) in reader.brief(REPORT, ("order_uid",), field, [one])]
    for order, number, status in reader.brief(ORDER, ("id", "order_no", "status"), "id", orders):
        if status in OPEN:
            return Order(ids.to_text(order), str(number or ""))
    return Order()


def _subject(session: Session, reader: Reader, ledger: str, one: bytes) -> _Subject:
    row = reader.get(catalog.named(ledger), one)
    if row is None:
        raise RecordNotFound(ledger)
    if ledger == ROW.name:
        found, shown = rows.one_row(session, ids.to_text(one))
        place = {name: row.get(name) for name in ("dwelling_uid", "building_uid")}
        said = {name: ids.to_text(value) for name, value in place.items() if isinstance(value, bytes)}
        own = _own_category(found.topic, row)
        category = own or _CATEGORY.format(module=found.topic.module)
        ledger_name = f"专题台账“{found.topic.name}”"
        device = shown.id if found.topic.device_field is not None else ""
        return _Subject(ledger_name, shown.title(found.topic), category, said, is_own=bool(own), device=device)
    home = row.get("dwelling_uid")
    at = {"dwelling_uid": ids.to_text(home)} if isinstance(home, bytes) else {}
    if ledger == "topic_merchant":
        at = {"address": str(row.get("address") or "")}
    category = _CATEGORY.format(module=_MODULES[ledger])
    return _Subject(words.called(ledger), Names(reader).of(ledger, one), category, at)


def _own_category(topic: Topic, row: Row) -> str:
    said = topic.category_field
    return str(facts_of(row).get(said.name) or "") if said else ""
