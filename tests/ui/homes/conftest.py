"""A page of houses, read and shown: the tests look at its grid."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ui.desk import Desk
from ui.homes.grid_pane import GridPane
from ui.homes.page import HomesPage


@pytest.fixture
def whole(desk: Desk, qtbot: QtBot) -> HomesPage:
    made = HomesPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.enter("", {})
    qtbot.waitUntil(lambda: made.houses.states.state == "content" and made.houses.view.current is not None)
    return made


@pytest.fixture
def page(whole: HomesPage) -> GridPane:
    return whole.houses
