"""What came with one step of an order: small pictures under 处置前 or 处置后, behind the mask of the page's own card.

They show and open as they do in 照片和材料 of the same page, by the same look.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.orders.photos import Shots
from ui.attachments.card import AttachmentsCard
from ui.attachments.picture_button import PictureButton
from ui.look.roles import label, set_role
from ui.look.tokens import XS, S
from ui.parts.buttons import link_button
from ui.parts.flow import FlowLayout


class ShotsRow(QWidget):
    """`pictures` are the buttons by attachment; none where nothing of it is attached to the order any more."""

    def __init__(self, shots: Shots, card: AttachmentsCard) -> None:
        super().__init__()
        self._card = card
        self._shots = shots
        self.pictures: dict[str, PictureButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        self.text = label(shots.text, "caption", wraps=True)
        column.addWidget(self.text)
        self._row = QWidget()
        self._flow = FlowLayout(self._row)
        self._flow.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._row)
        self._show()
        card.shown.connect(self._show)
        card.concealed.connect(self._show)

    @Slot()
    def _show(self) -> None:
        offered = {one.id: one for one in self._card.offered()}
        for name in self._shots.attachments:
            if name in offered and name not in self.pictures:
                one = offered[name]
                made = self.pictures[name] = PictureButton("image" if one.is_picture else "file-text", self.text.text())
                made.clicked.connect(lambda _checked=False, name=name: self._card.open(name))
                self._flow.addWidget(made)
        for name, button in self.pictures.items():
            small = self._card.small(name)
            picture = QPixmap()
            picture.loadFromData(small or b"")
            button.show_picture(picture)
            button.set_compact(is_so=small is None)
            button.name(f"{'查看' if small is not None else '显示'}{self._shots.label}的照片和材料")
            button.setVisible(name in offered)
        self._row.setVisible(any(name in offered for name in self.pictures))


def visit_line(shots: Shots, go: Callable[[str, str], object]) -> QWidget:
    """Photographs of the visit that the order came from: they stand on its page."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(S)
    row.addWidget(label(shots.text, "caption", wraps=True))
    opens = link_button("打开走访")
    set_role(opens, "link", "flush")
    opens.clicked.connect(lambda: go("visit", shots.visit))
    row.addWidget(opens)
    row.addStretch(1)
    return line
