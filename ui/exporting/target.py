"""Where a file goes: its path with a button for the system's dialog, and what stands in the way, said beneath."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.look.tokens import S
from ui.parts.buttons import plain_button
from ui.parts.fields import Labelled, LineEdit
from ui.parts.file_choice import choose_target


class TargetBox(QWidget):
    """The path of the file to write."""

    def __init__(self, label: str = "存到", patterns: str = "Excel 表格 (*.xlsx);;CSV 文件 (*.csv)") -> None:
        super().__init__()
        self._label, self._patterns = label, patterns
        self.edit = LineEdit()
        self.line = Labelled(label, self.edit)
        self.button = plain_button("选位置…", "folder-open")
        self.button.clicked.connect(self.browse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(self.line, 1)
        row.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignBottom)
        self.edit.textChanged.connect(self.line.clear_error)

    def propose(self, name: str) -> None:
        """Offer a file in the person's documents."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.edit.setText(str(Path(folder or str(Path.home())) / name))

    def path(self) -> Path | None:
        """The path that is written; None, said in place, for none."""
        written = self.edit.text().strip()
        if not written:
            self.line.set_error("请写上文件名。")
            self.edit.setFocus()
            return None
        return Path(written)

    def browse(self) -> None:
        """Choose in the system's dialog."""
        choose_target(self, self._label, self.edit.text(), self._patterns, lambda path: self.edit.setText(str(path)))
