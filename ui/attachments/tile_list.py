"""The attachments of a record below one another, the newest first; what is typed stays when they are read anew."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.access import Rights
from app.attachments.looking import Attached
from ui.attachments.tile import Tile
from ui.look.tokens import M
from ui.parts.buttons import link_button

_FIRST = 6


class TileList(QWidget):
    """`asked` and `worded` are those of its tiles."""

    asked = Signal(str, object)
    worded = Signal(object, str)

    def __init__(self, rights: Rights, ledger: str) -> None:
        super().__init__()
        self._rights, self._ledger = rights, ledger
        self._attached: tuple[Attached, ...] = ()
        self._small: Mapping[str, bytes] | None = None
        self._shows_all = False
        self._typed: dict[str, str] = {}
        """Captions that were being written when the mask came back, by attachment."""
        self.tiles: list[Tile] = []
        self.more = link_button("")
        self.more.clicked.connect(self._show_all)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(M)
        row = QHBoxLayout()
        row.addWidget(self.more)
        row.addStretch(1)
        self._column.addLayout(row)
        self.hide()

    def fill(self, attached: tuple[Attached, ...], small: Mapping[str, bytes] | None = None) -> None:
        """Show these; with small pictures, by attachment, without their mask."""
        self._attached, self._small = attached, small
        known = {one.id for one in attached}
        self._typed = {one: text for one, text in (self._typed | self._being_typed()).items() if one in known}
        for tile in self.tiles:
            self._column.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        chosen = attached if self._shows_all else attached[:_FIRST]
        self.tiles = [self._tile(one, len(attached) - at) for at, one in enumerate(chosen)]
        for at, tile in enumerate(self.tiles):
            self._column.insertWidget(at, tile)
            if small is not None and tile.one.id in self._typed:
                tile.word()
                tile.editor.setText(self._typed.pop(tile.one.id))
                QTimer.singleShot(0, tile.editor, tile.editor.setFocus)  # once it shows
        left = len(attached) - len(chosen)
        self.more.setText(f"显示其余 {left} 份")
        self.more.setVisible(left > 0)
        self.setVisible(bool(attached))

    def conceal(self) -> None:
        """Put the mask back and let the pictures go; what is being typed comes back with the next look."""
        self._small = None
        self._typed |= self._being_typed()
        for tile in self.tiles:
            tile.show_masked()

    def leave(self) -> None:
        """Forget what is typed."""
        self._typed.clear()
        for tile in self.tiles:
            tile.leave()

    @property
    def is_changed(self) -> bool:
        """True while a caption is typed that is not saved."""
        return bool(self._typed) or any(tile.is_changed for tile in self.tiles)

    def _being_typed(self) -> dict[str, str]:
        return {tile.one.id: tile.editor.text() for tile in self.tiles if tile.is_changed}

    def _tile(self, one: Attached, number: int) -> Tile:
        tile = Tile(one, number, self._rights, self._ledger)
        if self._small is not None:
            picture = QPixmap()
            picture.loadFromData(self._small.get(one.id, b""))
            tile.show_open(one, picture)
        tile.asked.connect(self.asked)
        tile.worded.connect(self.worded)
        return tile

    def _show_all(self) -> None:
        self._shows_all = True
        self.fill(self._attached, self._small)
