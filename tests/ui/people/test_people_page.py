"""The people page: found, filtered, kept as a view, opened and come back to, in every tab."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.records import browsing, editing
from app.tables import views
from app.tables.views import View
from ledger import catalog
from tests.ui.dialogs import dialogs_open, give_reason, press
from ui.desk import Desk, Place
from ui.dossier.visit_dialog import VisitDialog
from ui.frame.window import MainWindow
from ui.look.theme import theme
from ui.people.page import PeoplePage
from ui.people.views_menu import ManageViews, SaveView
from ui.people.words import WORDS

PERSON = catalog.named("person")


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, qapp: QApplication) -> PeoplePage:
    theme().apply(qapp)
    made = PeoplePage(desk)
    made.resize(1190, 700)
    qtbot.addWidget(made)
    made.show()
    return made


def open_page(page: PeoplePage, qtbot: QtBot, **facts: object) -> None:
    page.enter("", facts)
    qtbot.waitUntil(lambda: bool(page.panel.table.current_record) and not page.panel.table.model.is_waiting)


def places(desk: Desk) -> list[Place]:
    asked: list[Place] = []
    desk.asked_for_place.connect(asked.append)
    return asked


def test_the_list_counts_and_opens_the_person_at_enter(page: PeoplePage, desk: Desk, qtbot: QtBot) -> None:
    asked = places(desk)
    open_page(page, qtbot)
    total = page.panel.table.model.total
    assert page.band.count() == f"{total:,} 人"
    page.panel.table.panes.go(3, 0)
    record = page.panel.table.model.record_at(3)
    page.setFocus()
    qtbot.keyClick(page.panel.table.panes.frozen, Qt.Key.Key_Return)
    assert (asked[-1].page, asked[-1].record) == ("person", record)
    standing = page.standing()
    page.panel.table.panes.go(60, 2)
    page.enter("", standing)
    qtbot.waitUntil(lambda: page.panel.table.panes.current[0] == 3)
    assert page.standing() == standing


@pytest.mark.parametrize("facts", [{"filters": ("age>=60", "sex=2")}, {"search": "wang"}])
def test_a_place_says_what_is_asked_for_and_chips_take_it_off(
    page: PeoplePage, qtbot: QtBot, facts: dict[str, object]
) -> None:
    open_page(page, qtbot, **facts)
    qtbot.waitUntil(lambda: "筛选后" in page.band.count())
    if "search" in facts:
        assert page.panel.search.text() == "wang"
        with qtbot.waitSignal(page.panel.table.model.shown):
            page.panel.search.clear()
    else:
        qtbot.waitUntil(lambda: [chip.text for chip in page.panel.band.chips()] == ["年龄 ≥ 60", "性别：女"])
        before = page.panel.table.model.total
        with qtbot.waitSignal(page.panel.table.model.shown):
            qtbot.mouseClick(page.panel.band.chips()[1].cross, Qt.MouseButton.LeftButton)
        assert page.panel.table.model.total > before
        with qtbot.waitSignal(page.panel.table.model.shown):
            page.panel.band.cleared.emit()
    qtbot.waitUntil(lambda: "筛选后" not in page.band.count())


def test_typing_in_the_search_line_narrows_the_list(page: PeoplePage, qtbot: QtBot) -> None:
    open_page(page, qtbot)
    qtbot.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.panel.search.hasFocus()
    with qtbot.waitSignal(page.panel.table.model.shown):
        qtbot.keyClicks(page.panel.search, "li")
    assert page.panel.table.selection.search == "li"
    qtbot.keyClick(page.panel.search, Qt.Key.Key_Escape)
    assert not page.panel.search.hasFocus()


def test_conditions_beside_the_columns_are_asked_for(page: PeoplePage, qtbot: QtBot) -> None:
    open_page(page, qtbot)
    menu = page.panel.open_condition("tag", "标签")
    assert menu is not None
    qtbot.waitUntil(lambda: menu.values.list.count() > 0)
    first = menu.values.list.item(0)
    menu.values.tick_only(first.data(Qt.ItemDataRole.UserRole))
    count = int(first.text().split("　")[1].replace(",", ""))
    with qtbot.waitSignal(page.panel.table.model.shown):
        qtbot.mouseClick(menu.apply_button, Qt.MouseButton.LeftButton)
    assert page.panel.table.model.total == count
    qtbot.waitUntil(lambda: [chip.text[:3] for chip in page.panel.band.chips()] == ["标签："])


def test_a_view_is_saved_chosen_renamed_and_removed(page: PeoplePage, desk: Desk, qtbot: QtBot) -> None:
    open_page(page, qtbot, filters=("age>=60",))
    page.panel.views.save()
    dialog = page.panel.findChild(SaveView)
    assert dialog is not None
    assert not dialog.yes.isEnabled()
    dialog.edit.setText("老人")
    dialog.is_default.setChecked(True)
    with qtbot.waitSignal(desk.said):
        qtbot.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [view.name for view in page.panel.views.views] == ["老人"])
    assert page.panel.views.button.text() == "老人"
    page.panel.clear_filters()
    assert page.panel.views.button.text() == "我的视图"
    with qtbot.waitSignal(page.panel.table.model.shown):
        page.panel.views.button.menu().actions()[0].trigger()
    assert page.panel.table.selection.filters == ("age>=60",)
    page.panel.views.manage()
    manage = page.panel.findChild(ManageViews)
    assert manage is not None
    manage.edit.setText("六十岁以上")
    qtbot.mouseClick(manage.rename_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [one.name for one in views.of_ledger(desk.session, "person")] == ["六十岁以上"])
    qtbot.waitUntil(lambda: manage.list.count() == 1 and "六十岁以上" in manage.list.item(0).text())
    manage.edit.setText("")
    qtbot.mouseClick(manage.rename_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(manage.name.error))
    qtbot.mouseClick(manage.default_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not views.of_ledger(desk.session, "person")[0].is_default)
    qtbot.waitUntil(lambda: manage.default_button.text() == "设为默认")
    qtbot.mouseClick(manage.remove_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: manage.list.count() == 0)
    manage.accept()


def test_a_view_keeps_that_those_who_left_are_counted(page: PeoplePage, desk: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.panel.everyone, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.panel.table.selection.everyone)
    kept = views.save(desk.session, replace(page.panel.present_view(), name="全部的人"))
    assert kept.everyone
    page.panel.clear_filters()
    assert not page.panel.everyone.isChecked()
    page.panel.apply_view(views.of_ledger(desk.session, "person")[0])
    assert page.panel.everyone.isChecked()
    assert page.panel.table.selection.everyone


def test_the_default_view_opens_the_page(page: PeoplePage, desk: Desk, qtbot: QtBot) -> None:
    views.save(desk.session, View(ledger="person", name="老人", filters=("age>=60",), is_default=True))
    open_page(page, qtbot)
    assert page.panel.table.selection.filters == ("age>=60",)


@pytest.mark.parametrize("ledger", list(WORDS)[1:])
def test_every_tab_shows_its_ledger_and_remembers_itself(page: PeoplePage, qtbot: QtBot, ledger: str) -> None:
    open_page(page, qtbot)
    page.tabs.setCurrentIndex(list(WORDS).index(ledger))
    table = page.panel.table
    qtbot.waitUntil(lambda: bool(table.current_record))
    assert table.ledger.name == ledger
    assert page.band.count().endswith(WORDS[ledger].unit)
    assert page.standing()["ledger"] == ledger
    page.tabs.setCurrentIndex(0)
    assert page.panel.table.ledger.name == "person"


def test_rows_without_a_page_open_where_they_belong(page: PeoplePage, desk: Desk, qtbot: QtBot) -> None:
    asked = places(desk)
    open_page(page, qtbot, ledger="person_tag")
    record = page.panel.table.model.record_at(0)
    page.panel.acts.open(record)
    qtbot.waitUntil(lambda: bool(asked))
    assert asked[-1].page == "person"


def test_the_keys_are_in_the_rows_when_the_page_opens(desk: Desk, qtbot: QtBot, qapp: QApplication) -> None:
    theme().apply(qapp)
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.begin()
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    desk.go("people")
    page = window.pages.present
    assert isinstance(page, PeoplePage)
    table = page.panel.table
    qtbot.waitUntil(lambda: bool(table.current_record) and table.states.state == "content")
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    focused = window.focusWidget()
    assert focused is not None
    assert table.panes.isAncestorOf(focused)


def test_the_drawer_tells_of_nobody_on_the_line_of_new_rows(page: PeoplePage, qtbot: QtBot) -> None:
    open_page(page, qtbot)
    qtbot.waitUntil(lambda: page.panel.drawer.brief is not None)
    table = page.panel.table
    first = table.current_record
    table.panes.go(table.model.total, 0)
    assert table.current_record == ""
    qtbot.waitUntil(lambda: page.panel.drawer.brief is None)
    table.panes.go(0, 0)
    qtbot.waitUntil(lambda: page.panel.drawer.brief is not None)
    assert table.current_record == first


def test_the_drawer_tells_of_the_row_and_acts_by_name(page: PeoplePage, desk: Desk, qtbot: QtBot) -> None:
    asked = places(desk)
    open_page(page, qtbot, filters=("age>=30",))
    qtbot.waitUntil(lambda: page.panel.drawer.brief is not None)
    brief = page.panel.drawer.brief
    assert brief is not None
    assert brief.record == page.panel.table.current_record
    qtbot.mouseClick(page.panel.drawer.open_button, Qt.MouseButton.LeftButton)
    assert asked[-1].record == brief.record
    page.panel.acts.remove(brief.record, brief.title)
    press("取消")
    page.panel.table.setFocus()
    qtbot.keyClick(page.panel.table.panes.frozen, Qt.Key.Key_Escape)
    assert not page.panel.drawer.isVisible()
    qtbot.keyClick(page, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert page.panel.drawer.isVisible()


def test_a_record_is_removed_with_a_reason_and_can_be_taken_back(page: PeoplePage, desk: Desk, qtbot: QtBot) -> None:
    open_page(page, qtbot, ledger="topic_merchant")
    table = page.panel.table
    total = table.model.total
    record = table.current_record
    page.panel.acts.remove(record, "小店")
    with qtbot.waitSignal(desk.said) as said:
        give_reason("店已关门")
    assert said.args[1] == desk.session.store.last_action()
    qtbot.waitUntil(lambda: table.model.total == total - 1)


def test_a_shop_has_photos_and_papers_of_its_own(page: PeoplePage, desk: Desk, qtbot: QtBot) -> None:
    open_page(page, qtbot, ledger="topic_merchant")
    drawer = page.panel.drawer
    drawer.show()
    qtbot.waitUntil(lambda: drawer.brief is not None)
    button = next(one for one in drawer.findChildren(QPushButton) if one.text() == "照片和材料")
    button.click()
    assert drawer.papers is not None
    assert drawer.brief is not None
    with qtbot.waitSignal(drawer.papers.card.shown):
        pass
    assert drawer.papers.card.can_add
    drawer.papers.reject()


def test_what_is_gone_already_is_not_removed_and_says_why(page: PeoplePage, desk: Desk, qtbot: QtBot) -> None:
    open_page(page, qtbot, ledger="topic_vehicle")
    gone = page.panel.table.model.record_at(2)
    editing.remove(desk.session, catalog.named("topic_vehicle"), gone, reason="车已卖掉")
    page.panel.acts.remove(gone, "沪A***38")
    give_reason("车已卖掉")
    qtbot.waitUntil(lambda: bool(page.panel.table.note.text))


def test_an_empty_ledger_teaches_and_leads_to_the_import(empty_desk: Desk, qtbot: QtBot, qapp: QApplication) -> None:
    theme().apply(qapp)
    page = PeoplePage(empty_desk)
    qtbot.addWidget(page)
    page.show()
    asked = places(empty_desk)
    page.enter("", {})
    qtbot.waitUntil(lambda: page.panel.table.states.state == "empty")
    page.panel.import_asked.emit()
    assert asked[-1].page == "import"
    page.enter("", {"search": "没有"})
    qtbot.waitUntil(lambda: page.panel.table.states.state == "empty" and not page.panel.table.model.is_waiting)


def test_a_new_person_comes_in_and_the_dead_are_shown_on_asking(page: PeoplePage, desk: Desk, qtbot: QtBot) -> None:
    open_page(page, qtbot)
    total = page.panel.table.model.total
    with qtbot.waitSignal(page.panel.table.model.shown):
        qtbot.mouseClick(page.panel.everyone, Qt.MouseButton.LeftButton, pos=page.panel.everyone.rect().center())
    everyone = page.panel.table.model.total
    assert everyone >= total
    typed = {"name": "阿安", "id_type": "其他", "sex": "女", "birth_date": "1990", "population_type": "户籍人口"}
    editing.add(desk.session, PERSON, typed)
    qtbot.waitUntil(lambda: page.panel.table.model.total == everyone + 1)


def test_export_and_print_take_the_list_as_it_is_filtered(page: PeoplePage, qtbot: QtBot) -> None:
    open_page(page, qtbot, filters=("age>=60",))
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    dialogs = [one for one in page.findChildren(QDialog) if one.isVisible()]
    assert [type(one).__name__ for one in dialogs] == ["ExportDialog"]
    dialogs[0].reject()
    qtbot.mouseClick(page.print_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any(type(one).__name__ == "PreviewDialog" for one in QApplication.topLevelWidgets()))
    preview = next(one for one in QApplication.topLevelWidgets() if type(one).__name__ == "PreviewDialog")
    qtbot.waitUntil(lambda: not page.desk.runner.is_busy)
    preview.close()


def test_a_person_is_shown_in_the_list_when_a_place_names_one(page: PeoplePage, qtbot: QtBot) -> None:
    open_page(page, qtbot)
    record = page.panel.table.model.record_at(20)
    page.tabs.setCurrentIndex(1)
    page.enter(record, {})
    assert page.ledger_name == "person"
    qtbot.waitUntil(lambda: page.panel.table.current_record == record)


def test_a_visit_is_recorded_from_the_row_by_its_key(page: PeoplePage, desk: Desk, qtbot: QtBot) -> None:
    open_page(page, qtbot)
    page.panel.table.panes.go(2, 0)
    record = page.panel.table.current_record
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page, Qt.Key.Key_V, both)
    qtbot.waitUntil(lambda: len(dialogs_open(VisitDialog)) == 1)
    (dialog,) = dialogs_open(VisitDialog)
    qtbot.waitUntil(lambda: dialog.beginning is not None)
    name = str(browsing.show(desk.session, PERSON, record).as_json()["name"])
    assert dialog.windowTitle() == f"登记走访 {name}"
    dialog.reject()
    page.tabs.setCurrentIndex(1)
    assert not page.visit_act.isEnabled(), "a household is called on at its home"
