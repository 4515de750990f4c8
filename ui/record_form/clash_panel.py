"""Changed beneath you: field by field what another wrote, by whom and when, and the choice between theirs and mine."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from app.dossiers.clashes import Clash, Clashes
from ui.look.roles import label, set_role
from ui.look.tokens import M, S
from ui.parts.buttons import plain_button, primary_button

_NOTHING = "空"


class ClashPanel(QWidget):
    """`settled(set)` gives the names of the fields in which mine stands; `left()` when nothing is to be saved."""

    settled = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "hint", "warn")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(M, M, M, M)
        self._column.setSpacing(S)
        self._body: QWidget | None = None
        self.choices: dict[str, tuple[QRadioButton, QRadioButton]] = {}
        self.save_button = primary_button("按所选的保存")
        self.save_button.clicked.connect(self._settle)
        self.hide()

    def show_clashes(self, found: Clashes, mine: Mapping[str, str]) -> None:
        """Tell what changed; `mine` words what was typed where its text is an id or a code."""
        self._forget()
        body = self._body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(label("您打开以后，这里被改过。请逐项选用哪一个。", "strong", wraps=True))
        for clash in found.fields:
            column.addWidget(self._field(clash, mine.get(clash.field) or clash.mine))
        row = QHBoxLayout()
        row.addStretch(1)
        leave = plain_button("不保存，看现在的内容")
        leave.clicked.connect(self.left)
        row.addWidget(leave)
        row.addWidget(self.save_button)
        column.addLayout(row)
        self._column.addWidget(body)
        self.show()
        self.save_button.setFocus()

    def _field(self, clash: Clash, mine: str) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        was = f"{clash.label}：原来是 {clash.seen or _NOTHING}"
        column.addWidget(label(was, "muted", wraps=True))
        theirs = QRadioButton(f"{clash.theirs or _NOTHING}（{clash.who} {clash.at} 改的）")
        own = QRadioButton(f"{mine or _NOTHING}（您刚才写的）")
        theirs.setAccessibleName(f"{clash.label} 用别人改的 {clash.theirs or _NOTHING}")
        own.setAccessibleName(f"{clash.label} 用您写的 {mine or _NOTHING}")
        group = QButtonGroup(box)
        for button in (theirs, own):
            group.addButton(button)
            column.addWidget(button)
        own.setChecked(True)
        self.choices[clash.field] = (theirs, own)
        return box

    def _settle(self) -> None:
        kept = {name for name, (_, own) in self.choices.items() if own.isChecked()}
        self.put_away()
        self.settled.emit(kept)

    def put_away(self) -> None:
        """Hide it: the choice is made."""
        self._forget()
        self.hide()

    def _forget(self) -> None:
        self.choices = {}
        if self._body is not None:
            self.save_button.setParent(None)
            self._column.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
            self._body = None
