"""A first start, from the greeting to a store with a recovery key on paper, as a person goes through it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.stores import paths
from app.stores.session import Session
from storage.store import Store
from tests.ui.dialogs import name_file
from ui.login import key_step
from ui.login.doorway import Doorway
from ui.login.first_start import FirstStart
from ui.login.key_paper import KeyPaper, as_pdf
from ui.login.key_step import KeyStep

At = Callable[[Path | None], Doorway]
_PASSWORD = "Ginkgo_2027x"


def _press(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _as_far_as_the_committee(qtbot: QtBot, first: FirstStart, folder: Path) -> None:
    _press(first.welcome.new)
    first.place.edit.setText(str(folder))
    _press(first.next)
    qtbot.waitUntil(lambda: first.stack.shown is first.committee)


def _as_far_as_the_key(qtbot: QtBot, first: FirstStart, folder: Path) -> KeyStep:
    _as_far_as_the_committee(qtbot, first, folder)
    first.committee.name.setText("银杏居委会")
    QTest.keyClicks(first.committee.code, "310115012001")
    QTest.keyClick(first.committee.code, Qt.Key.Key_Return)
    first.account.name.setText("王芳")
    QTest.keyClicks(first.account.login, "juwei01")
    QTest.keyClick(first.account.login, Qt.Key.Key_Return)
    QTest.keyClicks(first.password.password.edit, _PASSWORD)
    QTest.keyClick(first.password.password.edit, Qt.Key.Key_Return)
    QTest.keyClicks(first.password.password.again, _PASSWORD)
    QTest.keyClick(first.password.password.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(first.stack.shown, KeyStep), timeout=20_000)
    step = first.stack.shown
    assert isinstance(step, KeyStep)
    return step


def _says(first: FirstStart, reason: str) -> bool:
    return reason in first.place.line.error


def _key_of(step: KeyStep) -> str:
    return "-".join(step.shown.text().split())


def test_a_new_committee_gets_its_store(qtbot: QtBot, doorway_at: At, tmp_path: Path) -> None:
    doorway = doorway_at(None)
    first, folder = doorway.first_start, tmp_path / "台账"
    assert doorway.present is first
    step = _as_far_as_the_key(qtbot, first, folder)
    key = _key_of(step)
    assert not first.next.isEnabled()
    QTest.keyClicks(step.proof, "00000")
    assert "不一样" in step.proof_line.error
    step.proof.clear()
    QTest.keyClicks(step.proof, key[-5:].lower())
    with qtbot.waitSignal(doorway.opened) as opened:
        QTest.keyClick(step.proof, Qt.Key.Key_Return)
    assert opened.args is not None
    with opened.args[0] as session:
        assert (session.store.committee_code, session.store.committee_name) == ("310115012001", "银杏居委会")
        assert (session.login, session.user_name()) == ("juwei01", "王芳")
        assert session.is_recovery_key_kept()
    with Session.open(folder, "juwei01", _PASSWORD):
        pass
    with Store.open_with_recovery_key(folder, key=key):
        pass


def test_a_key_that_nobody_proved_is_asked_about_later(qtbot: QtBot, doorway_at: At, tmp_path: Path) -> None:
    doorway = doorway_at(None)
    _as_far_as_the_key(qtbot, doorway.first_start, tmp_path / "store")
    doorway.close()
    with Session.open(tmp_path / "store", "juwei01", _PASSWORD) as session:
        assert not session.is_recovery_key_kept()


def test_an_unfit_place_is_refused_with_the_reason(
    qtbot: QtBot, doorway_at: At, tmp_path: Path, store_folder: Path
) -> None:
    first = doorway_at(None).first_start
    _press(first.welcome.new)
    assert first.place.folder() == paths.default_store()
    for folder, reason in ((tmp_path / "OneDrive" / "x", "网盘"), (store_folder, "已经有一份台账")):
        first.place.show_folder(folder)
        _press(first.next)
        qtbot.waitUntil(partial(_says, first, reason))
        assert first.stack.shown is first.place
    assert not (tmp_path / "OneDrive").exists()
    first.place.picked.emit(tmp_path)
    qtbot.waitUntil(lambda: first.place.folder() == tmp_path / "里弄台账")


def test_answers_are_kept_while_one_goes_back(qtbot: QtBot, doorway_at: At, tmp_path: Path) -> None:
    first = doorway_at(None).first_start
    _as_far_as_the_committee(qtbot, first, tmp_path / "store")
    first.committee.name.setText("银杏居委会")
    _press(first.back)
    assert first.stack.shown is first.place
    _press(first.next)
    qtbot.waitUntil(lambda: first.stack.shown is first.committee)
    assert first.committee.name.text() == "银杏居委会"
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [("31011501200", "现在是 11 位"), ("31011501200x", "只有数字"), ("010115012001", "不会是 0"), ("", "")],
)
def test_a_wrong_code_is_told(qtbot: QtBot, doorway_at: At, tmp_path: Path, typed: str, told: str) -> None:
    first = doorway_at(None).first_start
    _as_far_as_the_committee(qtbot, first, tmp_path / "store")
    first.committee.name.setText("银杏居委会")
    first.committee.code.setFocus()
    QTest.keyClicks(first.committee.code, typed)
    first.committee.name.setFocus()
    assert told in first.committee.code_line.error
    assert not first.next.isEnabled()


def test_a_right_code_is_explained_and_a_wrong_login_told(qtbot: QtBot, doorway_at: At, tmp_path: Path) -> None:
    first = doorway_at(None).first_start
    _as_far_as_the_committee(qtbot, first, tmp_path / "store")
    QTest.keyClicks(first.committee.code, "3101 1501 2001")
    assert "街镇 012" in first.committee.code_line.note.text()
    QTest.keyClicks(first.account.login, "wang fang")
    assert "不能有空格" in first.account.login_line.error


def test_the_password_rule_is_ticked_off_while_typing(qtbot: QtBot, doorway_at: At) -> None:
    first = doorway_at(None).first_start
    first.show_step(first.password)
    password = first.password.password
    password.belong_to("juwei01", "王芳")
    assert set(password.rules.states().values()) == {"open"}
    QTest.keyClicks(password.edit, "wangfang1")
    states = password.rules.states()
    assert states["8 位以上"] == states["有字母"] == states["有数字"] == "kept"
    assert states["有特殊符号，如 ! @ # _"] == "open"
    assert states["不含姓名或姓名拼音"] == "broken"
    password.edit.setText("Ren13812345678!")
    assert password.rules.states()["不含手机号"] == "broken"
    password.edit.setText("P@ssw0rd")
    assert password.rules.states()["不是常见密码"] == "broken"
    password.edit.setText(_PASSWORD)
    assert set(password.rules.states().values()) == {"kept"}
    password.again.setText("x")
    password.edit.setFocus()
    password.again.setFocus()
    password.edit.setFocus()
    assert not password.is_good
    password.again.setText(_PASSWORD)
    assert password.is_good


def test_the_recovery_key_goes_to_paper(
    qtbot: QtBot, doorway_at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = KeyPaper("7K3MX-ABCDE-FGHJK-MNPQR-12345-67890-VWXYZ-4T5N9", "银杏居委会", "wang")
    content = as_pdf(paper)
    assert content.startswith(b"%PDF")
    assert content.rstrip().endswith(b"%%EOF")
    assert "7K3MX" not in repr(paper)
    step = KeyStep(paper)
    qtbot.addWidget(step)
    printed: list[KeyPaper] = []

    def print_paper(one: KeyPaper, _parent: object) -> bool:
        printed.append(one)
        return True

    monkeypatch.setattr(key_step, "print_paper", print_paper)
    _press(step.print_button)
    assert printed == [paper]
    assert "打印机" in step.notice.text()
    target = tmp_path / "key.pdf"
    step.show()
    _press(step.save_button)
    name_file(qtbot, target)
    assert target.read_bytes().startswith(b"%PDF")
