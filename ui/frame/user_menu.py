"""The button of the person at work, at the right of the top bar, with what concerns them and this window."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import get_args

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton

from ui.look.icons import icon
from ui.look.roles import set_role
from ui.look.theme import LARGEST_PERCENT, SMALLEST_PERCENT, Kind, theme

TEXT_SIZES = (100, 112, 125, 150, 175)
THEMES: dict[Kind, str] = {"system": "跟随系统", "light": "浅色", "dark": "深色", "contrast": "高对比度"}
assert set(THEMES) == set(get_args(Kind))  # noqa: S101 - both stand in the program


class UserMenu(QPushButton):
    """Shows the name; its menu tells what was chosen. Text size and theme are set at once."""

    password_asked = Signal()
    report_asked = Signal()
    look_chosen = Signal(str, int)  # theme, text size in percent

    def __init__(self, name: str, actions: dict[str, QAction]) -> None:
        super().__init__(name)
        set_role(self, "menu")
        self.setAccessibleName(f"当前用户 {name}")
        self.setToolTip("当前用户")
        self.setIcon(icon("circle-user-round", "muted", before_text=True))
        self.setAutoDefault(False)
        menu = QMenu(self)
        password = menu.addAction(icon("key-round"), "修改密码…")
        password.triggered.connect(self.password_asked)
        report = menu.addAction(icon("circle-alert"), "报告账号异常…")
        report.triggered.connect(self.report_asked)
        menu.addAction(actions["lock"])
        menu.addSeparator()
        self._sizes = self._choices(menu, "文字大小", ((str(size), f"{size}%") for size in TEXT_SIZES), "a-large-small")
        self._themes = self._choices(menu, "主题", THEMES.items(), "sun-moon")
        menu.addSeparator()
        menu.addAction(actions["shortcuts"])
        menu.addAction(actions["about"])
        menu.addSeparator()
        menu.addAction(actions["log_out"])
        menu.addAction(actions["quit"])
        self.setMenu(menu)
        theme().changed.connect(self._mark)
        self._mark()

    def show_name(self, name: str) -> None:
        """Show what the person is called."""
        self.setText(name)
        self.setAccessibleName(f"当前用户 {name}")

    def step_text(self, steps: int) -> None:
        """Make the text larger or smaller by steps of the menu."""
        sizes = [size for size in TEXT_SIZES if SMALLEST_PERCENT <= size <= LARGEST_PERCENT]
        nearest = min(range(len(sizes)), key=lambda at: abs(sizes[at] - theme().text_percent))
        chosen = sizes[max(0, min(len(sizes) - 1, nearest + steps))]
        self._choose(theme().kind, chosen)

    def _choices(self, menu: QMenu, title: str, choices: Iterable[tuple[str, str]], symbol: str) -> QActionGroup:
        below = menu.addMenu(icon(symbol), title)
        group = QActionGroup(self)
        for key, text in choices:
            action = below.addAction(text)
            action.setCheckable(True)
            action.setData(key)
            action.triggered.connect(partial(self._on_chosen, key))
            group.addAction(action)
        return group

    def _on_chosen(self, key: str) -> None:
        if key.isdecimal():
            self._choose(theme().kind, int(key))
        else:
            self._choose(next(kind for kind in THEMES if kind == key), theme().text_percent)

    def _choose(self, kind: Kind, percent: int) -> None:
        theme().set(kind, percent)
        self.look_chosen.emit(kind, percent)

    @Slot()
    def _mark(self) -> None:
        for group, chosen in ((self._sizes, str(theme().text_percent)), (self._themes, theme().kind)):
            for action in group.actions():
                action.setChecked(action.data() == chosen)
