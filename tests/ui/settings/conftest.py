from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.stores.session import Session
from tests.cloud.callers import CID
from tests.committee import new_session
from tests.sync.exchange import Wire
from tests.ui.desks import a_desk
from ui.settings.exchange_section import ExchangeSection
from ui.settings.page import SettingsPage

_PATIENCE_MS = 20_000


@pytest.fixture
def alone(wire: Wire, tmp_path: Path) -> Iterator[Session]:
    """A PC that no cloud knows yet."""
    with new_session(tmp_path / "alone", code=CID) as session:
        yield session


@pytest.fixture
def section(qtbot: QtBot, qapp: QApplication, alone: Session) -> Iterator[ExchangeSection]:
    """上报 in its settings, as it is opened."""
    with a_desk(alone, qapp) as desk:
        page = SettingsPage(desk)
        qtbot.addWidget(page)
        page.resize(1180, 720)
        page.show()
        page.enter("exchange", {})
        found = page.section("exchange")
        assert isinstance(found, ExchangeSection)
        qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
        yield found
