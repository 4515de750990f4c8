"""Which columns a table has and how wide they are, as it was left the last time; kept a moment after each change."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.tables import list_columns, views
from app.tables.list_columns import ListColumn
from app.tables.views import Shape
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.workers import Latest

_KEEP_AFTER_MS = 1200  # a width is kept once nobody drags any more
_TENTHS = 10  # widths are kept in tenths of a letter, so that they fit every text size
_FIRST_WIDTHS = {
    "name": 75,
    "person_uid": 75,
    "head_person_uid": 75,
    "plate": 75,
    "sex": 60,
    "order_no": 125,
    "title": 170,
    "overdue_light": 75,
}
_FIRST_BY_KIND = {
    "code": 95,
    "bool": 75,
    "integer": 65,
    "decimal": 85,
    "date": 95,
    "month": 75,
    "id_no": 145,
    "phone": 95,
}


class KeptColumns(QObject):
    """The columns of one ledger's table. With `fixed` ones nothing is read or kept."""

    def __init__(self, desk: Desk, ledger: str, fixed: tuple[str, ...], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._ledger = desk, ledger
        self._is_kept = not fixed
        self._is_read = bool(fixed)
        self._reading = Latest(desk.runner, self)
        self.shape = Shape(fixed or list_columns.AT_FIRST[ledger])
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(_KEEP_AFTER_MS)
        self._waiting.timeout.connect(self._keep)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns, from left to right."""
        return self.shape.columns

    def read(self, then: Callable[[], None], failed: Callable[[LedgerError], None]) -> None:
        """Find how the table was left, once; then go on."""
        if self._is_read:
            then()
            return
        session, ledger = self._desk.session, self._ledger

        def show(found: Shape) -> None:
            if not self._is_read:
                self._is_read, self.shape = True, found
            then()

        self._reading.ask(lambda _ctx: views.shape(session, ledger), show, failed=failed)

    def choose(self, names: tuple[str, ...]) -> None:
        """Have these columns from now on; those that this version does not know are left out."""
        self._is_read = True
        self.shape = Shape(list_columns.known(self._ledger, names), self.shape.widths)
        self._waiting.start()

    def widen(self, name: str, pixels: int, letter: int) -> None:
        """A column was drawn to a width."""
        self.shape = Shape(self.shape.columns, {**self.shape.widths, name: round(pixels * _TENTHS / letter)})
        self._waiting.start()

    def pixels(self, column: ListColumn, letter: int) -> int:
        """How wide a column is where a letter has this width."""
        return round(self.shape.widths.get(column.name, _first_width(column)) * letter / _TENTHS)

    def _keep(self) -> None:
        if not self._is_kept:
            return
        session, ledger, shape = self._desk.session, self._ledger, self.shape
        self._desk.runner.start(self._desk.runner.writing(lambda _ctx: views.keep_shape(session, ledger, shape)))


def _first_width(column: ListColumn) -> int:
    """The width of a column that nobody has drawn yet, in tenths of a letter."""
    if column.name in _FIRST_WIDTHS:
        return _FIRST_WIDTHS[column.name]
    if column.name.endswith("address") or column.field.kind == "ref":
        return 135
    return _FIRST_BY_KIND.get(column.field.kind, 110)
