"""Which time something is about: one of the periods that are offered, or days of one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.upward import period
from app.upward.period import Period, PeriodUnclear
from ledger import clock, dates
from ledger.partial_date import PartialDate
from ui.look.tokens import M, S
from ui.parts.dates import DateEdit
from ui.parts.fields import Labelled

OWN = "own"
_LEAST_LETTERS = (
    14  # latin ones, for the seven of 自己选起止日期: what Qt reckons of itself is some pixels short at 175 %
)
Offered = Callable[[date], Mapping[str, tuple[str, Period]]]
"""The periods to choose from on a day: what each is called, and its days."""


class PeriodBox(QWidget):
    """Days of one's own begin with those of the period that was chosen before."""

    changed = Signal()
    """Another period is meant, or none; with every letter of a day that is typed."""
    settled = Signal()
    """The same once somebody has chosen, or has finished a day."""

    def __init__(self, offered: Offered, chosen: str, *, is_across: bool = False) -> None:
        super().__init__()
        self._offered = offered
        self._before = chosen
        self.when = QComboBox()
        self.when.setMinimumContentsLength(_LEAST_LETTERS)
        for name, (text, _) in offered(clock.today()).items():
            self.when.addItem(text, name)
        self.when.addItem("自己选起止日期", OWN)
        self.when.setCurrentIndex(self.when.findData(chosen))
        self.first, self.last = DateEdit(), DateEdit()
        self.first_line, self.last_line = Labelled("从哪天", self.first), Labelled("到哪天", self.last)
        self._lay_out(is_across=is_across)
        self._show_days()
        self._told = self.standing()
        self.when.currentIndexChanged.connect(self._on_when)
        for edit in (self.first, self.last):
            edit.textChanged.connect(self._on_typed)
            edit.editingFinished.connect(self._on_settled)

    def _lay_out(self, *, is_across: bool) -> None:
        days = QHBoxLayout()
        days.setSpacing(S if is_across else M)
        days.addWidget(self.first_line, 1)
        days.addWidget(self.last_line, 1)
        whole: QBoxLayout = QHBoxLayout(self) if is_across else QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(S if is_across else M)
        whole.addWidget(Labelled("哪段时间", self.when))
        whole.addLayout(days)

    @property
    def chosen(self) -> str:
        """The name of the period, or `OWN`."""
        return str(self.when.currentData())

    def period(self) -> Period | None:
        """The period that is chosen; None while the two days are none."""
        if self.chosen != OWN:
            return self._offered(clock.today())[self.chosen][1]
        first, last = _day(self.first), _day(self.last)
        try:
            return period.between(first, last) if first and last else None
        except PeriodUnclear:
            return None

    def trouble(self) -> str:
        """Why the two days are no period; "" when they are one."""
        if self.period() is not None:
            return ""
        first, last = _day(self.first), _day(self.last)
        if first and last:
            return f"“到哪天”（{last}）比“从哪天”（{first}）早，请改其中一个。"
        return "“从哪天”和“到哪天”都写成 2026-11-30 这样。"

    def tell_trouble(self) -> None:
        """Say at its field why the two days are no period, once both are written."""
        if self.period() is not None or not (self.first.text().strip() and self.last.text().strip()):
            return
        if _day(self.first) and _day(self.last):
            self.last_line.set_error("不能早于“从哪天”")
        else:
            line = self.last_line if _day(self.first) else self.first_line
            line.set_error("写成 2026-11-30 这样")

    # -- coming back

    def standing(self) -> tuple[str, str, str]:
        """What is chosen, as `stand` takes it: the name, and the two days where they are one's own."""
        return (self.chosen, self.first.value(), self.last.value()) if self.chosen == OWN else (self.chosen, "", "")

    def stand(self, chosen: str, first: str = "", last: str = "") -> None:
        """Choose without a word; a name that is not offered changes nothing."""
        at = self.when.findData(chosen)
        if at < 0:
            return
        with QSignalBlocker(self):  # whoever stands somewhere reads it anyway
            self.when.setCurrentIndex(at)
            if chosen == OWN and (first or last):
                self.first.set_value(first)
                self.last.set_value(last)
        self._told = self.standing()

    # -- chosen and typed

    def _show_days(self) -> None:
        for line in (self.first_line, self.last_line):
            line.setVisible(self.chosen == OWN)

    @Slot()
    def _on_when(self) -> None:
        if self.chosen == OWN:
            self._fill_in()
        else:
            self._before = self.chosen
        self._clear_errors()
        self._show_days()
        self.changed.emit()
        self._on_settled()

    def _fill_in(self) -> None:
        """The days of the period before, where none are written."""
        if self.first.text().strip() or self.last.text().strip():
            return
        before = self._offered(clock.today())[self._before][1]
        for edit, day in ((self.first, before.first), (self.last, before.last)):
            with QSignalBlocker(edit):
                edit.set_value(day.isoformat())

    @Slot()
    def _on_typed(self) -> None:
        self._clear_errors()
        self.changed.emit()

    def _clear_errors(self) -> None:
        for line in (self.first_line, self.last_line):
            line.clear_error()

    @Slot()
    def _on_settled(self) -> None:
        """A field that is left as it was says nothing."""
        if self.standing() != self._told:
            self._told = self.standing()
            self.settled.emit()


def _day(edit: DateEdit) -> date | None:
    """The whole day that is written, in the future too; None for anything less."""
    read = dates.parse(edit.text(), today=clock.today(), allow_future=True)
    try:
        return date.fromisoformat(str(read)) if isinstance(read, PartialDate) else None
    except ValueError:
        return None
