"""What the log-in tests share: cheap key slots, for what costs a third of a second in an office costs too much here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import logs
from storage import keys
from tests.storage.stores import CHEAP
from ui.login.doorway import Doorway


@pytest.fixture(autouse=True)
def cheap_slots(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(keys, "OFFICE_PC", CHEAP)
    yield
    logs.close_log()


@pytest.fixture
def doorway_at(qtbot: QtBot) -> Iterator[Callable[[Path | None], Doorway]]:
    """Opens doorways, shown, and closes them in the end."""
    opened: list[Doorway] = []

    def open_at(folder: Path | None) -> Doorway:
        doorway = Doorway(folder)
        qtbot.addWidget(doorway)
        doorway.show()
        doorway.activateWindow()
        qtbot.waitUntil(doorway.isActiveWindow)
        opened.append(doorway)
        return doorway

    yield open_at
    for doorway in opened:
        doorway.close()
