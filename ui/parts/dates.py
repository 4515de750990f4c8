"""A date as people write it, to the precision that they know."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ledger import clock, dates
from ledger.broken import Broken
from ledger.partial_date import PartialDate
from ui.parts.line_edit import LineEdit


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

    def _tidy(self) -> None:
        read = self.read()
        if isinstance(read, PartialDate) and not read.ambiguous:
            self.setText(str(read))
