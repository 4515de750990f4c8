"""Opening a page shows that page and no other window, not even for a moment."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from ledger import catalog
from ui.desk import Desk
from ui.frame.pages import IN_NAVIGATION
from ui.frame.window import MainWindow

_PATIENCE_MS = 20_000


class _Shown(QObject):
    """Notes every window that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(f"{watched!r} {watched.accessibleName()}")
        return False


@pytest.mark.parametrize("name", [*(page.name for page in IN_NAVIGATION), "person", "dwelling"])
def test_a_page_opens_without_another_window(desk: Desk, qtbot: QtBot, qapp: QApplication, name: str) -> None:
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    qtbot.waitExposed(window)
    record = ""
    if name in ("person", "dwelling"):
        listed = browsing.page(desk.session, catalog.named(name), Selection(), Order(limit=1))
        record = str(listed.rows[0]["id"])
    shown = _Shown()
    qapp.installEventFilter(shown)
    try:
        desk.go(name, record)
        qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
        qapp.processEvents()
    finally:
        qapp.removeEventFilter(shown)
    assert window.pages.present is window.pages.opened(name)
    assert shown.windows == []
