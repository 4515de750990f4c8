"""The menu of one column: sort, and filter by values with their counts, by text, by bounds, or by there being anything.

What a column cannot do it says why. The table applies what is asked here.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QRadioButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.jobs import JobContext
from app.messages import window_message_for
from app.records import filters
from app.tables import list_columns, value_counts
from app.tables.list_columns import ListColumn
from app.tables.row_source import RowSource
from app.tables.value_counts import ValueCounts
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.ledger_view.value_list import ValueList
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.parts.buttons import plain_button, primary_button
from ui.parts.fields import DateEdit, Labelled, LineEdit
from ui.workers import Latest

_LETTERS = 17
_PRESENCE = (("", "全部"), ("!=", "有内容"), ("=", "没有内容"))


class ColumnMenu(QFrame):
    """Opens below a heading.

    `filtered(name, texts)`: these filters in place of the column's; `sorted_by(name, descending)`.
    """

    filtered = Signal(str, object)
    sorted_by = Signal(str, bool)

    def __init__(self, desk: Desk, source: RowSource, name: str, title: str, parent: QWidget | None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_role(self, "card")
        self.setAccessibleName(f"{title}的排序和筛选")
        self.name = name
        self._source = source
        self._own = [one for one in source.selection.filters if value_counts.asks_for(source.ledger, one, name)]
        self._reading = Latest(desk.runner, self)
        self._said = name
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(L, M, L, M)
        self.body.setSpacing(S)
        self.body.addWidget(label(title, "section"))
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * _LETTERS)

    # -- what the table builds it of

    @classmethod
    def of_column(cls, desk: Desk, source: RowSource, column: ListColumn, parent: QWidget | None) -> ColumnMenu:
        """The menu of a column of the table."""
        menu = cls(desk, source, column.name, column.label, parent)
        menu._said = column.label if column.field.inverted else column.name
        menu._add_sorting(column)
        menu._add_filter(column)
        return menu

    @classmethod
    def of_values(cls, desk: Desk, source: RowSource, name: str, title: str, parent: QWidget | None) -> ColumnMenu:
        """The menu of what is asked for beside the columns: a tag, a place."""
        menu = cls(desk, source, name, title, parent)
        menu._add_values(name)
        return menu

    def open_at(self, at: QPoint) -> None:
        """Show the menu with its right top below a point of the screen, within the screen."""
        self.adjustSize()
        screen = self.screen().availableGeometry()
        left = max(min(at.x(), screen.right() - self.width()), screen.left())
        top = max(min(at.y(), screen.bottom() - self.height()), screen.top())
        self.move(left, top)
        self.show()

    def _add_sorting(self, column: ListColumn) -> None:
        why = list_columns.why_unsorted(self._source.session, self._source.ledger.name, column.name)
        if why:
            self.body.addWidget(label(why, "caption", wraps=True))
            return
        row = QHBoxLayout()
        row.setSpacing(S)
        for text, icon, descending in (("升序", "arrow-up", False), ("降序", "arrow-down", True)):
            button = plain_button(text, icon)
            button.setAccessibleName(f"按{column.label}{text}")
            button.clicked.connect(lambda _=False, down=descending: self._sort(descending=down))
            row.addWidget(button)
        self.body.addLayout(row)

    def _sort(self, *, descending: bool) -> None:
        self.sorted_by.emit(self.name, descending)
        self.close()

    def _add_filter(self, column: ListColumn) -> None:
        how = column.how_filtered
        if not how:
            self.body.addWidget(label(column.why_unfiltered, "caption", wraps=True))
        elif how in ("values", "place"):
            self._add_values("compound_uid" if how == "place" else column.name)
        else:
            self._add_bounds(column)

    # -- values with counts

    def _add_values(self, asked: str) -> None:
        if asked != self.name:
            self._own = [
                one for one in self._source.selection.filters if value_counts.asks_for(self._source.ledger, one, asked)
            ]
            self.name = self._said = asked
        self.values = ValueList()
        self.values.submitted.connect(self._apply_values)
        self.body.addWidget(self.values, 1)
        self._add_buttons(self._apply_values)
        source = self._source

        def work(_ctx: JobContext) -> ValueCounts:
            return value_counts.count(source.session, source.ledger, asked, source.selection)

        self._reading.ask(work, self._show_values, failed=self._on_failed)

    def _show_values(self, counts: ValueCounts) -> None:
        chosen: set[str] = set()
        for one in self._own:
            _, sign, value = filters.parts(one)
            if sign == "=":
                chosen |= {part.strip() for part in value.split(filters.ANY_OF)}
        self.values.show_values(counts, chosen)

    def _on_failed(self, error: LedgerError) -> None:
        self.values.tell(window_message_for(error))

    def _apply_values(self) -> None:
        chosen = self.values.chosen()
        texts = () if chosen is None else (f"{self._said}={filters.ANY_OF.join(chosen)}",)
        self._give(texts)

    # -- text, bounds, presence

    def _add_bounds(self, column: ListColumn) -> None:
        how = column.how_filtered
        self.part, self.least, self.most = LineEdit(), _bound(how), _bound(how)
        if how == "text":
            self.body.addWidget(Labelled("包含", self.part))
        elif how in ("date", "number"):
            row = QHBoxLayout()
            row.setSpacing(S)
            row.addWidget(Labelled("从", self.least))
            row.addWidget(Labelled("到", self.most))
            self.body.addLayout(row)
        self.presence = QButtonGroup(self)
        if column.name != "age":
            self._add_presence()
        self._error = label("", "error", wraps=True)
        self._error.hide()
        self.body.addWidget(self._error)
        for editor in (self.part, self.least, self.most):
            editor.submitted.connect(self._apply_bounds)
        self._add_buttons(self._apply_bounds)
        self._recall()
        first = {"text": self.part, "date": self.least, "number": self.least}.get(how)
        if first is not None:
            first.setFocus()

    def _add_presence(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(M)
        for number, (_, text) in enumerate(_PRESENCE):
            button = QRadioButton(text)
            button.setChecked(number == 0)
            self.presence.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)

    def _recall(self) -> None:
        """Show the filters that are in force."""
        for one in self._own:
            _, sign, value = filters.parts(one)
            editor = {"~": self.part, ">=": self.least, "<=": self.most}.get(sign)
            if editor is not None:
                editor.setText(value)
            elif value and sign == "=" and isinstance(self.least, LineEdit):
                self.least.setText(value)
                self.most.setText(value)
            elif not value:
                found = self.presence.button(1 if sign == "!=" else 2)
                if found is not None:
                    found.setChecked(True)

    def _apply_bounds(self) -> None:
        texts = [
            f"{self._said}{sign}{_value(editor)}"
            for sign, editor in (("~", self.part), (">=", self.least), ("<=", self.most))
            if _value(editor)
        ]
        sign = _PRESENCE[max(self.presence.checkedId(), 0)][0]
        if sign:
            texts.append(f"{self._said}{sign}")
        try:
            filters.check(self._source.ledger, tuple(texts))
        except LedgerError as error:
            self._error.setText(window_message_for(error))
            self._error.show()
            self.adjustSize()
            return
        self._give(tuple(texts))

    # -- buttons

    def _add_buttons(self, apply: object) -> None:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.clear_button: QPushButton = plain_button("清除筛选")
        self.clear_button.setEnabled(bool(self._own))
        self.clear_button.clicked.connect(lambda: self._give(()))
        self.apply_button: QPushButton = primary_button("应用")
        self.apply_button.clicked.connect(apply)
        row.addWidget(self.clear_button)
        row.addStretch(1)
        row.addWidget(self.apply_button)
        self.body.addLayout(row)

    def _give(self, texts: tuple[str, ...]) -> None:
        self.filtered.emit(self.name, texts)
        self.close()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)


def _bound(how: str) -> LineEdit:
    return DateEdit() if how == "date" else LineEdit()


def _value(editor: LineEdit) -> str:
    return editor.value() if isinstance(editor, DateEdit) else editor.text().strip()
