"""上报 in the settings: joining with a code, what is refused, the connection test, the rounds."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.stores.session import Session
from app.syncing import rounds, route, standing
from cloud.enrolling import new_code
from sync.transport import Reply
from sync.troubles import Unreachable
from tests.app.syncing.office import URL, person
from tests.cloud.callers import CID, House
from tests.sync.exchange import Send, Wire
from ui.settings.exchange_section import ExchangeSection

_PATIENCE_MS = 20_000
_CA = "-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n"


def _join(qtbot: QtBot, section: ExchangeSection, code: str, url: str = URL) -> None:
    section.form.url.setText(url)
    section.form.code.setText(code)
    qtbot.mouseClick(section.join, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: section.join.isEnabled() and section.notice.text() != "正在处理…", timeout=_PATIENCE_MS)


def test_a_pc_joins_with_its_code_and_says_so(
    qtbot: QtBot, section: ExchangeSection, house: House, alone: Session
) -> None:
    assert section.join.isVisible()
    assert not section.test_card.isVisible()
    person(alone)
    _join(qtbot, section, new_code(house.means, CID))
    qtbot.waitUntil(section.save.isVisible, timeout=_PATIENCE_MS)
    assert section.state.text == "1 条待上报"
    assert not section.form.code_line.isVisible()
    assert standing.standing(alone).is_enrolled


def test_what_is_wrong_with_code_or_address_is_told_where_the_eye_is(
    qtbot: QtBot, section: ExchangeSection, house: House, alone: Session
) -> None:
    _join(qtbot, section, "310")
    assert "接入码写得不对" in section.notice.text()
    _join(qtbot, section, new_code(house.means, CID), url="http://cloud.example")
    assert "https://" in section.notice.text()
    other = new_code(house.means, CID).replace(CID, "310115009999")
    _join(qtbot, section, other)
    assert "另一个居委会" in section.notice.text()
    assert not standing.standing(alone).is_enrolled


def test_a_file_without_a_certificate_is_not_taken(section: ExchangeSection, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text(_CA, encoding="ascii")
    section.form.take_file(file)
    assert "没有能用的证书" in section.notice.text()
    assert section.form.way().ca == ""


def test_a_proxy_of_its_own_is_asked_for_its_address_and_kept(
    qtbot: QtBot, section: ExchangeSection, house: House, alone: Session
) -> None:
    _join(qtbot, section, new_code(house.means, CID))
    qtbot.waitUntil(section.save.isVisible, timeout=_PATIENCE_MS)
    section.form.proxy.set_value("own")
    section.form.proxy.chosen.emit()
    assert section.form.proxy_address_line.isVisible()
    section.form.proxy_address.setText("proxy:3128")
    qtbot.mouseClick(section.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "代理地址" in section.notice.text(), timeout=_PATIENCE_MS)
    section.form.proxy_address.setText("http://proxy:3128")
    qtbot.mouseClick(section.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: route.current(alone).proxy == "http://proxy:3128", timeout=_PATIENCE_MS)


def test_the_connection_test_explains_each_step(
    qtbot: QtBot, section: ExchangeSection, house: House, wire: Wire
) -> None:
    _join(qtbot, section, new_code(house.means, CID))
    qtbot.waitUntil(section.test_card.isVisible, timeout=_PATIENCE_MS)
    qtbot.mouseClick(section.test_card.test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(section.test_card.lines) == 7, timeout=_PATIENCE_MS)
    assert {badge.text for badge, _ in section.test_card.lines} == {"正常"}

    def fails(_: int, _send: Send) -> Reply:
        raise Unreachable("tls", "unknown_issuer")

    wire.fault = fails
    qtbot.waitUntil(section.test_card.test.isEnabled, timeout=_PATIENCE_MS)
    qtbot.mouseClick(section.test_card.test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: section.test_card.lines[3][0].text == "不通", timeout=_PATIENCE_MS)
    assert "单位自己的证书" in section.test_card.lines[3][1].text()
    assert section.test_card.lines[6][0].text == "没有试"


def test_the_rounds_are_listed_with_who_asked_and_the_night_is_told_once(
    qtbot: QtBot, section: ExchangeSection, house: House, alone: Session
) -> None:
    _join(qtbot, section, new_code(house.means, CID))
    person(alone)
    rounds.sync(alone, asker="night")
    section.read()
    qtbot.waitUntil(lambda: section.reports.rowCount() == 1, timeout=_PATIENCE_MS)
    told = [section.reports.index(0, column).data() for column in range(section.reports.columnCount())]
    assert (told[1], told[2], told[-1]) == ("夜里", "1", "完成")
    assert "自动上报了 1 条" in section.night.text()
    qtbot.waitUntil(lambda: not section._desk.runner.is_busy, timeout=_PATIENCE_MS)  # that it was read is noted
    section.read()
    qtbot.waitUntil(lambda: section.night.text() == "", timeout=_PATIENCE_MS)
