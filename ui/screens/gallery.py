"""Plays scenes one after another: shows each, waits for its answers, looks it over, takes its picture."""

from __future__ import annotations

import pkgutil
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QElapsedTimer,
    QEvent,
    QMessageLogContext,
    QSize,
    QThread,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

import ui
from ui.look.theme import theme
from ui.page import Page
from ui.parts.watermark import Watermark
from ui.screens.finding import problems
from ui.screens.tab_walk import walk
from ui.stage import Scene, Stage

WINDOW = QSize(1366, 768)
_NAVIGATION, _HEAD = 176, 56
"""What the window's frame takes of a page's room, at a text scale of 100 %."""
_QUIET_MS, _LONGEST_MS = 150, 20_000
_QUIET_ROUNDS = 30  # of the event loop: where the machine stood still, time has passed and nothing has happened
_HARMLESS = "This plugin does not support "  # said by the offscreen platform, of least sizes, raising and grabbing


@dataclass(slots=True)
class Played:
    """A scene's picture and what is wrong with it."""

    name: str
    picture: QPixmap
    problems: list[str] = field(default_factory=list)


def all_scenes() -> tuple[Scene, ...]:
    """The scenes of every package of `ui` that declares some, in the order of their names."""
    scenes: list[Scene] = []
    for package in pkgutil.iter_modules(ui.__path__):
        name = f"ui.{package.name}.scenes"
        if package.ispkg and find_spec(name) is not None:
            scenes.extend(import_module(name).SCENES)
    names = [scene.name for scene in scenes]
    if len(set(names)) != len(names):
        raise ValueError(f"two scenes of one name: {sorted({name for name in names if names.count(name) > 1})}")
    return tuple(sorted(scenes, key=lambda scene: scene.name))


def play_all(stage: Stage, scenes: Sequence[Scene], window: QSize) -> Iterator[Played]:
    """Play the scenes as they would stand in a window of that size."""
    for scene in scenes:
        yield play(stage, scene, window)


def play(stage: Stage, scene: Scene, window: QSize) -> Played:
    """Play one scene; an error of its own, in a slot or in a job is one of its problems."""
    with _listening() as said:
        try:
            played = _perform(stage, scene, scene.make(stage), window)
        except Exception as error:  # noqa: BLE001 - the other scenes are still to be played
            played = Played(scene.name, QPixmap(1, 1), [f"breaks: {_told(error)}"])
    played.problems += dict.fromkeys(said)
    return played


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect what Qt warns of, and the errors that nobody caught."""
    said: list[str] = []

    def hear(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and not text.startswith(_HARMLESS):
            said.append(f"Qt says: {text}")

    before, sys.excepthook = sys.excepthook, lambda _kind, error, _trace: said.append(f"breaks: {_told(error)}")
    handler = qInstallMessageHandler(hear)
    try:
        yield said
    finally:
        qInstallMessageHandler(handler)
        sys.excepthook = before


def _told(error: BaseException) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"


def _perform(stage: Stage, scene: Scene, widget: QWidget, window: QSize) -> Played:
    try:
        return _shown(stage, scene, widget, window)
    finally:
        widget.hide()
        widget.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()


def _shown(stage: Stage, scene: Scene, widget: QWidget, window: QSize) -> Played:
    wanted = _room(widget, window)
    if not isinstance(widget, QDialog):  # a dialog takes the size that it asks for
        widget.resize(wanted)
    if isinstance(widget, Page) and widget.shows_sensitive:  # as the window does it
        Watermark(stage.full.session.rights, widget)
    widget.show()
    widget.activateWindow()
    found = [] if _settled(stage, scene, widget) else ["was not ready after a long time"]
    room = window if isinstance(widget, QDialog) else wanted  # a dialog may grow with what it shows
    if widget.width() > room.width() or widget.height() > room.height():
        asked = f"{widget.width()} x {widget.height()}"
        found.append(f"does not fit into {room.width()} x {room.height()}: it takes {asked}")
    found += problems(widget)
    picture = widget.grab()
    return Played(scene.name, picture, found + walk(widget))


def _room(widget: QWidget, window: QSize) -> QSize:
    if isinstance(widget, Page):
        return window - QSize(theme().pixels(_NAVIGATION), theme().pixels(_HEAD))
    return window


def _settled(stage: Stage, scene: Scene, widget: QWidget) -> bool:
    """Wait until every answer has come and nothing has moved for a moment; False when that takes too long."""
    whole, quiet = QElapsedTimer(), QElapsedTimer()
    whole.start()
    quiet.start()
    rounds = 0
    while whole.elapsed() <= _LONGEST_MS:
        QApplication.processEvents()
        rounds += 1
        if stage.is_busy or (scene.is_ready is not None and not scene.is_ready(widget)):
            quiet.restart()
            rounds = 0
        elif quiet.elapsed() >= _QUIET_MS and rounds >= _QUIET_ROUNDS:
            return True
        QThread.msleep(2)
    return False
