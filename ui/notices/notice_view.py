"""The reading pane: one task or notice with what it wants, who read and signed for it, and what was answered."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.notices.inbox import Answered, Mark, Sheet
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.notices.models import LIGHTS
from ui.parts.buttons import plain_button, primary_button
from ui.parts.chips import Badge
from ui.parts.flow import FlowLayout
from ui.parts.notice import Notice


class NoticeView(QFrame):
    """Shows a `Sheet`; `received` and `replied` are what its buttons ask for."""

    received = Signal()
    replied = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "card")
        self.sheet: Sheet | None = None
        self.title = label("", "section", wraps=True)
        self.meta = label("", "muted", wraps=True)
        self.state, self.light = Badge("", "plain"), Badge("", "plain")
        self.receive_button = primary_button("签收", "check")
        self.reply_button = primary_button("回复…", "message-square-text")
        self.again_button = plain_button("再回复一次…", "message-square-text")
        self.note = Notice()
        self._body = QVBoxLayout()
        self._body.setSpacing(M)
        self.receive_button.clicked.connect(self.received)
        for button in (self.reply_button, self.again_button):
            button.clicked.connect(self.replied)
        self._lay_out()

    def _lay_out(self) -> None:
        marks = QWidget()
        flow = FlowLayout(marks, gap=M)
        flow.addWidget(_beside(self.state, self.light))
        flow.addWidget(_beside(self.again_button, self.receive_button, self.reply_button))
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addLayout(self._body)
        inner.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, M, L, M)
        column.setSpacing(S)
        column.addWidget(self.title)
        column.addWidget(self.meta)
        column.addWidget(marks)
        column.addWidget(self.note)
        column.addWidget(self._scroll, 1)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show another one, or the same as it stands now."""
        self.sheet, line = sheet, sheet.line
        self.note.tell("")
        self.title.setText(line.title)
        due = f"{line.due_on} 前完成" if line.due_on else ""
        self.meta.setText("　".join(filter(None, (line.kind, line.number, line.sender, f"{line.sent_at} 下发", due))))
        self.state.show_state(line.state, "good" if line.is_done else "info" if line.received else "warn")
        self.light.setVisible(bool(line.light))
        if line.light:
            self.light.show_state(*LIGHTS[line.light])
        self.receive_button.setVisible(not line.received)
        self.reply_button.setVisible(line.is_task and bool(line.received) and not line.answers)
        self.again_button.setVisible(line.is_task and (not line.received or bool(line.answers)))
        self.again_button.setText("再回复一次…" if line.answers else "直接回复…")
        self._fill(sheet)

    def _fill(self, sheet: Sheet) -> None:
        while self._body.count():
            item = self._body.takeAt(0)
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        text = label(sheet.text, wraps=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._body.addWidget(text)
        if sheet.wants:
            self._body.addWidget(_box("要的清单（从台账里直接交，不用另填表）", sheet.wants, sheet.trouble))
        if sheet.answers:
            self._body.addWidget(_box("回复", [_answered(one) for one in sheet.answers]))
        if sheet.marks:
            self._body.addWidget(_box("签收和阅读", [_marked(one) for one in sheet.marks]))


def _beside(*widgets: QWidget) -> QWidget:
    """Widgets that stay together when a line is too short for all."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(S)
    for widget in widgets:
        row.addWidget(widget)
    return holder


def _box(title: str, lines: list[str] | tuple[str, ...], trouble: str = "") -> QWidget:
    box = QFrame()
    set_role(box, "sunken")
    column = QVBoxLayout(box)
    column.setContentsMargins(M, S, M, S)
    column.setSpacing(S)
    column.addWidget(label(title, "strong", wraps=True))
    for line in lines:
        column.addWidget(_line(line))
    if trouble:
        column.addWidget(label(trouble, "error", wraps=True))
    return box


def _line(text: str) -> QLabel:
    return label(text, wraps=True)


def _answered(one: Answered) -> str:
    handed = f"交出 {one.rows or 0:,} 行，登记号 {one.register_no}" if one.register_no else ""
    head = "　".join(filter(None, (f"{one.who} {one.at}", handed)))
    return "\n".join(filter(None, (head, one.handed_in, one.text)))


def _marked(one: Mark) -> str:
    signed = f"{one.received_at} 签收" if one.received_at else f"{one.read_at} 看过"
    return f"{one.who}　{signed}"
