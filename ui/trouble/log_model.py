"""Entries of the log as a table: time, kind, what, result, and what is for those who maintain the program."""

from __future__ import annotations

from PySide6.QtCore import QObject
from typing_extensions import override

from app.reading_log import KINDS, Entry
from ui.parts.lines_model import LinesModel


class LogModel(LinesModel[Entry]):
    """Holds all entries and shows those of one day and kind."""

    HEADINGS = ("时间", "种类", "做了什么", "结果", "供维护人员")

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []

    def show_entries(self, entries: list[Entry]) -> None:
        """Other entries."""
        self._entries = entries
        self.show(entries)

    def filter(self, *, day: str, kind: str) -> None:
        """Show those of a day and a kind; an empty one means all."""
        self.show(one for one in self._entries if day in ("", one.day) and kind in ("", one.kind))

    @override
    def cells(self, line: Entry) -> tuple[str, ...]:
        return (line.at, KINDS[line.kind], line.what, line.result, line.detail)
