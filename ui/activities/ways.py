"""The ways that an activity may be gone next: the usual one as a button, others in a menu; what one needs is asked."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.activities import moving
from app.activities.listing import status_label
from app.activities.moving import Moved, Step
from app.activities.showing import Dossier
from app.messages import window_message_for
from ledger import clock
from ledger.errors import LedgerError
from ui.activities.dialogs import SummaryDialog
from ui.activities.series_dialogs import CallOffDialog
from ui.desk import Desk
from ui.parts.buttons import primary_button
from ui.parts.dialog import ask_reason, open_dialog
from ui.parts.notice import Notice

_FIRST = ("approve", "publish", "start", "end", "summarise", "submit")
"""Which of the ways that may be gone is the button; the others stand in the menu."""
_WHY = {
    "send_back": ("审核退回", "写明要改什么。"),
    "cancel": ("取消活动", "为什么取消？名单和内容都留着。"),
}


class Ways(QObject):
    """Keeps `button` and the lines of the menu as the activity stands; a refusal is told in `note`."""

    def __init__(self, desk: Desk, menu: QMenu, note: Notice, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._menu, self._note, self._page = desk, menu, note, page
        self._found: Dossier | None = None
        self._lines: list[QAction] = []
        self.button: QPushButton = primary_button("")
        self.button.clicked.connect(self._on_button)
        self.end = menu.addSeparator()
        """The lines stand above it."""

    def show_ways(self, found: Dossier) -> None:
        """Offer what may be done with an activity as it stands."""
        self._found = found
        for one in self._lines:
            self._menu.removeAction(one)
            one.deleteLater()
        self._lines = []
        open_steps = {step.way.name: step for step in found.steps if not step.refusal}
        first = _next(found, open_steps)
        self.button.setVisible(bool(first))
        self.button.setProperty("way", first)
        self.button.setText(_labelled(open_steps[first]) if first else "")
        for name, step in open_steps.items():
            if name != first:
                made = QAction(_labelled(step), self._page)
                made.triggered.connect(lambda _checked, way=name: self.go(way))
                self._menu.insertAction(self.end, made)
                self._lines.append(made)

    def forget(self) -> None:
        """No activity is shown any more."""
        self._found = None

    @Slot()
    def _on_button(self) -> None:
        self.go(str(self.button.property("way")))

    def go(self, way: str) -> None:
        """Go one way; what it needs is asked for first."""
        found = self._found
        if found is None:
            return
        if way == "summarise":
            dialog = SummaryDialog(self._desk, found, self._page)
            open_dialog(dialog, lambda: self._desk.say(f"已总结 {found.title}"))
        elif way == "cancel" and found.reach.is_series:
            off = CallOffDialog(self._desk, found, self._page)
            open_dialog(off, lambda: self._tell_called_off(off))
        elif way in _WHY:
            title, text = _WHY[way]
            ask_reason(self._page, title, text, lambda reason: self._move(found.id, way, reason))
        else:
            self._move(found.id, way, "")

    def _move(self, record: str, way: str, reason: str) -> None:
        session = self._desk.session
        handle = self._desk.runner.writing(lambda _ctx: moving.move(session, record, way, reason=reason))
        handle.done.connect(self._on_moved)
        handle.failed.connect(self._on_refused)
        self._desk.runner.start(handle)

    def _tell_called_off(self, dialog: CallOffDialog) -> None:
        done = dialog.changed
        self._desk.say(f"已取消 {len(done.ids)} 个活动", action=done.action)

    @Slot(object)
    def _on_moved(self, moved: Moved) -> None:
        self._desk.say(f"活动现在是“{status_label(moved.status)}”", action=moved.action)

    @Slot(object)
    def _on_refused(self, error: LedgerError) -> None:
        self._note.tell(window_message_for(error))


def _next(found: Dossier, steps: Mapping[str, Step]) -> str:
    """The way that is gone next; before its day an activity only waits."""
    waits = found.day > clock.today() and found.has_left_house
    return "" if waits else next((name for name in _FIRST if name in steps), "")


def _labelled(step: Step) -> str:
    return f"{step.way.label}…" if step.way.needs else step.way.label
