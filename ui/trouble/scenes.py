"""The window of a fault, as it opens and with its report."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.crash_report import CrashReport
from ui.stage import Scene, Stage
from ui.trouble.crash_window import CrashWindow

_REPORT = CrashReport(
    "2026-11-21T06:02:55.000Z",
    ("ValueError", "  ui/people/page.py:120 _on_asked", "  app/records/browsing.py:88 page"),
    {"里弄": "0.1.0", "台账格式": "1", "Python": "3.11.9", "系统": "Windows 10 AMD64", "Qt": "6.10.0"},
)


def _normal(_stage: Stage) -> QWidget:
    return CrashWindow(_REPORT)


def _report(_stage: Stage) -> QWidget:
    window = CrashWindow(_REPORT)
    window.show_report()
    return window


SCENES = (Scene("crash--normal", _normal), Scene("crash--report", _report))
