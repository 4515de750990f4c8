"""The band that says: this person is in the ledger already; and opens that dossier instead."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.dossiers.form_values import SamePerson
from ui.look.roles import label, set_role
from ui.look.tokens import M, S
from ui.parts.buttons import link_button
from ui.parts.picture import Picture


class TwinBand(QWidget):
    """Hidden as long as nobody is found."""

    asked_to_open = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "hint", "warn")
        row = QHBoxLayout(self)
        row.setContentsMargins(M, S, M, S)
        row.setSpacing(S)
        row.addWidget(Picture("triangle-alert", "warn"))
        self._lines = QVBoxLayout()
        row.addLayout(self._lines, 1)
        self._shown: list[QWidget] = []
        self.hide()

    def show_people(self, found: list[SamePerson]) -> None:
        """Offer these people, or nothing when there are none."""
        for widget in self._shown:
            self._lines.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown = [self._line(person) for person in found]
        for widget in self._shown:
            self._lines.addWidget(widget)
        self.setVisible(bool(found))
        self.setAccessibleName("台账里已有的人" if found else "")

    def _line(self, person: SamePerson) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        why = "证件号码相同" if person.is_certain else "姓名和生日相同"
        row.addWidget(label(f"台账里已有 {person.name}（{person.about}），{why}。", wraps=True), 1)
        button = link_button("打开已有的档案")
        button.setAccessibleName(f"打开{person.name}的档案")
        button.clicked.connect(lambda: self.asked_to_open.emit(person.id))
        row.addWidget(button)
        return line
