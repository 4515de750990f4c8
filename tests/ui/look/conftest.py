"""The tests of the look leave the application as they found it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from ui.look.theme import Theme, theme


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Theme]:
    """The theme, applied, light and of normal size before and after."""
    theme().apply(qapp)
    theme().set("light", 100)
    yield theme()
    theme().set("light", 100)
