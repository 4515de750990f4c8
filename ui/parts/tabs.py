"""The tabs at the head of a page that looks at its matter in several ways."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QTabBar


def tab_bar(name: str, texts: Iterable[str]) -> QTabBar:
    """Tabs that keep the room of all their words; `name` is read out to those who listen."""
    bar = QTabBar()
    bar.setAccessibleName(name)
    bar.setDrawBase(False)
    bar.setExpanding(False)
    bar.setUsesScrollButtons(False)  # a bar that may scroll gives way to what stands beside it, and cuts its last tab
    for text in texts:
        bar.addTab(text)
    return bar
