"""The device that an order names: chosen by its number, shown with a link, counted at its row, told apart from none."""

from __future__ import annotations

import pytest

from app.access import Forbidden
from app.messages import exit_code_for, message_for
from app.orders import intake, moving, showing
from app.orders.keeping import ORDER
from app.records import browsing, choosing
from app.records.browsing import Order
from app.records.filters import Selection
from app.rights import matrix
from app.stores.session import Session
from app.stores.settings import Settings
from app.topics import defining, reporting, rows, writing
from app.topics.device_orders import Tally
from ledger import ids
from ledger.errors import AmbiguousRecord, RecordNotFound
from ledger.permissions import Cell
from tests.app.few_homes import Homes
from tests.app.visits.conftest import homes
from tests.colleagues import LI, add_colleague

__all__ = ["homes"]

_SAID = {"source": "08", "category": "C201", "description": "电动车进了电梯"}


def _device(session: Session, number: str = "AI-0001", **other: str) -> str:
    known = {one.topic.code for one in defining.kept(session)}
    if "ai_device" not in known:
        defining.take_over(session, "ai_device")
    typed = {"kind": "电动车阻车", "location": "轿厢", "category": "C201", "status": "在线", "building": "银杏新村2号"}
    return writing.save(session, "ai_device", {**typed, "device_no": number, **other}).id


def _ended(session: Session, order: str, result_kind: str) -> None:
    for action, said in (
        ("accept", {}),
        ("take", {}),
        ("finish", {"result": "看过了", "result_kind": result_kind, "minutes_spent": "5"}),
    ):
        moving.move(session, order, action, said)


def test_an_alarm_names_its_device_and_the_device_counts_its_alarms(homes: Homes) -> None:
    session = homes.office.session
    device = _device(session)
    quiet = _device(session, "AI-0002")
    first = intake.create(session, {**_SAID, "device_uid": "ai-0001"})
    second = intake.create(session, {**_SAID, "关联设备": device})
    _ended(session, second.id, "误报")
    shown = showing.dossier(session, first.id)
    assert shown.device is not None
    assert (shown.device.id, shown.device.title) == (device, "AI技防设备 AI-0001")
    assert shown.device_ledger == defining.find(session, "ai_device").id
    third = intake.create(session, {**_SAID, "device_uid": device})
    moving.move(session, third.id, "reject", {"opinion": "重复报警"})
    assert rows.one_row(session, device)[1].orders == Tally(open=2, past=1, false_alarms=1)
    assert rows.one_row(session, quiet)[1].orders == Tally()
    found = browsing.page(session, ORDER, Selection(filters=("device_uid=AI-0001",)), Order())
    assert {str(row["id"]) for row in found.rows} == {first.id, second.id, third.id}
    lift = defining.take_over(session, "lift").id
    assert rows.listing(session, lift).rows == ()
    plain = intake.create(session, {**_SAID, "source": "05"})
    assert showing.dossier(session, plain.id).device is None
    draft = intake.create(session, {**_SAID, "device_uid": device, "is_draft": "是"})
    assert rows.one_row(session, device)[1].orders == Tally(open=2, past=1, false_alarms=1), "a draft is no order yet"
    assert draft.id


def test_a_number_that_nobody_or_several_have_is_refused(homes: Homes) -> None:
    session = homes.office.session
    _device(session)
    with pytest.raises(RecordNotFound) as unknown:
        intake.create(session, {**_SAID, "device_uid": "AI-9999"})
    assert "专题台账" in message_for(unknown.value)
    assert exit_code_for(unknown.value) == 4
    lift = defining.take_over(session, "lift").id
    writing.save(session, lift, {"device_no": "AI 0001", "building": "银杏新村2号", "status": "正常"})
    writing.save(session, lift, {"device_no": "AI-0001", "building": "银杏新村2号", "status": "正常"})
    with pytest.raises(AmbiguousRecord):
        intake.create(session, {**_SAID, "device_uid": "AI-0001"})
    assert homes.office.rows("work_order") == [] or len(homes.office.rows("work_order")) == 1, "the home's own alone"


def test_a_device_is_chosen_by_number_and_by_place(homes: Homes) -> None:
    session = homes.office.session
    device = _device(session)
    _device(session, "AI-0002", location="地下车库")
    [by_number] = choosing.choices(session, "topic_row", "0001")
    assert (by_number.id, by_number.title) == (device, "AI-0001")
    assert by_number.detail.startswith("AI技防设备 · 银杏新村2号 · 电动车阻车")
    assert [one.title for one in choosing.choices(session, "topic_row", "2号 车库")] == ["AI-0002"]
    defining.take_over(session, "block_needs")
    typed = {"need": "路灯", "need_kind": "环境", "who": "店", "collected_on": "2026-11-01", "status": "待研究"}
    writing.save(session, "block_needs", typed)
    assert len(choosing.choices(session, "topic_row", "")) == 2, "what has no number is no device"


def test_an_order_made_at_the_device_is_its_alarm(homes: Homes) -> None:
    session = homes.office.session
    device = _device(session)
    made = reporting.report(session, "topic_row", device, "电动车进电梯")
    row = showing.dossier(session, made.id).row
    assert (row["source"], row["category"], row["device_uid"]) == ("08", "C201", device)
    assert rows.one_row(session, device)[1].orders == Tally(open=1)
    lift = defining.take_over(session, "lift").id
    one = writing.save(session, lift, {"device_no": "DT-1", "building": "银杏新村2号", "status": "正常"}).id
    wrong = reporting.report(session, "topic_row", one, "编号不对")
    assert showing.dossier(session, wrong.id).row["device_uid"] is None, "its data are wrong, it gave no alarm"


def test_an_order_keeps_the_device_that_was_removed(homes: Homes) -> None:
    session = homes.office.session
    device = _device(session)
    made = intake.create(session, {**_SAID, "device_uid": device})
    writing.remove(session, device, reason="拆了")
    shown = showing.dossier(session, made.id)
    assert shown.device is None, "nothing is left to open"
    assert shown.row["device_uid_label"] == "AI技防设备 AI-0001"
    assert homes.office.rows("work_order")[-1]["device_uid"] == ids.from_text(device)


def test_who_sees_no_topic_ledgers_is_led_to_none(homes: Homes) -> None:
    session = homes.office.session
    made = intake.create(session, {**_SAID, "device_uid": _device(session)})
    add_colleague(session.store, roles=("viewer",))
    viewer = Session(session.store, LI, Settings(session.store.folder))
    assert showing.dossier(viewer, made.id).device is not None
    matrix.change(session, {Cell("viewer", "view", "topic_merchant"): None}, "不看专题台账")
    viewer = Session(session.store, LI, Settings(session.store.folder))
    assert showing.dossier(viewer, made.id).device is None
    with pytest.raises(Forbidden):
        choosing.choices(viewer, "topic_row", "")
