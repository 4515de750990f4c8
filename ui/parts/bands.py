"""The bands of a page: title with count and actions, filters, and the line at its foot."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.look.roles import label, set_role
from ui.look.tokens import XS, L, M, S
from ui.parts.buttons import link_button
from ui.parts.chips import FilterChip
from ui.parts.elided import ElidedLabel
from ui.parts.fields import Labelled
from ui.parts.flow import FlowLayout


class TitleBand(QWidget):
    """The page's title, its count, and its actions at the right."""

    def __init__(self, title: str) -> None:
        super().__init__()
        set_role(self, "surface")
        row = QHBoxLayout(self)
        row.setContentsMargins(L, M, L, M)
        row.setSpacing(S)
        self.title: QLabel = label(title, "title")
        self._count = ElidedLabel()
        set_role(self._count, "muted")
        row.addWidget(self.title)
        row.addSpacing(XS)
        row.addWidget(self._count, 1)
        self._actions = row
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_count(self, text: str) -> None:
        """Say how many there are, such as 「2,416 人 · 筛选后 37」."""
        self._count.setText(text)

    def count(self) -> str:
        """What `set_count` said last."""
        return self._count.text()

    def add_action(self, widget: QWidget) -> None:
        """Put an action at the right end; the primary one comes last."""
        self._actions.addWidget(widget)


class FilterBand(QWidget):
    """Filters as chips and whatever adds them, in as many lines as they need.

    Widgets given to `add` stay before the chips; 「清除」 comes after them while there is one.
    """

    cleared = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "surface")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(L, 0, L, S)
        self.flow = FlowLayout()
        outer.addLayout(self.flow)
        self._chips: list[FilterChip] = []
        self._widgets = 0
        self._clear: QPushButton = link_button("清除")
        self._clear.setAccessibleName("清除全部条件")
        self._clear.clicked.connect(self.cleared)
        self._clear.hide()
        self.flow.addWidget(self._clear)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Put a widget before the chips."""
        self.flow.insert_widget(self._widgets, widget)
        if isinstance(widget, Labelled):  # what is told below another field leaves its label on the line of labels
            self.flow.setAlignment(widget, Qt.AlignmentFlag.AlignTop)
        self._widgets += 1

    def show_chips(self, chips: list[FilterChip]) -> None:
        """Show these filters instead of the ones before."""
        for chip in self._chips:
            self.flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = list(chips)
        for offset, chip in enumerate(chips):
            self.flow.insert_widget(self._widgets + offset, chip)
            chip.show()
        self._clear.setVisible(bool(chips))
        self.updateGeometry()

    def chips(self) -> tuple[FilterChip, ...]:
        """The filters that are shown."""
        return tuple(self._chips)


class StatusLine(QWidget):
    """The line at the foot of a page: what is selected, sums, hints."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        set_role(self, "sunken")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(L, XS, L, XS)
        self._row.setSpacing(M)
        self._label = ElidedLabel(text)
        set_role(self._label, "caption")
        self._row.addWidget(self._label, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        """Say something else."""
        self._label.setText(text)

    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def add(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._row.addWidget(widget)
