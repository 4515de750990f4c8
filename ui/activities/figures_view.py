"""参与统计: activities, people and hours of a year, by category, month, series, building, age and person.

What names nobody goes to paper and into a workbook, under the register.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QHeaderView, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app.activities import attendance, attendance_sheets
from app.activities.attendance import Attendance
from app.activities.rolls import ACTIVITY
from app.messages import window_message_for
from ledger import clock, dates
from ledger.broken import Broken
from ui.activities.models import FiguresModel, PeopleModel
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import L, M
from ui.parts.allowed import grey_unless
from ui.parts.buttons import plain_button
from ui.parts.cards import Card
from ui.parts.choices import ChoiceBox
from ui.parts.file_choice import choose_target
from ui.parts.notice import Notice
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.workers import Latest

_PEOPLE_LETTERS = (10, 6, 6)
_PEOPLE_ROWS = 12  # before they are scrolled by themselves
_YEARS = 6
_LETTERS_FOR_TWO = 64  # of the width from which two tables stand side by side


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
        self.by_category, self.by_month, self.by_series = (FiguresModel(one) for one in ("类型", "月份", "例会"))
        self.by_building, self.by_age, self.by_person = FiguresModel("楼栋"), FiguresModel("年龄段"), PeopleModel()
        self.found: Attendance | None = None
        self.print_button = plain_button("打印…", "printer")
        self.export_button = plain_button("导出…", "download")
        self.print_button.clicked.connect(self._on_print)
        self.export_button.clicked.connect(self._on_export)
        self.note = Notice()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
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
        head.addWidget(self.print_button)
        head.addWidget(self.export_button)
        column.addLayout(head)
        column.addWidget(self.note)
        rights = self._desk.session.rights
        grey_unless(rights, "print", ACTIVITY.name, self.print_button)
        grey_unless(rights, "export", ACTIVITY.name, self.export_button)
        self._sides.setSpacing(M)
        left, right = QVBoxLayout(), QVBoxLayout()
        for side in (left, right):
            side.setSpacing(M)
            self._sides.addLayout(side, 1)
        for title, model in (("按类型", self.by_category), ("按月", self.by_month), ("按年龄段", self.by_age)):
            left.addWidget(_figures_card(title, model))
        right.addWidget(self._people_card())
        self.series_card = _figures_card("按例会", self.by_series)
        right.addWidget(self.series_card)
        right.addWidget(_figures_card("按楼栋", self.by_building))
        for side in (left, right):
            side.addStretch(1)
        column.addLayout(self._sides, 1)
        scroller = QScrollArea()
        scroller.setWidgetResizable(True)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroller.setFrameShape(QFrame.Shape.NoFrame)
        scroller.setWidget(content)
        return scroller

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column of tables where two would be cut."""
        super().resizeEvent(event)
        is_wide = self.width() >= self.fontMetrics().horizontalAdvance("字") * _LETTERS_FOR_TWO
        way = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._sides.setDirection(way)

    def _people_card(self) -> Card:
        card, self.people = Card("按人"), plain_table(self.by_person, "按人统计")
        self.people.fit_letters(_PEOPLE_LETTERS)
        header = self.people.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.people.setFixedHeight(self.people.verticalHeader().defaultSectionSize() * _PEOPLE_ROWS)
        self.people.activated.connect(self._on_person)
        card.body.addWidget(self.people)
        return card

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
        total, self.found = found.total, found
        gone = f"报名没有到 {total.absent:,} 人次（{attendance_sheets.percent(total)}），" if total.expected else ""
        self.total.setText(
            f"{total.activities:,} 个活动，{total.visits:,} 人次，{total.people:,} 人参加过，"
            f"{gone}志愿时长 {total.hours:g} 小时。"
            "没有签到名单的活动按登记的参与人数计。"
        )
        self.by_category.show(found.by_category)
        self.by_month.show(found.by_month)
        self.by_series.show(found.by_series)
        self.series_card.setVisible(bool(found.by_series))
        self.by_building.show(found.by_building)
        self.by_age.show(found.by_age)
        self.by_person.show(found.by_person)
        if total.activities:
            self.states.show_content()
        else:
            self.states.show_empty("calendar-days", "这一年没有办过活动", "发布过的活动和签到的人在这里统计。")

    @Slot()
    def _on_print(self) -> None:
        from ui.printing.preview import preview

        found, session = self.found, self._desk.session
        if found is not None:
            preview(self._desk, "打印活动参与统计", lambda _ctx: attendance_sheets.as_print(session, found))

    @Slot()
    def _on_export(self) -> None:
        found = self.found
        if found is not None:
            proposed, kinds = f"{attendance_sheets.TITLE}{found.first.year}.xlsx", "Excel 工作簿 (*.xlsx);;CSV (*.csv)"
            choose_target(self, "导出活动参与统计", proposed, kinds, lambda path: self.export(found, path))

    def export(self, found: Attendance, path: Path) -> None:
        """Write the figures to a file."""
        session = self._desk.session
        handle = self._desk.runner.writing(
            lambda ctx: attendance_sheets.export(session, found, path, ctx), name="导出活动参与统计"
        )
        handle.done.connect(lambda _: self._desk.say(f"已导出 {path.name}"))
        handle.failed.connect(lambda error: self.note.tell(window_message_for(error)))
        self._desk.runner.start(handle)

    @Slot(QModelIndex)
    def _on_person(self, index: QModelIndex) -> None:
        line = self.by_person.line_at(index.row())
        if line is not None and line.who:
            self._desk.go("person", line.who)


def _figures_card(title: str, model: FiguresModel) -> Card:
    """A table as high as its rows: the page is scrolled, not each of them."""
    card, table = Card(title), plain_table(model, f"{title}统计")
    header = table.horizontalHeader()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    table.take_height_of_rows(whole=True)
    card.body.addWidget(table)
    return card
