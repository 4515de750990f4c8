"""The sheet of all keys, opened by F1: read from `ui.actions`, so that nothing is missing here."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from ui.actions import ACTIONS, SCOPES, Action
from ui.look.roles import label
from ui.look.tokens import XL, L, S
from ui.parts.dialog import Dialog

_COLUMNS = 2


class ShortcutSheet(Dialog):
    """Every action with its keys, by where it works."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("快捷键一览", parent)
        content = QWidget()
        columns = QGridLayout(content)
        columns.setContentsMargins(0, 0, L, 0)
        columns.setHorizontalSpacing(XL)
        columns.setVerticalSpacing(L)
        order = list(SCOPES)
        groups = [
            (SCOPES[scope], list(actions))
            for scope, actions in groupby(
                sorted((one for one in ACTIONS if one.keys), key=lambda one: order.index(one.scope)),
                lambda one: one.scope,
            )
        ]
        for place, (title, actions) in enumerate(groups):
            columns.addLayout(_group(title, actions), place // _COLUMNS, place % _COLUMNS)
        columns.setRowStretch(columns.rowCount(), 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(content)
        area.setAccessibleName("快捷键")
        hint = content.sizeHint()
        area.setMinimumSize(hint.width() + XL, min(hint.height(), self.fontMetrics().height() * 18))
        self.body.addWidget(area, 1)
        self.add_button("关闭", "primary").setFocus()


def _group(title: str, actions: list[Action]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(S)
    column.addWidget(label(title, "section"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(L)
    grid.setVerticalSpacing(S)
    grid.setColumnStretch(0, 1)
    for row, action in enumerate(actions):
        grid.addWidget(label(action.label), row, 0)
        grid.addWidget(label(keys_told(action), "muted"), row, 1)
    column.addLayout(grid)
    column.addStretch(1)
    return column


def keys_told(action: Action) -> str:
    """The keys of an action as people read them."""
    told = (QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in action.keys)
    return " 或 ".join(dict.fromkeys(told))
