"""The navigation at the left: one level of pages, as icon and word, or as icons alone when it is collapsed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.access import Rights
from ui.actions import page_keys
from ui.frame.pages import IN_NAVIGATION, MANAGING, SHARED, PageEntry, entry_of
from ui.look.icons import icon
from ui.look.roles import label, set_role
from ui.look.theme import theme
from ui.look.tokens import XS, M, S

_MANAGE = "管理"
_MOST_TOLD = 999  # more is not told to the figure
_BEFORE_SHARED = "duplicates"
_AT_THE_FOOT = "settings"  # the last of the pages
_WIDEST_LETTERS = 8  # with icon and margins 176 px where text is not enlarged


class _Pages(QWidget):
    """The column of the pages: never lower than its buttons want to be, and as narrow as it is made."""

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())


class Navigation(QFrame):
    """Tells which page is wanted; marks the one that is shown."""

    asked = Signal(str)
    collapsed = Signal(bool)

    def __init__(self, committee: str, rights: Rights) -> None:
        super().__init__()
        self._rights = rights
        self._is_shared = False
        self._waiting: dict[str, int] = {}
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
        pages = self._scrolled(column)
        for number, entry in enumerate(IN_NAVIGATION, start=1):
            button = self._button(entry, "".join(page_keys(number)))
            if entry.name == _AT_THE_FOOT:
                self.manage = self._manage_button()
                column.addWidget(self.manage)
                column.addWidget(button)
                continue
            pages.addWidget(button)
            if entry.name == _BEFORE_SHARED:
                for shared in SHARED:
                    pages.addWidget(self._button(shared))
        pages.addStretch(1)
        self._fold = self._plain_button("panel-left", "收起导航")
        self._fold.clicked.connect(self.toggle)
        column.addWidget(self._fold)
        theme().changed.connect(self._fit)
        self.follow(rights)
        self._fit()

    def _scrolled(self, column: QVBoxLayout) -> QVBoxLayout:
        """A column that scrolls where large text leaves no room for all pages."""
        inside = _Pages()
        set_role(inside, "sunken")
        pages = QVBoxLayout(inside)
        pages.setContentsMargins(0, 0, 0, 0)
        pages.setSpacing(XS)
        scroller = QScrollArea()
        scroller.setWidgetResizable(True)
        scroller.setFrameShape(QFrame.Shape.NoFrame)
        scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroller.setWidget(inside)
        column.addWidget(scroller, 1)
        return pages

    def follow(self, rights: Rights) -> None:
        """Offer what these rights allow, and nothing else."""
        self._rights = rights
        for entry in (*IN_NAVIGATION, *SHARED):
            self._buttons[entry.name].setVisible(self._may_open(entry) and (self._is_shared or not entry.is_shared))
        self._fill_managing()
        self.manage.setVisible(bool(self.managing.actions()))

    def show_shared(self, *, is_shared: bool) -> None:
        """Offer the pages of a ledger that is shared through the cloud, or no more."""
        if is_shared != self._is_shared:
            self._is_shared = is_shared
            self.follow(self._rights)

    def tell_waiting(self, name: str, count: int) -> None:
        """Say how many things wait on a page: beside its name, and where the menu 管理 opens if it stands there."""
        self._waiting[name] = count
        entry = entry_of(name)
        if entry.is_managing:
            self._fill_managing()
            return
        button = self._buttons[name]
        button.setText(f"{entry.title} {min(count, _MOST_TOLD)}" if count else entry.title)
        button.setAccessibleName(f"{entry.title}，{count} 处待处理" if count else entry.title)
        button.setIcon(icon(entry.icon, "warn" if count else "text"))

    def _fill_managing(self) -> None:
        self.managing.clear()
        for entry in filter(self._may_open, MANAGING):
            title = _counted(entry.title, self._waiting.get(entry.name, 0))
            self.managing.addAction(icon(entry.icon), title, partial(self.asked.emit, entry.name))
        managing = {name: count for name, count in self._waiting.items() if entry_of(name).is_managing}
        waiting = sum(count for name, count in managing.items() if self._may_open(entry_of(name)))
        self.manage.setText(_counted(_MANAGE, waiting))
        self.manage.setAccessibleName(f"{_MANAGE}，{waiting} 件待处理" if waiting else _MANAGE)

    def _plain_button(self, symbol: str, text: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(symbol))
        button.setText(text)
        button.setAccessibleName(text)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return button

    def _button(self, entry: PageEntry, key: str = "") -> QToolButton:
        button = self._plain_button(entry.icon, entry.title)
        button.setCheckable(True)
        button.setToolTip(f"{entry.title}  {key}".strip())
        button.clicked.connect(partial(self._on_clicked, entry.name))
        self._buttons[entry.name] = button
        return button

    def _manage_button(self) -> QToolButton:
        """The menu of the pages with which the office is kept."""
        button = self._plain_button("clipboard-check", _MANAGE)
        button.setCheckable(True)
        button.setToolTip("导入批次、回收站、备份、账号、权限、日志")
        self.managing = QMenu(button)
        button.clicked.connect(self._open_managing)  # a button with a menu of its own is laid out differently
        return button

    def _open_managing(self) -> None:
        self.manage.toggle()  # marked when one of its pages is shown
        self.managing.popup(self.manage.mapToGlobal(self.manage.rect().topRight()))

    def _may_open(self, entry: PageEntry) -> bool:
        return not entry.right or self._rights.may(entry.right, entry.ledger)

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
        self.manage.setChecked(any(entry.name == name for entry in MANAGING))

    def _on_clicked(self, name: str) -> None:
        self._buttons[name].toggle()  # marked when the page is shown: it may be refused
        self.asked.emit(name)

    def _fit(self) -> None:
        style = Qt.ToolButtonStyle
        shape = style.ToolButtonIconOnly if self._is_collapsed else style.ToolButtonTextBesideIcon
        side = self.fontMetrics().height()
        for button in (*self._buttons.values(), self.manage, self._fold):
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


def _counted(title: str, waiting: int) -> str:
    return f"{title}（{waiting}）" if waiting else title
