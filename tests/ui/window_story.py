"""What `test_real_window.py` runs on a display: the program's own window, with an input method's letters typed into it.

Keys go to the window as the display hands them on; letters that are not text yet come as Qt's input method events, as
fcitx and ibus send them. The last line on standard output says that the story was told to its end.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.stores.session import Session
from tests.committee import LOGIN, PASSWORD
from tests.input_method import commit, compose
from ui.frame.window import MainWindow
from ui.main import make_application
from ui.people.page import PeoplePage
from ui.program import Program

TOLD = "told to its end"
_PATIENCE_MS, _STEP_MS = 20_000, 10


def main(folder: Path) -> None:
    app = make_application()
    assert app.platformName() == "xcb"
    program = Program(app, folder)
    program.open_session(Session.open(folder, LOGIN, PASSWORD))
    window = program.shown
    assert isinstance(window, MainWindow)
    until(window.isVisible)
    window.activateWindow()
    until(window.windowHandle().isActive)
    search_waits_for_text(window)
    cell_waits_for_text(window)
    window.close()
    until(window.isHidden)  # what changed is backed up first
    program.close()
    sys.stdout.write(f"{TOLD}\n")


def search_waits_for_text(window: MainWindow) -> None:
    """Enter ends a composition and opens nothing; the text that came of it is searched."""
    press(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    until(window.search.hasFocus)
    before = window.pages.present
    compose(window.search, "zhang")
    press(window, Qt.Key.Key_Return)
    assert window.search.is_composing
    assert window.pages.present is before
    assert not window.search.is_asking
    commit(window.search, "张")
    assert window.search.text() == "张"
    until(lambda: not window.search.is_asking and window.search.panel.model.rowCount() > 0)
    press(window, Qt.Key.Key_Return)
    until(lambda: window.pages.present is not None and window.pages.present.name == "person")


def cell_waits_for_text(window: MainWindow) -> None:
    """A cell editor keeps the letters through Enter, takes the text, and writes it with the next Enter."""
    window.desk.go("people")
    page = window.pages.present
    assert isinstance(page, PeoplePage)
    table = page.panel.table
    until(lambda: bool(table.current_record))
    column = [one.field.name for one in table.model.columns].index("employer")
    table.panes.go(0, column)
    table.panes.setFocus()
    press(window, Qt.Key.Key_F2)
    pane = table.panes.pane_of(column)
    until(lambda: QApplication.focusWidget() is not pane)
    editor = focused()
    compose(editor, "yinxing")
    press(window, Qt.Key.Key_Return)
    assert focused() is editor
    assert table.panes.current == (0, column)
    commit(editor, "银杏小学")
    press(window, Qt.Key.Key_Return)
    until(lambda: table.model.text_at(0, column) == "银杏小学")
    assert table.panes.current[0] == 1


def press(window: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key as the display hands it to the window."""
    QTest.keyClick(window.windowHandle(), key, held)


def focused() -> QWidget:
    """The widget that has the keys."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def until(is_so: Callable[[], bool]) -> None:
    """Let the window go on until something is so."""
    patience = QDeadlineTimer(_PATIENCE_MS)
    while not is_so():
        assert not patience.hasExpired()
        QTest.qWait(_STEP_MS)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
