"""A window too low for a step: what is typed scrolls, its buttons stay in sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.login.doorway import Doorway
from ui.look.theme import theme

At = Callable[[Path | None], Doorway]
OFFICE = QSize(1366, 768)


@pytest.fixture
def text_size(qapp: QApplication) -> Iterator[Callable[[int], None]]:
    theme().apply(qapp)
    yield lambda percent: theme().set("light", percent)
    theme().set()
    qapp.processEvents()


def _is_in_sight(widget: QWidget) -> bool:
    """True when nothing of it is cut by the window or by what it lies in."""
    seen = widget.visibleRegion().boundingRect()
    return widget.isVisible() and seen.contains(QRect(0, 0, widget.width(), widget.height()))


@pytest.mark.parametrize("size", [None, OFFICE], ids=["as it opens", "1366 x 768"])
@pytest.mark.parametrize("percent", [100, 125, 150, 175])
def test_the_way_out_of_a_forgotten_password_is_in_sight(
    qtbot: QtBot, doorway_at: At, store_folder: Path, text_size: Callable[[int], None], percent: int, size: QSize | None
) -> None:
    text_size(percent)
    doorway = doorway_at(store_folder)
    if size is not None:
        doorway.resize(size)
    QTest.mouseClick(doorway.log_in_panel.forgotten_link, Qt.MouseButton.LeftButton)
    panel = doorway.recovery_panel
    if size is None:  # the screen of tests is narrower than an office's
        doorway.resize(max(doorway.width(), panel.width() * 2), doorway.height())
    qtbot.waitUntil(lambda: _is_in_sight(panel.button) and _is_in_sight(panel.back))
    panel.show_error("恢复密钥不对，台账没有打开。请对着打印件逐组核对后重试。")
    qtbot.waitUntil(lambda: _is_in_sight(panel.error) and _is_in_sight(panel.button) and _is_in_sight(panel.key))


def test_what_is_typed_next_comes_into_sight(
    qtbot: QtBot, doorway_at: At, store_folder: Path, text_size: Callable[[int], None]
) -> None:
    text_size(175)
    doorway = doorway_at(store_folder)
    doorway.resize(1366, 560)
    QTest.mouseClick(doorway.log_in_panel.forgotten_link, Qt.MouseButton.LeftButton)
    panel = doorway.recovery_panel
    qtbot.waitUntil(lambda: panel.key.isVisible() or panel.login.isVisible())
    panel.login.setFocus()
    for field in (panel.key, panel.password.edit, panel.password.again):
        QTest.keyClick(doorway.focusWidget(), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda field=field: field.hasFocus() and _is_in_sight(field))  # type: ignore[misc]
    QTest.keyClick(panel.password.again, Qt.Key.Key_Backtab)
    QTest.keyClick(panel.password.edit, Qt.Key.Key_Backtab)
    qtbot.waitUntil(lambda: panel.key.hasFocus() and _is_in_sight(panel.key))


@pytest.mark.parametrize("percent", [125, 175])
def test_the_first_start_keeps_its_buttons_in_sight(
    qtbot: QtBot, doorway_at: At, text_size: Callable[[int], None], percent: int
) -> None:
    text_size(percent)
    doorway = doorway_at(None)
    doorway.resize(1100, 480)
    first = doorway.first_start
    doorway.show_panel(first)
    first.begin_new()
    first.show_step(first.password)
    qtbot.waitUntil(lambda: _is_in_sight(first.next) and _is_in_sight(first.back))
