"""显示: text size and theme, at once; and the way to the sheet of keys."""

from __future__ import annotations

from typing import Literal, cast

from PySide6.QtCore import Slot

from ui.desk import Desk
from ui.look.roles import label
from ui.look.theme import theme
from ui.parts.buttons import plain_button
from ui.parts.cards import Card
from ui.parts.dialog import open_dialog
from ui.settings.section import Section, row_of
from ui.settings.setting_editor import SettingEditor


class LookSection(Section):
    """How the program looks on this PC."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("显示")
        self._settings = desk.session.settings
        self.text_size = SettingEditor(desk, "text_percent", "也可以用 Ctrl+= 放大，Ctrl+- 缩小。")
        self.theme = SettingEditor(desk, "theme")
        card = Card("文字和颜色")
        for editor in (self.text_size, self.theme):
            card.body.addWidget(editor)
            editor.applied.connect(self._on_applied)
        keys = Card("快捷键")
        keys.body.addWidget(label("常用的操作都有快捷键，按 F1 随时可以看。", "muted", wraps=True))
        self.keys_button = plain_button("快捷键一览", "keyboard")
        self.keys_button.clicked.connect(self._on_keys)
        keys.body.addLayout(row_of(self.keys_button))
        self.column.addWidget(card)
        self.column.addWidget(keys)
        self.destroyed.connect(self._settings.watch(self._on_setting))

    @Slot(str)
    def _on_applied(self, _key: str) -> None:
        kind = cast("Literal['system', 'light', 'dark', 'contrast']", self._settings.text("theme"))
        theme().set(kind, self._settings.number("text_percent"))

    def _on_setting(self, _key: str) -> None:
        """It may have been set elsewhere: by key or in the menu of the person at work."""
        self.text_size.show_value()
        self.theme.show_value()

    @Slot()
    def _on_keys(self) -> None:
        from ui.frame.shortcut_sheet import ShortcutSheet

        open_dialog(ShortcutSheet(self))
