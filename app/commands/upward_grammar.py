"""What may be written behind `linongctl upward`."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from app.commands import release_grammar

Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, its function as `module:function`, a summary."""

VERBS = ("show", "export")
PARTS = ("activities", "opinions", "orders")


def add(command: Add) -> None:
    """Add the command."""
    upward = command("upward", "upward:upward", "上报材料：一个月、一个季度或一段时间的活动、意见建议、办件，合成一份")
    upward.add_argument("action", choices=VERBS, metavar="|".join(VERBS), help="做什么：看一看，或写成表格")
    upward.add_argument("out", metavar="OUT", nargs="?", default="", help="export：写到哪个文件（.xlsx）")
    upward.add_argument("--period", metavar="PERIOD", default="", help="月份（2026-11）或季度（2026Q4），默认这个月")
    upward.add_argument("--from", dest="first", metavar="DATE", help="从哪一天起，和 --to 一起写")
    upward.add_argument("--to", dest="last", metavar="DATE", help="到哪一天止")
    upward.add_argument("--part", action="append", choices=PARTS, default=[], help="只要这一样，可写多次")
    upward.add_argument("--mark", action="store_true", help="export：交出后把其中没有上报过的意见记为已上报")
    release_grammar.add_purpose(upward)
