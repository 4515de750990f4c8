"""Dialogs, for decisions only: a body, one row of buttons, the safe answer on Esc.

Nobody waits for a dialog: it is opened, and told what to do when it is accepted. So the lock can put it away at any
moment and bring it back as it stood.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from ui.garbage import hold
from ui.look.roles import label
from ui.look.tokens import XL, L, M, S
from ui.parts.buttons import danger_button, plain_button, primary_button
from ui.parts.fields import Labelled, LineEdit

ButtonRole = Literal["primary", "danger", "cancel", "plain"]
_LETTERS = 30
"""The least width of a dialog, in letters."""
EVERYWHERE = "everywhere"
"""The property of those actions of a window that work in the dialogs over it too."""


class Dialog(QDialog):
    """Put widgets into `body`; `add_button` fills the row below.

    A primary or danger button accepts unless it is connected with `closes=False`; a cancel button rejects.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._was_shown = False
        outer = self._outer = QVBoxLayout(self)
        outer.setContentsMargins(XL, L, XL, L)
        outer.setSpacing(L)
        self.body = QVBoxLayout()
        self.body.setSpacing(M)
        heading = label(title, "title")  # the dialog's own least width would let wider things hang out of it
        heading.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * _LETTERS - 2 * XL)
        outer.addWidget(heading)
        outer.addLayout(self.body, 1)
        self._row = QHBoxLayout()
        self._row.setSpacing(S)
        self._row.addStretch(1)
        outer.addLayout(self._row)

    def put_below_body(self, widget: QWidget) -> None:
        """Put something between the body and the buttons."""
        self._outer.insertWidget(self._outer.count() - 1, widget)

    def add_button(
        self, text: str, role: ButtonRole = "plain", *, closes: bool = True, before: QPushButton | None = None
    ) -> QPushButton:
        """Put a button at the right end of the row, or `before` one, for the primary one stands last.

        `closes=False` when the dialog decides itself when it is done.
        """
        makers = {"primary": primary_button, "danger": danger_button}
        button = makers.get(role, plain_button)(text)
        if role == "primary":
            button.setDefault(True)
        if role == "cancel":
            button.clicked.connect(self.reject)
        elif closes and role in makers:
            button.clicked.connect(self.accept)
        self._row.addWidget(button)
        if before is not None:
            self._row.addWidget(before)
            QWidget.setTabOrder(button, before)
        return button

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.addActions([one for one in _lowest(self).actions() if one.property(EVERYWHERE)])
        screen = self.screen().availableGeometry()
        wanted = self.size()
        if not self._was_shown:  # afterwards it is as large as the person made it
            self._was_shown = True
            wanted = wanted.expandedTo(QSize(0, self._outer.totalHeightForWidth(self.width())))  # paragraphs wrap
        self.resize(wanted.boundedTo(screen.size() * 0.95))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button, else the default one; `LineEdit` keeps Enter of a composition from here."""
        focused = self.focusWidget()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(focused, QPushButton) and focused.isEnabled():
            focused.click()
            return
        super().keyPressEvent(event)


def open_dialog(dialog: QDialog, then: Callable[[], object] | None = None) -> None:
    """Show a dialog over its window; `then` when it is accepted. It goes when it is done with."""
    if then is not None:
        dialog.accepted.connect(then)
    dialog.finished.connect(dialog.deleteLater)
    hold(dialog)
    dialog.open()


def ask(
    parent: QWidget, title: str, text: str, yes: str, then: Callable[[], object], *, is_danger: bool = False
) -> Dialog:
    """Ask for a decision, `then` when it is yes; the button says what will be done."""
    dialog = question(parent, title, text, yes, is_danger=is_danger)
    open_dialog(dialog, then)
    return dialog


def question(parent: QWidget | None, title: str, text: str, yes: str, *, is_danger: bool = False) -> Dialog:
    """The dialog of `ask`, not yet shown."""
    dialog = Dialog(title, parent)
    dialog.body.addWidget(label(text, wraps=True))
    no = dialog.add_button("取消", "cancel")
    dialog.add_button(yes, "danger" if is_danger else "primary")
    (no if is_danger else dialog).setFocus()
    return dialog


def ask_reason(parent: QWidget, title: str, text: str, then: Callable[[str], object]) -> None:
    """Ask why; `then` gets the reason, unless the person thinks better of it. An empty reason is not taken."""
    dialog = ReasonDialog(title, text, parent)
    open_dialog(dialog, lambda: then(dialog.reason()))


class ReasonDialog(Dialog):
    """One line that says why; its button works once something is written."""

    def __init__(
        self, title: str, text: str, parent: QWidget | None = None, *, asked: str = "原因", yes: str = "确定"
    ) -> None:
        super().__init__(title, parent)
        self.body.addWidget(label(text, wraps=True))
        self.edit = LineEdit()
        self.body.addWidget(Labelled(asked, self.edit))
        self.add_button("取消", "cancel")
        self.yes = self.add_button(yes, "primary")
        self.yes.setEnabled(False)
        self.edit.textChanged.connect(lambda: self.yes.setEnabled(bool(self.reason())))
        self.edit.setFocus()

    def reason(self) -> str:
        """What is written."""
        return self.edit.text().strip()


def _lowest(widget: QWidget) -> QWidget:
    """The window that everything in which the widget stands lies over."""
    parent = widget.parentWidget()
    return widget if parent is None else _lowest(parent)
