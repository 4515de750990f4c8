"""A page of houses, read and shown."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ui.desk import Desk
from ui.homes.page import HomesPage


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> HomesPage:
    made = HomesPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.enter("", {})
    qtbot.waitUntil(lambda: made.states.state == "content" and made.view.current is not None)
    return made
