"""Fields of forms: an editor under its label, with a hint or an error below it; and all editors by one import."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from ui.look.icons import icon
from ui.look.roles import label, restyle, set_role
from ui.look.tokens import XS
from ui.parts.choices import CodeBox, YesNoBox
from ui.parts.dates import DateEdit
from ui.parts.line_edit import LineEdit
from ui.parts.line_icons import follow_with

__all__ = ["CodeBox", "DateEdit", "Labelled", "LineEdit", "PasswordEdit", "YesNoBox"]


class Labelled(QWidget):
    """An editor with its label above and, below, a hint that gives way to an error."""

    def __init__(self, text: str, editor: QWidget, hint: str = "") -> None:
        super().__init__()
        self.editor = editor
        self._hint = hint
        self.label = label(text)
        self.label.setBuddy(editor)
        editor.setAccessibleName(text)
        self.note = label("", "caption", wraps=True)
        grows = bool(editor.sizePolicy().expandingDirections() & Qt.Orientation.Vertical)
        column = QVBoxLayout(self) if grows else _Column(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        column.addWidget(self.label)
        column.addWidget(editor)
        column.addWidget(self.note)
        if not grows:
            column.addStretch(1)
        self.setFocusProxy(editor)
        self.clear_error()

    @property
    def error(self) -> str:
        """The error that is shown."""
        return self.note.text() if self.editor.property("hasError") else ""

    def set_error(self, text: str) -> None:
        """Say what is wrong, in the user's words."""
        self._tell(text, is_error=True)

    def clear_error(self) -> None:
        """Nothing is wrong any more."""
        self._tell(self._hint, is_error=False)

    def set_hint(self, text: str) -> None:
        """Say something else where no error stands."""
        self._hint = text
        if not self.error:
            self.clear_error()

    def _tell(self, text: str, *, is_error: bool) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))
        set_role(self.note, "error" if is_error else "caption")
        self.editor.setAccessibleDescription(text)
        if bool(self.editor.property("hasError")) is not is_error:
            self.editor.setProperty("hasError", is_error)
            restyle(self.editor)


class _Column(QVBoxLayout):
    """Keeps what height is left below its fields without asking for any: in a row of them, labels stay on one line."""

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal


class PasswordEdit(LineEdit):
    """A password, hidden until the eye at its end is pressed (F8)."""

    def __init__(self) -> None:
        super().__init__()
        self._eye = QAction(icon("eye", "muted"), "显示密码", self)
        self._eye.setShortcut("F8")
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show)
        follow_with(self, self._eye)
        self._show(shown=False)

    def _show(self, shown: bool) -> None:  # noqa: FBT001 - a slot
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._eye.setIcon(icon("eye-off" if shown else "eye", "muted"))
        self._eye.setToolTip("隐藏密码 (F8)" if shown else "显示密码 (F8)")
