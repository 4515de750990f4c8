"""Which store: the ones that this user opened before, another folder, a new one, the demo committee."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy

from app.stores.known_stores import KnownStore
from ui.look.icons import icon
from ui.look.roles import set_role

_LONGEST_PLACE = 44
_AIR = "\u2002"  # Qt leaves the padding of a style sheet out where a button has a menu


class StoreMenu(QPushButton):
    """Shows the store that will be opened; its menu offers the others."""

    chosen = Signal(object)  # Path
    other_asked = Signal()
    new_asked = Signal()
    demo_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "menu", "field")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMenu(QMenu(self))

    def show_store(self, folder: Path, stores: list[KnownStore]) -> None:
        """Show the store in `folder` as the chosen one among those that are known."""
        name = next((one.name for one in stores if one.folder == folder and one.name), "")
        self.setText(_AIR + (name or shortened(folder)))
        self.setToolTip(str(folder))
        self.setAccessibleName(f"台账 {name or folder}")
        menu = self.menu()
        menu.clear()
        for one in stores:
            action = menu.addAction(f"{one.name or one.folder.name}    {shortened(one.folder)}".replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(one.folder == folder)
            action.triggered.connect(partial(self._on_chosen, one.folder))
        menu.addSeparator()
        menu.addAction(icon("folder-open"), "打开别的文件夹里的台账…", self.other_asked.emit)
        menu.addAction(icon("plus"), "新建一份台账…", self.new_asked.emit)
        menu.addAction(icon("eye"), "看看演示数据", self.demo_asked.emit)

    def _on_chosen(self, folder: Path) -> None:
        self.chosen.emit(folder)


def shortened(folder: Path) -> str:
    """A folder in few letters: its head goes, for its end tells stores apart."""
    text = str(folder)
    return text if len(text) <= _LONGEST_PLACE else "…" + text[-_LONGEST_PLACE:]
