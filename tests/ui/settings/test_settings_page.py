"""The settings page: what is chosen applies at once and stays; what is kept can be forgotten; the log can be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from app import kept_things, logs
from app.exports import layouts
from app.stores.settings import Settings
from storage import keys
from storage.store import Store
from tests.committee import PASSWORD
from tests.storage.stores import CHEAP
from tests.ui.dialogs import in_front, name_file, press
from ui.desk import Desk, Leaving
from ui.look.theme import theme
from ui.settings.kept_section import KeptSection
from ui.settings.log_section import LogSection
from ui.settings.look_section import LookSection
from ui.settings.move_store import MoveStore
from ui.settings.new_key import NewKey
from ui.settings.page import SECTIONS, SettingsPage
from ui.settings.safety_section import SafetySection
from ui.settings.setting_editor import SettingEditor
from ui.settings.store_section import StoreSection
from ui.trouble.log_model import LogModel


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(keys, "OFFICE_PC", CHEAP)
    yield
    theme().set("system", 100)
    logs.close_log()


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> SettingsPage:
    made = SettingsPage(desk)
    qtbot.addWidget(made)
    made.show()
    made.enter("", {})
    return made


def _choose(editor: SettingEditor, value: object) -> None:
    field = editor.field
    if isinstance(field, QComboBox):
        field.setCurrentIndex(field.findData(value))
        field.activated.emit(field.currentIndex())
    else:
        assert isinstance(value, int)
        field.setValue(value)


def _press(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _kept_value(desk: Desk, key: str) -> object:
    return Settings(desk.session.store.folder)[key]


def test_text_size_and_theme_apply_at_once_and_stay(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    section = page.section("look")
    assert isinstance(section, LookSection)
    _choose(section.text_size, 150)
    _choose(section.theme, "dark")
    assert (theme().kind, theme().text_percent) == ("dark", 150)
    qtbot.waitUntil(lambda: _kept_value(desk, "theme") == "dark" and _kept_value(desk, "text_percent") == 150)


def test_what_was_chosen_elsewhere_is_shown_here(page: SettingsPage, desk: Desk) -> None:
    section = page.section("look")
    assert isinstance(section, LookSection)
    desk.session.settings["text_percent"] = 125
    assert section.text_size.field.value_now() == 125


def test_the_time_to_the_lock_is_heard_of_by_whoever_locks(page: SettingsPage, desk: Desk) -> None:
    heard: list[str] = []
    desk.session.settings.watch(heard.append)
    section = page.section("safety")
    assert isinstance(section, SafetySection)
    _choose(section.lock, 30)
    assert heard == ["lock_minutes"]
    assert desk.session.settings.number("lock_minutes") == 30


def test_each_section_opens_and_is_gone_back_to(page: SettingsPage) -> None:
    for row, name in enumerate(SECTIONS):
        page.list.setCurrentRow(row)
        assert page.section_name == name
        assert page.section(name).isVisible()
    assert page.standing() == {"section": "log"}
    page.enter("", {"section": "store"})
    assert page.section_name == "store"


def test_the_recovery_key_is_asked_about_until_it_is_on_paper(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    page.enter("", {"section": "safety"})
    section = page.section("safety")
    assert isinstance(section, SafetySection)
    qtbot.waitUntil(section.notice.isVisible)
    _press(section.key_button)
    dialog = in_front()
    assert isinstance(dialog, NewKey)
    QTest.keyClicks(dialog.password, "falsch")
    _press(dialog.button)
    qtbot.waitUntil(lambda: "不对" in dialog.line.error)
    qtbot.waitUntil(dialog.isEnabled)
    QTest.keyClicks(dialog.password, PASSWORD)
    _press(dialog.button)
    qtbot.waitUntil(lambda: dialog.step is not None and dialog.isEnabled())
    assert dialog.step is not None
    assert not dialog.button.isEnabled()
    key = "-".join(dialog.step.shown.text().split())
    QTest.keyClicks(dialog.step.proof, dialog.step.shown.text()[-5:])
    with qtbot.waitSignal(desk.said):
        _press(dialog.button)
    qtbot.waitUntil(lambda: not section.notice.isVisible())
    assert desk.session.is_recovery_key_kept()
    folder = desk.session.store.folder
    desk.runner.close()
    desk.session.close()
    with Store.open_with_recovery_key(folder, key=key):
        pass


def test_the_store_tells_its_place_and_size_and_can_be_left(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    page.enter("", {"section": "store"})
    section = page.section("store")
    assert isinstance(section, StoreSection)
    qtbot.waitUntil(lambda: "MB" in section.size_line.text())
    with qtbot.waitSignal(desk.asked_to_leave) as left:
        _press(section.other_button)
    assert left.args == [Leaving("other")]


def test_a_store_moves_only_with_its_password_and_to_a_fit_place(
    page: SettingsPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    section = page.section("store")
    assert isinstance(section, StoreSection)
    _press(section.move_button)
    name_file(qtbot, tmp_path)
    dialog = in_front()
    assert isinstance(dialog, MoveStore)
    qtbot.waitUntil(lambda: dialog.target == tmp_path / "里弄台账")
    QTest.keyClicks(dialog.password, "falsch")
    _press(dialog.button)
    qtbot.waitUntil(lambda: "不对" in dialog.line.error and dialog.isEnabled())
    QTest.keyClicks(dialog.password, PASSWORD)
    with qtbot.waitSignal(desk.asked_to_leave) as left:
        _press(dialog.button)
    assert left.args == [Leaving("move", tmp_path / "里弄台账", PASSWORD)]
    assert PASSWORD not in repr(left.args)


def test_an_unfit_place_is_refused_before_the_store_is_closed(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = MoveStore(desk.session, desk.runner, tmp_path / "OneDrive" / "x")
    qtbot.addWidget(dialog)
    QTest.keyClicks(dialog.password, PASSWORD)
    _press(dialog.button)
    qtbot.waitUntil(lambda: "网盘" in dialog.line.error)
    assert dialog.take_password() == ""


def test_what_is_kept_is_listed_and_forgotten_after_asking(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    page.enter("", {"section": "kept"})
    section = page.section("kept")
    assert isinstance(section, KeptSection)
    qtbot.waitUntil(lambda: section.states.state == "empty")
    layouts.save(desk.session, "person", "花名册", ["name", "phone"])
    page.enter("", {})
    qtbot.waitUntil(lambda: [kept.name for kept, _ in section.rows] == ["花名册"])
    for answer in ("取消", "删除"):
        button = section.rows[0][1]
        assert button.accessibleName() == "删除“花名册”"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        press(answer)
    qtbot.waitUntil(lambda: section.states.state == "empty")
    assert kept_things.everything(desk.session) == []


def test_the_log_is_read_filtered_and_saved(page: SettingsPage, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    logs.event("added", ledger="person", fields=3)
    logs.bug("crash", ValueError("张伟 310115198001011234"))
    page.enter("", {"section": "log"})
    section = page.section("log")
    assert isinstance(section, LogSection)
    qtbot.waitUntil(lambda: section.model.rowCount() >= 2)
    section.kind.setCurrentIndex(section.kind.findData("fault"))
    section.kind.activated.emit(section.kind.currentIndex())
    assert section.count.text() == "1 条"
    assert section.model.index(0, 2).data() == "程序出了没有预料到的错误"
    target = tmp_path / "日志.txt"
    _press(section.save_button)
    with qtbot.waitSignal(desk.said):
        name_file(qtbot, target)
    saved = target.read_text(encoding="utf-8-sig")
    assert "ValueError" in saved
    assert "张伟" not in saved
    section.kind.setCurrentIndex(section.kind.findData("import"))
    section.kind.activated.emit(section.kind.currentIndex())
    assert section.states.state == "empty"
    assert not section.save_button.isEnabled()


def test_how_much_log_is_kept_applies_at_once(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    section = page.section("log")
    assert isinstance(section, LogSection)
    _choose(section.kept[0], 7)
    qtbot.waitUntil(lambda: _kept_value(desk, "log_files") == 7)


def test_the_log_model_keeps_the_rules_of_models(qtbot: QtBot) -> None:
    model: QAbstractItemModel = LogModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    assert isinstance(model, LogModel)
    from app.reading_log import Entry

    model.show_entries([Entry("2026-11-21 09:00:00", "edit", "修改一条居民", "完成")] * 3)
    model.filter(day="2026-11-21", kind="edit")
    assert model.rowCount() == 3
    model.filter(day="2026-11-20", kind="")
    assert model.rowCount() == 0
