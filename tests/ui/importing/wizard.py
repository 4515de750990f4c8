"""The wizard as a person uses it: files chosen, buttons clicked, what is shown read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.desk import Desk
from ui.importing.page import ImportPage
from ui.importing.steps import FILE, PLAN, QUESTIONS, RESULT, SHEETS

_PATIENCE_MS = 60_000


class Wizard:
    """A page with hands."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self.qtbot, self.desk = qtbot, desk
        self.page = ImportPage(desk)
        qtbot.addWidget(self.page)
        self.page.resize(1180, 720)
        self.page.show()
        self.page.enter("", {})

    def settle(self) -> None:
        """Wait until no job of the wizard is under way."""
        self.qtbot.waitUntil(lambda: not self.page.run.is_busy, timeout=_PATIENCE_MS)

    def take(self, path: Path) -> None:
        """Choose a file."""
        self.page.file.choose(path)
        self.settle()

    def click(self, button: object) -> None:
        """Click something."""
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def type_password(self, text: str) -> None:
        """Answer the question for a password."""
        self.page.file.password.clear()
        self.qtbot.keyClicks(self.page.file.password, text)
        self.qtbot.keyClick(self.page.file.password, Qt.Key.Key_Return)
        self.settle()

    def on_to(self, step: int) -> None:
        """Click on until the step is open."""
        for _ in range(RESULT):
            if self.page.now >= step:
                break
            assert self.page.frame.on.isEnabled(), self.page.frame.said.text()
            self.click(self.page.frame.on)
        assert self.page.now == step, self.page.frame.trouble_text.text()

    def counts(self) -> dict[str, int]:
        """The big counts as they are shown."""
        return {status: int(button.count.replace(",", "")) for status, button in self.page.plan.counts.buttons.items()}


__all__ = ["FILE", "PLAN", "QUESTIONS", "RESULT", "SHEETS", "Wizard"]
