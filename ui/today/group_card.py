"""One kind of thing to do as a card: how many, why it matters, the first of them by name, and the way to all."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.today import Group, Line
from ui.look.roles import label, set_role
from ui.look.tokens import XS, L, M, S
from ui.parts.buttons import link_button
from ui.parts.elided import ElidedLabel
from ui.parts.picture import Picture

_WHO_LETTERS = 12  # the same in every card, so that the columns of all stand below one another
_WHERE, _WHY = 2, 3  # shares of what is left beside the names: a place is short, but an address is to be read whole


class GroupCard(QWidget):
    """`opened` asks for the page of one line, `visit_wanted` to record its visit, `all_wanted` for the list of all."""

    opened = Signal(object)  # Line
    all_wanted = Signal(object)  # Group
    visit_wanted = Signal(object)  # Line

    def __init__(self, group: Group) -> None:
        super().__init__()
        set_role(self, "card")
        self.group = group
        self.setAccessibleName(f"{group.title}，{group.count:,}")
        column = QVBoxLayout(self)
        column.setContentsMargins(L, M, L, M)
        column.setSpacing(S)
        column.addLayout(self._head())
        column.addWidget(label(group.sentence, "muted", wraps=True))
        if group.lines:
            column.addLayout(self._lines())

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(Picture(self.group.icon, "accent", 18))
        row.addWidget(label(self.group.title, "section"))
        row.addWidget(label(f"{self.group.count:,}", "section"))
        row.addStretch(1)
        more = self.group.count > len(self.group.lines)
        whole = f"看全部 {self.group.count:,}" if more else "看名单"
        self.all_button = link_button(self.group.way or whole, "arrow-right")
        self.all_button.setAccessibleName(f"{self.group.title}：{self.all_button.text()}")
        self.all_button.clicked.connect(lambda: self.all_wanted.emit(self.group))
        if not self.group.page:  # without a list of all, each line is opened by itself
            self.all_button.hide()
        row.addWidget(self.all_button)
        return row

    def _lines(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(XS)
        grid.setColumnStretch(1, _WHERE)
        grid.setColumnStretch(2, _WHY)
        room = self.fontMetrics().horizontalAdvance("字") * _WHO_LETTERS
        grid.setColumnMinimumWidth(0, room)
        for row, line in enumerate(self.group.lines):
            short = self.fontMetrics().elidedText(line.who, Qt.TextElideMode.ElideRight, room)
            who = link_button(short)
            who.setToolTip("" if short == line.who else line.who)
            who.setAccessibleName(_told(line))
            who.clicked.connect(lambda _checked, line=line: self.opened.emit(line))
            grid.addWidget(who, row, 0)
            grid.addWidget(ElidedLabel(line.where), row, 1)
            why = ElidedLabel(line.why)
            set_role(why, "muted")
            grid.addWidget(why, row, 2)
            if self.group.kind == "visits":
                grid.addWidget(self._visit_button(line), row, 3)
        return grid

    def _visit_button(self, line: Line) -> QPushButton:
        visit = link_button("登记走访")
        visit.setAccessibleName(f"登记走访 {line.who}")
        visit.clicked.connect(lambda: self.visit_wanted.emit(line))
        return visit


def _told(line: Line) -> str:
    return "，".join(filter(None, (line.who, line.where, line.why)))
