"""The window itself in its states: as it opens, collapsed, searching, with work going on, locked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.files import TargetUnreachable
from app.jobs import Progress
from ui.desk import Desk
from ui.frame.about import About
from ui.frame.farewell import FarewellDialog
from ui.frame.last_round import LastRoundDialog
from ui.frame.search_box import SearchBox
from ui.frame.shortcut_sheet import ShortcutSheet
from ui.frame.window import MainWindow
from ui.stage import Scene, Stage

_FIRST_LETTERS = "wl"
_OF_NOBODY = "查无此人"


def _window(desk: Desk) -> MainWindow:
    window = MainWindow(desk)
    window.begin()
    return window


def _normal(stage: Stage) -> QWidget:
    window = _window(stage.full)
    stage.full.say("已修改 张*", action=1)
    return window


def _collapsed(stage: Stage) -> QWidget:
    window = _window(stage.full)
    window.navigation.set_collapsed(True)
    return window


def _empty(stage: Stage) -> QWidget:
    return _window(stage.empty)


def _at_work(stage: Stage) -> QWidget:
    window = _window(stage.loading)
    for name, progress in (
        ("导入 居民名册.xlsx", Progress("comparing", 1200, 2416, 14)),
        ("导出 人房总表.xlsx", Progress("", 0, 0, None)),
    ):
        handle = stage.loading.runner.reading(lambda _ctx: None, name=name)
        window.long_work.watch(handle)
        handle.progressed.emit(progress)
    window.long_work.show_all()
    return window


def _locked(stage: Stage) -> QWidget:
    window = _window(stage.full)
    window.lock()
    return window


def _searching(desk_of: Callable[[Stage], Desk], typed: str, stage: Stage) -> QWidget:
    window = _window(desk_of(stage))
    window.search.insert(typed)
    return window


def _has_answer(widget: QWidget) -> bool:
    """Give the box the keys once the window is shown, then wait for its answer."""
    box = widget.findChild(SearchBox)
    if box is None or not box.isVisible():
        return False
    if not box.panel.isVisible():
        box.show_panel()
        return False
    return not box.is_asking or box.panel.told.isVisible()


def _shared(stage: Stage) -> MainWindow:
    window = _window(stage.shared)
    window.exchange.count()
    return window


def _exchange_panel(stage: Stage) -> QWidget:
    window = _shared(stage)
    window.exchange.changed.connect(lambda _now: QTimer.singleShot(0, window, window.exchange_button.turn_on))
    return window


def _not_joined(stage: Stage) -> QWidget:
    window = _window(stage.full)
    window.exchange.changed.connect(lambda _now: QTimer.singleShot(0, window, window.exchange_button.turn_on))
    window.exchange.count()
    return window


def _panel_is_open(window: QWidget) -> bool:
    return isinstance(window, MainWindow) and window.exchange_button.is_open


def _sending(_stage: Stage) -> LastRoundDialog:
    dialog = LastRoundDialog(12, None)
    dialog.show_sending()
    return dialog


def _unkept(_stage: Stage) -> FarewellDialog:
    dialog = FarewellDialog(None)
    dialog.show_trouble(TargetUnreachable(Path("里弄台账")))
    return dialog


SCENES = (
    Scene("frame--normal", _normal),
    Scene("frame--collapsed", _collapsed),
    Scene("frame--empty", _empty),
    Scene("frame--at_work", _at_work),
    Scene("frame--locked", _locked),
    Scene("frame--shared", _shared),
    Scene("exchange--panel", _exchange_panel, _panel_is_open),
    Scene("exchange--not-joined", _not_joined, _panel_is_open),
    Scene("last-round--normal", lambda _stage: LastRoundDialog(12, None)),
    Scene("last-round--sending", _sending),
    Scene("search--hint", partial(_searching, lambda stage: stage.full, ""), _has_answer),
    Scene("search--normal", partial(_searching, lambda stage: stage.full, _FIRST_LETTERS), _has_answer),
    Scene("search--empty", partial(_searching, lambda stage: stage.full, _OF_NOBODY), _has_answer),
    Scene("search--loading", partial(_searching, lambda stage: stage.loading, _FIRST_LETTERS), _has_answer),
    Scene("search--error", partial(_searching, lambda stage: stage.failing, _FIRST_LETTERS), _has_answer),
    Scene("shortcuts--normal", lambda _stage: ShortcutSheet()),
    Scene("about--normal", lambda _stage: About()),
    Scene("farewell--normal", lambda _stage: FarewellDialog(None)),
    Scene("farewell--error", _unkept),
)
