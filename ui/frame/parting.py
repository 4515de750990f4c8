"""Something that is done before the window closes, and the dialog that says so: the person may stay or leave at once.

Nothing is held up when the system itself ends. What is done is a child's: the last round, the last backup.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ui.look.roles import label
from ui.parts.dialog import Dialog, open_dialog
from ui.parts.progress import ProgressLine


class PartingDialog(Dialog):
    """What is done or asked, how far it is, and the two ways not to wait for it."""

    def __init__(self, title: str, text: str, work: str, parent: QWidget | None) -> None:
        super().__init__(title, parent)
        self.text = label(text, wraps=True)
        self.line = ProgressLine(work, can_cancel=False)
        self.body.addWidget(self.text)
        self.body.addWidget(self.line)
        self.stay = self.add_button("先不退出", "cancel")
        self.leave = self.add_button("不等了，直接退出")


class Parting(QObject):
    """Asked by the window that is being closed; `ready` when it may close."""

    ready = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._is_over = False

    @property
    def is_over(self) -> bool:
        """True when nothing is to be waited for, any more or because the system ends."""
        program = QGuiApplication.instance()
        return self._is_over or (isinstance(program, QGuiApplication) and program.isSavingSession())

    def end(self) -> None:
        """Wait no longer: the person stays, or the store is closed anyway."""
        raise NotImplementedError

    def _open(self, dialog: PartingDialog) -> None:
        dialog.leave.clicked.connect(self._leave)
        dialog.rejected.connect(self.end)
        open_dialog(dialog)

    @Slot()
    def _leave(self) -> None:
        self._is_over = True
        self.end()
        self.ready.emit()
