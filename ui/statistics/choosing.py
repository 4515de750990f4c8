"""What the table counts: people or dwellings, what stands down and across, and what it is narrowed to."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QWidget

from app.figures import dimensions
from app.figures.cross_tables import Category, CrossTable
from app.figures.statistics import Question
from ui.look.roles import label
from ui.look.tokens import XS
from ui.parts.bands import FilterBand
from ui.parts.buttons import menu_button, quiet_button
from ui.parts.chips import FilterChip

PRESETS = (
    ("年龄和性别", Question("person", "age", "sex")),
    ("标签和年龄", Question("person", "tag", "age")),
    ("小区和人口类型", Question("person", "compound", "population_type")),
    ("小区和使用状态", Question("dwelling", "compound", "occupancy")),
    ("楼栋和使用状态", Question("dwelling", "building", "occupancy")),
    ("学历和户口类别", Question("person", "education", "hukou_category")),
)
_NARROWED_BY = {
    "person": ("compound", "sex", "age", "tag", "population_type", "hukou_category"),
    "dwelling": ("compound", "occupancy", "dwelling_use", "property_right"),
}


class Choosing(FilterBand):
    """`asked` tells a new question; chips take a narrowing off again."""

    asked = Signal(object)  # Question
    wants_categories = Signal(str)  # the categories of this dimension are needed for the menu

    def __init__(self) -> None:
        super().__init__()
        self.question = PRESETS[0][1]
        self.presets = menu_button("常用统计", "chart-column")
        for name, question in PRESETS:
            self.presets.menu().addAction(name).triggered.connect(lambda _=False, one=question: self._ask(one))
        self.subject, self.rows, self.columns = QComboBox(), QComboBox(), QComboBox()
        for ledger, (name, _) in dimensions.SUBJECTS.items():
            self.subject.addItem(name, ledger)
        self.swap = quiet_button("arrow-left-right", "行列互换")
        self.narrow = menu_button("只看", "filter")
        self.add(self.presets)
        self.add(_named("统计", self.subject))
        self.add(_named("行", self.rows))
        self.add(self.swap)
        self.add(_named("列", self.columns))
        self.add(self.narrow)
        self.subject.activated.connect(self._on_subject)
        self.rows.activated.connect(self._on_sides)
        self.columns.activated.connect(self._on_sides)
        self.swap.clicked.connect(self._on_swap)
        self.cleared.connect(lambda: self._ask(replace(self.question, narrowed=())))
        self.show_question(self.question)

    def show_question(self, question: Question) -> None:
        """Stand at this question, without asking it."""
        self.question = question
        with QSignalBlocker(self.subject), QSignalBlocker(self.rows), QSignalBlocker(self.columns):
            self.subject.setCurrentIndex(self.subject.findData(question.ledger))
            for box, name in ((self.rows, question.rows), (self.columns, question.columns)):
                box.clear()
                for one in dimensions.of_ledger(question.ledger):
                    box.addItem(one.label, one.name)
                box.setCurrentIndex(box.findData(name))
        self._fill_menu()

    def show_narrowed(self, table: CrossTable) -> None:
        """Chips for what the table is narrowed to."""
        chips = []
        for (name, key), category in zip(self.question.narrowed, table.narrowed, strict=True):
            chip = FilterChip(f"{dimensions.named(table.ledger, name).label}：{category.label}")
            chip.removed.connect(lambda pair=(name, key): self._widen(pair))
            chips.append(chip)
        self.show_chips(chips)

    def fill_categories(self, name: str, categories: tuple[Category, ...]) -> None:
        """Offer the categories of a dimension in its menu."""
        menu = self._menus[name]
        menu.clear()
        for one in categories:
            menu.addAction(one.label).triggered.connect(lambda _=False, key=one.key: self._narrow(name, key))

    def _fill_menu(self) -> None:
        self.narrow.menu().clear()
        self._menus: dict[str, QMenu] = {}
        for name in _NARROWED_BY[self.question.ledger]:
            menu = self.narrow.menu().addMenu(dimensions.named(self.question.ledger, name).label)
            menu.addAction("正在读取…").setEnabled(False)
            menu.aboutToShow.connect(lambda name=name: self.wants_categories.emit(name))
            self._menus[name] = menu

    def _ask(self, question: Question) -> None:
        self.show_question(question)
        self.asked.emit(question)

    def _on_subject(self) -> None:
        ledger = str(self.subject.currentData())
        self._ask(next(question for _, question in PRESETS if question.ledger == ledger))

    def _on_sides(self) -> None:
        rows, columns = str(self.rows.currentData()), str(self.columns.currentData())
        self._ask(replace(self.question, rows=rows, columns=columns))

    def _on_swap(self) -> None:
        self._ask(replace(self.question, rows=self.question.columns, columns=self.question.rows))

    def _narrow(self, name: str, key: str) -> None:
        kept = tuple(pair for pair in self.question.narrowed if pair[0] != name)
        self._ask(replace(self.question, narrowed=(*kept, (name, key))))

    def _widen(self, pair: tuple[str, str]) -> None:
        kept = tuple(one for one in self.question.narrowed if one != pair)
        self._ask(replace(self.question, narrowed=kept))


def _named(name: str, box: QComboBox) -> QWidget:
    """A box behind its name."""
    pair = QWidget()
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(XS)
    words: QLabel = label(name, "muted")
    words.setBuddy(box)
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    row.addWidget(words)
    row.addWidget(box)
    return pair
