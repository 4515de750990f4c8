"""参与统计: activities, people and hours of a time, by category, by month and by person."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QScrollArea, QVBoxLayout, QWidget

from app.activities import attendance
from app.activities.attendance import Attendance, Line
from ledger import clock, dates
from ledger.broken import Broken
from ui.activities.models import FiguresModel, PeopleModel
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import L, M
from ui.parts.cards import Card
from ui.parts.choices import ChoiceBox
from ui.parts.lines_model import LinesModel
from ui.parts.states import PageStates
from ui.parts.table import PlainTable, plain_table
from ui.workers import Latest

_LETTERS, _PEOPLE_LETTERS = (9, 4, 4, 4, 4, 4), (10, 6, 6)
_YEARS = 6


class FiguresView(QWidget):
    """The figures of one year, or of all years."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asking = Latest(desk.runner, self)
        this = clock.today().year
        self.year = ChoiceBox((str(year), f"{year}年") for year in range(this, this - _YEARS, -1))
        self.year.setAccessibleName("年份")
        self.year.set_value(str(this))
        self.year.chosen.connect(self.load)
        self.total = label("", "muted", wraps=True)
        self.by_category, self.by_month, self.by_person = FiguresModel("类型"), FiguresModel("月份"), PeopleModel()
        self.states = PageStates(self._make_content())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.states)

    def _make_content(self) -> QWidget:
        content = QWidget()
        set_role(content, "sunken")
        column = QVBoxLayout(content)
        column.setContentsMargins(L, M, L, L)
        column.setSpacing(M)
        head = QHBoxLayout()
        head.setSpacing(M)
        head.addWidget(self.year)
        head.addWidget(self.total, 1)
        column.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(M)
        left = QVBoxLayout()
        left.setSpacing(M)
        for title, model in (("按类型", self.by_category), ("按月", self.by_month)):
            left.addWidget(_card(title, model, _LETTERS)[0], 1)
        row.addLayout(left, 1)
        card, self.people = _card("按人", self.by_person, _PEOPLE_LETTERS)
        self.people.activated.connect(self._on_person)
        row.addWidget(card, 1)
        column.addLayout(row, 1)
        scroller = QScrollArea()
        scroller.setWidgetResizable(True)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroller.setFrameShape(QFrame.Shape.NoFrame)
        scroller.setWidget(content)
        return scroller

    @Slot()
    def load(self) -> None:
        """Count the chosen year."""
        year = dates.parse(self.year.value(), today=clock.today())
        if isinstance(year, Broken):
            return
        session, first, last = self._desk.session, date(year.year, 1, 1), date(year.year, 12, 31)
        if not self.by_category.lines:
            self.states.show_loading("正在统计…")
        self._asking.ask(
            lambda _ctx: attendance.attendance(session, first, last),
            self._show,
            failed=lambda error: self.states.show_error(error, self.load),
        )

    def _show(self, found: Attendance) -> None:
        total = found.total
        self.total.setText(
            f"{total.activities:,} 个活动，{total.visits:,} 人次，{total.people:,} 人参加过，"
            f"志愿时长 {total.hours:g} 小时。"
            "没有签到名单的活动按登记的参与人数计。"
        )
        self.by_category.show(found.by_category)
        self.by_month.show(found.by_month)
        self.by_person.show(found.by_person)
        if total.activities:
            self.states.show_content()
        else:
            self.states.show_empty("calendar-days", "这一年没有办过活动", "发布过的活动和签到的人在这里统计。")

    @Slot(QModelIndex)
    def _on_person(self, index: QModelIndex) -> None:
        line = self.by_person.line_at(index.row())
        if line is not None and line.who:
            self._desk.go("person", line.who)


def _card(title: str, model: LinesModel[Line], letters: tuple[int, ...]) -> tuple[Card, PlainTable]:
    card, table = Card(title), plain_table(model, f"{title}统计")
    table.fit_letters(letters)
    header = table.horizontalHeader()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    card.body.addWidget(table)
    return card, table
