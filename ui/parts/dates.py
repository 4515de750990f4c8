"""A date as people write it, to the precision that they know."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ledger import clock, dates
from ledger.broken import Broken
from ledger.partial_date import PartialDate
from ui.parts.line_edit import LineEdit

_WIDEST = "0000-00-00"


class DateEdit(LineEdit):
    """Takes 2020, 2020-5, 2020.5.1, 2020年5月1日; leaves what it understood in the stored form."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setPlaceholderText("年-月-日")  # a date here would look like one that is filled in
        self.editingFinished.connect(self._tidy)

    def read(self) -> PartialDate | Broken | None:
        """What is written: a date, the rule that it breaks, or None when nothing is."""
        if not self.text().strip():
            return None
        return dates.parse(self.text(), today=clock.today())

    def value(self) -> str:
        """The stored form; the text as written when it is no date, for `ledger.check` to refuse with its reason."""
        read = self.read()
        return str(read) if isinstance(read, PartialDate) else self.text().strip()

    def set_value(self, stored: str) -> None:
        """Show a stored date."""
        self.setText(stored)

    @override
    def minimumSizeHint(self) -> QSize:
        """Wide enough to read a whole date in."""
        hint, metrics = super().minimumSizeHint(), self.fontMetrics()
        return QSize(hint.width() + metrics.horizontalAdvance(_WIDEST), hint.height())

    def _tidy(self) -> None:
        read = self.read()
        if isinstance(read, PartialDate) and not read.ambiguous:
            self.setText(str(read))
