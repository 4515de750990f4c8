"""The navigation at the left: one level of pages, as icon and word, or as icons alone when it is collapsed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QVBoxLayout

from ui.frame.pages import IN_NAVIGATION, PageEntry
from ui.look.icons import icon
from ui.look.roles import label, set_role
from ui.look.theme import theme
from ui.look.tokens import XS, M, S

_WIDEST_LETTERS = 8  # with icon and margins 176 px where text is not enlarged


class Navigation(QFrame):
    """Tells which page is wanted; marks the one that is shown."""

    asked = Signal(str)
    collapsed = Signal(bool)

    def __init__(self, committee: str) -> None:
        super().__init__()
        set_role(self, "navigation")
        self.setAccessibleName("导航")
        self._buttons: dict[str, QToolButton] = {}
        self._is_collapsed = False
        column = QVBoxLayout(self)
        column.setContentsMargins(S, S, S, S)
        column.setSpacing(XS)
        self._heading = label("里弄", "title")
        self._committee = label(committee, "caption", wraps=True)
        for one in (self._heading, self._committee):
            one.setContentsMargins(M, 0, 0, 0)
        column.addWidget(self._heading)
        column.addWidget(self._committee)
        column.addSpacing(S)
        for number, entry in enumerate(IN_NAVIGATION, start=1):
            if entry.name == "settings":
                column.addStretch(1)
            column.addWidget(self._button(entry, number))
        self._fold = self._plain_button("panel-left", "收起导航")
        self._fold.clicked.connect(self.toggle)
        column.addWidget(self._fold)
        theme().changed.connect(self._fit)
        self._fit()

    def _plain_button(self, symbol: str, text: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(symbol))
        button.setText(text)
        button.setAccessibleName(text)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return button

    def _button(self, entry: PageEntry, number: int) -> QToolButton:
        button = self._plain_button(entry.icon, entry.title)
        button.setCheckable(True)
        button.setToolTip(f"{entry.title}  Ctrl+{number}")
        button.clicked.connect(partial(self._on_clicked, entry.name))
        self._buttons[entry.name] = button
        return button

    @property
    def is_collapsed(self) -> bool:
        """True while only icons are shown."""
        return self._is_collapsed

    def set_collapsed(self, collapsed: bool) -> None:  # noqa: FBT001 - a plain setter
        """Show icons alone, or icons and words."""
        self._is_collapsed = collapsed
        self._fit()

    @Slot()
    def toggle(self) -> None:
        """Collapse or open it, as the person wants it from now on."""
        self.set_collapsed(not self._is_collapsed)
        self.collapsed.emit(self._is_collapsed)

    def mark(self, name: str) -> None:
        """Mark the page that is shown; a page beneath another marks that one."""
        for at, button in self._buttons.items():
            button.setChecked(at == name)

    def _on_clicked(self, name: str) -> None:
        self._buttons[name].toggle()  # marked when the page is shown: it may be refused
        self.asked.emit(name)

    def _fit(self) -> None:
        style = Qt.ToolButtonStyle
        shape = style.ToolButtonIconOnly if self._is_collapsed else style.ToolButtonTextBesideIcon
        side = self.fontMetrics().height()
        for button in (*self._buttons.values(), self._fold):
            button.setToolButtonStyle(shape)
            button.setIconSize(QSize(side + S, side))  # with air between icon and word
        words = "展开导航" if self._is_collapsed else "收起导航"
        for one in (self._heading, self._committee):
            one.setVisible(not self._is_collapsed)
        self._fold.setText(words)
        self._fold.setAccessibleName(words)
        self._fold.setToolTip(words)
        self._fold.setIcon(icon("panel-left-open" if self._is_collapsed else "panel-left-close"))
        wide = (
            side * 2 + 4 * S
            if self._is_collapsed
            else self.fontMetrics().horizontalAdvance("字") * _WIDEST_LETTERS + 6 * S + side
        )
        self.setFixedWidth(wide)
