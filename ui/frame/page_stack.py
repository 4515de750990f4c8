"""The pages that were opened, one of them shown. A page is made when it is first gone to and kept until the end."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget
from typing_extensions import override

from ui.desk import Desk, Place
from ui.frame.pages import entry_of
from ui.page import Page


class PageStack(QStackedWidget):
    """Shows one page of many."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._pages: dict[str, Page] = {}

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
            self.addWidget(page)
        self.setCurrentWidget(page)
        page.enter(place.record, place.facts)
        if not page.isAncestorOf(self.focusWidget() or self):
            page.setFocus()
        return page

    @override
    def minimumSizeHint(self) -> QSize:
        """What the page that is shown needs; those behind it do not push the window wider."""
        return self.present.minimumSizeHint() if self.present is not None else super().minimumSizeHint()
