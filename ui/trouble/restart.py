"""Starts the program anew in a process of its own; who calls it has closed the store before."""

from __future__ import annotations

import sys

from PySide6.QtCore import QProcess


def start_again() -> bool:
    """Start as this process was started; False when the system refused."""
    program, *arguments = command()
    started, _ = QProcess.startDetached(program, arguments)
    return bool(started)


def command() -> list[str]:
    """The command line of a new start: of an installed program itself, else of the interpreter with the module."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *sys.argv[1:]]
    return [sys.executable, "-m", "ui.main", *sys.argv[1:]]
