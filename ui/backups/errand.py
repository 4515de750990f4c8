"""What an errand of the page of backups needs of the page: a window for dialogs, long work, and something said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.workers import JobHandle


class Counter(Protocol):
    """The page as its errands see it."""

    desk: Desk

    def window(self) -> QWidget:
        """The window that dialogs lie over."""
        ...

    def run(self, handle: JobHandle, then: Callable[[Any], object], *buttons: QWidget) -> None:
        """Start long work; its buttons wait until it is over."""
        ...

    def tell(self, text: str, tone: str) -> None:
        """Say something above the cards."""
        ...

    def offer(self, text: str, button: str, then: Callable[[], object]) -> None:
        """Say what went well above the cards, and offer what comes next."""
        ...
