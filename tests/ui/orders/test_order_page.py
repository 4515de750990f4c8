"""The page of one order: only open steps are offered, each asks for what it needs and says what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.attachments import looking
from app.orders import about, moving
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from ledger import catalog
from tests.colleagues import LI, add_colleague
from tests.input_method import commit
from tests.ui.desks import a_desk
from tests.ui.dialogs import dialogs_open
from tests.ui.orders.some_orders import LEAK, homes, moved, registered, status_of
from ui.attachments.viewer import Viewer
from ui.desk import Desk, Place
from ui.dossier.dwelling_page import DwellingPage
from ui.dossier.orders_card import OrdersCard
from ui.look.theme import theme
from ui.order_form.register_dialog import RegisterDialog
from ui.orders.correct_dialog import CorrectDialog
from ui.orders.move_dialog import MoveDialog
from ui.orders.order_page import OrderPage
from ui.orders.shots_row import ShotsRow
from ui.parts.dialog import ReasonDialog
from ui.printing.preview import PreviewDialog
from ui.record_form.reference_box import ReferenceBox

Opened = Callable[..., OrderPage]


@pytest.fixture
def opened(desk: Desk, qtbot: QtBot, qapp: QApplication) -> Opened:
    """Opens the page of an order, and waits until it stands."""

    def open_page(order: str, of: Desk | None = None) -> OrderPage:
        theme().apply(qapp)
        page = OrderPage(of or desk)
        page.resize(1190, 700)
        qtbot.addWidget(page)
        page.show()
        with qtbot.waitSignal(page.shown):
            page.enter(order, {})
        return page

    return open_page


def _dialog(page: OrderPage) -> MoveDialog:
    assert isinstance(page.dialog, MoveDialog)
    return page.dialog


def _press(page: OrderPage, action: str) -> None:
    button = page.buttons[action]
    assert isinstance(button, QPushButton)
    button.click()


def _texts(page: OrderPage) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisibleTo(page))


def _texts_of_links(page: OrderPage) -> str:
    return "\n".join(one.text() for one in page.findChildren(QPushButton) if one.isVisibleTo(page))


def test_the_open_steps_are_the_buttons_and_only_those(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    order = registered(desk.session).id
    page = opened(order)
    assert set(page.buttons) == {one.action for one in moving.choices(desk.session, order)}
    assert "accept" in page.buttons
    assert "finish" not in page.buttons
    moved(desk.session, order, "accept", "take")
    qtbot.waitUntil(lambda: "finish" in page.buttons)
    assert "accept" not in page.buttons
    qtbot.waitUntil(lambda: "接单 → 处置中" in _texts(page))


def test_the_light_says_why_and_what_was_told_stays_behind_its_mask(desk: Desk, opened: Opened) -> None:
    order = registered(desk.session, reporter_phone="13800138000").id
    moved(desk.session, order, "accept")
    page = opened(order)
    said = _texts(page)
    assert "绿灯：办结时限按“求助、投诉(一般)”" in said
    assert "138****8000" in said
    assert "13800138000" not in said
    assert LEAK not in said


def test_a_draft_is_registered_with_what_it_says_of_itself(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    told = {"priority": "3", "source": "03", "address": "3号楼门口", "reporter_phone": "13800138000"}
    order = registered(desk.session, is_draft="是", **told).id
    page = opened(order)
    assert "草稿" in _texts(page)
    page.take_first_step()
    dialog = _dialog(page)
    assert {"description", "reporter_phone", "received_at"}.isdisjoint(dialog.parts)
    assert dialog.choice.targets == ("S10",)
    assert (dialog.parts["category"].text(), dialog.parts["source"].text()) == ("C104", "03")
    dialog.parts["category"].set_text("C201")
    dialog.parts["priority"].set_text("3")
    with qtbot.waitSignal(dialog.moved):
        dialog.confirm()
    row = browsing.show(desk.session, catalog.named("work_order"), order).row
    assert (row["status"], row["category"], row["priority"], row["source"]) == ("S10", "C201", "3", "03")
    assert row["need_reply"]
    assert row["title"] == "飞线充电/违规充电(3号楼门口)", "the title that was made of the category follows it"


def test_a_step_that_needs_nothing_is_made_at_once(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    order = registered(desk.session).id
    moved(desk.session, order, "accept")
    page = opened(order)
    with qtbot.waitSignal(desk.said) as said:
        _press(page, "take")
    assert said.args is not None
    assert "已接单" in said.args[0]
    assert status_of(desk.session, order) == "S40"


def test_what_a_step_lacks_stands_at_its_field_and_then_it_is_made(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    order = registered(desk.session).id
    moved(desk.session, order, "accept", "take")
    page = opened(order)
    finish = page.buttons["finish"]
    assert isinstance(finish, QPushButton)
    qtbot.waitUntil(finish.hasFocus)
    qtbot.keyClick(finish, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    dialog = _dialog(page)
    assert dialog.choice.action == "finish"
    dialog.confirm()
    qtbot.waitUntil(lambda: dialog.fields["result"].error == "请填写")
    assert dialog.fields["result_kind"].error == "请填写"
    commit(dialog.parts["result"].widget, "楼上修好了水管")
    dialog.parts["result_kind"].set_text("实际解决")
    dialog.parts["minutes_spent"].set_text("多久")
    dialog.confirm()
    qtbot.waitUntil(lambda: "看不懂" in dialog.fields["minutes_spent"].error)
    dialog.parts["minutes_spent"].set_text("45")
    with qtbot.waitSignal(dialog.moved):
        qtbot.keyClick(dialog.parts["minutes_spent"].widget, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert status_of(desk.session, order) == "S60"
    qtbot.waitUntil(lambda: "finish" not in page.buttons)
    assert "check_pass" not in page.buttons, "whoever handled it does not check it"


def test_what_a_rule_forbids_is_said_where_it_is_meant(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    order = registered(desk.session).id
    moved(desk.session, order, "accept")
    page = opened(order)
    _press(page, "dispatch")
    dialog = _dialog(page)
    dialog.parts["to_org"].set_text("物业公司")
    commit(dialog.parts["opinion"].widget, "请去看")
    dialog.parts["new_due_at"].set_text("2099-01-01")
    dialog.confirm()
    qtbot.waitUntil(lambda: "不能晚于办结时限" in dialog.fields["new_due_at"].error)
    assert status_of(desk.session, order) == "S20"
    dialog.parts["new_due_at"].set_text("")
    with qtbot.waitSignal(dialog.moved):
        dialog.confirm()
    assert status_of(desk.session, order) == "S30"
    qtbot.waitUntil(lambda: "交给 物业公司" in _texts(page))


def test_a_move_made_meanwhile_is_told_and_nothing_is_done_twice(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    order = registered(desk.session).id
    page = opened(order)
    _press(page, "accept")
    dialog = _dialog(page)
    moved(desk.session, order, "accept")
    dialog.confirm()
    qtbot.waitUntil(lambda: bool(dialog.notice.text()))
    assert "不能“受理/立案”" in dialog.notice.text()


def test_photos_go_along_with_a_step(desk: Desk, opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    picture = QImage(64, 48, QImage.Format.Format_RGB32)
    picture.fill(QColor("teal"))
    path = tmp_path / "后.png"
    assert picture.save(str(path))
    order = registered(desk.session).id
    moved(desk.session, order, "accept", "take")
    page = opened(order)
    _press(page, "progress")
    dialog = _dialog(page)
    commit(dialog.parts["opinion"].widget, "看过了")
    assert dialog.photos is not None
    dialog.photos.add([path])
    with qtbot.waitSignal(dialog.moved):
        dialog.confirm()
    assert len(looking.listing(desk.session, "work_order", order)) == 1
    qtbot.waitUntil(lambda: "附照片和材料 1 份" in _texts(page))


def test_a_receipt_is_printed_right_after_the_registration_and_from_the_page(
    desk: Desk, opened: Opened, qtbot: QtBot
) -> None:
    dialog = RegisterDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    commit(dialog.parts["description"].widget, LEAK)
    dialog.parts["category"].set_text("C104")
    with qtbot.waitSignal(dialog.registered) as made:
        next(one for one in dialog.other_buttons if one.text() == "登记并打印回执").click()
    qtbot.waitUntil(lambda: bool(dialogs_open(PreviewDialog)))
    [preview] = dialogs_open(PreviewDialog)
    qtbot.waitUntil(lambda: preview.composed is not None)
    assert preview.composed is not None
    assert "受理回执" in preview.composed.printout.title
    preview.reject()
    assert made.args is not None
    page = opened(str(made.args[0]))
    page.receipt_act.trigger()
    qtbot.waitUntil(lambda: bool(dialogs_open(PreviewDialog)))
    dialogs_open(PreviewDialog)[0].reject()


def test_an_order_is_marked_as_a_major_problem_with_a_reason(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    order = registered(desk.session).id
    page = opened(order)
    page.mark_major()
    [dialog] = dialogs_open(ReasonDialog)
    commit(dialog.edit, "停水三天")
    dialog.accept()
    qtbot.waitUntil(lambda: "标为重大问题" in _texts(page))
    assert "重大问题" in page.dossier.marks  # type: ignore[union-attr]  # it stands
    assert page.major_act is not None
    assert page.major_act.text() == "取消重大问题…"


def _picture(path: Path, colour: str) -> Path:
    picture = QImage(64, 48, QImage.Format.Format_RGB32)
    picture.fill(QColor(colour))
    assert picture.save(str(path))
    return path


def test_a_registration_is_put_right_until_somebody_has_the_order(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    order = registered(desk.session).id
    page = opened(order)
    assert page.correct_act is not None
    page.correct_act.trigger()
    dialog = page.dialog
    assert isinstance(dialog, CorrectDialog)
    assert dialog.said()["category"] == "C104"
    dialog.parts["category"].set_text("C103")
    dialog.confirm()
    qtbot.waitUntil(lambda: dialog.fields["opinion"].error == "请填写")
    commit(dialog.parts["opinion"].widget, "现场看是电梯坏了")
    with qtbot.waitSignal(dialog.finished):
        dialog.confirm()
    qtbot.waitUntil(lambda: "更正登记" in _texts(page))
    moved(desk.session, order, "accept", "take")
    qtbot.waitUntil(lambda: "finish" in page.buttons)
    assert page.correct_act is None


def test_a_refused_step_keeps_no_photo(desk: Desk, opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    """It would ask for another one when the order is finished."""
    order = registered(desk.session).id
    moved(desk.session, order, "accept", "take")
    page = opened(order)
    _press(page, "finish")
    step = _dialog(page)
    assert step.photos is not None
    step.photos.add([_picture(tmp_path / "后.png", "green")])
    step.confirm()
    qtbot.waitUntil(lambda: step.fields["result"].error == "请填写")
    assert looking.listing(desk.session, "work_order", order) == []
    step.reject()


def test_an_order_is_registered_with_photos_and_the_story_shows_them_before_and_after(
    desk: Desk, opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = RegisterDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    commit(dialog.parts["description"].widget, LEAK)
    dialog.parts["category"].set_text("C104")
    dialog.photos.add([_picture(tmp_path / "前.png", "red")])
    with qtbot.waitSignal(dialog.registered) as made:
        dialog.confirm()
    assert made.args is not None
    order = str(made.args[0])
    moved(desk.session, order, "accept", "take")
    page = opened(order)
    _press(page, "finish")
    step = _dialog(page)
    assert step.fields["attachments"].label.text() == "处置后的照片 *"
    commit(step.parts["result"].widget, "楼上修好了水管")
    step.parts["result_kind"].set_text("实际解决")
    step.parts["minutes_spent"].set_text("45")
    step.confirm()
    qtbot.waitUntil(lambda: step.fields["attachments"].error == "请填写")
    assert step.photos is not None
    step.photos.add([_picture(tmp_path / "后.png", "green")])
    with qtbot.waitSignal(step.moved):
        step.confirm()
    qtbot.waitUntil(lambda: "处置后：照片和材料 1 份" in _texts(page))
    assert "处置前：照片和材料 1 份" in _texts(page)
    after, before = page.findChildren(ShotsRow)
    qtbot.waitUntil(lambda: bool(after.pictures) and bool(before.pictures))
    assert page.attachments is not None
    if page.attachments.small(next(iter(after.pictures))) is None:
        next(iter(after.pictures.values())).click()
    qtbot.waitUntil(lambda: all(one.has_picture for row in (after, before) for one in row.pictures.values()))
    next(iter(before.pictures.values())).click()
    qtbot.waitUntil(lambda: isinstance(page.attachments.handling.dialog, Viewer))  # type: ignore[union-attr]  # asserted
    viewer = page.attachments.handling.dialog
    assert isinstance(viewer, Viewer)
    viewer.reject()
    page.attachments.conceal()
    assert not any(one.has_picture for row in (after, before) for one in row.pictures.values())


def test_an_outside_order_waits_for_the_street(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    order = registered(desk.session, source="01", external_no="20261122001").id
    page = opened(order)
    _press(page, "reject")
    dialog = _dialog(page)
    assert "待上级确认" in "\n".join(one.text() for one in dialog.findChildren(QLabel))
    commit(dialog.parts["opinion"].widget, "不属于本居委")
    if "reply" in dialog.parts:
        commit(dialog.parts["reply"].widget, "请打 12345 转街道")
    with qtbot.waitSignal(dialog.moved):
        dialog.confirm()
    assert status_of(desk.session, order) == "S10"
    qtbot.waitUntil(lambda: "待上级确认" in page.awaiting.text())


def test_whoever_registers_a_secret_order_is_told_and_not_led_to_it(
    qapp: QApplication, session: Session, desk: Desk, qtbot: QtBot
) -> None:
    add_colleague(session.store, roles=("worker",))
    with a_desk(Session(session.store, LI, session.settings), qapp) as other:
        dialog = RegisterDialog(other)
        qtbot.addWidget(dialog)
        dialog.show()
        commit(dialog.parts["description"].widget, "网上有人发帖")
        for name, text in (("category", "C301"), ("source", "16"), ("confidential", "是")):
            dialog.parts[name].set_text(text)
        led = list[str]()
        dialog.registered.connect(led.append)
        with qtbot.waitSignal(other.said) as said:
            dialog.confirm()
        assert said.args is not None
        assert "只有居委主任和承办人看得到" in said.args[0]
        assert led == []


def test_a_confidential_reporter_is_shown_to_the_holder_and_the_head_alone(
    qapp: QApplication, session: Session, desk: Desk, opened: Opened
) -> None:
    order = registered(session, reporter_name="王小明", reporter_phone="13800138000", confidential="是").id
    assert "王*明" in _texts(opened(order))
    add_colleague(session.store, roles=("worker",))
    with a_desk(Session(session.store, LI, session.settings), qapp) as other:
        said = _texts(opened(order, other))
    assert "王" not in said.replace("王芳", "")
    assert "138" not in said


def test_the_pages_of_a_home_and_a_person_tell_their_orders_and_register_new_ones(desk: Desk, qtbot: QtBot) -> None:
    home = homes(desk.session, 1)[0]
    order = registered(desk.session, dwelling_uid=home)
    page, asked = DwellingPage(desk), list[Place]()
    desk.asked_for_place.connect(asked.append)
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.shown):
        page.enter(home, {})
    (card,) = page.findChildren(OrdersCard)
    qtbot.waitUntil(card.isVisible)
    card.findChildren(QPushButton)[0].click()
    assert asked[-1] == Place("order", order.id)
    page.order_act.trigger()
    dialog = page.dialog
    assert isinstance(dialog, RegisterDialog)
    assert dialog.said() == {"dwelling_uid": home}
    commit(dialog.parts["description"].widget, "窗外雨棚松了")
    dialog.parts["category"].set_text("C207")
    with qtbot.waitSignal(dialog.registered):
        dialog.confirm()
    qtbot.waitUntil(lambda: len(page.findChildren(OrdersCard)[-1].lines) == 2)


def test_who_reported_a_confidential_order_is_not_told_on_the_persons_page(session: Session, desk: Desk) -> None:
    person = browsing.page(session, catalog.named("person"), Selection(), Order(limit=1)).rows[0]
    open_order = registered(session, reporter_person=str(person["id"])).id
    registered(session, reporter_person=str(person["id"]), confidential="是")
    assert len(about.about(session, "person", str(person["id"]))) == 2
    add_colleague(session.store, roles=("worker",))
    theirs = Session(session.store, LI, session.settings)
    assert [card.id for card in about.about(theirs, "person", str(person["id"]))] == [open_order]


def test_a_second_order_of_the_same_matter_is_merged_into_the_first(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    first, second = registered(desk.session), registered(desk.session, description="同一处漏水又来了一次")
    page = opened(second.id)
    _press(page, "merge")
    dialog = _dialog(page)
    box = dialog.parts["duplicate_of"].widget
    assert isinstance(box, ReferenceBox)
    box.setFocus()
    qtbot.keyClicks(box, first.order_no)
    qtbot.waitUntil(lambda: [offer.id for offer in box._offers] == [first.id])
    box.choose(0)
    with qtbot.waitSignal(dialog.moved):
        dialog.confirm()
    assert status_of(desk.session, second.id) == "S92"
    qtbot.waitUntil(lambda: first.order_no in _texts_of_links(page))


def test_the_reply_slip_opens_before_it_is_printed(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    page = opened(registered(desk.session).id)
    page.print_act.trigger()
    (preview,) = dialogs_open(PreviewDialog)
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    assert "回复单" in preview.windowTitle()
    preview.reject()


def test_the_fields_are_edited_and_the_course_is_not(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    order = registered(desk.session, address="三号楼门口").id
    page = opened(order)
    page.edit()
    form = page.fields.cards[0].form
    assert form is not None
    assert "address" in form.fields
    assert not {"status", "category", "assignee", "due_at", "order_no"} & set(form.fields)
    form.fields["address"].set_text("三号楼地下车库")
    with qtbot.waitSignals([desk.said, page.shown]):
        page.fields.save()
    qtbot.waitUntil(lambda: "三号楼地下车库" in _texts(page))
    assert status_of(desk.session, order) == "S10"


def test_who_may_only_look_is_offered_nothing_to_do(
    qapp: QApplication, session: Session, desk: Desk, opened: Opened
) -> None:
    order = registered(session).id
    add_colleague(session.store, roles=("viewer",))
    with a_desk(Session(session.store, LI, session.settings), qapp) as other:
        page = opened(order, other)
        assert page.buttons == {}
        assert page.steps.isHidden()
        assert page.edit_button.isHidden()


def test_the_main_order_names_whom_its_reply_is_for_besides(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    main = registered(desk.session)
    other = registered(desk.session, reporter_name="李阿姨", reporter_phone="13800000001")
    moving.move(desk.session, other.id, "merge", {"duplicate_of": main.order_no})
    page = opened(main.id)
    assert "归并 1 件" in _texts(page)
    assert "归并来的工单另有 1 位反映人等回复，回访时一并告诉。" in _texts(page)
    assert other.order_no in _texts_of_links(page)
    _press(page, "reject")
    owed = "归并来的工单另有 1 位反映人等回复"
    said = [one.text() for one in _dialog(page).findChildren(QLabel)]
    assert owed in said
    assert f"归并到这件的有 1 件：{other.order_no}" in said
    _dialog(page).close()
    qtbot.waitUntil(lambda: not dialogs_open(MoveDialog))
    _press(page, "accept")
    assert owed not in [one.text() for one in _dialog(page).findChildren(QLabel)]
    assert "归并来的工单" not in _texts(opened(other.id))
