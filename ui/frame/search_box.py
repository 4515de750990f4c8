"""The search box in the middle of the top bar: finds as one types, opens with Enter, gives the keys back with Esc.

What is found is `app.records.finding`'s answer; a newer question replaces the one before. Letters of an input method
that are not text yet are neither searched nor submitted (`ui.parts.fields.LineEdit`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from app.events import Committed
from app.messages import window_message_for
from app.records import finding
from app.records.finding import Group
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.frame.search_model import Line
from ui.frame.search_panel import SearchPanel
from ui.parts.fields import LineEdit
from ui.parts.line_icons import lead_with, offer_clearing
from ui.workers import Latest

_PAGES = {"person": "person", "dwelling": "dwelling"}
_LISTS = {"person": "people", "dwelling": "homes"}
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}
_MOVES = (QEvent.Type.Resize, QEvent.Type.Move)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SearchBox(LineEdit):
    """Finds people and homes; the panel below it is made when it is first needed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._question = Latest(desk.runner, self)
        self._panel: SearchPanel | None = None
        self._asked = ""
        self._before: QWidget | None = None
        self._opens_first = False
        self.setPlaceholderText("姓名、拼音首字母、电话、证件尾号、12-301")
        self.setToolTip("查找居民、房屋 (Ctrl+K)")
        self.setAccessibleName("查找居民、房屋")
        lead_with(self, "search")
        offer_clearing(self)
        self.textChanged.connect(self._on_text)
        desk.events.changed.connect(self._on_changed)
        QApplication.instance().focusChanged.connect(self._on_focus_changed)  # type: ignore[union-attr]  # there is one

    @property
    def is_asking(self) -> bool:
        """True while an answer is still to come."""
        return self._question.is_waiting

    @property
    def panel(self) -> SearchPanel:
        """What hangs below the box."""
        if self._panel is None:
            self._panel = SearchPanel(self.window())
            self._panel.chosen.connect(self.open_line)
            for one in (self, self.parentWidget(), self.window()):
                if one is not None:
                    one.installEventFilter(self)
        return self._panel

    def begin(self) -> None:
        """Take the keys, ready to type anew."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def close_panel(self) -> None:
        """Put the panel away."""
        if self._panel is not None:
            self._panel.hide()

    def forget(self) -> None:
        """Let go of what was found."""
        if self._panel is not None:
            self._panel.model.show_groups(())

    def open_line(self, line: Line) -> None:
        """Open what a line is about: the page of a hit, or the list of all hits."""
        if line.hit is None:
            self.open_list(line.group.ledger)
            return
        ledger, record = line.hit.opens
        if ledger:
            self._leave()
            self._desk.go(_PAGES[ledger], record)
        else:
            self.open_list(line.group.ledger)

    def open_list(self, ledger: str) -> None:
        """Open the list of a ledger with what is typed as its search."""
        typed = self.text().strip()
        self._leave()
        if ledger in _LISTS:
            self._desk.go(_LISTS[ledger], search=typed)
        else:
            self._desk.go("people", ledger=ledger, search=typed)

    @Slot(str)
    def _on_text(self, _text: str) -> None:
        if self.hasFocus():
            self.show_panel()

    def show_panel(self) -> None:
        """Answer what is typed."""
        typed = self.text().strip()
        if not typed:
            self._question.drop()
            self._asked = ""
            self.panel.show_hint()
        elif typed != self._asked:
            self._ask(typed)
        self.panel.hang_below(self)

    def _ask(self, typed: str) -> None:
        self._asked, self._opens_first = typed, False
        if not self.panel.model.rowCount():
            self.panel.show_asking()
        self._question.ask(
            partial(finding.find, self._desk.session, typed),
            partial(self._on_found, typed),
            failed=self._on_failed,
        )

    def _on_found(self, typed: str, groups: Sequence[Group]) -> None:
        self.panel.show_groups(groups, typed)
        line = self.panel.present()
        if self._opens_first and line is not None:
            self.open_line(line)

    def _on_failed(self, error: LedgerError) -> None:
        self.panel.show_trouble(window_message_for(error))

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if not committed.is_change:
            return
        if self._panel is not None and self._panel.isVisible() and self._asked:
            self._ask(self._asked)
        else:
            self._asked = ""

    def _leave(self) -> None:
        """Put the panel away and the keys back where they were."""
        self._question.drop()
        self._asked = ""
        if self._panel is not None:
            self._panel.hide()
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus()
        else:
            self.clearFocus()

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        if now is self and old is not None:
            self._before = old

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.show_panel()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._panel is not None and event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self._panel.hide()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.is_composing:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Escape:
            self._leave()
        elif key in _STEPS:
            self.panel.step(_STEPS[Qt.Key(key)])
        elif key in _ENTER:
            self._on_enter(event.modifiers())
        else:
            super().keyPressEvent(event)

    def _on_enter(self, modifiers: Qt.KeyboardModifier) -> None:
        """Open what is chosen; pressed before the answer came, open its first hit when it does."""
        line = self.panel.present()
        if modifiers & Qt.KeyboardModifier.ControlModifier and self.text().strip():
            self.open_list(line.group.ledger if line is not None else "person")
        elif self._question.is_waiting:
            self._opens_first = True
        elif line is not None:
            self.open_line(line)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window or the bar with this box changed its size or place: the panel follows."""
        if event.type() in _MOVES and self._panel is not None and self._panel.isVisible():
            QTimer.singleShot(0, self, self._hang)
        return super().eventFilter(watched, event)

    @Slot()
    def _hang(self) -> None:
        if self._panel is not None and self._panel.isVisible():
            self._panel.hang_below(self)
