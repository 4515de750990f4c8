"""Photos that go with what is being recorded: chosen now, added once there is a record that they can belong to."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.attachments.adding import Adding, choose_files
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import M
from ui.parts.buttons import link_button

_MOST: Final = 9
"""Of one visit, by the data dictionary."""


class PhotoRow(QWidget):
    """A button to choose files, and how many were."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[Path] = []
        self.add_button, self.none_button = link_button("添加照片", "plus"), link_button("不要照片了")
        self.add_button.clicked.connect(self.choose)
        self.none_button.clicked.connect(lambda: self.take([]))
        self.count = label("", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        for widget in (self.add_button, self.count, self.none_button):
            row.addWidget(widget)
        row.addStretch(1)
        self.none_button.hide()

    def choose(self) -> QWidget:
        """Ask for pictures and papers."""
        return choose_files(self, lambda paths: self.take([*self.paths, *paths]))

    def take(self, paths: list[Path]) -> None:
        """These and no others, as many as there may be."""
        self.paths = list(dict.fromkeys(paths))[:_MOST]
        most = f"，一次最多 {_MOST} 份" if len(paths) > _MOST else ""
        self.count.setText(f"已选 {len(self.paths)} 份{most}" if self.paths else "")
        self.none_button.setVisible(bool(self.paths))

    def add_to(self, desk: Desk, ledger: str, record: str) -> None:
        """Add them to a record; whoever chose them is gone by then, so what is not taken is told at the foot."""
        if not self.paths:
            return
        adding = Adding(desk, ledger, record, desk)
        adding.ended.connect(lambda text: desk.say(text) if text else None)
        adding.ended.connect(adding.deleteLater)
        adding.begin(self.paths)
