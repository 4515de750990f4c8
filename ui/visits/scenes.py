"""走访 in its states: who is due, nobody is, the diary, one visit."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from app.records import browsing
from app.records.browsing import Order
from app.records.choosing import Choice
from app.records.filters import Selection
from app.visits import diary, due, planning, recording
from ledger import catalog, clock
from ui.dossier.visit_dialog import VisitDialog
from ui.printing.preview import PreviewDialog
from ui.stage import Scene, Stage
from ui.visits.page import VisitsPage
from ui.visits.visit_page import VisitPage

_SAID = (
    {"result": "1", "content": "身体都好，降压药快吃完了。", "need": "想请社区医生上门。", "follow_up": "联系家庭医生"},
    {"result": "2", "kind": "2", "order": "敲门没人应，楼道堆了纸箱，老人进出不方便。", "order.category": "0102"},
    {"result": "1", "content": "换了手机号。", "person.phone": "13816227788"},
    {"result": "6", "kind": "3", "content": "电话里说这周去女儿家住。"},
    {"result": "1", "kind": "6", "content": "说名册上的工作单位不对。", "person.objection": "早已退休，不在原单位。"},
)


def _recorded(stage: Stage) -> str:
    """The visits of some days, recorded when they are first wanted; answers the newest."""
    session, visit = stage.full.session, catalog.named("visit")
    newest = Order(field="visited_at", descending=True, limit=1)
    if not browsing.page(session, visit, Selection(), newest).total:
        people = [one.person for one in due.due(session) if one.person]
        for days, (person, said) in enumerate(zip(people, _SAID, strict=False)):
            day = clock.today() - timedelta(days=1 + days // 2)
            recording.record(session, {"person": person, "visited_at": f"{day} {9 + days}:20", **said})
    return str(browsing.page(session, visit, Selection(), newest).rows[0]["id"])


def _visit(stage: Stage) -> QWidget:
    return stage.opened(VisitPage, record=_recorded(stage))


def _diary(stage: Stage) -> QWidget:
    _recorded(stage)
    return stage.opened(VisitsPage, leaf="diary")


def _printed(stage: Stage) -> QWidget:
    _recorded(stage)
    session, month = stage.full.session, diary.Month.of(clock.today())
    return PreviewDialog(stage.full, "打印民情日志", lambda _ctx: diary.paper(session, month))


def _to_whom(stage: Stage) -> QWidget:
    """Opened from the page, where nobody is chosen yet."""
    return VisitDialog(stage.full, "person", None)


def _findings(stage: Stage) -> QWidget:
    """What a visit finds: a field put right, an objection, a work order, photos; scrolled down to them."""
    who = next(one for one in due.due(stage.full.session) if one.person)
    dialog = VisitDialog(stage.full, "person", Choice(who.person, who.name))

    def fill() -> None:
        keys = {one.key.partition(":")[0]: one.key for one in reversed(dialog.findings.offers)}
        for ledger, field, said in (
            ("person", "phone", "13816227788"),
            ("dwelling", "objection", "面积和房产证不一样。"),
            ("residence", "end_date", "2026-11-20"),
        ):
            dialog.findings.add()
            row = dialog.findings.rows[-1]
            row.choose(keys.get(ledger, ""), field)
            if row.editor is not None:
                row.editor.set_text(said)
        dialog.order["description"].set_text("楼道灯不亮，老人夜里看不清。")
        dialog.photos.take([stage.folder / "楼道.jpg"])
        QTimer.singleShot(0, dialog, lambda: scroller.ensureWidgetVisible(dialog.photos.add_button))

    scroller = dialog.findChildren(QScrollArea)[0]
    dialog.findings.offered.connect(fill)
    return dialog


def _deeds(stage: Stage, result: str) -> QWidget:
    """Just recorded: what its result asks for is offered."""
    session = stage.full.session
    homes = browsing.page(session, catalog.named("dwelling"), Selection(filters=("occupancy=1",)), Order(limit=1))
    home = str(homes.rows[0]["id"])
    dialog = VisitDialog(stage.full, "dwelling", Choice(home, str(homes.rows[0]["full_address"])))
    people = [one.id for one in planning.begin(session, "dwelling", home).people]
    done = recording.record(session, {"dwelling": home, "person": "、".join(people), "result": result})
    dialog.begun.connect(lambda: dialog.show_deeds(done.deeds))
    return dialog


SCENES = (
    Scene("visits--normal", lambda stage: stage.opened(VisitsPage)),
    Scene("visits--nobody", lambda stage: stage.opened(VisitsPage, stage.empty)),
    Scene("visits--loading", lambda stage: stage.opened(VisitsPage, stage.loading)),
    Scene("visits--error", lambda stage: stage.opened(VisitsPage, stage.failing)),
    Scene("visits--diary", _diary),
    Scene("visits--diary_empty", lambda stage: stage.opened(VisitsPage, stage.empty, leaf="diary")),
    Scene("visits--diary_printed", _printed),
    Scene("visits--to_whom", _to_whom),
    Scene("visits--findings", _findings),
    Scene("visits--changed", lambda stage: _deeds(stage, "7")),
    Scene("visits--left", lambda stage: _deeds(stage, "5")),
    Scene("visit--normal", _visit),
    Scene("visit--gone", lambda stage: stage.opened(VisitPage, record="0190ffff-0000-7000-8000-000000000000")),
)
