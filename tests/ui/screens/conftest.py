"""One stage for all tests of the screens: making its stores is what takes time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.demo.rehearsal import rehearsal
from ui.look.theme import theme
from ui.stage import Stage


@pytest.fixture(scope="session")
def stage(qapp: QApplication) -> Iterator[Stage]:
    theme().apply(qapp)
    with rehearsal(people=300) as stores:
        made = Stage(stores)
        yield made
        made.close()
        qapp.processEvents()


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    theme().apply(qapp)
    theme().set("light", 100)
    yield
    theme().set("light", 100)
