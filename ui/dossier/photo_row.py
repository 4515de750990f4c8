"""Photos that go with what is being recorded: chosen now, added once there is a record that they can belong to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.attachments.owners import MOST
from ui.attachments.adding import Adding, choose_files
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import M
from ui.parts.buttons import link_button


class PhotoRow(QWidget):
    """A button to choose files, and how many were; it stops at as many as a record of the ledger may have."""

    def __init__(self, ledger: str) -> None:
        super().__init__()
        self._ledger, self._most = ledger, MOST[ledger]
        self.paths: list[Path] = []
        self.add_button, self.none_button = link_button("添加照片", "plus"), link_button("不要照片了")
        self.add_button.clicked.connect(self.choose)
        self.none_button.clicked.connect(lambda: self.take([]))
        self.count = label("", "muted", wraps=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        for widget in (self.add_button, self.count, self.none_button):
            row.addWidget(widget)
        row.setStretchFactor(self.count, 1)
        self.none_button.hide()

    def choose(self) -> QWidget:
        """Ask for pictures and papers."""
        return choose_files(self, lambda paths: self.take([*self.paths, *paths]))

    def take(self, paths: list[Path]) -> None:
        """These and no others, as many as there may be; what is more is said to be left out."""
        chosen = list(dict.fromkeys(paths))
        self.paths, over = chosen[: self._most], len(chosen) - self._most
        self.count.setText("，".join(self._told(over)))
        self.add_button.setEnabled(over < 0)
        self.add_button.setToolTip("" if over < 0 else f"一次走访最多 {self._most} 份")
        self.none_button.setVisible(bool(self.paths))

    def _told(self, over: int) -> Iterator[str]:
        if self.paths:
            yield f"已选 {len(self.paths)} 份"
        if over >= 0:
            yield f"一次走访最多 {self._most} 份"
        if over > 0:
            yield f"后面的 {over} 份没有选上"

    def add_to(self, desk: Desk, record: str) -> None:
        """Add them to a record; whoever chose them is gone by then, so what is not taken is told at the foot."""
        if not self.paths:
            return
        adding = Adding(desk, self._ledger, record, desk)
        adding.ended.connect(lambda text: desk.say(text) if text else None)
        adding.ended.connect(adding.deleteLater)
        adding.begin(self.paths)
