"""The page of backups by clicks: making, trying, restoring, planning the night, a new data key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.auditing import archiving, reading
from app.backups import making, shelf, standing
from app.schedule import installing, unattended
from app.stores.session import Session
from ledger import clock
from storage.keys import KeySlots
from storage.store import Entry
from tests.committee import LOGIN, PASSWORD
from ui.backups.night_dialog import NightDialog
from ui.backups.page import BackupsPage
from ui.backups.restore_dialog import RestoreDialog
from ui.desk import Desk, Leaving
from ui.frame.daily_backup import DailyBackup


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> BackupsPage:
    made = BackupsPage(desk)
    qtbot.addWidget(made)
    made.resize(1180, 720)
    made.show()
    made.enter("", {})
    qtbot.waitUntil(lambda: made.states.state == "content")
    return made


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def wait(qtbot: QtBot, page: BackupsPage) -> None:
    qtbot.waitUntil(lambda: not page.desk.runner.is_busy, timeout=20_000)


def test_without_a_backup_the_page_says_so(page: BackupsPage) -> None:
    assert page.last.state.text() == "还没有备份过"
    assert page.model.lines == []
    assert "电脑坏了，备份也会一起丢" in page.last.second.text()
    assert not page.drill.report.isVisibleTo(page)


def test_a_click_makes_a_backup_that_is_listed(qtbot: QtBot, page: BackupsPage) -> None:
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page.model)
    with qtbot.waitSignal(page.desk.said) as said:
        click(qtbot, page.now)
        assert not page.now.isEnabled()
    assert said.args[0] == "备份已做好并核对"
    wait(qtbot, page)
    (line,) = page.model.lines
    assert (line.why, line.people, line.where, line.state) == ("手工", "300", "本机", "写完已核对")
    assert page.now.isEnabled()
    assert "今天" in page.last.state.text()
    assert page.band.count() == "1 份"


def test_a_second_folder_is_chosen_used_and_given_up(qtbot: QtBot, page: BackupsPage, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    page.set_second(tmp_path / "disk")
    click(qtbot, page.now)
    wait(qtbot, page)
    assert page.model.lines[0].where == "本机、第二个位置"
    assert str(tmp_path / "disk") in page.last.second.text()
    (tmp_path / "disk").rename(tmp_path / "unplugged")
    with qtbot.waitSignal(page.desk.events.changed):
        click(qtbot, page.now)
    qtbot.waitUntil(page.note.isVisible)
    assert "第二个位置现在用不了" in page.note.text()
    wait(qtbot, page)
    click(qtbot, page.last.forget)
    wait(qtbot, page)
    assert shelf.second_folder(page.desk.session) is None


def test_a_drill_is_held_and_told(qtbot: QtBot, page: BackupsPage) -> None:
    making.make(page.desk.session)
    with qtbot.waitSignal(page.desk.said, timeout=20_000) as said:
        click(qtbot, page.drill.hold)
    assert said.args[0] == "演练通过，备份可以恢复"
    wait(qtbot, page)
    assert "备份能恢复" in page.drill.state.text()
    assert page.drill.report.isVisibleTo(page)
    click(qtbot, page.drill.every)
    wait(qtbot, page)
    assert page.desk.session.settings[standing.DRILL_MONTHS] == 12
    assert "每年一次" in page.drill.note.text()


def test_a_drill_of_a_damaged_backup_says_what_to_do(qtbot: QtBot, page: BackupsPage) -> None:
    path = making.make(page.desk.session).path
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    click(qtbot, page.drill.hold)
    qtbot.waitUntil(page.note.isVisible, timeout=20_000)
    assert "请马上另做一份备份" in page.note.text()
    wait(qtbot, page)
    assert page.drill.badge is not None


def test_a_drill_without_a_backup_says_why(qtbot: QtBot, page: BackupsPage) -> None:
    assert page.drill.badge is None  # nothing was tried, so nothing is in order
    click(qtbot, page.drill.hold)
    qtbot.waitUntil(page.note.isVisible)
    assert "没有做任何事" in page.note.text()


def test_the_keys_change_once_it_was_asked_and_the_new_recovery_key_is_proved(qtbot: QtBot, page: BackupsPage) -> None:
    session = page.desk.session
    session.note_recovery_key_kept()
    before = (session.store.folder / "ledger.db").read_bytes()[:16]
    click(qtbot, page.key.change)
    page.asking.accept()
    qtbot.waitUntil(page.note.isVisible, timeout=20_000)
    assert "密钥已更换" in page.note.text()
    assert not session.is_recovery_key_kept()
    click(qtbot, page.note.button)
    page.proving.reject()  # put off
    click(qtbot, page.note.button)
    assert not page.proving.button.isEnabled()
    key = "".join(page.proving.step.shown.text().split())
    qtbot.keyClicks(page.proving.step.proof, key[-5:])
    with qtbot.waitSignal(page.proving.accepted):
        click(qtbot, page.proving.button)
    assert session.is_recovery_key_kept()
    assert not page.note.isVisible()
    copy = KeySlots.load(session.store.folder / "keys.json")
    assert copy.unwrap_with_recovery_key(key).file_mark == (session.store.folder / "ledger.db").read_bytes()[:16]
    wait(qtbot, page)
    assert (page.desk.session.store.folder / "ledger.db").read_bytes()[:16] != before
    assert page.model.lines[0].why == "换密钥前"


def opened_dialog(qtbot: QtBot, page: BackupsPage) -> RestoreDialog:
    path = making.make(page.desk.session).path
    wait(qtbot, page)
    page.restoring.look(path)
    qtbot.waitUntil(lambda: page.restoring.dialog is not None)
    assert page.restoring.dialog is not None
    return page.restoring.dialog


def test_a_backup_is_restored_to_a_new_folder(qtbot: QtBot, page: BackupsPage, tmp_path: Path) -> None:
    dialog = opened_dialog(qtbot, page)
    assert not dialog.button.isEnabled()
    dialog.set_folder(tmp_path / "new")
    qtbot.keyClicks(dialog.password, "Falsch#2026")
    click(qtbot, dialog.button)
    qtbot.waitUntil(lambda: bool(dialog.secret.error))
    assert "打不开这份备份" in dialog.secret.error
    assert dialog.isVisible()
    dialog.password.clear()
    qtbot.keyClicks(dialog.password, PASSWORD)
    click(qtbot, dialog.button)
    qtbot.waitUntil(page.note.isVisible, timeout=20_000)
    assert str(tmp_path / "new") in page.note.text()
    wait(qtbot, page)
    assert page.note.button.text() == "打开恢复的台账"
    with qtbot.waitSignal(page.desk.asked_to_leave) as left:
        click(qtbot, page.note.button)
    assert left.args == [Leaving("other", tmp_path / "new")]
    page.tell("别的消息", "info")
    assert page.note.button.isHidden()
    with Session.open(tmp_path / "new", LOGIN, PASSWORD) as session:
        assert session.user_name()


def test_replacing_the_present_store_leaves_for_it(qtbot: QtBot, page: BackupsPage) -> None:
    dialog = opened_dialog(qtbot, page)
    dialog.to_present.setChecked(True)
    assert dialog.button.text() == "替换现在的台账"
    qtbot.keyClicks(dialog.password, PASSWORD)
    with qtbot.waitSignal(page.desk.asked_to_leave) as left:
        click(qtbot, dialog.button)
    leaving = left.args[0]
    assert isinstance(leaving, Leaving)
    assert (leaving.what, leaving.path) == ("restore", dialog.path)
    assert leaving.proof is not None
    assert leaving.proof.password == PASSWORD
    assert PASSWORD not in repr(leaving)


def test_enter_on_a_line_of_the_list_restores_that_backup(qtbot: QtBot, page: BackupsPage) -> None:
    making.make(page.desk.session)
    qtbot.waitUntil(lambda: len(page.model.lines) == 1)
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.restoring.dialog is not None)


def test_the_night_is_planned_and_cancelled(qtbot: QtBot, page: BackupsPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installing, "_run", lambda _: 0)
    click(qtbot, page.night.plan)
    dialog = page.nightly.dialog
    assert isinstance(dialog, NightDialog)
    dialog.time.setText("25:00")
    click(qtbot, dialog.yes)
    assert dialog.line.error
    dialog.time.setText("9：30")
    click(qtbot, dialog.yes)
    qtbot.waitUntil(lambda: "09:30" in page.night.state.text())
    wait(qtbot, page)
    assert "没人时不能备份" in page.night.note.text()
    click(qtbot, page.night.cancel)
    qtbot.waitUntil(lambda: page.night.state.text() == "没有安排")
    wait(qtbot, page)


def test_a_pc_without_a_key_store_says_so_and_plans_nothing(
    qtbot: QtBot, page: BackupsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> object:
        raise unattended.KeyStoreMissing

    monkeypatch.setattr(unattended, "_key_store", missing)
    click(qtbot, page.night.plan)
    dialog = page.nightly.dialog
    assert dialog is not None
    dialog.key.setChecked(True)
    click(qtbot, dialog.yes)
    qtbot.waitUntil(page.note.isVisible)
    assert "没有可用的密钥库" in page.note.text()
    wait(qtbot, page)
    assert page.night.state.text() == "没有安排"


@pytest.fixture
def daily(qtbot: QtBot, desk: Desk) -> Iterator[DailyBackup]:
    """What the window does every day, in a window that ends with the test."""
    window = QWidget()
    qtbot.addWidget(window)
    made = DailyBackup(desk, window)
    yield made
    window.deleteLater()  # its timer stands still in its own thread
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


class Later:
    """The clock so many days on."""

    def __init__(self, days: int) -> None:
        self._moment = clock.now() + timedelta(days=days)

    def now(self) -> datetime:
        return self._moment


def test_behind_the_lock_the_days_backup_is_put_off_and_made_after_it_without_a_word(
    qtbot: QtBot, desk: Desk, daily: DailyBackup
) -> None:
    told: list[str] = []
    desk.said.connect(lambda text, _action: told.append(text))
    assert desk.session.seal()
    daily.make()
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    desk.session.unlock(PASSWORD)
    assert not making.is_made_today(desk.session)
    daily.resume()
    qtbot.waitUntil(lambda: making.is_made_today(desk.session) and not desk.runner.is_busy, timeout=20_000)
    assert told == []
    number = len(shelf.everything(desk.session))
    daily.resume()
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    assert len(shelf.everything(desk.session)) == number


def test_the_window_archives_old_entries_after_the_backup(qtbot: QtBot, desk: Desk, daily: DailyBackup) -> None:
    session = desk.session
    with clock.use(Later(archiving.kept_days(session) + archiving.TOGETHER_DAYS + 1)):
        session.store.note([(Entry("wang", "unlock", class_="login"), {})])
        daily.make()
        qtbot.waitUntil(lambda: bool(reading.choices(session).archives) and not desk.runner.is_busy, timeout=20_000)
        with session.reader() as reader:
            kinds = [entry.kind for entry in reader.actions(limit=2)]
        assert kinds == ["log-archive", "backup"]


def test_the_window_tidies_attachments_once_a_day(qtbot: QtBot, desk: Desk, daily: DailyBackup) -> None:
    def left(days: int) -> int:
        """What is left of bytes that no record names, when the window looked on that day."""
        with clock.use(Later(days)):
            daily.make()
            qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=20_000)
        with desk.session.store.attached.blobs() as blobs:
            return blobs.total()

    with desk.session.store.attached.blobs() as blobs:
        blobs.put(b"bytes whose record was never written")
    assert left(0) > 0, "a record may still come"
    assert left(2) == 0


def test_the_window_makes_todays_backup_once(qtbot: QtBot, desk: Desk, daily: DailyBackup) -> None:
    daily.make()
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=20_000)
    daily.make()
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=20_000)
    assert [one.manifest.why for one in shelf.everything(desk.session) if one.manifest] == ["daily"]
