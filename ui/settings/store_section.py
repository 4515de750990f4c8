"""台账: where the store lies and how large it is; moving it, opening another one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from typing_extensions import override

from ui.desk import Desk, Leaving
from ui.look.roles import label
from ui.parts.buttons import plain_button
from ui.parts.cards import Card
from ui.parts.dialog import open_dialog
from ui.parts.file_choice import choose_folder
from ui.settings.move_store import MoveStore
from ui.settings.section import Section, row_of
from ui.settings.setting_editor import SettingEditor
from ui.workers import Latest

_MEGABYTE = 1_000_000
_MOVE_TEXT = "把整个台账搬到本机的另一个文件夹，例如换一块更大的硬盘。搬的时候窗口会关一下，搬好自动打开。"
_OTHER_TEXT = "关闭这份台账，换一份打开，或者新建一份。"


class StoreSection(Section):
    """The store as a folder of this PC."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("台账")
        self._desk = desk
        self._asked = Latest(desk.runner, self)
        store = desk.session.store
        self.size_line = label("大小 正在计算…", "muted")
        self.folder_button = plain_button("打开所在文件夹", "folder-open")
        self.move_button = plain_button("搬到别的文件夹…", "hard-drive")
        self.other_button = plain_button("打开另一份台账…", "log-out")
        card = Card("这份台账")
        card.body.addWidget(label(f"{store.committee_name}（{store.committee_code}）", "strong", wraps=True))
        place = label(str(store.folder), wraps=True)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.body.addWidget(place)
        card.body.addWidget(self.size_line)
        card.body.addLayout(row_of(self.folder_button))
        self.phone = SettingEditor(desk, "office_phone", "如：021-5888 0000，居委会值班室")
        card.body.addWidget(self.phone)
        self.column.addWidget(card)
        for title, text, button in (
            ("搬动", _MOVE_TEXT, self.move_button),
            ("另一份台账", _OTHER_TEXT, self.other_button),
        ):
            card = Card(title)
            card.body.addWidget(label(text, "muted", wraps=True))
            card.body.addLayout(row_of(button))
            self.column.addWidget(card)
        self.folder_button.clicked.connect(self._on_folder)
        self.move_button.clicked.connect(self._on_move)
        self.other_button.clicked.connect(lambda: desk.leave(Leaving("other")))

    @override
    def read(self) -> None:
        """Ask how large the store is."""
        session = self._desk.session
        self._asked.ask(lambda _: session.size_bytes(), self._show_size)

    def _show_size(self, size: int) -> None:
        self.size_line.setText(f"大小 {max(size / _MEGABYTE, 0.1):,.1f} MB（含备份和日志）")

    @Slot()
    def _on_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._desk.session.store.folder)))

    @Slot()
    def _on_move(self) -> None:
        folder = self._desk.session.store.folder
        choose_folder(self, "搬到哪个文件夹", folder.parent, self.ask_to_move)

    def ask_to_move(self, picked: Path) -> None:
        """Ask for the password, then have the store closed and moved."""
        dialog = MoveStore(self._desk.session, self._desk.runner, picked, self)
        open_dialog(dialog, lambda: self._desk.leave(Leaving("move", dialog.target, dialog.take_password())))
