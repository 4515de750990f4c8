"""The pages of the window, declared once: name, title, icon, where its class is, and whether navigation shows it.

A page's module is imported when the page is first opened, so that starting stays light.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import cast

from ui.page import Page


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page before it is made. One that navigation does not show names the page that is marked there (`beneath`)."""

    name: str
    title: str
    icon: str
    at: str
    beneath: str = ""

    def load(self) -> type[Page]:
        """Import the module and answer the class of the page."""
        module, name = self.at.split(":")
        return cast("type[Page]", getattr(import_module(module), name))


PAGES = (
    PageEntry("today", "今日", "sun", "ui.today.page:TodayPage"),
    PageEntry("people", "人口", "users", "ui.people.page:PeoplePage"),
    PageEntry("homes", "房屋", "building-2", "ui.homes.page:HomesPage"),
    PageEntry("statistics", "统计", "chart-column", "ui.statistics.page:StatisticsPage"),
    PageEntry("duplicates", "重复", "copy", "ui.duplicates.page:DuplicatesPage"),
    PageEntry("import", "导入", "file-input", "ui.importing.page:ImportPage"),
    PageEntry("batches", "导入批次", "layers", "ui.batches.page:BatchesPage"),
    PageEntry("recycle_bin", "回收站", "trash-2", "ui.recycle_bin.page:RecycleBinPage"),
    PageEntry("settings", "设置", "settings", "ui.settings.page:SettingsPage"),
    PageEntry("person", "一人一档", "user", "ui.dossier.person_page:PersonPage", beneath="people"),
    PageEntry("dwelling", "一户一档", "house", "ui.dossier.dwelling_page:DwellingPage", beneath="homes"),
)
_BY_NAME = {entry.name: entry for entry in PAGES}

IN_NAVIGATION = tuple(entry for entry in PAGES if not entry.beneath)
FIRST = "today"


def entry_of(name: str) -> PageEntry:
    """The page called `name`."""
    return _BY_NAME[name]
