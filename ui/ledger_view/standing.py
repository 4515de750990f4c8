"""Where a table stands: its current record and the record's place on the screen; found again wherever it is now."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from ui.desk import Desk
from ui.ledger_view.panes import Panes
from ui.workers import Latest


class Standing(QObject):
    """Puts one table where it stood: the same record at the same height of the screen."""

    def __init__(self, desk: Desk, panes: Panes) -> None:
        super().__init__(panes)
        self._panes = panes
        self._placing = Latest(desk.runner, self)

    def told(self, record: str) -> dict[str, object]:
        """How the table stands with this current record, as plain values."""
        row, column = self._panes.current
        offset = row - self._panes.main.rows_in_sight()[0]
        across = self._panes.main.horizontalScrollBar().value()
        return {"row": record, "at": row, "column": column, "offset": offset, "across": across}

    def take(self, standing: Mapping[str, object]) -> None:
        """Stand as told; a record that is not in the list leaves the place where it was."""
        record, source = str(standing.get("row", "")), self._panes.model.source
        if source is None:
            return
        if not record:
            self._put(standing, None)
            return
        self._placing.ask(lambda _ctx: source.place(record), lambda place: self._put(standing, place))

    def follow(self, record: str) -> None:
        """Keep the current record current, and in its place on the screen, when rows before it came or went."""
        source, (row, column) = self._panes.model.source, self._panes.current
        if source is None or row < 0:
            return

        def put(place: int | None) -> None:
            if place is None or place == row or self._panes.current != (row, column):
                return
            bar = self._panes.main.verticalScrollBar()
            value = bar.value() + (place - row) * self._row_height
            self._panes.go(place, column)
            bar.setValue(value)

        self._placing.ask(lambda _ctx: source.place(record), put)

    @property
    def _row_height(self) -> int:
        return self._panes.main.numbers.defaultSectionSize()

    def _put(self, standing: Mapping[str, object], place: int | None) -> None:
        row = _number(standing, "at") if place is None else place
        if row < 0:
            return
        if "across" in standing:
            self._panes.main.horizontalScrollBar().setValue(_number(standing, "across"))
        self._panes.go(row, max(_number(standing, "column"), 0))
        self._panes.main.verticalScrollBar().setValue((row - _number(standing, "offset")) * self._row_height)


def _number(standing: Mapping[str, object], name: str) -> int:
    found = standing.get(name)
    return found if isinstance(found, int) else 0
