"""The program `linong`: the only place that wires log-in, window, jobs and the open store together.

    linong                the store of this user, or the first start
    linong --store DIR    another one
    linong --demo         the demo committee, made when there is none

From the start to the open store it is `ui.login`'s, then `ui.frame`'s; here is what goes on between the two.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.demo.opening import demo_store
from app.excel import children
from app.stores import instance, known_stores
from ui import surroundings
from ui.garbage import Garbage
from ui.look.chinese import speak_chinese
from ui.look.theme import theme

NAME = "里弄"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the desktop until the person leaves; answers the exit code."""
    words = sys.argv[1:] if argv is None else argv
    children.become_if_asked(words)
    chosen = _parser().parse_args(words)
    if _is_open_already(chosen.store, is_demo=chosen.demo):
        return 0
    app = make_application()
    from ui.program import Program
    from ui.trouble.handler import CrashHandler

    program = Program(app, chosen.store)
    handler = CrashHandler(app)
    handler.restart_asked.connect(program.start_again)
    handler.install()
    program.begin(demo=chosen.demo)
    return app.exec()


def _is_open_already(named: Path | None, *, is_demo: bool) -> bool:
    """True when another start of this user has the store and showed its window."""
    if is_demo:
        folder: Path | None = demo_store()
    else:
        folder = named or known_stores.first_choice()
    return folder is not None and instance.call(folder)


def make_application() -> QApplication:
    """The application in our look and language; surroundings come first, Qt reads them as it wakes up."""
    surroundings.prepare()
    app = QApplication(sys.argv[:1])
    app.setApplicationName(NAME)
    app.setApplicationDisplayName(NAME)
    speak_chinese(app)
    theme().apply(app)
    Garbage(app).begin()
    return app


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="linong", description="里弄：居委会的人房台账")
    parser.add_argument("--store", type=Path, metavar="DIR", help="台账所在的文件夹")
    parser.add_argument("--demo", action="store_true", help="打开演示数据")
    return parser


if __name__ == "__main__":
    sys.exit(main())
