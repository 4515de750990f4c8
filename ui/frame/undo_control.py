"""撤销 and 重做 of the window: runs them beside it, words what they would do, says what they did."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence

from app.jobs import JobContext
from app.messages import window_message_for
from app.undo.undoing import Undoing, Undone
from ledger.errors import LedgerError
from ui.desk import Desk


class UndoControl(QObject):
    """Drives the two actions of the window; one step runs at a time, further presses wait for it."""

    _steps_changed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._actions: tuple[QAction, QAction] | None = None
        self._steps_changed.connect(self._word, Qt.ConnectionType.QueuedConnection)
        self._undoing = Undoing(desk.session, self._steps_changed.emit)
        self.destroyed.connect(self._undoing.close)
        self._waiting: list[Callable[[], None]] = []
        self._is_running = False

    def word_actions(self, undo: QAction, redo: QAction) -> None:
        """Keep these two actions worded and enabled by what they would do."""
        self._actions = undo, redo
        self._word()

    def undo(self, action: int = 0) -> None:
        """Take the newest action back, or the one with this number."""
        step = self._undoing.next_undo
        if action or step is not None:
            self._when_free(lambda: self._run("撤销", lambda ctx: self._undoing.undo(ctx, action), "已撤销"))

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self._undoing.next_redo is not None:
            self._when_free(lambda: self._run("重做", self._undoing.redo, "已重做"))

    def _when_free(self, begin: Callable[[], None]) -> None:
        if self._is_running:
            self._waiting.append(begin)
        else:
            begin()

    def _run(self, name: str, job: Callable[[JobContext], Undone], done: str) -> None:
        self._is_running = True
        handle = self._desk.runner.writing(job, name=name)
        handle.done.connect(lambda undone: self._desk.say(f"{done}：{undone.label}"))
        handle.failed.connect(self._on_failed)
        handle.ended.connect(self._on_ended)
        self._desk.runner.start(handle)

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self._desk.say(window_message_for(error))

    @Slot()
    def _on_ended(self) -> None:
        self._is_running = False
        self._word()
        if self._waiting:
            self._waiting.pop(0)()

    @Slot()
    def _word(self) -> None:
        if self._actions is not None:
            undo, redo = self._undoing.next_undo, self._undoing.next_redo
            _word(self._actions[0], "撤销", undo.undo_label if undo else "")
            _word(self._actions[1], "重做", redo.label if redo else "")


def _word(action: QAction, verb: str, what: str) -> None:
    text = f"{verb}：{what}" if what else verb
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setText(text)
    action.setToolTip(f"{text} ({keys})")
    action.setEnabled(bool(what))
