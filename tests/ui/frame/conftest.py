"""The window of the test's own demo store, with small pages in it: what the frame does is the same with any page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout
from pytestqt.qtbot import QtBot
from typing_extensions import override

from ui.desk import Desk
from ui.frame.pages import PageEntry
from ui.frame.window import MainWindow
from ui.page import Page


class SmallPage(Page):
    """Notes where it was put and what was typed into its one field."""

    name, title = "small", "小页"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.entered: list[tuple[str, dict[str, object]]] = []
        self.field = QLineEdit()
        self.field.setAccessibleName("栏")
        QVBoxLayout(self).addWidget(self.field)
        self.setFocusProxy(self.field)
        self.row = 0

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        self.entered.append((record, dict(facts)))
        self.row = int(str(facts.get("row", 0)))

    @override
    def standing(self) -> dict[str, object]:
        return {"row": self.row}

    @override
    def is_busy_with_input(self) -> bool:
        return bool(self.field.text())

    @override
    def discard_input(self) -> None:
        self.field.clear()


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page of the window is a small one."""
    monkeypatch.setattr(PageEntry, "load", lambda _entry: SmallPage)


@pytest.fixture
def window(desk: Desk, small_pages: None, qtbot: QtBot) -> MainWindow:
    """The window, shown at its first page."""
    made = MainWindow(desk)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.begin()
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def page_of(window: MainWindow) -> Callable[[str], SmallPage]:
    """An opened page by name."""

    def of(name: str) -> SmallPage:
        page = window.pages.opened(name)
        assert isinstance(page, SmallPage)
        return page

    return of
