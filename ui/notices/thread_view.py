"""A question with everything that was said to it since: the committee's words and the street's, one after the other."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.notices.asking import Message, Question
from ui.look.roles import label, set_role
from ui.look.tokens import XS, L, M, S
from ui.parts.buttons import plain_button

_LEAST_LINES: Final = 7


class ThreadView(QWidget):
    """Shows one question; `continued` asks to say more to it."""

    continued = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.question: Question | None = None
        self._boxes: list[QWidget] = []
        self.more_button = plain_button("接着说…", "message-square-text")
        self.more_button.clicked.connect(self.continued)
        set_role(self, "card")
        self._said = QVBoxLayout()
        self._said.setSpacing(M)
        within = QWidget()
        column = QVBoxLayout(within)
        column.setContentsMargins(0, 0, S, 0)
        column.addLayout(self._said)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName("双方说过的话")
        self._scroll.setMinimumHeight(self.fontMetrics().lineSpacing() * _LEAST_LINES)
        self._scroll.setWidget(within)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.more_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(L, M, L, M)
        outer.setSpacing(S)
        outer.addWidget(self._scroll, 1)
        outer.addLayout(foot)

    @property
    def told(self) -> tuple[str, ...]:
        """The lines that are shown."""
        return tuple(one.accessibleName() for one in self._boxes)

    def show_question(self, one: Question) -> None:
        """Show another one, or the same as it stands now; the newest words come into sight."""
        is_same = self.question == one
        self.question = one
        if is_same:
            return
        for old in self._boxes:
            old.hide()
            old.deleteLater()
        first = f"{one.asked_at}　{one.asker or '不署名'}　{one.kind}"
        self._boxes = [_box(first, one.text, _seen(one.read_at)), *map(_message, one.messages)]
        if not one.messages:
            self._boxes.append(_waiting())
        for box in self._boxes:
            self._said.addWidget(box)
        QTimer.singleShot(0, self._to_the_end)

    def _to_the_end(self) -> None:
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.maximum())


def _message(one: Message) -> QWidget:
    new = "　新" if one.is_new else ""
    head = f"{one.said_at}　{one.who or '不署名'}{'　答复' if one.is_answer else ''}{new}"
    return _box(head, one.text, "" if one.is_answer else _seen(one.read_at), is_answer=one.is_answer)


def _waiting() -> QWidget:
    waits = label("等街道答复。", "muted")
    waits.setAccessibleName(waits.text())
    return waits


def _seen(at: str) -> str:
    return f"街道 {at} 看过" if at else ""


def _box(head: str, text: str, seen: str, *, is_answer: bool = False) -> QWidget:
    box = QFrame()
    box.setAccessibleName("，".join(filter(None, (head, text, seen))))
    if is_answer:
        set_role(box, "sunken")
    column = QVBoxLayout(box)
    edge = M if is_answer else 0
    column.setContentsMargins(edge, S if is_answer else 0, edge, S if is_answer else 0)
    column.setSpacing(XS)
    column.addWidget(label(head, "caption", wraps=True))
    words = label(text, wraps=True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    column.addWidget(words)
    if seen:
        column.addWidget(label(seen, "caption", wraps=True))
    return box
