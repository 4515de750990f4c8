"""One stage a day for all tests of the screens: making its stores is what takes time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtWidgets import QApplication

from app.demo.rehearsal import rehearsal
from ledger import clock
from ui.look.theme import theme
from ui.stage import Stage


class Stages:
    """The stage on which all play, and another one when a run goes on over midnight: its stores know their today."""

    def __init__(self, app: QApplication) -> None:
        self.app = app
        self.standing = ExitStack()
        self.stage: Stage | None = None
        self.day = clock.today()

    def of_today(self) -> Stage:
        """The stage whose stores were filled today."""
        if self.stage is None or self.day != clock.today():
            self.standing.close()
            self.day = clock.today()
            self.stage = Stage(self.standing.enter_context(rehearsal(people=300)))
            self.standing.callback(self.app.processEvents)
            self.standing.callback(self.stage.close)
        return self.stage


@pytest.fixture(scope="session")
def stages(qapp: QApplication) -> Iterator[Stages]:
    theme().apply(qapp)
    made = Stages(qapp)
    with made.standing:
        yield made


@pytest.fixture
def stage(stages: Stages) -> Stage:
    return stages.of_today()


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    theme().apply(qapp)
    theme().set("light", 100)
    yield
    theme().set("light", 100)
