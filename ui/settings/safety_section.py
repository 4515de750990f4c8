"""安全: the lock, the password, the recovery key."""

from __future__ import annotations

from PySide6.QtCore import Slot
from typing_extensions import override

from ui.desk import Desk
from ui.login.change_password import ChangePassword
from ui.look.roles import label
from ui.parts.buttons import plain_button
from ui.parts.cards import Card
from ui.parts.dialog import open_dialog
from ui.parts.notice import Notice
from ui.settings.new_key import NewKey
from ui.settings.section import Section, row_of
from ui.settings.setting_editor import SettingEditor
from ui.workers import Latest

_KEY_TEXT = "忘记密码时，只有打印的恢复密钥能打开台账。怀疑有人看到过，或者纸找不到了，就重新做一张，旧的随即作废。"
_NOT_KEPT = "还没有人确认过恢复密钥已经打印。请重新做一张，打印后锁好。"


class SafetySection(Section):
    """Who gets in, and when the window locks itself."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("安全")
        self._desk = desk
        self._asked = Latest(desk.runner, self)
        self.lock = SettingEditor(desk, "lock_minutes", "随时可以按 Ctrl+L 锁定。")
        self.reveal = SettingEditor(desk, "reveal_seconds", "点眼睛显示的证件号码、电话等，到时自动重新遮盖。")
        self.sound = SettingEditor(desk, "alarm_sound", "备份失败、磁盘不足、日志损坏、异常提醒。")
        self.tray = SettingEditor(desk, "alarm_tray")
        self.password_button = plain_button("修改密码…", "key-round")
        self.key_button = plain_button("重新做一张恢复密钥…", "shield-check")
        self.notice = Notice()
        self._add_lock()
        self._add_alarm()
        self._add_password()
        self._add_key()
        self.password_button.clicked.connect(self._on_password)
        self.key_button.clicked.connect(self._on_key)

    @override
    def read(self) -> None:
        """Ask whether the recovery key is known to be on paper."""
        session = self._desk.session
        self._asked.ask(lambda _: session.is_recovery_key_kept(), self._show_kept)

    def _add_lock(self) -> None:
        card = Card("锁定")
        card.body.addWidget(self.lock)
        card.body.addWidget(self.reveal)
        self.column.addWidget(card)

    def _add_alarm(self) -> None:
        card = Card("提醒")
        for editor in (self.sound, self.tray):
            card.body.addWidget(editor)
        self.column.addWidget(card)

    def _add_password(self) -> None:
        card = Card("密码")
        card.body.addWidget(label(f"账号 {self._desk.session.login} 的密码。", "muted"))
        card.body.addLayout(row_of(self.password_button))
        self.column.addWidget(card)

    def _add_key(self) -> None:
        card = Card("恢复密钥")
        card.body.addWidget(label(_KEY_TEXT, "muted", wraps=True))
        card.body.addWidget(self.notice)
        card.body.addLayout(row_of(self.key_button))
        self.column.addWidget(card)

    def _show_kept(self, is_kept: bool) -> None:  # noqa: FBT001 - a job's answer
        self.notice.tell("" if is_kept else _NOT_KEPT, "warn")

    @Slot()
    def _on_password(self) -> None:
        dialog = ChangePassword(self._desk.session, self._desk.runner, self)
        open_dialog(dialog, lambda: self._desk.say("已修改密码"))

    @Slot()
    def _on_key(self) -> None:
        dialog = NewKey(self._desk.session, self._desk.runner, self)
        dialog.finished.connect(lambda _: self.read())
        open_dialog(dialog, lambda: self._desk.say("已换新的恢复密钥"))
