"""How open a file leaves: behind masks, or whole with a reason that is kept; and under which password."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from ui.look.roles import label
from ui.look.tokens import L, S
from ui.parts.fields import Labelled, LineEdit, PasswordEdit


class PrivacyBox(QWidget):
    """Masked unless said otherwise."""

    def __init__(self, *, has_password: bool = True) -> None:
        super().__init__()
        self.unmasked = QCheckBox("不打星号，导出完整内容")
        self.reason = LineEdit()
        self.reason_line = Labelled("原因", self.reason, "会和这次导出一起留下，如：街道民政科核对高龄津贴")
        self.password = PasswordEdit()
        self.password_line = Labelled("打开密码（可不填）", self.password, "只有知道密码的人能打开这份表")
        self.hint = label("证件号码、电话、住址会打星号。", "muted", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        row = QHBoxLayout()
        row.setSpacing(L)
        row.addWidget(self.unmasked)
        row.addWidget(self.hint, 1)
        column.addLayout(row)
        below = QHBoxLayout()
        below.setSpacing(L)
        below.addWidget(self.reason_line, 1)
        below.addWidget(self.password_line, 1)
        column.addLayout(below)
        self.password_line.setVisible(has_password)
        self.unmasked.toggled.connect(self._on_toggled)
        self.reason.textChanged.connect(self.reason_line.clear_error)
        self._on_toggled(is_open=False)

    def _on_toggled(self, is_open: bool) -> None:  # noqa: FBT001 - a slot
        self.reason_line.setVisible(is_open)
        self.hint.setVisible(not is_open)
        if is_open:
            self.reason.setFocus()

    def is_complete(self) -> bool:
        """True when nothing is missing; what is, is said where it belongs."""
        if self.unmasked.isChecked() and not self.reason.text().strip():
            self.reason_line.set_error("不打星号的内容要写明原因。")
            self.reason.setFocus()
            return False
        return True
