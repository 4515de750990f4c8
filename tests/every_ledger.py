"""One live record of every ledger of the catalog, as plain as it may be: for what has to hold of all of them."""

from __future__ import annotations

from typing import Final

from app.orders import intake
from app.records.editing import with_defaults
from app.stores.session import Session
from ledger import catalog, codes, ids
from ledger.definition import Field, Ledger

_BY_KIND: Final[dict[str, object]] = {
    "text": "甲",
    "long_text": "甲",
    "bool": 1,
    "integer": 1,
    "decimal": 1,
    "date": "2026-11-21",
    "month": "2026-11",
    "phone": "13800000001",
    "plate": "沪A12345",
    "instant": "2026-11-21T01:30:00.000Z",
    "account": "wang",
    "attachment": "0" * 64,
    "json": "{}",
}
_OTHERWISE: Final = {"topic_definition": {"fields": "[]"}, "residence": {"relation": "03"}}
_OF_SOMEBODY: Final = {"objection": "person_uid", "attachment": "person_uid", "topic_report": "topic_row_uid"}
_BY_ITSELF: Final = ("work_order", "work_order_event")
"""An order and its first event come by being registered."""


def one_of_each(session: Session) -> dict[str, bytes]:
    """Ledger -> its record; nothing of them is removed."""
    made: dict[str, bytes] = {}
    for ledger in catalog.EVERY:
        if ledger.name in _BY_ITSELF:
            continue
        if ledger.name == "visit":
            made |= _an_order(session)
        made[ledger.name] = ids.new_id()
        with session.store.write(user=session.login, kind="add") as write:
            write.create(ledger, [(made[ledger.name], with_defaults(ledger, _values(ledger, made)))])
    return made


def _an_order(session: Session) -> dict[str, bytes]:
    order = ids.from_text(intake.create(session, {"description": "三楼渗水", "category": "C104"}).id) or b""
    with session.reader() as reader:
        [event] = reader.children(catalog.named("work_order_event"), "order_uid", [order])
    return {"work_order": order, "work_order_event": bytes(event["id"])}  # type: ignore[call-overload]  # ids are bytes


def _values(ledger: Ledger, made: dict[str, bytes]) -> dict[str, object]:
    told = {*ledger.business_key, *ledger.shown_by, _OF_SOMEBODY.get(ledger.name, "")}
    wanted = (one for one in ledger.stored if one.need == "required" or one.name in told)
    values = {one.name: _value(one, made) for one in wanted}
    return {name: value for name, value in values.items() if value is not None} | _OTHERWISE.get(ledger.name, {})


def _value(item: Field, made: dict[str, bytes]) -> object:
    if item.kind == "ref":
        return made.get(item.target)
    if item.kind == "code":
        return next(line.code for line in codes.table(item.code_table).lines)
    return item.choices[0] if item.kind == "choice" else _BY_KIND.get(item.kind)
