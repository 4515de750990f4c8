"""Widgets that nobody holds end on the window's thread, however busy the others are, and old ones end too."""

from __future__ import annotations

import gc
from collections.abc import Callable
from threading import Thread, get_ident
from weakref import ref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QDialog, QScrollBar, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.exports import printed_lists
from app.records.filters import Selection
from ledger import catalog
from tests.ui.dialogs import dialogs_open
from ui.desk import Desk
from ui.duplicates.merged_dialog import MergedDialog
from ui.duplicates.page import DuplicatesPage
from ui.exporting.password_dialog import PasswordDialog, show_password
from ui.garbage import Garbage, _held
from ui.parts.dialog import Dialog, open_dialog
from ui.printing.preview import PreviewDialog, preview


class _Page(QWidget):
    """Holds itself, as a page does whose button is connected to it."""

    def __init__(self) -> None:
        super().__init__()
        self.itself, self.bar = self, QScrollBar(self)


def _busy() -> list[list[int]]:
    return [[number] for number in range(200_000)]


def test_a_page_ends_on_the_thread_of_the_window(qtbot: QtBot, garbage: Garbage) -> None:
    threads: list[int] = []
    page = _Page()
    page.destroyed.connect(lambda: threads.append(get_ident()), Qt.ConnectionType.DirectConnection)
    del page
    job = Thread(target=_busy)
    job.start()
    job.join()
    assert threads == []
    kept = _busy()
    qtbot.waitUntil(lambda: bool(threads))
    assert kept
    assert threads == [get_ident()]


def test_what_became_old_before_it_was_let_go_ends_at_last(qtbot: QtBot, garbage: Garbage) -> None:
    page = _Page()
    gone = ref(page)
    for _ in range(3):
        gc.collect()
    del page
    kept: list[object] = []
    for _ in range(200):
        kept.extend([number] for number in range(5_000))
        garbage.look()
        if gone() is None:
            break
    assert gone() is None


def test_afterwards_python_collects_by_itself_again(garbage: Garbage) -> None:
    assert not gc.isenabled()
    garbage.end()
    assert gc.isenabled()


_LEFT: list[QWidget] = []


def test_a_window_is_left_behind(qtbot: QtBot) -> None:
    window = _Page()
    qtbot.addWidget(window)
    _LEFT.append(window)
    assert isValid(window)


def test_the_window_of_the_test_before_was_ended_by_qt() -> None:
    assert _LEFT
    assert not any(map(isValid, _LEFT))


def test_a_dialog_that_is_done_with_is_qts_to_end(qtbot: QtBot, garbage: Garbage) -> None:
    dialog = Dialog("问一问")
    dialog.ok = dialog.add_button("好", "primary")  # type: ignore[attr-defined]  # it calls the dialog it stands in
    gone = ref(dialog)
    open_dialog(dialog)
    dialog.accept()
    del dialog
    gc.collect()
    assert gone() is not None
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    garbage.look()
    gc.collect()
    assert gone() is None


def _merges(desk: Desk, qtbot: QtBot) -> None:
    page = DuplicatesPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.merged.click()


def _preview(desk: Desk, _: QtBot) -> None:
    shown = catalog.named("person")
    preview(desk, "居民", lambda _: printed_lists.list_of(desk.session, shown, Selection(), ("name",)))


def _password(_desk: Desk, _: QtBot) -> None:
    show_password("名单.xlsx", "Qz7!kumquat")


@pytest.mark.parametrize(
    ("opens", "kind"), [(_merges, MergedDialog), (_preview, PreviewDialog), (_password, PasswordDialog)]
)
def test_dialogs_that_open_by_other_ways_are_qts_to_end_too(
    qtbot: QtBot, desk: Desk, garbage: Garbage, opens: Callable[[Desk, QtBot], None], kind: type[QDialog]
) -> None:
    opens(desk, qtbot)
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    (dialog,) = dialogs_open(kind)
    assert dialog in _held
    dialog.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(dialog)
    garbage.look()
    assert dialog not in _held
