"""`python3 dev.py screenshots DIR`: pictures of every page and dialog, and a list of what is wrong with them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from app.demo.rehearsal import rehearsal
from ui.look.chinese import speak_chinese
from ui.look.theme import theme
from ui.screens.contact_sheet import contact_sheet
from ui.screens.gallery import WINDOW, all_scenes, play_all
from ui.stage import Stage

_PEOPLE = 300
_DEFAULT = Path("build/screens")


def main(argv: Sequence[str] | None = None) -> int:
    """Take the pictures; 1 when anything is wrong with one of them, 2 when no scene is called so."""
    chosen = _grammar().parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = f"{chosen.scale:g}"  # Qt reads it when the application is made
    app = QApplication(sys.argv[:1])
    speak_chinese(app)
    theme().set(chosen.theme, chosen.text)
    theme().apply(app)
    with rehearsal(_PEOPLE) as stores:
        stage = Stage(stores)
        try:
            return photograph(stage, chosen.folder, chosen.size, chosen.only)
        finally:
            stage.close()


def photograph(stage: Stage, folder: Path, size: QSize, only: str) -> int:
    """Take the pictures of scenes with `only` in their name; the exit code."""
    scenes = [scene for scene in all_scenes() if only in scene.name]
    if not scenes:
        _say(f"no scene has a name with {only!r}")
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    played = []
    for one in play_all(stage, scenes, size):
        one.picture.save(str(folder / f"{one.name}.png"))
        _say(f"{'WRONG' if one.problems else 'ok   '} {one.name}", *(f"      {text}" for text in one.problems))
        played.append(one)
    contact_sheet(played).save(str(folder / "contact.png"))
    wrong = sum(bool(one.problems) for one in played)
    _say(f"{len(played)} pictures in {folder}, contact.png among them; {wrong} with something wrong")
    return 1 if wrong else 0


def _grammar() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py screenshots", description=__doc__)
    parser.add_argument(
        "folder", nargs="?", type=Path, default=_DEFAULT, metavar="DIR", help="build/screens by default"
    )
    parser.add_argument("--scale", type=float, default=1.0, help="device pixels for each pixel, such as 1.5 or 2")
    parser.add_argument("--text", type=int, default=100, metavar="PERCENT", help="text size, 100 to 175")
    looks = parser.add_mutually_exclusive_group()
    looks.add_argument("--dark", dest="theme", action="store_const", const="dark", default="light")
    looks.add_argument("--contrast", dest="theme", action="store_const", const="contrast")
    parser.add_argument("--size", type=_size, default=WINDOW, metavar="WxH", help="of the window; 1366x768 by default")
    parser.add_argument("--only", default="", metavar="TEXT", help="only scenes with this in their name")
    return parser


def _size(text: str) -> QSize:
    width, height = text.lower().split("x")
    return QSize(int(width), int(height))


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
