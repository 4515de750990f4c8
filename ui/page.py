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

    def discard_input(self) -> None:
        """Forget what is typed here and not saved: the person chose to leave without it."""
