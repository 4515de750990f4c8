"""Asks at what time the nightly run is to be, and whether it may open the store with nobody there."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from app.schedule import units
from ui.look.roles import label
from ui.parts.dialog import Dialog
from ui.parts.fields import Labelled, LineEdit

_TEXT = "到点自动备份，接入上级平台的同时上报；那时电脑关着，下次开机后补做。里弄开着也没关系，由窗口自己备份。"
_KEY = "没人登录里弄时也备份、上报"
_KEY_TEXT = (
    "为此要把一把专用的密钥放进这台电脑的密钥库（不是密码）。能登录这台电脑账户的人就能用它打开台账；随时可以取消。"
)


class NightDialog(Dialog):
    """Accepted with a time that is one."""

    def __init__(self, at: str, *, is_key_kept: bool, parent: QWidget | None = None) -> None:
        super().__init__("每晚自动备份", parent)
        self.time = LineEdit()
        self.time.setText(at or units.USUAL_TIME)
        self.line = Labelled("几点", self.time, "写成 22:00 这样")
        self.key = QCheckBox(_KEY)
        self.key.setChecked(is_key_kept)
        self.key.setAccessibleDescription(_KEY_TEXT)
        for widget in (label(_TEXT, wraps=True), self.line, self.key, label(_KEY_TEXT, "muted", wraps=True)):
            self.body.addWidget(widget)
        self.add_button("取消", "cancel")
        self.yes = self.add_button("安排", "primary", closes=False)
        self.yes.clicked.connect(self._on_yes)
        self.time.textChanged.connect(self._on_typed)
        self.time.setFocus()

    @property
    def at(self) -> str:
        """The time, `HH:MM`."""
        typed = self.time.text().strip().replace("：", ":")
        return typed.zfill(5)

    @Slot()
    def _on_typed(self) -> None:
        self.line.clear_error()

    @Slot()
    def _on_yes(self) -> None:
        if units.is_time(self.at):
            self.accept()
        else:
            self.line.set_error("这不是一个时间，请写成 22:00 这样。")
            self.time.setFocus()
