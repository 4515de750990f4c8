"""Finding a guide card: words or pinyin, chips by kind, the cards that answer. The page and a dialog hold it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHeaderView, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.guides import cards
from app.guides.cards import Found, Guide
from ui.desk import Desk
from ui.look.tokens import S
from ui.parts.buttons import plain_button
from ui.parts.flow import FlowLayout
from ui.parts.line_edit import LineEdit
from ui.parts.lines_model import LinesModel
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.workers import Latest

_WAIT_MS = 150
_EVERY = "全部"


class GuidesModel(LinesModel[Guide]):
    """The cards, one in a line."""

    HEADINGS = ("事项", "类别", "办理地点")

    @override
    def cells(self, line: Guide) -> tuple[str, ...]:
        return line.service, line.kind, line.where


class GuideChooser(QWidget):
    """`stood(guide)` on the card at which somebody stands, None for none; `taken(guide)` by Enter or two clicks.

    `told(found)` with every answer, `failed(error)` instead of one.
    """

    stood = Signal(object)
    taken = Signal(object)
    told = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading = Latest(desk.runner, self)
        self.found: Found | None = None
        self._kind, self._wanted = "", ""
        self.search = LineEdit()
        self.search.setPlaceholderText("事项、材料、地点，或拼音首字母")
        self.search.setAccessibleName("查找指南")
        self.setFocusProxy(self.search)
        self.chips: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._row = QWidget()
        self._flow = FlowLayout(self._row)
        self.model = GuidesModel()
        self.table = plain_table(self.model, "服务指南")
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(GuidesModel.HEADINGS) - 1, QHeaderView.ResizeMode.Stretch)
        self.states = PageStates(self.table)
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        for widget, stretch in ((self.search, 0), (self._row, 0), (self.states, 1)):
            column.addWidget(widget, stretch)
        self._timer.timeout.connect(self.read)
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.search.submitted.connect(self._take)
        self.search.installEventFilter(self)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self.stood.emit(self.guide()))
        self.table.activated.connect(lambda _: self._take())

    def guide(self) -> Guide | None:
        """The card at which somebody stands."""
        return self.model.line_at(self.table.currentIndex().row())

    def stand(self, record: str) -> None:
        """Stand on this card once it is read, whatever was looked for before."""
        self._wanted = record
        if record:
            self._kind = ""
            with QSignalBlocker(self.search):
                self.search.clear()

    @property
    def is_settled(self) -> bool:
        """True when nothing is being asked."""
        return not self._timer.isActive() and not self._reading.is_waiting

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move among the cards while the search is typed."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            row = self.table.currentIndex().row() + (step or 0)
            if step is not None and 0 <= row < len(self.model.lines):
                self.table.selectRow(row)
                return True
        return super().eventFilter(watched, event)

    # -- reading

    @Slot()
    def read(self) -> None:
        """Read the cards that answer."""
        session, search, kind = self._desk.session, self.search.text(), self._kind
        self._reading.ask(lambda _: cards.listing(session, search, kind), self._show, failed=self.failed.emit)

    def _show(self, found: Found) -> None:
        before = self.guide()
        wanted, self._wanted = self._wanted or (before.id if before else ""), ""
        self.found = found
        self._show_chips(found)
        self.model.show(found.guides)
        if found.guides:
            at = next((at for at, one in enumerate(found.guides) if one.id == wanted), 0)
            self.states.show_content()
            self.table.selectRow(at)
        else:
            self.states.show_empty("search", "没有这样的指南", "换几个字，或者点“全部”。")
        self.told.emit(found)
        self.stood.emit(self.guide())

    def _show_chips(self, found: Found) -> None:
        """One for each kind that answers, and the chosen one though it does not."""
        counts = {_EVERY: sum(count for _, count in found.kinds), **dict(found.kinds)}
        counts |= {self._kind: counts.get(self._kind, 0)} if self._kind else {}
        if list(counts) != list(self.chips):
            for button in self.chips.values():
                self._group.removeButton(button)
                self._flow.removeWidget(button)
                button.hide()
                button.deleteLater()
            self.chips = {name: self._chip(name) for name in counts}
        for name, count in counts.items():
            self.chips[name].setText(f"{name} {count:,}")
            self.chips[name].setAccessibleName(f"{name}，{count:,} 条")
            self.chips[name].setChecked(name == (self._kind or _EVERY))

    def _chip(self, name: str) -> QPushButton:
        button = plain_button("")
        button.setCheckable(True)
        button.clicked.connect(lambda _checked, name=name: self.show_kind("" if name == _EVERY else name))
        self._group.addButton(button)
        self._flow.addWidget(button)
        return button

    def show_kind(self, kind: str) -> None:
        """Show the cards of one kind, "" of all."""
        self._kind = kind
        self.read()

    @Slot()
    def _take(self) -> None:
        guide = self.guide()
        if guide is not None and self.is_settled:
            self.taken.emit(guide)
