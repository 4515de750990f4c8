"""Says on every page that the people here are invented, and takes the demo committee away in one click.

Where something was entered since it was made, the click asks first: somebody may have tried the program with real data.
"""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.demo.opening import is_as_made
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import XS, L, M
from ui.parts.buttons import link_button
from ui.parts.dialog import ask

_SAYS = "这里的人和房屋都是编造的，可以随便试。"
_ASKS = "演示数据里有后来录入、导入或修改过的内容，移除后找不回来。"


class DemoMark(QWidget):
    """A band above everything else."""

    removal_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        set_role(self, "hint", "warn")
        self.setAccessibleName("演示数据")
        self._desk = desk
        self.remove_button = link_button("移除演示数据", "trash-2")
        self.remove_button.clicked.connect(self._on_remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(L, XS, L, XS)
        row.setSpacing(M)
        row.addWidget(label("演示数据", "strong"))
        row.addWidget(label(_SAYS))
        row.addStretch(1)
        row.addWidget(self.remove_button)

    @Slot()
    def _on_remove(self) -> None:
        session = self._desk.session
        look = self._desk.runner.reading(lambda _ctx: is_as_made(session))
        look.done.connect(self._on_looked)
        self._desk.runner.start(look)

    @Slot(object)
    def _on_looked(self, is_untouched: bool) -> None:  # noqa: FBT001 - a slot
        if is_untouched:
            self.removal_asked.emit()
        else:
            ask(self, "移除演示数据", _ASKS, "移除", self.removal_asked.emit, is_danger=True)
