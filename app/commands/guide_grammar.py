"""What may be written behind `linongctl guide`."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, its function as `module:function`, a summary."""

VERBS = ("list", "show", "ask")


def add(command: Add) -> None:
    """Add the command."""
    guide = command("guide", "guides:guide", "服务指南：列出、查看，替居民登记求助")
    guide.add_argument("action", choices=VERBS, metavar="|".join(VERBS), help="做什么")
    guide.add_argument(
        "words",
        metavar="GUIDE|PERSON",
        nargs="*",
        default=[],
        help="show：事项的名称或标识；ask：事项和求助的居民",
    )
    guide.add_argument("--search", metavar="TEXT", default="", help="list：含有这些字的，拼音也行")
    guide.add_argument("--kind", metavar="KIND", default="", help="list：只要这一类")
    guide.add_argument("--text", metavar="TEXT", default="", help="ask：什么情况，可不写")
