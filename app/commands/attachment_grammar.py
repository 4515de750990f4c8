"""What may be written behind `linongctl attachment`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Final

Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, its function as `module:function`, a summary."""
WORDS: Final = {
    "add": ("LEDGER", "ID", "FILE"),
    "list": ("LEDGER", "ID"),
    "save": ("ID", "FILE"),
    "caption": ("ID", "TEXT"),
    "remove": ("ID",),
}
"""What stands behind each action."""


def add(command: Add) -> None:
    """Add the command."""
    one = command("attachment", "attachments:attachment", "照片和材料：添加、列出、另存、改说明、删除")
    one.add_argument("action", choices=tuple(WORDS), metavar="add|list|save|caption|remove", help="做什么")
    written = "；".join(f"{action} {' '.join(words)}" for action, words in WORDS.items())
    one.add_argument("words", nargs="*", metavar="…", help=written)
    one.add_argument("--caption", metavar="TEXT", default="", help="add：说明，会显示在照片下面")
    one.add_argument("--reason", metavar="TEXT", default="", help="save、remove：原因，会记录下来")
    one.add_argument("--purpose", metavar="CODE", default="", help="save：用途，代码或名称，会记入导出登记")
    one.add_argument("--basis", metavar="CODE", default="", help="save：依据，代码或名称，会记入导出登记")
    one.add_argument("--ask", action="store_true", help="save：不另存，只提交申请，等另一个人批准")
