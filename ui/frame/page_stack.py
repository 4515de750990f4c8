"""The pages that were opened, one of them shown. A page is made when it is first gone to and kept until the lock.

While the window is locked the pages go, with all that they read, but for those that hold what somebody was typing.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget
from typing_extensions import override

from ui.desk import Desk, Place
from ui.frame.pages import entry_of
from ui.page import Page
from ui.parts.watermark import Watermark


class PageStack(QStackedWidget):
    """Shows one page of many."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._pages: dict[str, Page] = {}
        self._gone_to = ""

    @property
    def present(self) -> Page | None:
        """The page that is shown; None before the first."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Page) else None

    def opened(self, name: str) -> Page | None:
        """The page called `name` if it was opened before."""
        return self._pages.get(name)

    def show_place(self, place: Place) -> Page:
        """Show the page of a place, standing as the place says, with the keys in it."""
        page = self._pages.get(place.page)
        if page is None:
            page = self._pages[place.page] = entry_of(place.page).load()(self._desk)
            if page.shows_sensitive:
                Watermark(self._desk.session.rights, page)
            self.addWidget(page)
        self._gone_to = place.page
        self.setCurrentWidget(page)
        page.enter(place.record, place.facts)
        if not page.isAncestorOf(self.focusWidget() or self):
            page.setFocus()
        return page

    @property
    def is_forsaken(self) -> bool:
        """True when the page that stands in front is another than the one gone to last: that one was let go."""
        return self._gone_to not in self._pages

    def let_go(self, going: Callable[[Page], object], *, keeps_present: bool) -> None:
        """Forget every page but those with work on them, and the present one where that is asked; tell of each."""
        present = self.present
        for name, page in tuple(self._pages.items()):
            if page.holds_work() or (keeps_present and page is present):
                continue
            going(page)
            del self._pages[name]
            self.removeWidget(page)
            page.deleteLater()

    @override
    def minimumSizeHint(self) -> QSize:
        """What the page that is shown needs; those behind it do not push the window wider."""
        return self.present.minimumSizeHint() if self.present is not None else super().minimumSizeHint()
