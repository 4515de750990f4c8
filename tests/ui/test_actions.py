"""The table of actions: complete, without clashes, all of it in the help."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.actions import ACTIONS, SCOPES, WINDOW, action_of
from ui.desk import Desk
from ui.frame.pages import IN_NAVIGATION, PageEntry
from ui.frame.shortcut_sheet import ShortcutSheet, keys_told
from ui.frame.window import MainWindow
from ui.page import Page

ROOT = Path(__file__).resolve().parents[2]
_KEY = re.compile(r"(?:(?:Ctrl|Alt|Shift)\+)+[^\s+]\S*|F[1-9][0-2]?|Del|Ins")


def test_ids_are_unique_and_scopes_are_known() -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    assert {action.scope for action in ACTIONS} <= set(SCOPES)


@pytest.mark.parametrize("scope", SCOPES)
def test_no_key_means_two_things_in_one_place(scope: str) -> None:
    everywhere = [key for action in ACTIONS if action.scope in (scope, WINDOW) for key in action.keys]
    twice = [key for key, times in Counter(QKeySequence(key).toString() for key in everywhere).items() if times > 1]
    assert twice == []


def test_every_key_can_be_pressed() -> None:
    for action in ACTIONS:
        assert all(QKeySequence(key).toString() for key in action.keys), action.id


def _written_keys(source: Path) -> set[str]:
    """Keys that stand in a module as text."""
    tree = ast.parse(source.read_text("utf-8"))
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in texts if _KEY.fullmatch(text)}


def test_no_page_has_a_key_that_the_table_does_not_know() -> None:
    known = {key for action in ACTIONS for key in action.keys}
    strangers = {
        f"{source.relative_to(ROOT)}: {key}"
        for source in (ROOT / "ui").rglob("*.py")
        for key in _written_keys(source) - known
    }
    assert strangers == set()


def test_the_pages_numbers_are_those_of_the_navigation() -> None:
    for number, entry in enumerate(IN_NAVIGATION, start=1):
        assert action_of(f"page_{number}").label == f"打开{entry.title}"


def test_the_sheet_of_keys_lists_them_all(qtbot: QtBot) -> None:
    sheet = ShortcutSheet()
    qtbot.addWidget(sheet)
    shown = {one.text() for one in sheet.findChildren(QLabel)}
    for action in ACTIONS:
        if action.keys:
            assert {action.label, keys_told(action)} <= shown


def test_the_window_offers_every_action_that_works_everywhere(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Blank(Page):
        name, title = "blank", "空页"

    monkeypatch.setattr(PageEntry, "load", lambda _entry: Blank)
    window = MainWindow(desk)
    qtbot.addWidget(window)
    for declared in ACTIONS:
        if declared.scope == WINDOW:
            made = window.actions_by_id[declared.id]
            assert [key.toString() for key in made.shortcuts()] == [
                QKeySequence(key).toString() for key in declared.keys
            ]
            assert made in window.actions()
