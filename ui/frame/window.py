"""The main window: navigation at the left, search and user at the top, a page, long work and news at the foot.

It wires its parts and keeps the journey. What a page shows is the page's business, who may log in the log-in's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget
from typing_extensions import override

from app.demo.opening import is_demo
from ui.desk import Desk, Place
from ui.frame.about import About
from ui.frame.cover import Cover
from ui.frame.demo_mark import DemoMark
from ui.frame.journey import Journey
from ui.frame.long_work import LongWork
from ui.frame.navigation import Navigation
from ui.frame.news_line import NewsLine
from ui.frame.page_stack import PageStack
from ui.frame.pages import FIRST, IN_NAVIGATION, entry_of
from ui.frame.search_box import SearchBox
from ui.frame.shortcut_sheet import ShortcutSheet
from ui.frame.top_bar import TopBar
from ui.frame.undo_control import UndoControl
from ui.frame.user_menu import UserMenu
from ui.frame.window_actions import make_actions
from ui.login.idle_watch import IdleWatch
from ui.parts.dialog import ask

_UNSAVED = "这里填的内容还没有保存，离开后就没有了。"


class MainWindow(QMainWindow):
    """The window of one open store."""

    log_out_asked = Signal()
    demo_removal_asked = Signal()
    closing = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.journey = Journey()
        self.navigation = Navigation(desk.session.store.committee_name)
        self.pages = PageStack(desk)
        self.search = SearchBox(desk)
        self.news = NewsLine()
        self.long_work = LongWork(desk.runner)
        self.undo_control = UndoControl(desk, self)
        self.actions_by_id = make_actions(self, self._slots())
        self.undo_control.word_actions(self.actions_by_id["undo"], self.actions_by_id["redo"])
        self.user = UserMenu(desk.session.login, self.actions_by_id)
        self.demo_mark = DemoMark(desk) if is_demo(desk.session) else None
        self.idle = IdleWatch(desk.session.settings.number("lock_minutes"), self)
        self.setObjectName("main-window")
        self.setWindowTitle(f"{desk.session.store.committee_name} · 里弄")
        self._lay_out()
        self._connect()

    def begin(self) -> None:
        """Show the first page."""
        self.navigation.set_collapsed(bool(self.desk.session.settings["is_navigation_collapsed"]))
        self.open_page(FIRST)
        self.idle.begin()

    @Slot(str)
    def open_page(self, name: str) -> None:
        """Go to a page as it was left."""
        page = self.pages.opened(name)
        if page is not None and page is self.pages.present:
            page.setFocus()
            return
        self.go(Place(name, "", page.standing() if page else {}))

    @Slot(object)
    def go(self, place: Place) -> None:
        """Go to a place, unless something typed on the present page is to be kept."""
        if self.may_leave():
            self._note_standing()
            self.journey.go(place)
            self._show(place)

    @Slot()
    def go_back(self) -> None:
        """Go to the place before, standing as it was left."""
        if self.journey.can_go_back and self.may_leave():
            self._note_standing()
            self._show(self.journey.back())

    @Slot()
    def go_forward(self) -> None:
        """Go forward again after going back."""
        if self.journey.can_go_forward and self.may_leave():
            self._note_standing()
            self._show(self.journey.forward())

    def may_leave(self) -> bool:
        """True when nothing unsaved is on the present page, or the person gives it up."""
        page = self.pages.present
        if page is None or not page.is_busy_with_input():
            return True
        if not ask(self, "还没有保存", _UNSAVED, "不保存，离开", is_danger=True):
            return False
        page.discard_input()
        return True

    @Slot()
    def lock(self) -> None:
        """Cover everything until the password is typed again; pages keep what they hold."""
        self.idle.end()
        self.search.close_panel()
        self.cover.lock()

    def _slots(self) -> dict[str, Callable[[], object]]:
        pages = {f"page_{at}": partial(self.open_page, page.name) for at, page in enumerate(IN_NAVIGATION, start=1)}
        return {
            **pages,
            "search": self.search.begin,
            "back": self.go_back,
            "forward": self.go_forward,
            "undo": self.undo_control.undo,
            "redo": self.undo_control.redo,
            "lock": self.lock,
            "collapse": self._toggle_navigation,
            "larger": lambda: self.user.step_text(1),
            "smaller": lambda: self.user.step_text(-1),
            "shortcuts": lambda: ShortcutSheet(self).exec(),
            "about": lambda: About(self).exec(),
            "log_out": self._log_out,
            "quit": self.close,
        }

    def _lay_out(self) -> None:
        whole = QWidget()
        across = QHBoxLayout(whole)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.navigation)
        right = QVBoxLayout()
        right.setSpacing(0)
        if self.demo_mark is not None:
            self.demo_mark.removal_asked.connect(self.demo_removal_asked)
            right.addWidget(self.demo_mark)
        right.addWidget(TopBar(self.actions_by_id, self.search, self.user))
        right.addWidget(self.pages, 1)
        right.addWidget(self.long_work)
        across.addLayout(right, 1)
        self.news.lie_over(self.pages)
        self.cover = Cover(whole, self.desk.session)
        self.cover.left.connect(self._leave_locked)
        self.setCentralWidget(self.cover)

    def _connect(self) -> None:
        self.idle.idle.connect(self.lock)
        self.desk.session.settings.watch(self._on_setting)
        self.cover.unlocked.connect(self.idle.begin)
        self.navigation.asked.connect(self.open_page)
        self.navigation.collapsed.connect(partial(self._keep, "is_navigation_collapsed"))
        self.desk.asked_for_place.connect(self.go)
        self.desk.said.connect(self.news.say)
        self.news.undo_asked.connect(self.undo_control.undo)
        self.user.password_asked.connect(self._change_password)
        self.user.look_chosen.connect(self._on_look_chosen)
        names = self.desk.runner.reading(lambda _ctx: self.desk.session.user_name())
        names.done.connect(self.user.show_name)
        self.desk.runner.start(names)

    def _on_setting(self, key: str) -> None:
        if key == "lock_minutes":
            self.idle.set_minutes(self.desk.session.settings.number(key))

    def _show(self, place: Place) -> None:
        self.pages.show_place(place)
        self.navigation.mark(entry_of(place.page).beneath or place.page)
        self.actions_by_id["back"].setEnabled(self.journey.can_go_back)
        self.actions_by_id["forward"].setEnabled(self.journey.can_go_forward)

    def _note_standing(self) -> None:
        if self.pages.present is not None:
            self.journey.note_standing(self.pages.present.standing())

    def _log_out(self) -> None:
        if self.may_leave():
            self.log_out_asked.emit()

    @Slot()
    def _leave_locked(self) -> None:
        """Log out of a locked window: what was not saved is given up knowingly, the lock says so."""
        self.log_out_asked.emit()

    @Slot()
    def _change_password(self) -> None:
        from ui.login.change_password import ChangePassword

        if ChangePassword(self.desk.session, self.desk.runner, self).exec():
            self.desk.say("已修改密码")

    def _toggle_navigation(self) -> None:
        self.navigation.toggle()

    @Slot(str, int)
    def _on_look_chosen(self, kind: str, percent: int) -> None:
        self.desk.session.settings["theme"] = kind
        self._keep("text_percent", percent)

    def _keep(self, key: str, value: int) -> None:
        settings = self.desk.session.settings
        settings[key] = value
        self.desk.runner.start(self.desk.runner.writing(lambda _ctx: settings.save()))

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
        """Esc that nobody below used goes back from a full page to the list it was opened from."""
        place = self.journey.present
        if event.key() == Qt.Key.Key_Escape and place is not None and entry_of(place.page).beneath:
            self.go_back()
            return
        super().keyPressEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.cover.is_locked and not self.may_leave():
            event.ignore()
            return
        self.idle.end()
        self.closing.emit()
        event.accept()
