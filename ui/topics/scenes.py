"""The page 专题台账 in its states, and its dialogs."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.homes import buildings
from app.stores.session import Session
from app.topics import defining, handing_out, reporting, rows, writing
from ui.order_form.report_dialog import ReportDialog
from ui.printing.preview import PreviewDialog
from ui.stage import Scene, Stage
from ui.topics.define_dialog import DefineDialog
from ui.topics.page import TopicsPage
from ui.topics.row_dialog import RowDialog

_WALKED = (("消防通道", "一层门厅", "C203"), ("电动车充电", "地下车库", "C201"), ("电梯运行", "轿厢和机房", "C103"))
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


def _normal(stage: Stage) -> QWidget:
    return stage.opened(TopicsPage, record=_kept(stage.full.session))


def _row(stage: Stage) -> QWidget:
    session = stage.full.session
    lift = _kept(session)
    return RowDialog(stage.full, lift, "电梯", rows.listing(session, lift).rows[0].id)


def _design(stage: Stage) -> QWidget:
    session = stage.full.session
    return DefineDialog(stage.full, defining.find(session, _kept(session)).topic, rows=12)


def _preview(stage: Stage) -> QWidget:
    dialog = DefineDialog(stage.full, next(one for one in defining.shipped() if one.code == "lighting"))
    dialog.turn()
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
    Scene("topics-design--normal", _design),
    Scene("topics-design--new", lambda stage: DefineDialog(stage.full)),
    Scene("topics-design--preview", _preview),
    Scene("topics-report--normal", _report),
    Scene("topics-report--walked", _walk),
    Scene("topics-paper--normal", _paper),
)
