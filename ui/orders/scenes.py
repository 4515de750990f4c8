"""The orders in every view and state, the page of one, and the forms of its steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from app import open_problems, order_slip
from app.attachments import attaching
from app.demo import orders as demo
from app.orders import duplicates, intake, major, moving, people, showing
from app.orders.keeping import ORDER
from app.orders.sources import How, Source
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from ledger import clock, codes
from ledger.errors import LedgerError
from ledger.orders.refusals import GuardForbids, RecordMissing
from ui.desk import Desk
from ui.dossier.dwelling_page import DwellingPage
from ui.dossier.orders_card import OrdersCard
from ui.order_form.register_dialog import RegisterDialog
from ui.orders.correct_dialog import CorrectDialog
from ui.orders.move_dialog import MoveDialog, Subject
from ui.orders.order_page import OrderPage
from ui.orders.page import OrdersPage
from ui.orders.shots_row import ShotsRow
from ui.orders.sources_line import SourcesDialog
from ui.orders.views import LIST, MINE, PLACES
from ui.printing.preview import PreviewDialog
from ui.stage import Scene, Stage

_AT_WORK: Final = "S40"
_TOLD: Final = "卫生间天花板漏水，楼上说不是他家的"


def _filled(stage: Stage) -> Desk:
    """The demo committee with its orders, one of them with the user; they are made when first asked for."""
    session = stage.full.session
    if not browsing.page(session, ORDER, Selection(everyone=True), Order(limit=1)).total:
        demo.add(session)
        home = stage.first("dwelling")
        made = intake.create(session, {"category": "C104", "description": _TOLD, "dwelling_uid": home})
        for step in ("accept", "take"):
            moving.move(session, made.id, step, {})
    return stage.full


def _order(stage: Stage, status: str) -> str:
    """An order of the demo committee that is in a state; of those at work the one that the user has."""
    session = _filled(stage).session
    own = (f"assignee={session.login}",) if status == _AT_WORK else ()
    found = browsing.page(session, ORDER, Selection(filters=(f"status={status}", *own)), Order(limit=1))
    return str(found.rows[0]["id"])


def _asked_to_suspend(stage: Stage) -> OrderPage:
    """An order that waits for the street to suspend it, where there is no cloud."""
    session = _filled(stage).session
    made = intake.create(session, {"category": "C104", "description": _TOLD})
    until = (clock.today() + timedelta(days=30)).isoformat()
    for step, given in (("accept", {}), ("take", {}), ("suspend_request", {"reason_kind": "材料", "resume_on": until})):
        moving.move(session, made.id, step, given)
    return stage.opened(OrderPage, stage.full, made.id)


def _merged_into(stage: Stage) -> OrderPage:
    """An order into which two were merged, one of whose reporters waits for a reply."""
    session = _filled(stage).session
    main = intake.create(session, {"category": "C104", "description": _TOLD})
    for who, phone in (("李阿姨", "13800000001"), ("赵师傅", "")):
        said = {"category": "C104", "description": _TOLD, "reporter_name": who, "reporter_phone": phone}
        moving.move(session, intake.create(session, said).id, "merge", {"duplicate_of": main.id})
    return stage.opened(OrderPage, stage.full, main.id)


def _of_order(status: str, desk: Callable[[Stage], Desk] = _filled) -> Callable[[Stage], OrderPage]:
    def make(stage: Stage) -> OrderPage:
        record = _order(stage, status)
        return stage.opened(OrderPage, desk(stage), record)

    return make


def _view(tab: str, **filters: str) -> Callable[[Stage], OrdersPage]:
    return lambda stage: stage.opened(OrdersPage, _filled(stage), tab=tab, **filters)


def _step(status: str, action: str, error: LedgerError | None = None) -> Callable[[Stage], MoveDialog]:
    """The form of a step; with an error, as it says what is wrong."""

    def make(stage: Stage) -> MoveDialog:
        desk, record = _filled(stage), _order(stage, status)
        told = showing.dossier(desk.session, record)
        choice = next(one for one in moving.choices(desk.session, record) if one.action == action)
        order = Subject(told.id, told.order_no, told.title, told.status)
        dialog = MoveDialog(desk, order, choice, people.staff(desk.session))
        if error is not None:
            dialog.show_trouble(error)
        return dialog

    return make


def _home(stage: Stage) -> DwellingPage:
    """The page of a home where something is being done."""
    home = showing.dossier(_filled(stage).session, _order(stage, _AT_WORK)).dwelling
    return stage.opened(DwellingPage, record=home.id if home else "")


def _registering(stage: Stage) -> RegisterDialog:
    return RegisterDialog(_filled(stage))


def _alike(stage: Stage) -> RegisterDialog:
    """Somebody describes what was registered before."""
    desk = _filled(stage)
    home = showing.dossier(desk.session, _order(stage, "S40")).dwelling
    dialog = RegisterDialog(desk, {"dwelling_uid": home} if home else {})
    dialog.parts["description"].set_text("楼上漏水漏到我家卫生间")
    dialog.parts["category"].set_text("C104")
    dialog.alike.show_alike(duplicates.similar(desk.session, dialog.said()))
    return dialog


def _lacking(stage: Stage) -> RegisterDialog:
    dialog = RegisterDialog(_filled(stage))
    dialog.show_trouble(RecordMissing("create", "", ("category", "description")))
    return dialog


def _with_photos(stage: Stage) -> OrderPage:
    """A finished order that shows how it was and how it is."""
    desk = _filled(stage)
    session = desk.session
    before, after = (stage.folder / name for name in ("楼道以前.png", "楼道以后.png"))
    for path, colour in ((before, "#8a6d5a"), (after, "#7f9f7a")):
        picture = QImage(640, 480, QImage.Format.Format_RGB32)
        picture.fill(QColor(colour))
        picture.save(str(path))
    told = {"category": "C202", "description": "二楼楼道堆满纸箱", "address": "3号楼"}
    made = intake.create(session, told, attaching.taken(session, ORDER.name, [before]))
    for step in ("accept", "take"):
        moving.move(session, made.id, step, {})
    done = {"result": "已请物业清走", "result_kind": "实际解决", "minutes_spent": "30"}
    added = attaching.attach(session, ORDER.name, made.id, after)
    moving.move(session, made.id, "finish", {**done, "attachments": added})
    return stage.opened(OrderPage, desk, made.id)


def _shows_photos(page: QWidget) -> bool:
    """Looked at, and the story shows them as well."""
    if not _stands(page):
        return False
    pictures = [one for row in page.findChildren(ShotsRow) for one in row.pictures.values()]
    if pictures and not pictures[0].has_picture and not page.property("was_pressed"):
        page.setProperty("was_pressed", True)  # noqa: FBT003 - Qt's
        pictures[0].click()
    return bool(pictures) and all(one.has_picture for one in pictures)


def _correcting(stage: Stage) -> CorrectDialog:
    desk = _filled(stage)
    return CorrectDialog(desk, showing.dossier(desk.session, _order(stage, "S10")))


def _receipt(stage: Stage) -> PreviewDialog:
    session, record = _filled(stage).session, _order(stage, "S40")
    return PreviewDialog(stage.full, "打印受理回执", lambda _: order_slip.receipt(session, record))


def _open_problems(stage: Stage) -> PreviewDialog:
    desk = _filled(stage)
    order = _order(stage, "S40")
    if not showing.dossier(desk.session, order).is_major:
        major.mark(desk.session, order, "住户已停水三天")
    return PreviewDialog(desk, "打印本周未办结问题清单", lambda _: open_problems.weekly(desk.session))


def _drafted(stage: Stage) -> str:
    """An order that is not yet registered; it is made when first asked for."""
    session = _filled(stage).session
    found = browsing.page(session, ORDER, Selection(filters=("status=S00",)), Order(limit=1))
    if found.total:
        return str(found.rows[0]["id"])
    told = {
        "category": "C201",
        "description": "一楼有人从窗口拉线给电瓶车充电",
        "address": "3号楼门口",
        "is_draft": "是",
    }
    return intake.create(session, told).id


def _draft(stage: Stage) -> OrderPage:
    return stage.opened(OrderPage, _filled(stage), _drafted(stage))


def _registering_a_draft(stage: Stage) -> MoveDialog:
    _drafted(stage)
    return _step("S00", "create")(stage)


def _sources(_: Stage) -> SourcesDialog:
    """One source that came lately, and one that has gone no further for long."""
    now = clock.now()
    seen = (("01", now - timedelta(hours=3)), ("02", now - timedelta(days=12)), ("08", now - timedelta(days=1)))
    hows: tuple[tuple[How, int, str], ...] = (
        ("import", 128, "12345热线工单1122.xlsx"),
        ("exchange", 0, ""),
        ("here", 0, ""),
    )
    known = codes.table("work_order_source")
    found = [
        Source(
            code,
            known.label(code),
            40 + at,
            clock.instant_text(as_of),
            clock.instant_text(now),
            *how,
            7,
            (now - as_of).days,
        )
        for at, ((code, as_of), how) in enumerate(zip(seen, hows, strict=True))
    ]
    return SourcesDialog(found)


def _has_cards(page: QWidget) -> bool:
    return isinstance(page, OrdersPage) and page.states.state == "content"


def _stands(page: QWidget) -> bool:
    return isinstance(page, OrderPage) and page.states.state == "content"


def _is_laid_out(dialog: QWidget) -> bool:
    return isinstance(dialog, PreviewDialog) and dialog.composed is not None


def _tells_orders(page: QWidget) -> bool:
    return any(card.lines for card in page.findChildren(OrdersCard))


_LATE: Final = GuardForbids("dispatch", "S20", "due_beyond_limit", "2026-11-27 23:59")
SCENES = (
    Scene("orders--normal", lambda stage: stage.opened(OrdersPage, _filled(stage)), _has_cards),
    Scene("orders--list", _view(LIST), _has_cards),
    Scene("orders--mine", _view(MINE), _has_cards),
    Scene("orders--places", _view(PLACES), _has_cards),
    Scene("orders--filtered", _view("board", category="C1"), _has_cards),
    Scene("orders--nothing", _view("board", category="05", search="没有")),
    Scene("orders--empty", lambda stage: stage.opened(OrdersPage, stage.empty)),
    Scene("orders--loading", lambda stage: stage.opened(OrdersPage, stage.loading)),
    Scene("orders--error", lambda stage: stage.opened(OrdersPage, stage.failing)),
    Scene("order--normal", _of_order("S40"), _stands),
    Scene("order--draft", _draft, _stands),
    Scene("order--draft-registering", _registering_a_draft),
    Scene("order--new", _of_order("S10"), _stands),
    Scene("order--checking", _of_order("S60"), _stands),
    Scene("order--ended", _of_order("S70"), _stands),
    Scene("order--photos", _with_photos, _shows_photos),
    Scene("orders--sources", _sources),
    Scene("orders--open-problems", _open_problems, _is_laid_out),
    Scene("order--receipt", _receipt, _is_laid_out),
    Scene("order--suspension-asked", _asked_to_suspend, _stands),
    Scene("order--suspended", _of_order("S80"), _stands),
    Scene("order--merged-into", _merged_into, _stands),
    Scene("order--loading", _of_order("S40", lambda stage: stage.loading)),
    Scene("order--error", _of_order("S40", lambda stage: stage.failing)),
    Scene("order--dispatching", _step("S20", "dispatch")),
    Scene("order--too-late", _step("S20", "dispatch", _LATE)),
    Scene("order--finishing", _step("S40", "finish")),
    Scene("order--lacking", _step("S40", "finish", RecordMissing("finish", "S40", ("result", "minutes_spent")))),
    Scene("order--accepting", _step("S10", "accept")),
    Scene("order--correcting", _correcting),
    Scene("order--of-a-home", _home, _tells_orders),
    Scene("order--registering", _registering),
    Scene("order--alike", _alike),
    Scene("order--unregistered", _lacking),
)
