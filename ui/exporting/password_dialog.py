"""The password that was made for a workbook, before the eye once: whoever closes this does not see it again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from ui.look.roles import label
from ui.look.tokens import M
from ui.parts.buttons import plain_button
from ui.parts.dialog import Dialog, open_dialog


class PasswordDialog(Dialog):
    """Shows the password of the workbook `file`."""

    def __init__(self, file: str, password: str, parent: QWidget | None = None) -> None:
        super().__init__("这份表的打开密码", parent)
        self._password = password
        self.body.addWidget(label(f"“{file}”已加密，用下面的密码打开。", wraps=True))
        self.shown = label(password, "figure")
        self.shown.setAccessibleName("打开密码")
        self.shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.copy = plain_button("复制", "copy")
        self.copy.clicked.connect(self._on_copy)
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self.shown, 1)
        row.addWidget(self.copy)
        self.body.addLayout(row)
        told = "密码只显示这一次，程序不保存，关闭后谁也看不到。请另外告诉收件人，不要和表格放在一起。"
        self.body.addWidget(label(told, "muted", wraps=True))
        self.add_button("我已记下", "primary")

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._password)
        self.copy.setText("已复制")


def show_password(file: str, password: str) -> PasswordDialog:
    """Show the password over whatever window is in front."""
    dialog = PasswordDialog(file, password, QApplication.activeWindow())
    open_dialog(dialog)
    return dialog
