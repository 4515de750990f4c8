"""Which period a package is about: this or the last month or quarter, or days of one's own."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.upward import period
from app.upward.period import Period, PeriodUnclear
from ledger import clock, dates
from ledger.partial_date import PartialDate
from ui.look.tokens import M
from ui.parts.fields import DateEdit, Labelled

_OWN = "own"
_EARLY = 10  # until this day of a month the one before is what is reported


class PeriodBox(QWidget):
    """`changed` when another period is meant, or none."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        today = clock.today()
        self._periods = _offered(today)
        self.when = QComboBox()
        for name, (text, _) in self._periods.items():
            self.when.addItem(text, name)
        self.when.addItem("自己选起止日期", _OWN)
        self.when.setCurrentIndex(1 if today.day <= _EARLY else 0)
        self.first, self.last = DateEdit(), DateEdit()
        self.first_line, self.last_line = Labelled("从哪天", self.first), Labelled("到哪天", self.last)
        days = QHBoxLayout()
        days.setSpacing(M)
        days.addWidget(self.first_line, 1)
        days.addWidget(self.last_line, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(Labelled("哪段时间", self.when))
        column.addLayout(days)
        self._show_days()
        self.when.currentIndexChanged.connect(self._on_when)
        for edit in (self.first, self.last):
            edit.textChanged.connect(self._on_typed)

    def period(self) -> Period | None:
        """The period that is chosen; None while the two days are none."""
        chosen = str(self.when.currentData())
        if chosen != _OWN:
            return self._periods[chosen][1]
        first, last = _day(self.first), _day(self.last)
        try:
            return period.between(first, last) if first and last else None
        except PeriodUnclear:
            return None

    def tell_trouble(self) -> None:
        """Say why the two days are no period, once both are written."""
        if self.period() is None and self.first.text().strip() and self.last.text().strip():
            self.last_line.set_error("写成 2026-11-30 这样，不早于“从哪天”。")

    def _show_days(self) -> None:
        for line in (self.first_line, self.last_line):
            line.setVisible(self.when.currentData() == _OWN)

    @Slot()
    def _on_when(self) -> None:
        self._show_days()
        self.changed.emit()

    @Slot()
    def _on_typed(self) -> None:
        self.last_line.clear_error()
        self.changed.emit()


def _offered(today: date) -> dict[str, tuple[str, Period]]:
    """The periods to choose from: (what it is called, the days)."""
    month, quarter = period.month_of(today), period.quarter_of(today)
    named = {"month": ("本月", month), "last_month": ("上个月", month.before())}
    named |= {"quarter": ("本季度", quarter), "last_quarter": ("上个季度", quarter.before())}
    return {name: (f"{text}（{one.label}）", one) for name, (text, one) in named.items()}


def _day(edit: DateEdit) -> date | None:
    """The whole day that is written, in the future too; None for anything less."""
    read = dates.parse(edit.text(), today=clock.today(), allow_future=True)
    try:
        return date.fromisoformat(str(read)) if isinstance(read, PartialDate) else None
    except ValueError:
        return None
