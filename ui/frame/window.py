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
from app.messages import window_message_for
from ui.desk import Desk, Place
from ui.frame.about import About
from ui.frame.alarm import Alarm
from ui.frame.cover import Cover
from ui.frame.daily_backup import DailyBackup
from ui.frame.demo_mark import DemoMark
from ui.frame.exchange import Exchange
from ui.frame.exchange_button import ExchangeButton
from ui.frame.farewell import Farewell
from ui.frame.following import Following
from ui.frame.journey import Journey
from ui.frame.last_round import LastRound
from ui.frame.letting_go import LettingGo
from ui.frame.long_work import LongWork
from ui.frame.navigation import Navigation
from ui.frame.news_line import NewsLine
from ui.frame.page_stack import PageStack
from ui.frame.pages import FIRST, IN_NAVIGATION, entry_of, refusal
from ui.frame.search_box import SearchBox
from ui.frame.shortcut_sheet import ShortcutSheet
from ui.frame.top_bar import TopBar
from ui.frame.undo_control import UndoControl
from ui.frame.user_menu import UserMenu
from ui.frame.window_actions import make_actions
from ui.login.idle_watch import IdleWatch
from ui.page import Page
from ui.parts.dialog import Dialog, ask, open_dialog
from ui.presence.away import AwayWatch

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
        self._leaving: Dialog | None = None
        self.farewell: Farewell | None = None
        self.navigation = Navigation(desk.session.store.committee_name, desk.session.rights)
        self.following = Following(desk, self.navigation, self)
        self.pages = PageStack(desk)
        self.search = SearchBox(desk)
        self.news = NewsLine()
        self.long_work = LongWork(desk.runner)
        self.undo_control = UndoControl(desk, self)
        self.exchange, self.exchange_button = Exchange(desk, self), ExchangeButton(desk)
        self.last_round: LastRound | None = None
        self.actions_by_id = make_actions(self, self._slots())
        self.undo_control.word_actions(self.actions_by_id["undo"], self.actions_by_id["redo"])
        self.user = UserMenu(desk.session.login, self.actions_by_id)
        self.daily_backup = DailyBackup(desk, self)
        self.alarm = Alarm(desk, self)
        self.letting_go, self.away = LettingGo(desk, self._let_go, self), AwayWatch(self)
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
        self.away.begin()
        self.following.begin()
        if self.demo_mark is None:  # invented people need none
            self.daily_backup.begin()
            self.alarm.begin()
            self.exchange.begin()

    def keep_at_the_end(self) -> None:
        """From now on have what changed backed up before the window closes; invented people need none."""
        if self.demo_mark is None:
            self.farewell = Farewell(self.desk, self)
            self.farewell.ready.connect(self.close)
            self.last_round = LastRound(self.exchange, self)
            self.last_round.ready.connect(self.close)

    def end_farewell(self) -> None:
        """The store is being closed: a window that outlives it has nothing to keep."""
        self.exchange.end()
        self.away.end()
        if self.last_round is not None:
            self.last_round.end()
            self.last_round = None
        if self.farewell is not None:
            self.farewell.end()
            self.farewell = None

    @Slot(str)
    def open_page(self, name: str) -> None:
        """Go to a page as it was left; a page that the account may not open says why at the foot."""
        if self._is_refused(name):
            return
        page = self.pages.opened(name)
        if page is not None and page is self.pages.present:
            page.setFocus()
            return
        self.go(Place(name, "", page.standing() if page else {}))

    def _is_refused(self, name: str) -> bool:
        """Say at the foot why the account may not open a page; False when it may."""
        refused = refusal(self.desk.session.rights, name)
        if refused is not None:
            self.desk.say(window_message_for(refused))
        return refused is not None

    @Slot(object)
    def go(self, place: Place) -> None:
        """Go to a place that the account may open, unless something typed on the present page is to be kept."""
        if not self._is_refused(place.page):
            self.when_left(partial(self._go, place))

    @Slot()
    def go_back(self) -> None:
        """Go to the place before, standing as it was left."""
        if self.journey.can_go_back:
            self.when_left(self._go_back)

    @Slot()
    def go_forward(self) -> None:
        """Go forward again after going back."""
        if self.journey.can_go_forward:
            self.when_left(self._go_forward)

    def when_left(self, go_on: Callable[[], object]) -> None:
        """Go on at once when nothing unsaved is on the present page, else when the person has given it up."""
        page = self.pages.present
        if page is None or not page.is_busy_with_input():
            go_on()
        elif self._leaving is None:
            self._leaving = ask(
                self, "还没有保存", _UNSAVED, "不保存，离开", partial(_given_up, page, go_on), is_danger=True
            )
            self._leaving.finished.connect(self._on_answered)

    @Slot()
    def lock(self) -> None:
        """Cover everything until the password is typed again; what was read goes soon after, what was typed stays."""
        self.idle.end()
        self.search.close_panel()
        self.cover.lock()
        self.letting_go.begin()

    @Slot()
    def lock_for_sleep(self) -> None:
        """The same at once and whole, while the PC waits: what memory holds may be read from one that sleeps."""
        self.lock()
        self.letting_go.hurry()

    def _let_go(self) -> None:
        if self.pages.present is not None and not self.pages.is_forsaken:
            self._note_standing()
        self.pages.let_go(self.cover.forget_focus, keeps_present=self.cover.has_work_over)
        self.search.forget()

    @Slot()
    def _on_unlocked(self) -> None:
        """Show the page anew that the lock let go of, standing as it stood."""
        self.letting_go.end()
        self.idle.begin()
        self.daily_backup.resume()
        self.exchange.resume()
        place = self.journey.present
        if place is not None and self.pages.opened(place.page) is None:
            self._show(place)

    @Slot()
    def _on_rights_changed(self) -> None:
        """Show what is allowed from now on: pages are made anew, a page that is not allowed any more gives way."""
        place, present = self.journey.present, self.pages.present
        if place is None or present is None or self.cover.is_locked:
            return
        self._note_standing()
        self.pages.let_go(lambda _page: None, keeps_present=present.asks_anew)
        if self.pages.opened(place.page) is not None:
            return
        if self._is_refused(place.page):
            self._go(Place(FIRST))
        else:
            self._show(self.journey.present or place)

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
            "exchange": self.exchange.ask,
            "collapse": self._toggle_navigation,
            "larger": lambda: self.user.step_text(1),
            "smaller": lambda: self.user.step_text(-1),
            "shortcuts": lambda: open_dialog(ShortcutSheet(self)),
            "about": lambda: open_dialog(About(self)),
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
        right.addWidget(TopBar(self.actions_by_id, self.search, self.exchange_button, self.user))
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
        self.cover.unlocked.connect(self._on_unlocked)
        self.away.locked.connect(self.lock)
        self.away.sleeping.connect(self.lock_for_sleep)
        self.letting_go.sealed.connect(self.away.may_sleep)
        self.navigation.asked.connect(self.open_page)
        self.following.rights_changed.connect(self._on_rights_changed)
        self.exchange_button.follow(self.exchange)
        self.exchange.changed.connect(self.following.tell_exchange)
        self.navigation.collapsed.connect(partial(self._keep, "is_navigation_collapsed"))
        self.desk.asked_for_place.connect(self.go)
        self.desk.said.connect(self.news.say)
        self.news.undo_asked.connect(self.undo_control.undo)
        self.user.password_asked.connect(self._change_password)
        self.user.report_asked.connect(self._report_account)
        self.user.look_chosen.connect(self._on_look_chosen)
        names = self.desk.runner.reading(lambda _ctx: self.desk.session.user_name())
        names.done.connect(self.user.show_name)
        self.desk.runner.start(names)

    def _on_setting(self, key: str) -> None:
        if key == "lock_minutes":
            self.idle.set_minutes(self.desk.session.settings.number(key))

    @Slot()
    def _on_answered(self) -> None:
        self._leaving = None

    def _go(self, place: Place) -> None:
        self._note_standing()
        self.journey.go(place)
        self._show(place)

    def _go_back(self) -> None:
        self._note_standing()
        self._show(self.journey.back())

    def _go_forward(self) -> None:
        self._note_standing()
        self._show(self.journey.forward())

    def _show(self, place: Place) -> None:
        self.pages.show_place(place)
        self.navigation.mark(entry_of(place.page).beneath or place.page)
        self.actions_by_id["back"].setEnabled(self.journey.can_go_back)
        self.actions_by_id["forward"].setEnabled(self.journey.can_go_forward)

    def _note_standing(self) -> None:
        if self.pages.present is not None:
            self.journey.note_standing(self.pages.present.standing())

    def _log_out(self) -> None:
        self.when_left(self.log_out_asked.emit)

    @Slot()
    def _leave_locked(self) -> None:
        """Log out of a locked window: what was not saved is given up knowingly, the lock says so."""
        self.log_out_asked.emit()

    @Slot()
    def _change_password(self) -> None:
        from ui.login.change_password import ChangePassword

        dialog = ChangePassword(self.desk.session, self.desk.runner, self)
        open_dialog(dialog, lambda: self.desk.say("已修改密码"))

    @Slot()
    def _report_account(self) -> None:
        from ui.frame.own_account import report

        report(self.desk, self)

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
        page = self.pages.present
        if not self.cover.is_locked and page is not None and page.is_busy_with_input():
            event.ignore()
            self.when_left(self.close)
            return
        if not self.cover.is_locked and any(
            one is not None and one.holds() for one in (self.last_round, self.farewell)
        ):
            event.ignore()
            return
        self.idle.end()
        self.alarm.end()
        self.exchange.end()
        self.closing.emit()
        event.accept()


def _given_up(page: Page, go_on: Callable[[], object]) -> None:
    page.discard_input()
    go_on()
