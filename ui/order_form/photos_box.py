"""Photos and papers that go with a form: chosen or dropped here, attached to the order when the form is done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.stores.session import Session
from ui.attachments.adding import KINDS
from ui.attachments.drop_card import files_of
from ui.look.tokens import XS, S
from ui.parts.buttons import plain_button, quiet_button
from ui.parts.dialog import open_dialog
from ui.parts.elided import ElidedLabel
from ui.parts.picture import Picture

if TYPE_CHECKING:
    from app.attachments.attaching import Taken


class PhotosBox(QWidget):
    """`paths` are the chosen files; `changed` when one was added or taken off."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[Path] = []
        self.setAcceptDrops(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(XS)
        self.add_button = plain_button("添加照片或文件…", "image")
        self.add_button.setToolTip("也可以把文件拖到这里；照片里的拍摄位置会去掉")
        self.add_button.clicked.connect(self.choose)
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addStretch(1)
        self._column.addLayout(row)
        self.setFocusProxy(self.add_button)

    def choose(self) -> QFileDialog:
        """Ask for files in the system's dialog."""
        dialog = QFileDialog(self, "添加照片和材料", "", KINDS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.add([Path(name) for name in names]))
        open_dialog(dialog)
        return dialog

    def add(self, paths: Sequence[Path]) -> None:
        """Take these files along."""
        for path in paths:
            if path not in self.paths:
                self.paths.append(path)
                self._show(path)
        self.changed.emit()

    def _show(self, path: Path) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(Picture("file-text", "muted"))
        row.addWidget(ElidedLabel(path.name), 1)
        cross = quiet_button("x", f"去掉 {path.name}")
        cross.clicked.connect(lambda: self._remove(path, line))
        row.addWidget(cross)
        self._column.insertWidget(self._column.count() - 1, line)

    def _remove(self, path: Path, line: QWidget) -> None:
        self.paths.remove(path)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event.mimeData()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = files_of(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.add(paths)


def taken(session: Session, paths: Sequence[Path], order: str = "") -> list[Taken]:
    """The files for an order that is registered with them, or a step of `order`. On a thread; as `attaching.taken`."""
    if not paths:
        return []
    from app.attachments import attaching  # what reads pictures takes a moment to load

    return attaching.taken(session, "work_order", paths, order)
