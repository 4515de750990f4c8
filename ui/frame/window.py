"""The main window: navigation at the left, search and user at the top, a page, long work and news at the foot.

It wires its parts and keeps the journey. What a page shows is the page's business, who may log in the log-in's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget
from typing_extensions import override

from ui.desk import Desk, Place
from ui.frame.journey import Journey
from ui.frame.navigation import Navigation
from ui.frame.page_stack import PageStack
from ui.frame.pages import FIRST, entry_of


class MainWindow(QMainWindow):
    """The window of one open store."""

    closing = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.journey = Journey()
        self.navigation = Navigation()
        self.pages = PageStack(desk)
        self.setObjectName("main-window")
        self.setWindowTitle(f"{desk.session.store.committee_name} · 里弄")
        whole = QWidget()
        across = QHBoxLayout(whole)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.navigation)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.pages, 1)
        across.addLayout(right, 1)
        self.setCentralWidget(whole)
        self.navigation.asked.connect(self.open_page)
        desk.asked_for_place.connect(self.go)

    @Slot(str)
    def open_page(self, name: str) -> None:
        """Go to a page as it was left."""
        page = self.pages.opened(name)
        self.go(Place(name, "", page.standing() if page else {}))

    @Slot(object)
    def go(self, place: Place) -> None:
        """Go to a place, unless something typed on the present page is to be kept."""
        if not self._may_leave():
            return
        self._note_standing()
        self.journey.go(place)
        self._show(place)

    @Slot()
    def go_back(self) -> None:
        """Go to the place before, standing as it was left."""
        if self.journey.can_go_back and self._may_leave():
            self._note_standing()
            self._show(self.journey.back())

    @Slot()
    def go_forward(self) -> None:
        """Go forward again after going back."""
        if self.journey.can_go_forward and self._may_leave():
            self._note_standing()
            self._show(self.journey.forward())

    def begin(self) -> None:
        """Show the first page."""
        self.open_page(FIRST)

    def _show(self, place: Place) -> None:
        self.pages.show_place(place)
        self.navigation.mark(entry_of(place.page).beneath or place.page)

    def _note_standing(self) -> None:
        if self.pages.present is not None:
            self.journey.note_standing(self.pages.present.standing())

    def _may_leave(self) -> bool:
        return True

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if (handle := self.windowHandle()) is not None:  # sees every press before tables swallow it
            handle.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            if event.button() == Qt.MouseButton.BackButton:
                self.go_back()
                return True
            if event.button() == Qt.MouseButton.ForwardButton:
                self.go_forward()
                return True
        return super().eventFilter(watched, event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = self.journey.present
        if event.key() == Qt.Key.Key_Escape and place is not None and entry_of(place.page).beneath:
            self.go_back()
            return
        super().keyPressEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_leave():
            self.closing.emit()
            event.accept()
        else:
            event.ignore()
