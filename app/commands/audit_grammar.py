"""What may be written behind `linongctl` about the log audit and what looks unusual in it."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, its function as `module:function`, a summary."""


def add(command: Add) -> None:
    """Add the commands."""
    _audit(command("audit", "audit:audit", "日志审计：核查、列出、导出、归档"))
    _watch(command("watch", "audit:watch", "异常提醒：列出、处理；非正常变更：列出、恢复"))


def _audit(command: argparse.ArgumentParser) -> None:
    verbs = ("verify", "list", "export", "archive")
    command.add_argument("action", choices=verbs, metavar="verify|list|export|archive", help="做什么")
    command.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        default="",
        help="export：写到哪个文件（.csv 或 .xlsx）；verify：核对导出的文件",
    )
    command.add_argument("--class", dest="classes", action="append", default=[], metavar="CLASS", help="类别，可写多次")
    command.add_argument("--of", metavar="NAME", default="", help="只要这个账号的")
    _add_days(command)
    command.add_argument("--ledger", metavar="LEDGER", default="", help="只要这个台账的")
    command.add_argument("--record", metavar="ID", default="", help="只要这一条的（标识）")
    command.add_argument("--search", metavar="TEXT", default="", help="原因、来源、内容里的字")
    command.add_argument("--archive", metavar="NAME", default="", help="读这个归档文件，不读现在的日志")
    command.add_argument("--limit", type=int, default=100, metavar="N", help="最多列出几条（默认 100）")


def _watch(command: argparse.ArgumentParser) -> None:
    verbs = ("list", "seen", "done", "changes", "restore")
    command.add_argument("action", choices=verbs, metavar="list|seen|done|changes|restore", help="做什么")
    command.add_argument("number", type=int, metavar="NUMBER", nargs="?", default=0, help="提醒的编号")
    command.add_argument("--note", metavar="TEXT", default="", help="done：处理情况，会记录下来")
    command.add_argument("--all", action="store_true", help="处理过的、正常的也列出")
    command.add_argument("--of", metavar="NAME", default="", help="restore：谁的变更（账号）")
    command.add_argument("--hour", metavar="HOUR", default="", help="restore：哪个小时，如 2026-11-21T09")
    command.add_argument("--dry-run", action="store_true", help="restore：只看哪些会留着，不恢复")
    _add_days(command)


def _add_days(command: argparse.ArgumentParser) -> None:
    command.add_argument("--from", dest="first_day", metavar="DATE", default="", help="从哪一天起（如 2026-05-01）")
    command.add_argument("--to", dest="last_day", metavar="DATE", default="", help="到哪一天为止")
