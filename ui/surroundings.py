"""What the desktop asks of its surroundings before Qt wakes up: input method, turns among threads, locked memory."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, MutableMapping

from PySide6.QtCore import QDir, QLibraryInfo

from app.stores import locked_memory

INPUT_METHOD = "QT_IM_MODULE"
_PLUGINS = "platforminputcontexts"
_SWITCH_S = 0.001
"""How long a thread keeps Python to itself while another waits; the usual 5 ms let the window wait for a paint's many
short calls behind every computing job (`benchmarks/ui.py`, longest block)."""


def prepare() -> None:
    """Set everything up; called once, before the application is made."""
    plugins = QDir(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    choose_input_method(os.environ, QDir(plugins.filePath(_PLUGINS)).entryList())
    sys.setswitchinterval(_SWITCH_S)
    locked_memory.bound()  # every later thread inherits it


def choose_input_method(environ: MutableMapping[str, str], plugins: Iterable[str]) -> None:
    """Where the desktop asks for fcitx and this Qt has no plugin for it, ask for ibus: fcitx answers as that too."""
    wanted = environ.get(INPUT_METHOD, "")
    if wanted.startswith("fcitx") and not any("fcitx" in name for name in plugins):
        environ[INPUT_METHOD] = "ibus"
