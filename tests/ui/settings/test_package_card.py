"""The exchange by files in the settings: the cloud's key, the request to be let in, a package, and its answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.records import editing
from app.stores.session import Session
from app.syncing import standing
from cloud.enrolling import new_code
from cloud.packages import card
from tests.app.syncing.office import PERSON, expel, person
from tests.app.syncing.test_by_package import carried
from tests.cloud.callers import CID, House
from ui.settings.exchange_section import ExchangeSection
from ui.settings.package_card import PackageCard

_PATIENCE_MS = 20_000


def _done(qtbot: QtBot, packages: PackageCard, said: str) -> None:
    """It says so, and may be asked for the next."""

    def is_said() -> None:
        assert said in packages.notice.text()

    qtbot.waitUntil(is_said, timeout=_PATIENCE_MS)
    qtbot.waitUntil(packages.key_button.isEnabled, timeout=_PATIENCE_MS)


def _with_key(qtbot: QtBot, section: ExchangeSection, house: House, folder: Path) -> None:
    file = folder / "key"
    file.write_text(card(house.means).card(), encoding="ascii")
    section.packages.read_key(file)
    _done(qtbot, section.packages, "公钥已读入")


def _joined(qtbot: QtBot, section: ExchangeSection, house: House, folder: Path) -> None:
    _with_key(qtbot, section, house, folder)
    section.form.code.setText(new_code(house.means, CID))
    section.packages.write(folder / "join.linongpack")
    _done(qtbot, section.packages, "接入申请已导出")
    section.packages.take_in(carried(house, folder / "join.linongpack"))
    _done(qtbot, section.packages, "已接入上级平台")


def test_a_pc_joins_and_exchanges_by_files(
    qtbot: QtBot, section: ExchangeSection, house: House, alone: Session, tmp_path: Path
) -> None:
    packages = section.packages
    assert not packages.out_button.isEnabled()
    _with_key(qtbot, section, house, tmp_path)
    assert card(house.means).fingerprint in packages.key.text()
    assert packages.out_button.text() == "导出接入申请…"
    _joined(qtbot, section, house, tmp_path)
    assert (packages.out_button.text(), packages.joining.isVisible()) == ("导出交换包…", False)
    person(alone)
    packages.write(tmp_path / "1.linongpack")
    _done(qtbot, packages, "第 1 个交换包已导出，有 1 条改动")
    packages.take_in(carried(house, tmp_path / "1.linongpack"))
    _done(qtbot, packages, "上级平台收到 1 条，取回 1 条")
    assert standing.standing(alone).waiting == 0
    assert section.reports.rowCount() == 2  # the answer that let it in is one


def test_what_went_lost_and_what_does_not_fit_is_said(
    qtbot: QtBot, section: ExchangeSection, house: House, alone: Session, tmp_path: Path
) -> None:
    _joined(qtbot, section, house, tmp_path)
    packages, record = section.packages, person(alone)
    packages.write(tmp_path / "1.linongpack")
    _done(qtbot, packages, "第 1 个")
    editing.change(alone, PERSON, record, {"name": "张山"})
    packages.write(tmp_path / "2.linongpack")
    _done(qtbot, packages, "第 2 个交换包已导出，有 2 条改动")
    answer = carried(house, tmp_path / "2.linongpack")
    packages.take_in(answer)
    _done(qtbot, packages, "街道没有收到第 1 个交换包")
    packages.take_in(answer)
    _done(qtbot, packages, "已经读入过")
    packages.take_in(tmp_path / "key")
    _done(qtbot, packages, "不是交换包")
    packages.read_key(answer)
    _done(qtbot, packages, "不是上级平台的公钥文件")


def test_a_pc_that_was_let_go_reads_why(
    qtbot: QtBot, section: ExchangeSection, house: House, alone: Session, tmp_path: Path
) -> None:
    _joined(qtbot, section, house, tmp_path)
    section.packages.write(tmp_path / "1.linongpack")
    _done(qtbot, section.packages, "第 1 个")
    expel(house, alone, "retired")
    section.packages.take_in(carried(house, tmp_path / "1.linongpack"))
    _done(qtbot, section.packages, "已停用这台电脑的接入")


def test_buttons_ask_for_files(
    qtbot: QtBot, section: ExchangeSection, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _joined(qtbot, section, house, tmp_path)
    asked: list[QFileDialog] = []
    monkeypatch.setattr("ui.parts.file_choice.open_dialog", asked.append)
    packages = section.packages
    for button in (packages.key_button, packages.out_button, packages.in_button):
        section.ensureWidgetVisible(button)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    modes = [dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave for dialog in asked]
    assert modes == [False, True, False]
    assert CID in asked[1].selectedFiles()[0]
    assert asked[1].selectedFiles()[0].endswith(".linongpack")
