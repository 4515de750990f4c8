"""汇总: what the figures of a ledger of one row a month come to, by month or by what the rows are about."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QComboBox, QWidget
from typing_extensions import override

from app.topics import summing
from app.topics.summing import BY_MONTH, Line, Sums
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.parts.allowed import grey_unless
from ui.parts.dialog import Dialog
from ui.parts.fields import Labelled
from ui.parts.file_choice import choose_target
from ui.parts.flow import FlowLayout
from ui.parts.lines_model import Index, LinesModel
from ui.parts.notice import Notice
from ui.parts.small_write import Writes
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.workers import Latest

_LETTERS, _LINES = 52, 14
_NUMBER = 5  # letters
_ALL = "全部年份"


class SumsModel(LinesModel[Line]):
    """One line a month or a thing, and the whole below."""

    HEADINGS = ()

    def __init__(self) -> None:
        super().__init__()
        self._sums: Sums | None = None
        self._first = ""

    def show_sums(self, found: Sums, *, by_month: bool) -> None:
        """Show the sums one way."""
        self._sums, self._first = found, "月份" if by_month else found.thing
        self.show((*(found.months if by_month else found.things), found.whole))

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands above the columns."""
        if self._sums is None:
            return ()
        return (self._first, "条数", *(item.label for item in self._sums.figures))

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.headings)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        return self.headings[section] if role == Qt.ItemDataRole.DisplayRole else self._side(section, role)

    @override
    def cells(self, line: Line) -> tuple[str, ...]:
        return self._sums.texts(line) if self._sums is not None else ()

    @override
    def _side(self, column: int, role: int) -> Qt.AlignmentFlag | None:
        is_number = role == Qt.ItemDataRole.TextAlignmentRole and column > 0
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter if is_number else None


class SumsDialog(Dialog):
    """The sums of the ledger `topic`."""

    def __init__(self, desk: Desk, topic: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{name}汇总", parent)
        self._desk, self._topic = desk, topic
        self.found: Sums | None = None
        self.year, self.way = QComboBox(), QComboBox()
        self.year.addItem(_ALL, "")
        self.way.addItem(BY_MONTH)
        ways = FlowLayout()
        ways.addWidget(Labelled("年份", self.year))
        ways.addWidget(Labelled("怎样加", self.way))
        self.body.addLayout(ways)
        self.note = Notice()
        self.body.addWidget(self.note)
        self.model = SumsModel()
        self.table = plain_table(self.model, "汇总")
        self.states = PageStates(self.table)
        letter, line = self.fontMetrics().horizontalAdvance("字"), self.fontMetrics().lineSpacing()
        self.states.setMinimumSize(letter * _LETTERS, line * _LINES)
        self.body.addWidget(self.states, 1)
        self.add_button("关闭", "cancel")
        self.export_button = self.add_button("导出…", "primary", closes=False)
        self.export_button.clicked.connect(self.export)
        self._writes = Writes(desk, self.note, self)
        self._reading = Latest(desk.runner, self)
        self.year.activated.connect(self.read)
        self.way.activated.connect(self._show_way)
        self.export_button.setEnabled(False)
        self.states.show_loading()
        self.read()

    @Slot()
    def read(self) -> None:
        """Sum up the chosen year."""
        session, topic, year = self._desk.session, self._topic, str(self.year.currentData())
        self._reading.ask(lambda _: summing.sums(session, topic, year=year), self.show_sums, failed=self._show_trouble)

    def _show_trouble(self, error: LedgerError) -> None:
        self.states.show_error(error, self.read)

    def show_sums(self, found: Sums) -> None:
        """Show the sums, the years that there are, and the two ways to look at them."""
        is_first, self.found = self.found is None, found
        if is_first:
            with QSignalBlocker(self.year):
                for year in found.years:
                    self.year.addItem(f"{year}年", year)
            self.way.addItem(found.by_thing)
        self.export_button.setEnabled(bool(found.months))
        grey_unless(self._desk.session.rights, "export", "topic_row", self.export_button)
        if found.months:
            self.states.show_content()
            self._show_way()
        else:
            self.states.show_empty("table-2", "还没有内容", "填了每月的数，这里就有合计。")

    @Slot()
    def _show_way(self) -> None:
        if self.found is not None:
            self.model.show_sums(self.found, by_month=self.way.currentIndex() == 0)
            self.table.fit_letters(max(len(heading), _NUMBER) for heading in self.model.headings[:-1])

    @Slot()
    def export(self) -> None:
        """Ask where to, and write both ways as a workbook."""
        session, found = self._desk.session, self.found
        if found is None or not self.export_button.isEnabled():
            return

        def save(path: Path) -> None:
            self._writes.run(lambda _: summing.save(session, found, path), f"已导出汇总到 {path.name}")

        choose_target(self, "导出", f"{found.kept.topic.name}汇总.xlsx", "表格 (*.xlsx)", save)
