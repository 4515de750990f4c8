"""What every page of the window is: made when it is first opened, shown, asked where it stands, put there again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from ui.desk import Desk


class Page(QWidget):
    """A page. `name` is its name in places and screenshots, `title` what people read."""

    name: ClassVar[str]
    title: ClassVar[str]
    shows_sensitive: ClassVar[bool] = False
    """Whether fields of level 3 or 4 show here, masked or not: the window lays its watermark over such a page."""

    asks_anew: ClassVar[bool] = False
    """Whether it asks for rights each time it shows something, so that it stays when they change before it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName(f"page-{self.name}")
        self.setAccessibleName(self.title)

    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        """Show the record, standing as `facts` say; called each time the page is gone to, also without a change."""

    def standing(self) -> dict[str, object]:
        """How the page stands now, as plain values that `enter` understands: filters, row, scroll place."""
        return {}

    def is_busy_with_input(self) -> bool:
        """True while something typed here is not saved; leaving then asks or keeps a draft."""
        return False

    def holds_work(self) -> bool:
        """True while the page must not be made anew under a lock: something typed, or a work of several steps begun."""
        return self.is_busy_with_input()

    def discard_input(self) -> None:
        """Forget what is typed here and not saved: the person chose to leave without it."""
