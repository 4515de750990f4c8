"""What hangs below the search box: the results, or a line that says what can be typed or tried.

It lies over the page inside the window and never takes the keys: those stay in the box, composition included.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLabel, QListView, QVBoxLayout, QWidget

from app.records.finding import Group
from ui.frame.search_delegate import SearchDelegate
from ui.frame.search_model import Line, SearchModel
from ui.look.roles import label, set_role
from ui.look.tokens import XS, M, S

_TYPE = "可以输入：姓名、拼音（zhangsan）、拼音首字母（zs）、电话的一段（138…）、证件号尾号、门牌（12-301）、小区名。"
_NOTHING = "没有找到“{typed}”。可以少打几个字，换用拼音首字母、电话尾号，或只打门牌号。"
_ASKING = "正在查找…"
_MOST_LINES = 22  # of text; more scroll


class SearchPanel(QFrame):
    """Shows groups of hits; `chosen` says which line was clicked."""

    chosen = Signal(object)  # Line

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        set_role(self, "card")
        self.setAccessibleName("查找结果")
        self.model = SearchModel()
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(SearchDelegate(self.list))
        set_role(self.list, "bare")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName("查找结果")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setMouseTracking(True)
        self.list.clicked.connect(self._on_clicked)
        self.list.entered.connect(self.list.setCurrentIndex)
        self.told: QLabel = label("", "muted", wraps=True)
        self.keys = label("Enter 打开 · Ctrl+Enter 在列表中查看 · Esc 返回", "caption")
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(S, S, S, S)
        column.setSpacing(XS)
        column.addWidget(self.list, 1)
        column.addWidget(self.told)
        column.addWidget(self.keys)
        self.told.setContentsMargins(S, S, S, S)
        self.keys.setContentsMargins(S, XS, S, 0)
        self.hide()

    def show_hint(self) -> None:
        """Nothing is typed: say what can be."""
        self._tell(_TYPE)

    def show_asking(self) -> None:
        """An answer takes its time and there is none before it."""
        self._tell(_ASKING)

    def show_trouble(self, text: str) -> None:
        """The question could not be answered."""
        self._tell(text)

    def show_groups(self, groups: Sequence[Group], typed: str) -> None:
        """Show what was found; the first hit is chosen."""
        if not groups:
            self._tell(_NOTHING.format(typed=typed))
            return
        self.model.show_groups(groups)
        self.list.show()
        self.told.hide()
        self.keys.show()
        self.list.setCurrentIndex(self.model.index(self.model.choosable()[0]))
        self.list.scrollToTop()
        self.fit()

    def present(self) -> Line | None:
        """The chosen line; None without results."""
        index = self.list.currentIndex()
        return self.model.line(index.row()) if index.isValid() and not self.list.isHidden() else None

    def step(self, steps: int) -> None:
        """Choose the line so many further down; at the ends it stays."""
        rows = self.model.choosable()
        if not rows or self.list.isHidden():
            return
        at = rows.index(self.list.currentIndex().row()) if self.list.currentIndex().row() in rows else 0
        self.list.setCurrentIndex(self.model.index(rows[max(0, min(len(rows) - 1, at + steps))]))

    def hang_below(self, box: QWidget) -> None:
        """Stand below the box, as wide, above everything else of the window."""
        corner = box.mapTo(self._window, QPoint(0, box.height() + XS))
        self.setGeometry(corner.x(), corner.y(), box.width(), self.height())
        self.fit()
        self.show()
        self.raise_()

    def fit(self) -> None:
        """Be as high as what is shown, within the window."""
        line = self.fontMetrics().height()
        wanted = sum(self.list.sizeHintForRow(row) for row in range(self.model.rowCount())) + M
        if not self.list.isHidden():
            self.list.setFixedHeight(min(wanted, line * _MOST_LINES))
        room = self._window.height() - self.y() - M
        column = self._column
        wraps = column.hasHeightForWidth()
        high = column.totalHeightForWidth(self.width()) if wraps else column.totalSizeHint().height()
        self.resize(self.width(), min(high, room))

    def _tell(self, text: str) -> None:
        self.model.show_groups(())
        self.list.hide()
        self.keys.hide()
        self.told.setText(text)
        self.told.show()
        self.fit()

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.chosen.emit(self.model.line(index.row()))
