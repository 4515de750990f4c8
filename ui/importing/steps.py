"""The five steps of the wizard: which is open, which are done, which cannot be gone to yet.

They stand at the left with a note beneath each; above, in one line and without notes, where the page is narrow.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QToolButton
from typing_extensions import override

from ui.look.icons import icon
from ui.look.roles import label, set_role
from ui.look.tokens import XL, XS, L, S
from ui.parts.elided import ElidedLabel

NAMES = ("选文件", "表和表头", "要您定的", "核对计划", "导入")
FILE, SHEETS, QUESTIONS, PLAN, RESULT = range(5)
_CIRCLED = "①②③④⑤"
_LETTERS = 10
_NO_LIMIT = 16_777_215


class StepList(QFrame):
    """A button for each step, with a note beneath; `chosen(place)` when the person goes to one."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "navigation")
        self.setAccessibleName("导入的步骤")
        self._is_across = False
        column = self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        column.setContentsMargins(S, L, S, L)
        column.setSpacing(XS)
        self._heading = label("导入一份表", "caption")
        column.addWidget(self._heading, alignment=Qt.AlignmentFlag.AlignHCenter)
        self._now = FILE
        self.buttons: list[QToolButton] = []
        self._notes: list[ElidedLabel] = []
        for place in range(len(NAMES)):
            self._add(place, column)
        column.addStretch(1)
        self._fit()

    def _add(self, place: int, column: QBoxLayout) -> None:
        button = QToolButton()
        button.setText(f"{_CIRCLED[place]} {NAMES[place]}")
        button.setAccessibleName(f"第 {place + 1} 步 {NAMES[place]}")
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self._on_clicked(place))
        note = ElidedLabel()
        set_role(note, "caption")
        note.setContentsMargins(XL + L, 0, S, S)
        note.hide()
        column.addWidget(button)
        column.addWidget(note)
        self.buttons.append(button)
        self._notes.append(note)

    def lie_across(self, *, across: bool) -> None:
        """Stand above in one line, or at the left."""
        if across == self._is_across:
            return
        self._is_across = across
        way = QBoxLayout.Direction
        self._row.setDirection(way.LeftToRight if across else way.TopToBottom)
        self._row.setContentsMargins(S, *((S, S, S) if across else (L, S, L)))
        self._heading.setHidden(across)
        for note in self._notes:
            note.setVisible(bool(note.text()) and not across)
        self._fit()

    def _fit(self) -> None:
        letters = self.fontMetrics().horizontalAdvance("字") * _LETTERS + 2 * XL
        self.setMinimumWidth(0 if self._is_across else letters)
        self.setMaximumWidth(_NO_LIMIT if self._is_across else letters)
        self.setSizePolicy(
            QSizePolicy.Policy.Preferred if self._is_across else QSizePolicy.Policy.Fixed,
            QSizePolicy.Policy.Fixed if self._is_across else QSizePolicy.Policy.Preferred,
        )

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _on_clicked(self, place: int) -> None:
        self.buttons[place].setChecked(place == self._now)  # a click asks; whether the step opens is the page's to say
        self.chosen.emit(place)

    def show_step(self, now: int, reached: int) -> None:
        """Mark the open step; those after `reached` cannot be gone to, those before it are done."""
        self._now = now
        for place, button in enumerate(self.buttons):
            is_done = place < reached and place != now
            button.setEnabled(place <= reached)
            button.setChecked(place == now)
            button.setIcon(icon("circle-check", "good") if is_done else icon("circle-small", "muted"))
            button.setAccessibleDescription("已完成" if is_done else "正在进行" if place == now else "")

    def note(self, place: int, text: str) -> None:
        """Say in a few words what was chosen in a step."""
        self._notes[place].setText(text)
        self._notes[place].setVisible(bool(text) and not self._is_across)
