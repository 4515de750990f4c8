"""Stores and desks for the tests of the desktop: a demo committee made once, copied for each test that writes."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.stores import paths
from app.stores.session import Session
from tests.app.syncing.joining import house, wire
from tests.committee import LOGIN, PASSWORD, new_session
from tests.ui.desks import DemoFolders, a_desk
from ui.desk import Desk
from ui.garbage import Garbage

__all__ = ["house", "wire"]


@pytest.fixture(autouse=True)
def user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the program remembers of its user and where it puts things unasked: the test's own, never this user's."""
    monkeypatch.setattr(paths, "user_folder", lambda: tmp_path / "config")
    monkeypatch.setattr(paths, "_data_folder", lambda: tmp_path / "data")
    return tmp_path / "config"


@pytest.fixture(autouse=True, scope="module")
def collector(qapp: QApplication) -> Iterator[Garbage]:
    """As in the program: widgets end on the window's thread, never on a job's.

    The tests that come after a module's may have no window, and threads on which Python collects.
    """
    made = Garbage()
    made.begin()
    yield made
    gc.collect()
    made.end()


@pytest.fixture(autouse=True)
def garbage(collector: Garbage) -> Iterator[Garbage]:
    """What a test left is looked at after it, not only while events are waited for."""
    collector.begin()
    yield collector
    collector.look()


@pytest.fixture
def qtbot(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[QtBot]:
    """Qt deletes the windows of a test, as it does the program's: they are held until then, and then ended at once.

    A window without a parent that is only let go of is Python's to end. It does so part by part, and a part that holds
    the last of its window (a row that calls the dialog it stands in) ends the window around itself.
    """
    held: list[QWidget] = []
    add = qtbot.addWidget

    def add_and_hold(widget: QWidget, **more: Any) -> None:
        held.append(widget)
        add(widget, **more)

    monkeypatch.setattr(qtbot, "addWidget", add_and_hold)
    yield qtbot
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    held.clear()


@pytest.fixture(scope="session")
def demo_folders(tmp_path_factory: pytest.TempPathFactory) -> DemoFolders:
    return DemoFolders(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def demo_folder(demo_folders: DemoFolders) -> Path:
    """A closed store with 300 invented people."""
    return demo_folders.of_today()


@pytest.fixture
def store_folder(demo_folder: Path, tmp_path: Path) -> Path:
    """A copy of the demo store of the test's own, closed."""
    return Path(shutil.copytree(demo_folder, tmp_path / "store"))


@pytest.fixture
def session(store_folder: Path) -> Iterator[Session]:
    """The test's own demo store, open."""
    with Session.open(store_folder, LOGIN, PASSWORD) as opened:
        yield opened


@pytest.fixture
def empty_session(tmp_path: Path) -> Iterator[Session]:
    """A new store with nothing in its ledgers."""
    with new_session(tmp_path / "empty") as opened:
        yield opened


@pytest.fixture
def desk(session: Session, qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    """What pages are made with, on the test's own demo store."""
    with a_desk(session, qapp) as made:
        yield made


@pytest.fixture
def empty_desk(empty_session: Session, qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    """The same on an empty store."""
    with a_desk(empty_session, qapp) as made:
        yield made
