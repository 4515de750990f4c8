"""The page 专题台账 in its states, and its dialogs."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.homes import buildings
from app.orders import intake, moving
from app.records.choosing import Choice
from app.stores.session import Session
from app.topics import defining, handing_out, reporting, rows, series, writing
from ledger import clock
from ledger.errors import ChangedBeneath
from ui.desk import Desk
from ui.order_form.register_dialog import RegisterDialog
from ui.order_form.report_dialog import ReportDialog
from ui.orders.order_page import OrderPage
from ui.printing.preview import PreviewDialog
from ui.record_form.scroller import FormScroller
from ui.stage import Scene, Stage
from ui.topics.define_dialog import DefineDialog
from ui.topics.orders_dialog import DeviceOrdersDialog
from ui.topics.page import TopicsPage
from ui.topics.row_dialog import RowDialog
from ui.topics.sums_dialog import SumsDialog

_WALKED = (("消防通道", "一层门厅", "C203"), ("电动车充电", "地下车库", "C201"), ("电梯运行", "轿厢和机房", "C103"))
_DEVICES = (
    ("AI-0001", "电动车阻车", "C201", "1号梯轿厢"),
    ("AI-0002", "烟感", "C203", "地下车库"),
    ("AI-0003", "高空抛物监测", "C204", "东侧绿化"),
)
_PLACES = ("共享客厅", "屋顶花园", "议事厅", "老年食堂")
_MONTHS_BACK = 3
_STATES = ("正常", "正常", "维修中", "正常", "停用")


def _kept(session: Session) -> str:
    """The lifts of the demo committee, with some others taken over; made once for all scenes."""
    known = {one.topic.code: one.id for one in defining.kept(session)}
    if "lift" in known:
        return known["lift"]
    for code in ("party_org", "party_member", "fire_equipment", "block_needs"):
        defining.take_over(session, code)
    lift = defining.take_over(session, "lift").id
    at = [one for place in buildings.tree(session) for one in place.children]
    for number in range(12):
        building = at[number % len(at)]
        typed = {
            "device_no": f"3101-{number + 1:04}",
            "building": building.id,
            "location": f"{number % 3 + 1}单元",
            "maintainer": "上海申菱电梯维修保养有限公司",
            "maintainer_phone": "021-58000000",
            "inspect_to": f"2027-0{number % 9 + 1}-15",
            "status": _STATES[number % len(_STATES)],
        }
        made = writing.save(session, lift, typed)
        if number == 2:
            reporting.report(session, "topic_row", made.id, "编号和铭牌不一样")
    return lift


def _devices(session: Session) -> str:
    """The AI devices with their alarms, many of the first one false; made once for all scenes."""
    _kept(session)
    known = {one.topic.code: one.id for one in defining.kept(session)}
    if "ai_device" in known:
        return known["ai_device"]
    topic = defining.take_over(session, "ai_device").id
    at = [one for place in buildings.tree(session) for one in place.children]
    for number, (device_no, kind, category, location) in enumerate(_DEVICES):
        typed = {"device_no": device_no, "kind": kind, "category": category, "location": location, "status": "在线"}
        keeper = {"keeper": "城运中心", "building": at[number % len(at)].id}
        record = writing.save(session, topic, typed | keeper).id
        for _ in range(4 - number):
            made = reporting.report(session, "topic_row", record, "报警，现场看过")
            moving.move(session, made.id, "accept", {})
            moving.move(session, made.id, "take", {})
            if number == 0:
                said = {"result": "没有电动车，是婴儿车", "result_kind": "误报", "minutes_spent": "10"}
                moving.move(session, made.id, "finish", said)
    return topic


def _usage(session: Session) -> str:
    """How the places of the block were used, the last month of the first one missing; made once for all scenes."""
    _kept(session)
    known = {one.topic.code: one.id for one in defining.kept(session)}
    if "block_usage" in known:
        return known["block_usage"]
    topic = defining.take_over(session, "block_usage").id
    last = series.last_month(clock.today())
    year, month = int(last[:4]), int(last[5:])
    for back in range(_MONTHS_BACK):
        when = f"{year - (month - back < 1)}-{(month - back - 1) % 12 + 1:02}"
        for number, place in enumerate(_PLACES[1:] if not back else _PLACES):
            figures = {"uses": f"{12 + number * 3 + back}", "served": f"{310 + number * 47}", "residents": "120"}
            money = {"income": f"{number * 860 + 420.5}", "activities": f"{2 + number}", "status": "开放"}
            writing.save(session, topic, {"place": place, "month": when} | figures | money)
    return topic


def _next_month(stage: Stage) -> QWidget:
    session = stage.full.session
    topic = _usage(session)
    missing = next(one for one in rows.listing(session, topic).rows if one.missing)
    return RowDialog(stage.full, topic, "街区使用效益", like=missing.id)


def _first_device(session: Session) -> Choice:
    one = rows.listing(session, _devices(session)).rows[0]
    return Choice(one.id, one.texts["device_no"])


def _alarms(stage: Stage) -> QWidget:
    device = _first_device(stage.full.session)
    return DeviceOrdersDialog(stage.full, device.id, f"AI技防设备　{device.title}")


def _alarm(stage: Stage) -> QWidget:
    dialog = RegisterDialog(stage.full, {"device_uid": _first_device(stage.full.session)})
    dialog.parts["description"].set_text("电梯里有电动车")
    dialog.parts["source"].set_text("08")
    dialog.typed("source")
    [area] = dialog.findChildren(FormScroller)
    QTimer.singleShot(0, dialog, lambda: area.ensureWidgetVisible(dialog.fields["need_reply"]))
    return dialog


def _alarm_order(stage: Stage) -> QWidget:
    session = stage.full.session
    typed = {"source": "08", "category": "C201", "description": "电动车进电梯", "device_uid": _first_device(session).id}
    return stage.opened(OrderPage, record=intake.create(session, typed).id)


def _normal(stage: Stage) -> QWidget:
    return stage.opened(TopicsPage, record=_kept(stage.full.session))


def _row(stage: Stage) -> QWidget:
    session = stage.full.session
    lift = _kept(session)
    return RowDialog(stage.full, lift, "电梯", rows.listing(session, lift).rows[0].id)


def _designer(desk: Desk) -> DefineDialog:
    return DefineDialog(desk, defining.find(desk.session, _kept(desk.session)).topic, rows=12)


def _preview(stage: Stage) -> QWidget:
    dialog = _designer(stage.full)
    dialog.name.setText("电梯和自动扶梯")
    dialog.turn()
    return dialog


def _clashing(stage: Stage) -> QWidget:
    """What is to be no two rows' is the state of all lifts."""
    dialog = _designer(stage.full)
    dialog.list.setCurrentRow(next(at for at, one in enumerate(dialog.topic().fields) if one.name == "status"))
    dialog.editor.key.click()
    dialog.turn()
    return dialog


def _stale(stage: Stage) -> QWidget:
    """Somebody changed the definition meanwhile."""
    dialog = _designer(stage.full)
    dialog.show_trouble(ChangedBeneath("topic_definition", ("name", "fields"), user="li", at=clock.now_text()))
    return dialog


def _report(stage: Stage) -> QWidget:
    session = stage.full.session
    row = rows.listing(session, _kept(session)).rows[0]
    return ReportDialog(stage.full, "topic_row", row.id, "电梯　3101-0001")


def _walk(stage: Stage) -> QWidget:
    session = stage.full.session
    _kept(session)
    known = {one.topic.code: one.id for one in defining.kept(session)}
    walk = known.get("patrol") or defining.take_over(session, "patrol").id
    at = [one for place in buildings.tree(session) for one in place.children]
    found = rows.listing(session, walk).rows
    if not found:
        for number, (item, place, category) in enumerate(_WALKED):
            typed = {"item": item, "place": place, "category": category, "building": at[number % len(at)].id}
            writing.save(session, walk, typed)
        found = rows.listing(session, walk).rows
    return ReportDialog(stage.full, "topic_row", found[0].id, f"每日巡查　{_WALKED[0][0]}", is_own=True)


def _paper(stage: Stage) -> QWidget:
    session = stage.full.session
    lift = _kept(session)
    return PreviewDialog(stage.full, "打印核对表", lambda _: handing_out.check_list(session, lift))


SCENES = (
    Scene("topics--normal", _normal),
    Scene("topics--empty", lambda stage: stage.opened(TopicsPage, stage.empty)),
    Scene("topics--loading", lambda stage: stage.opened(TopicsPage, stage.loading)),
    Scene("topics--error", lambda stage: stage.opened(TopicsPage, stage.failing)),
    Scene("topics-row--normal", _row),
    Scene("topics-design--normal", lambda stage: _designer(stage.full)),
    Scene("topics-design--new", lambda stage: DefineDialog(stage.full)),
    Scene("topics-design--preview", _preview),
    Scene("topics-design--clashing", _clashing),
    Scene("topics-design--stale", _stale),
    Scene("topics-report--normal", _report),
    Scene("topics-report--walked", _walk),
    Scene("topics-paper--normal", _paper),
    Scene("topics--devices", lambda stage: stage.opened(TopicsPage, record=_devices(stage.full.session))),
    Scene("topics--monthly", lambda stage: stage.opened(TopicsPage, record=_usage(stage.full.session))),
    Scene("topics-row--next-month", _next_month),
    Scene("topics-sums--normal", lambda stage: SumsDialog(stage.full, _usage(stage.full.session), "街区使用效益")),
    Scene("topics-alarms--normal", _alarms),
    Scene("topics-alarm--form", _alarm),
    Scene("topics-alarm--order", _alarm_order),
)
