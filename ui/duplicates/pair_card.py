"""Two people side by side: what differs is marked, and of each field one value is chosen for whoever stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QRadioButton, QScrollArea, QVBoxLayout, QWidget

from ui.look.icons import icon
from ui.look.roles import label
from ui.look.tokens import L, S
from ui.parts.buttons import link_button
from ui.parts.cards import Card
from ui.parts.elided import ElidedLabel

if TYPE_CHECKING:
    from app.doubles.same_people import SideBySide, TwoPeople

LEFT, RIGHT = "left", "right"


class PairCard(QScrollArea):
    """`opened(person)` when somebody's own page is wanted. The left one stays unless it is turned round."""

    opened = Signal(str)
    choice_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.people: TwoPeople | None = None
        self.keeps = LEFT
        self.groups: dict[str, QButtonGroup] = {}
        self._fields: dict[str, list[SideBySide]] = {}

    def show_people(self, people: TwoPeople, reasons: Sequence[str]) -> None:
        """Show two people; the fuller one's values are chosen where both have some."""
        self.people = people
        self.keeps = LEFT
        self.groups, self._fields = {}, {}
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        card = Card("像同一个人：" + "、".join(reasons))
        card.body.addLayout(self._grid(people))
        column.addWidget(card)
        column.addStretch(1)
        self.setWidget(holder)

    def _grid(self, people: TwoPeople) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(S)
        for column, (person, name) in enumerate(
            ((people.left, people.left_name), (people.right, people.right_name)), 1
        ):
            button = link_button(f"{name} 的档案", "user")
            button.clicked.connect(lambda _checked, one=person: self.opened.emit(one))
            grid.addWidget(button, 0, column, Qt.AlignmentFlag.AlignLeft)
        for line in people.lines:
            if line.group:
                self._fields.setdefault(line.group, []).append(line)
        for row, line in enumerate(people.lines, 1):
            self._add_line(grid, row, line)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        return grid

    def _add_line(self, grid: QGridLayout, row: int, line: SideBySide) -> None:
        grid.addWidget(label(line.label, "strong" if line.differs else "caption"), row, 0)
        leads = bool(line.group) and self._fields[line.group][0] is line
        can_choose = leads and any(one.differs for one in self._fields[line.group])
        if not can_choose:
            for column, value in ((1, line.left), (2, line.right)):
                grid.addWidget(ElidedLabel(_shown(value, line)), row, column)
            return
        group = QButtonGroup(self)
        left_is_empty = not any(one.left for one in self._fields[line.group])
        for place, (column, value, side) in enumerate(((1, line.left, "左边"), (2, line.right, "右边"))):
            button = QRadioButton(_shown(value, line))
            button.setIcon(icon("circle-alert", "warn"))
            button.setAccessibleName(f"{line.label}用{side}的：{value or '空'}")
            button.setChecked(bool(place) == left_is_empty)
            button.toggled.connect(lambda _checked: self.choice_changed.emit())
            group.addButton(button, place)
            grid.addWidget(button, row, column)
        self.groups[line.group] = group

    def chosen(self) -> dict[str, str]:
        """Field -> survivor or loser, for `app.doubles.merging.merge`."""
        found: dict[str, str] = {}
        for name, group in self.groups.items():
            side = LEFT if group.checkedId() == 0 else RIGHT
            found |= {line.name: "survivor" if side == self.keeps else "loser" for line in self._fields[name]}
        return found

    def choose_all(self, side: str) -> None:
        """Take every value of one side."""
        for group in self.groups.values():
            group.button(0 if side == LEFT else 1).setChecked(True)


def _shown(value: str, line: SideBySide) -> str:
    same_mask = line.differs and line.left == line.right and value
    return f"{value}（遮住的部分不同）" if same_mask else value or "—"
