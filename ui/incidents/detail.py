"""One incident in full: its facts, the checklist to tick, the time line, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from app.incidents.recording import EVENTS, IncidentView
from ledger import clock
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.parts.buttons import plain_button
from ui.parts.chips import Badge, Tone
from ui.parts.elided import ElidedLabel
from ui.parts.fields import LineEdit

_TONES: dict[str, Tone] = {"open": "bad", "contained": "warn", "closed": "good"}
_KEY = int(Qt.ItemDataRole.UserRole)


class IncidentDetail(QWidget):
    """Shows what it is given; `ticked(step, done)` when a line of the checklist was."""

    ticked = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.heading, self.badge = ElidedLabel(), Badge("处置中", "bad")
        set_role(self.heading, "section")
        self.facts = label("", "muted", wraps=True)
        self.steps, self.events = QListWidget(), QListWidget()
        self.steps.setAccessibleName("处置步骤")
        self.events.setAccessibleName("经过")
        for one in (self.steps, self.events):
            one.setWordWrap(True)
            one.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.line = LineEdit()
        self.line.setAccessibleName("记一笔经过")
        self.line.setPlaceholderText("记一笔：查到了什么，做了什么")
        self.tell_button = plain_button("记下", "plus")
        self.level_button, self.contain_button = plain_button("改级别…"), plain_button("已控制")
        self.print_button, self.close_button = plain_button("打印报告…", "printer"), plain_button("办结…", "check")
        column = QVBoxLayout(self)
        column.setContentsMargins(L, M, L, L)
        column.setSpacing(S)
        column.addLayout(self._head())
        column.addWidget(self.facts)
        column.addLayout(self._halves(), 1)
        self.steps.itemChanged.connect(self._on_item)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(S)
        head.addWidget(self.heading)
        head.addWidget(self.badge)
        head.addStretch(1)
        for button in self.buttons:
            head.addWidget(button)
        return head

    def _halves(self) -> QHBoxLayout:
        halves = QHBoxLayout()
        halves.setSpacing(M)
        halves.addLayout(_half("处置步骤", self.steps), 1)
        right = _half("经过", self.events)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.line, 1)
        row.addWidget(self.tell_button)
        right.addLayout(row)
        halves.addLayout(right, 1)
        return halves

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """What can be done, from the left."""
        return (self.level_button, self.contain_button, self.print_button, self.close_button)

    def show_view(self, view: IncidentView) -> None:
        """Show an incident as it stands."""
        one = view.incident
        self.heading.setText(f"{one.id}　{one.title}")
        self.badge.show_state(view.state_label, _TONES[one.state])
        people = f"{one.people:,} 人" if one.people else "人数正在核实"
        self.facts.setText(
            f"{view.level.label}　{view.kind_label}　{one.happened_at}　{people}　{one.scope or '范围正在核实'}"
            f"　{clock.local_text(one.noted_at)} {view.noted_by}登记"
        )
        self._show_steps(view)
        self.events.clear()
        for event in view.events:
            told = f"{clock.local_text(event.at)} {event.user} {EVENTS.get(event.what, event.what)}：{event.told}"
            self.events.addItem(told)
        self.events.scrollToBottom()
        self.close_button.setText("办结…" if view.is_open else "重新处置…")
        self.contain_button.setEnabled(one.state == "open")
        for widget in (self.level_button, self.line, self.tell_button):
            widget.setEnabled(view.is_open)

    def _show_steps(self, view: IncidentView) -> None:
        row = self.steps.currentRow()
        with QSignalBlocker(self.steps):
            self.steps.clear()
            for line in view.steps:
                done = f"（{line.done_at} {line.done_by}）" if line.done_at else ""
                item = QListWidgetItem(f"{line.step.stage}　{line.step.text}{done}", self.steps)
                item.setData(_KEY, line.step.key)
                flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
                item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable if view.is_open else flags)
                item.setCheckState(Qt.CheckState.Checked if line.done_at else Qt.CheckState.Unchecked)
        self.steps.setCurrentRow(max(row, 0))

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        self.ticked.emit(str(item.data(_KEY)), item.checkState() == Qt.CheckState.Checked)


def _half(title: str, widget: QWidget) -> QVBoxLayout:
    half = QVBoxLayout()
    half.setSpacing(S)
    half.addWidget(label(title, "strong"))
    half.addWidget(widget, 1)
    return half
