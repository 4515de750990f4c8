"""The rows of one topic ledger: read once, found by words, chosen. What is done with them is `row_deeds.py`'s.

Which rows are due is `app.topics`'s; the table and the masks are those of every ledger.
"""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QTimer, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QVBoxLayout, QWidget

from app.topics import as_of, rows
from app.topics.rows import Listing, TopicRow
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.parts.flow import FlowLayout
from ui.parts.line_edit import LineEdit
from ui.parts.shortcuts import action
from ui.parts.small_write import Writes
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.topics.models import RowsModel
from ui.topics.row_deeds import RowDeeds
from ui.workers import Latest

_NO_ROWS = "一条一条新增，或者把现有的表格按表头导入。"
_WAIT_MS = 250
_WAYS, _ONLY = {True: "填一条", False: "核对"}, {True: "只看还没有填的", False: "只看待核对的"}
"""By whether the ledger has one row a month."""


class RowsPane(QWidget):
    """What is kept in the ledger it stands for, and the `deeds` that may be done with it."""

    told = Signal(str)
    """What stands in the line at the foot."""

    def __init__(self, desk: Desk, writes: Writes, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.deeds = RowDeeds(desk, writes, self)
        self._listing = Latest(desk.runner, self)
        self._wanted, self._row = "", ""
        self._whole: Listing | None = None
        self.found: Listing | None = None
        self.rows = RowsModel()
        self.table = plain_table(self.rows, "台账内容")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.states = PageStates(self.table)
        self._make()
        self._connect()

    # -- how it is put together

    def _make(self) -> None:
        self.search = LineEdit()
        self.search.setPlaceholderText("在这个台账里查找")
        self.search.setAccessibleName("在这个台账里查找")
        self.search.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * 12)
        self.only_due = QCheckBox("只看待核对的")
        self.about = label("", "muted", wraps=True)
        self.as_of = label("", "caption", wraps=True)
        ways = FlowLayout()
        for widget in (self.search, self.only_due, *self.deeds.for_rows):
            ways.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(M, 0, L, S)
        column.setSpacing(S)
        column.addWidget(self.about)
        column.addWidget(self.as_of)
        column.addLayout(ways)
        column.addWidget(self.states, 1)

    def _connect(self) -> None:
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self.narrow)
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.only_due.toggled.connect(lambda _: self.narrow())
        self.table.selectionModel().selectionChanged.connect(self.allow)
        self.table.activated.connect(lambda _: self.deeds.edit())
        self.deeds.written.connect(self.read)

    def put_keys(self, page: QWidget) -> None:
        """Give the page the keys of what is done here."""
        self.deeds.put_keys(page)
        action(page, "在台账里查找", "Ctrl+F", self.search.setFocus)

    # -- whose rows

    def stand(self, topic: str) -> None:
        """Show the rows of a ledger, "" of none."""
        if topic != self._wanted:
            self._whole = None
            with QSignalBlocker(self.search):
                self.search.clear()
        self._wanted = topic
        if topic:
            self.read()
        else:
            self.found = None
            self.allow()

    def show_row(self, row: str) -> None:
        """Choose a row, with all others in sight, once they are read."""
        self._row = row
        self.show_due(only=False)
        with QSignalBlocker(self.search):
            self.search.clear()

    def show_due(self, *, only: bool) -> None:
        """Show what waits for its check alone, from the next reading on."""
        with QSignalBlocker(self.only_due):
            self.only_due.setChecked(only)

    @Slot()
    def read(self) -> None:
        """Read the rows of the chosen ledger."""
        session, wanted = self.desk.session, self._wanted
        if wanted:
            self._listing.ask(lambda _: rows.listing(session, wanted), self._take, failed=self._show_trouble)

    def _take(self, whole: Listing) -> None:
        self._whole = whole
        self.narrow()

    def _show_trouble(self, error: LedgerError) -> None:
        self._whole = None
        self.states.show_error(error, self.read)

    @Slot()
    def narrow(self) -> None:
        """Show those of the rows read that are looked for, the chosen ones still chosen; nothing is read."""
        if self._whole is None:
            return
        found = self._whole.narrowed(self.search.text(), only_due=self.only_due.isChecked())
        is_same = self.found is not None and self.found.kept.topic == found.kept.topic
        chosen = {one.id for one in self.chosen()} if is_same else set[str]()
        self.found = found
        if self._row:
            chosen, self._row = {self._row}, ""
        self._tell(found)
        self.rows.show_listing(found)
        if not is_same:
            self.table.fit_columns()
        picked = self.table.selectionModel()
        for at, one in enumerate(found.rows):
            if one.id in chosen:
                picked.select(self.rows.index(at, 0), picked.SelectionFlag.Select | picked.SelectionFlag.Rows)
                self.table.scrollTo(self.rows.index(at, 0))
        if found.rows:
            self.states.show_content()
        elif found.total:
            self.states.show_empty("search", "没有这样的", f"换几个字，或者不勾选“{self.only_due.text()}”。")
        else:
            self.states.show_empty("table-2", "还没有内容", _NO_ROWS)
        self.allow()

    def _tell(self, found: Listing) -> None:
        """Whose rows these are and until when they go."""
        topic = found.kept.topic
        is_series = topic.month_field is not None
        coop = f"，配合 {topic.coop}" if topic.coop else ""
        self.about.setText(f"{topic.name}　{topic.period or '不定期'}{_WAYS[is_series]}，牵头 {topic.lead}{coop}")
        self.as_of.setText(as_of.words(found.as_of))
        set_role(self.as_of, "warn" if found.as_of.is_old else "caption")
        self.as_of.setVisible(bool(found.as_of.on))
        self.only_due.setText(_ONLY[is_series])

    # -- what is chosen

    def chosen(self) -> list[TopicRow]:
        """The selected rows."""
        picked = (self.rows.line_at(index.row()) for index in self.table.selectionModel().selectedRows())
        return [one for one in picked if one is not None]

    @Slot()
    def allow(self) -> None:
        """Let what may be done with the chosen rows be done, and tell how many there are."""
        chosen, found = self.chosen(), self.found
        self.deeds.allow(found, chosen)
        told = f"已选 {len(chosen):,} 条 · " if len(chosen) > 1 else ""
        shown = (
            f"显示 {len(found.rows):,} 条，共 {found.total:,} 条，{_due_word(found)} {found.due:,} 条 · "
            if found
            else ""
        )
        self.told.emit(f"{told}{shown}Enter 修改 · Ctrl+点选几条一起核对")


def _due_word(found: Listing) -> str:
    return "还没有填" if found.kept.topic.month_field is not None else "待核对"
