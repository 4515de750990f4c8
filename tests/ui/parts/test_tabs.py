"""A page's tabs keep the room of all their words, whatever stands beside them."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.look.theme import theme
from ui.parts.elided import ElidedLabel
from ui.parts.tabs import tab_bar


@pytest.mark.parametrize("text_scale", [100, 125, 175])
def test_a_long_line_beside_the_tabs_gives_way_to_them(text_scale: int, qtbot: QtBot, qapp: QApplication) -> None:
    theme().set("light", text_scale)
    theme().apply(qapp)
    whole = QWidget()
    qtbot.addWidget(whole)
    row = QHBoxLayout(whole)
    bar, beside = tab_bar("怎样看", ("看板", "列表", "我的", "按地点")), ElidedLabel("数据截至 " * 40)
    row.addWidget(bar)
    row.addStretch(1)
    row.addWidget(beside)
    whole.resize(700, 80)
    whole.show()
    assert bar.tabRect(3).right() <= bar.width()
    assert beside.is_elided
