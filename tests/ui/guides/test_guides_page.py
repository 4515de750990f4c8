"""The page 服务指南 as a person uses it: found by keys, copied, printed, help asked for, empty, from a dossier."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.demo import guides as invented
from app.guides import cards
from app.orders import keeping
from app.records import choosing
from app.topics import defining, rows
from ledger import ids
from ui.desk import Desk, Place
from ui.dossier.person_page import PersonPage
from ui.guides import page as page_module
from ui.guides.dialogs import GuideDialog, HelpForm, WhomDialog
from ui.guides.page import GuidesPage
from ui.parts.dialog import Dialog
from ui.printing.preview import PreviewDialog

_Dialog = TypeVar("_Dialog", bound=Dialog)


def _opened(desk: Desk, qtbot: QtBot) -> GuidesPage:
    page = GuidesPage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    page.enter("", {})
    return page


def _dialog(within: QWidget, qtbot: QtBot, kind: type[_Dialog]) -> _Dialog:
    found: list[_Dialog] = []

    def is_there() -> bool:
        found[:] = [one for one in within.window().findChildren(kind) if one.isVisible()]
        return bool(found)

    qtbot.waitUntil(is_there)
    return found[0]


def _places(desk: Desk) -> list[Place]:
    asked: list[Place] = []
    desk.asked_for_place.connect(asked.append)
    return asked


def _order(desk: Desk, record: str) -> dict[str, object]:
    with desk.session.reader() as reader:
        return dict(reader.get(keeping.ORDER, ids.from_text(record) or b"") or {})


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> GuidesPage:
    """Eleven cards."""
    invented.add(desk.session)
    made = _opened(desk, qtbot)
    qtbot.waitUntil(lambda: made.states.state == "content" and len(made.chooser.model.lines) == 11)
    return made


def test_cards_are_found_by_pinyin_and_by_chips_with_keys(page: GuidesPage, qtbot: QtBot) -> None:
    tester = QAbstractItemModelTester(page.chooser.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    chooser = page.chooser
    assert list(chooser.chips) == ["全部", "就业", "健康", "救助", "养老", "助残", "托育", "未成年人", "便民"]
    qtbot.keyClicks(chooser.search, "jt")
    qtbot.waitUntil(lambda: len(chooser.model.lines) == 2)
    assert page.card.guide is not None
    assert page.card.guide.service == "家庭医生签约"
    qtbot.keyClick(chooser.search, Qt.Key.Key_Down)
    assert page.card.guide.service == "老年综合津贴"
    chooser.chips["健康"].click()
    qtbot.waitUntil(lambda: len(chooser.model.lines) == 1)
    chooser.search.setText("lnzh")
    qtbot.waitUntil(lambda: chooser.states.state == "empty")
    assert not page.help_button.isEnabled()
    assert chooser.chips["健康"].text() == "健康 0", "the chosen kind stays in sight"
    chooser.chips["全部"].click()
    qtbot.waitUntil(lambda: [one.service for one in chooser.model.lines] == ["老年综合津贴"])
    assert tester.model().rowCount() == 1


def test_a_card_is_copied_and_printed(page: GuidesPage, qtbot: QtBot, desk: Desk) -> None:
    said: list[str] = []
    desk.said.connect(lambda text, _: said.append(text))
    page.enter(cards.find(desk.session, "临时救助").id, {})
    qtbot.waitUntil(lambda: page.card.guide is not None and page.card.guide.service == "临时救助")
    page.copy()
    assert QGuiApplication.clipboard().text().startswith("【临时救助】\n服务对象：")
    assert "临时救助" in said[-1]
    page.print_card()
    preview = _dialog(page, qtbot, PreviewDialog)
    qtbot.waitUntil(lambda: preview.composed is not None)
    preview.reject()


def test_help_is_asked_for_a_resident_by_keys(page: GuidesPage, qtbot: QtBot, desk: Desk) -> None:
    asked = _places(desk)
    page.chooser.search.setText("临时救助")
    qtbot.waitUntil(lambda: len(page.chooser.model.lines) == 1 and page.chooser.is_settled)
    qtbot.keyClick(page.chooser.search, Qt.Key.Key_Return)
    whom = _dialog(page, qtbot, WhomDialog)
    assert not whom.button.isEnabled()
    person = choosing.choices(desk.session, "person", "")[0]
    whom.person.set_choice(person)
    whom._allow()
    whom.submit()
    form = _dialog(page, qtbot, HelpForm)
    assert form.said()["category"] == "C402"
    assert form.said()["reporter_person"] == person.id
    assert "临时救助" in form.said()["description"]
    assert form.said()["dwelling_uid"]
    form.confirm()
    qtbot.waitUntil(lambda: bool(asked))
    order = _order(desk, asked[-1].record)
    assert order["category"] == "C402"
    guide = cards.find(desk.session, "临时救助").id
    assert rows.one_row(desk.session, guide)[1].order.number == order["order_no"]


def test_somebody_who_is_not_in_the_ledger_asks_too(page: GuidesPage, qtbot: QtBot) -> None:
    page.ask_help()
    whom = _dialog(page, qtbot, WhomDialog)
    whom.skip.click()
    form = _dialog(page, qtbot, HelpForm)
    assert "reporter_person" not in form.said()
    form.reject()
    qtbot.waitUntil(lambda: not [one for one in page.findChildren(HelpForm) if one.isVisible()])


def test_help_is_asked_for_from_a_dossier(page: GuidesPage, qtbot: QtBot, desk: Desk) -> None:
    person = choosing.choices(desk.session, "person", "")[0]
    dossier = PersonPage(desk)
    qtbot.addWidget(dossier)
    dossier.show()
    dossier.enter(person.id, {})
    qtbot.waitUntil(lambda: dossier.dossier is not None)
    assert dossier.help_act.isVisible()
    dossier.help_act.trigger()
    choosing_one = _dialog(dossier, qtbot, GuideDialog)
    choosing_one.chooser.search.setText("slsd")
    choosing_one.chooser.search.setText("sydj")
    qtbot.waitUntil(lambda: len(choosing_one.chooser.model.lines) == 1 and choosing_one.chooser.is_settled)
    qtbot.keyClick(choosing_one.chooser.search, Qt.Key.Key_Return)
    form = _dialog(dossier, qtbot, HelpForm)
    assert form.said()["reporter_person"] == person.id
    assert form.said()["category"] == "C405"
    form.leave()


def test_an_empty_page_teaches_and_takes_a_sheet_in(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, said = _opened(desk, qtbot), list[str]()
    desk.said.connect(lambda text, _: said.append(text))
    qtbot.waitUntil(lambda: page.states.state == "empty")
    assert not page.help_button.isEnabled()
    _button(page, "启用服务指南").click()
    qtbot.waitUntil(lambda: cards.ledger_of(desk.session) is not None and _has(page, "导入表格…"))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["服务事项", "类别", "办理地点", "工单类别"])
    sheet.append(["助餐点订餐", "养老", "社区食堂", "养老服务"])
    book.save(tmp_path / "指南.xlsx")
    monkeypatch.setattr(page_module, "choose_file", lambda *given: given[-1](tmp_path / "指南.xlsx"))
    _button(page, "导入表格…").click()
    qtbot.waitUntil(lambda: page.states.state == "content")
    assert page.card.guide is not None
    assert page.card.guide.service == "助餐点订餐"
    assert said[-1] == "已导入 1 条"
    page.import_sheet()
    qtbot.waitUntil(lambda: said[-1] == "已导入 0 条，1 条原来就有")


def test_what_changes_elsewhere_is_read_again_and_trouble_is_told(
    page: GuidesPage, qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.topics import writing
    from storage.errors import DatabaseBusy

    asked = _places(desk)
    page.go_and_edit()
    assert asked[-1].page == "topics"
    typed = {"service": "新的一条", "kind": "便民", "where": "居委会", "category": "C9"}
    writing.save(desk.session, cards.CODE, typed)
    qtbot.waitUntil(lambda: len(page.chooser.model.lines) == 12)

    def fail(*_: object) -> None:
        raise DatabaseBusy(Path())

    monkeypatch.setattr(cards, "listing", fail)
    page.chooser.read()
    qtbot.waitUntil(lambda: page.states.state == "error")
    assert defining.find(desk.session, cards.CODE)


def _button(page: GuidesPage, text: str) -> QPushButton:
    return next(one for one in page.states.findChildren(QPushButton) if one.text() == text)


def _has(page: GuidesPage, text: str) -> bool:
    return any(one.text() == text for one in page.states.findChildren(QPushButton))
