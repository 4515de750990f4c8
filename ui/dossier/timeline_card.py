"""Who changed what: the story of a record by action, filtered by kind; each changed field can be put back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import words
from app.dossiers.timeline import Entry, Line
from ui.look.roles import label, set_role
from ui.look.tokens import XS, M, S
from ui.parts.buttons import link_button
from ui.parts.cards import Card
from ui.parts.choices import ChoiceBox

FIRST, MORE = 6, 20  # entries that are built at once; a long story is read in parts
_LINES = 6


class TimelineCard(Card):
    """`put_back(Line)` asks for the value before a change, `way_taken(page, record)` for where a line leads."""

    put_back = Signal(object)
    way_taken = Signal(str, str)

    def __init__(self, entries: tuple[Entry, ...], *, can_put_back: bool) -> None:
        super().__init__("变更")
        self._entries, self._can_put_back = entries, can_put_back
        self._shown = FIRST
        self._widgets: list[QWidget] = []
        kinds = sorted({kind for entry in entries for kind in entry.kinds})
        self.filter = ChoiceBox((kind, words.ledger(kind)) for kind in kinds)
        self.filter.setAccessibleName("只看哪一类变更")
        edit = self.filter.lineEdit()
        if edit is not None:
            edit.setPlaceholderText("全部")
        self.filter.chosen.connect(self._build)
        if len(kinds) > 1:
            self.add_beside_title(self.filter)
        else:
            self.filter.setParent(self)
            self.filter.hide()
        self.body.setSpacing(M)
        self._build()

    def _build(self) -> None:
        for widget in self._widgets:
            self.body.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        kind = self.filter.value()
        ask = self._ask if self._can_put_back else None
        chosen = [entry for entry in self._entries if not kind or kind in entry.kinds]
        self._widgets = [_EntryRow(entry, kind, ask, self.way_taken.emit) for entry in chosen[: self._shown]]
        left = len(chosen) - self._shown
        if left > 0:
            more = link_button(f"显示更早的 {min(left, MORE)} 次变更")
            more.clicked.connect(self._show_more)
            self._widgets.append(_left(more))
        if not chosen:
            self._widgets.append(label("还没有变更。", "muted"))
        for widget in self._widgets:
            self.body.addWidget(widget)

    def _show_more(self) -> None:
        self._shown += MORE
        self._build()

    def _ask(self, line: Line) -> None:
        self.put_back.emit(line)


class _EntryRow(QWidget):
    """One action: when, who, what; below its changes, the first few at once."""

    def __init__(
        self, entry: Entry, kind: str, ask: Callable[[Line], None] | None, go: Callable[[str, str], None]
    ) -> None:
        super().__init__()
        self._ask, self._go = ask, go
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(XS)
        head = QHBoxLayout()
        head.setSpacing(S)
        head.addWidget(label(entry.title, "strong"))
        head.addWidget(label(f"{entry.who} · {entry.at}", "caption"))
        head.addStretch(1)
        self._column.addLayout(head)
        if entry.note:
            self._column.addWidget(label(entry.note, "caption", wraps=True))
        self._lines = [line for line in entry.lines if not kind or line.ledger == kind]
        for line in self._lines[:_LINES]:
            self._column.addWidget(self._line(line))
        left = len(self._lines) - _LINES
        if left > 0:
            more = link_button(f"另有 {left} 项")
            holder = _left(more)
            more.clicked.connect(lambda: self._show_rest(holder))
            self._column.addWidget(holder)

    def _show_rest(self, holder: QWidget) -> None:
        self._column.removeWidget(holder)
        holder.hide()
        holder.deleteLater()
        for line in self._lines[_LINES:]:
            self._column.addWidget(self._line(line))

    def _line(self, line: Line) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        text = f"{line.label}：{line.old} → {line.new}" if line.field else line.label
        row.addWidget(label(text, wraps=True), 1)
        for way in line.ways:
            button = link_button(way.title)
            button.clicked.connect(lambda _checked, way=way: self._go(way.page, way.record))
            row.addWidget(button)
        ask = self._ask
        if line.can_be_put_back and ask is not None:
            button = link_button("恢复")
            button.setToolTip(f"把{line.label}恢复为 {line.old}{line.together}")
            button.setAccessibleName(f"把{line.label}恢复为这个值 {line.old}{line.together}")
            button.clicked.connect(lambda _checked: ask(line))
            row.addWidget(button)
        return made


def _left(widget: QWidget) -> QWidget:
    set_role(widget, "link", "flush")
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    row.addStretch(1)
    return made
