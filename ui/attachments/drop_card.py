"""A card that takes files that are dropped on it, and says so while they hang over it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from typing_extensions import override

from ui.look.roles import label, set_role
from ui.look.tokens import M, S
from ui.parts.cards import Card


class DropCard(Card):
    """`dropped(list of paths)`; only while it accepts drops."""

    dropped = Signal(object)

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.drop_here = label("", wraps=True)
        set_role(self.drop_here, "hint", "info")
        self.drop_here.setContentsMargins(M, S, M, S)
        self.drop_here.hide()
        self.body.addWidget(self.drop_here)

    def tell(self, text: str) -> None:
        """Say in the place of the files what becomes of them; an empty text takes it away."""
        self.drop_here.setText(text)
        self.drop_here.setVisible(bool(text))

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        paths = files_of(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.tell(f"松开就添加 {len(paths)} 个文件")

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.tell("")
        super().dragLeaveEvent(event)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.tell("")
        paths = files_of(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)


def files_of(mime: QMimeData) -> list[Path]:
    """The files that are dragged; none where anything else is among them."""
    urls = mime.urls()
    return [Path(url.toLocalFile()) for url in urls] if urls and all(url.isLocalFile() for url in urls) else []
