"""The first step: a file dropped, chosen or used lately, and its password where it has one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.importing.run import wants_password
from ui.look.roles import label, set_role
from ui.look.tokens import XL, L, M, S
from ui.parts.buttons import primary_button
from ui.parts.cards import Card
from ui.parts.fields import Labelled, PasswordEdit
from ui.parts.file_choice import choose_file
from ui.parts.picture import Picture
from ui.parts.table import row_height

ENDINGS = (".xlsx", ".xlsm", ".xls", ".csv", ".txt", ".et", ".ods", ".htm", ".html", ".xml")
_FILTER = f"表格 ({' '.join(f'*{ending}' for ending in ENDINGS)});;所有文件 (*)"
_PICTURE = 40
_SHOWN_RECENT = 8


class FileStep(QWidget):
    """`chosen(path, password)` when a file is to be looked into."""

    chosen = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._waiting: Path | None = None
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(L)
        drop = self._make_drop()
        column.addWidget(self._make_trouble())
        column.addWidget(drop)
        column.addWidget(self._make_recent(), 1)
        column.addStretch(0)
        scroller = QScrollArea()
        scroller.setWidgetResizable(True)
        scroller.setFrameShape(QFrame.Shape.NoFrame)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroller.setWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroller)
        self.clear_trouble()

    def _make_drop(self) -> QWidget:
        card = Card()
        middle = Qt.AlignmentFlag.AlignHCenter
        self.button = primary_button("选择文件…", "folder-open")
        self.button.clicked.connect(self.browse)
        card.body.addWidget(Picture("file-input", "accent", _PICTURE), alignment=middle)
        card.body.addWidget(label("把表格拖到这里", "section"), alignment=middle)
        told = label("Excel、WPS 或 CSV 表格都可以。先给您看会怎么改，您同意了才写进台账。", "muted", wraps=True)
        told.setAlignment(middle)
        card.body.addWidget(told)
        card.body.addSpacing(S)
        card.body.addWidget(self.button, alignment=middle)
        return card

    def _make_trouble(self) -> QWidget:
        self.trouble = QFrame()
        set_role(self.trouble, "hint", "bad")
        column = QVBoxLayout(self.trouble)
        column.setContentsMargins(L, M, L, M)
        column.setSpacing(M)
        self.trouble_text = label("", wraps=True)
        self.password = PasswordEdit()
        self.password.submitted.connect(self._on_password)
        self.password_line = Labelled("打开密码", self.password)
        self.open_button = primary_button("打开")
        self.open_button.clicked.connect(self._on_password)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.password_line, 1)
        row.addWidget(self.open_button, alignment=Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        column.addWidget(self.trouble_text)
        column.addLayout(row)
        return self.trouble

    def _make_recent(self) -> QWidget:
        self.recent_box = QWidget()
        column = QVBoxLayout(self.recent_box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        heading = label("最近用过的", "section")
        self.recent = QListWidget()
        self.recent.setAccessibleName("最近用过的文件")
        heading.setBuddy(self.recent)
        self.recent.itemActivated.connect(self._on_recent)
        self.recent.itemClicked.connect(self._on_recent)
        column.addWidget(heading)
        column.addWidget(self.recent, 1)
        return self.recent_box

    # -- shown from outside

    def show_recent(self, paths: list[Path]) -> None:
        """Offer these files."""
        self.recent.clear()
        for path in paths[:_SHOWN_RECENT]:
            item = QListWidgetItem(f"{path.name}    {path.parent}")
            item.setData(Qt.ItemDataRole.UserRole, path)
            item.setToolTip(str(path))
            item.setSizeHint(item.sizeHint().expandedTo(self.recent.sizeHint()))
            size = item.sizeHint()
            size.setHeight(row_height(self.recent))
            size.setWidth(0)
            item.setSizeHint(size)
            self.recent.addItem(item)
        self.recent_box.setVisible(bool(paths))

    def show_trouble(self, path: Path, error: LedgerError) -> None:
        """Say why a file cannot be read; where it lacks its password, ask for it in place."""
        asks = wants_password(error)
        self._waiting = path if asks else None
        is_wrong = type(error).__name__ == "PasswordWrong"
        set_role(self.trouble, "hint", "info" if asks and not is_wrong else "bad")
        first = f"“{path.name}”设有打开密码。请输入密码。"
        self.trouble_text.setText(first if asks and not is_wrong else window_message_for(error))
        self.password_line.setVisible(asks)
        self.open_button.setVisible(asks)
        self.trouble.show()
        if asks:
            self.password.selectAll()
            self.password.setFocus()

    def clear_trouble(self) -> None:
        """Nothing is the matter."""
        self._waiting = None
        self.password.clear()
        self.trouble.hide()

    # -- what the person does

    def browse(self) -> None:
        """Choose a file in the system's dialog."""
        choose_file(self, "选择要导入的表格", _FILTER, self.choose)

    def choose(self, path: Path) -> None:
        """Take a file."""
        self.clear_trouble()
        self.chosen.emit(path, None)

    def _on_recent(self, item: QListWidgetItem) -> None:
        path = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(path, Path):
            self.choose(path)

    def _on_password(self) -> None:
        if self._waiting is not None and self.password.text():
            self.chosen.emit(self._waiting, self.password.text())

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.choose(path)


def _dropped(event: QDropEvent) -> Path | None:
    """The one file that is dragged; several are not taken, one after another is."""
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
