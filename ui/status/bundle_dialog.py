"""The support bundle before it is saved: every part as it will be, to be read by the person who hands it over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPlainTextEdit, QWidget

from ui.look.roles import label, set_role
from ui.look.tokens import M
from ui.parts.dialog import Dialog

if TYPE_CHECKING:
    from app.support.bundle import Bundle

_LETTERS, _LIST_LETTERS, _LINES = 34, 9, 18
_TEXT = "诊断包给维护人员看，里面没有居民和工作人员的任何信息。存之前可以逐项看，存下来的和这里一样。"


class BundleDialog(Dialog):
    """The parts at the left, the text of one at the right; accepted to save."""

    def __init__(self, bundle: Bundle, parent: QWidget | None = None) -> None:
        super().__init__("诊断包", parent)
        self.bundle = bundle
        self.body.addWidget(label(_TEXT, wraps=True))
        self.list, self.text = QListWidget(), QPlainTextEdit()
        self.list.setAccessibleName("诊断包的内容")
        set_role(self.list, "sections")
        self.list.ensurePolished()  # items measured before keep the size that they had
        self.text.setAccessibleName("这一项的全文")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        letter = self.fontMetrics().horizontalAdvance("字")
        self.list.setFixedWidth(letter * _LIST_LETTERS)
        self.text.setMinimumSize(letter * _LETTERS, self.fontMetrics().height() * _LINES)
        for part in bundle.parts:
            self.list.addItem(part.title)
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self.list)
        row.addWidget(self.text, 1)
        self.body.addLayout(row, 1)
        self.add_button("取消", "cancel")
        self.add_button("存成文件…", "primary")
        self.list.currentRowChanged.connect(self._on_row)
        self.list.setCurrentRow(0)

    @Slot(int)
    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.text.setPlainText(self.bundle.parts[row].text)
