"""Why a store stayed shut, and what can be done next: each kind of trouble with its own title and buttons."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.messages import window_message_for
from app.stores.opening import Trouble, trouble_of
from ledger.errors import LedgerError
from ui.look.roles import label
from ui.look.tokens import L, M, S
from ui.parts.buttons import plain_button, primary_button
from ui.parts.picture import Picture

_PICTURE_SIDE = 40


@dataclass(frozen=True, slots=True)
class _Way:
    icon: str
    tone: str
    title: str
    text: str
    """What is told; empty for the error's own text."""
    offers: tuple[str, ...]
    """What can be done, the first as the primary button."""


_OFFERS = {
    "again": "再试一次",
    "raise": "切换到已打开的窗口",
    "other": "打开别的文件夹…",
    "new": "新建一份台账…",
    "folder": "打开所在文件夹",
    "back": "返回登录",
}
_WAYS: dict[Trouble, _Way] = {
    "in_use": _Way("lock", "warn", "这份台账已经打开着", "", ("raise", "again", "back")),
    "missing": _Way(
        "folder-open",
        "muted",
        "这个文件夹里没有台账",
        "可能搬走了，也可能所在的移动硬盘没有接上。请找到台账所在的文件夹；第一次使用请新建一份。",
        ("other", "new", "back"),
    ),
    "damaged": _Way("triangle-alert", "bad", "台账打不开，里面的内容没有动", "", ("folder", "other", "back")),
    "newer": _Way("info", "info", "需要新版里弄", "", ("back", "other")),
    "place": _Way("folder-open", "warn", "台账所在的文件夹不能用", "", ("other", "folder", "back")),
    "other": _Way("circle-alert", "bad", "台账没有打开", "", ("again", "folder", "back")),
}


class TroublePanel(QWidget):
    """Tells one trouble; `asked` says which of the offers was taken."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path()
        self.buttons: dict[str, QPushButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._told: QWidget | None = None

    def tell(self, error: LedgerError, folder: Path) -> None:
        """Show an error about the store in `folder`."""
        self.show_trouble(trouble_of(error), window_message_for(error), folder)

    def show_trouble(self, trouble: Trouble, text: str, folder: Path) -> None:
        """Show a kind of trouble; `text` where the kind has none of its own."""
        self._folder = folder
        way = _WAYS.get(trouble, _WAYS["other"])
        told = self._made(way, way.text or text)
        if self._told is not None:
            self._column.removeWidget(self._told)
            self._told.hide()
            self._told.deleteLater()
        self._told = told
        self._column.addWidget(told)

    def _made(self, way: _Way, text: str) -> QWidget:
        told = QWidget()
        column = QVBoxLayout(told)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(Picture(way.icon, way.tone, _PICTURE_SIDE), alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(label(way.title, "title", wraps=True))
        column.addWidget(label(text, wraps=True))
        place = label(str(self._folder), "caption", wraps=True)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(place)
        column.addSpacing(L)
        self.buttons = {}
        for offer in way.offers:
            button = (plain_button if self.buttons else primary_button)(_OFFERS[offer])
            button.clicked.connect(lambda _checked, offer=offer: self._on_clicked(offer))
            self.buttons[offer] = button
        first, *others = self.buttons.values()
        column.addWidget(first)
        row = QHBoxLayout()
        row.setSpacing(S)
        for button in others:
            row.addWidget(button, 1)
        column.addLayout(row)
        told.setFocusProxy(first)
        self.setFocusProxy(first)
        return told

    def _on_clicked(self, offer: str) -> None:
        if offer == "folder":
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
        else:
            self.asked.emit(offer)
