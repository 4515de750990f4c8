"""What for and by what right: the two code lists beside each other."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.release import purposes
from app.release.purposes import Purpose
from ui.look.tokens import L
from ui.parts.choices import ChoiceBox
from ui.parts.fields import Labelled


class PurposeRow(QWidget):
    """Offered with everything that leaves, and needed where it is sensitive."""

    def __init__(self) -> None:
        super().__init__()
        self.purpose, self.basis = (ChoiceBox(purposes.choices(what)) for what in ("purpose", "basis"))
        self.purpose_line, self.basis_line = Labelled("用途", self.purpose), Labelled("依据", self.basis)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(L)
        for line in (self.purpose_line, self.basis_line):
            row.addWidget(line, 1)
        self.purpose.currentIndexChanged.connect(lambda _: self.purpose_line.clear_error())
        self.basis.currentIndexChanged.connect(lambda _: self.basis_line.clear_error())

    def fix_purpose(self, code: str) -> None:
        """The one purpose that there can be; "" lets anything be chosen."""
        if code:
            self.purpose.set_value(code)
        self.purpose.setEnabled(not code)

    def chosen(self) -> Purpose:
        """The codes of what is chosen."""
        return Purpose(self.purpose.value(), self.basis.value())

    def is_complete(self, *, is_needed: bool) -> bool:
        """True when both are chosen where they are needed, and what is typed is on the lists."""
        for what, box, line in (("用途", self.purpose, self.purpose_line), ("依据", self.basis, self.basis_line)):
            typed = box.currentText().strip()
            if box.find_typed(typed) < 0 or (is_needed and not typed):
                line.set_error(f"请从列表里选一个{what}。" if typed else f"三级以上的内容要写明{what}。")
                box.setFocus()
                return False
        return True
