"""What may be written behind `linongctl` about permissions and about looking behind masks."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, its function as `module:function`, a summary."""


def add(command: Add) -> None:
    """Add the commands."""
    _permissions(command("permissions", "rights:matrix_command", "权限：列出、变更、导出权限分配方案"))
    _reveal(command("reveal", "rights:reveal", "查看一项遮盖的内容，会记入日志"))
    looks = command("looks", "rights:looks", "一位居民或一套房屋谁看过")
    looks.add_argument("ledger", metavar="person|dwelling", choices=("person", "dwelling"), help="台账")
    looks.add_argument("id", metavar="ID", help="标识，或证件号码、地址")


def _permissions(command: argparse.ArgumentParser) -> None:
    verbs = ("list", "set", "history", "export")
    command.add_argument("action", choices=verbs, metavar="list|set|history|export", help="做什么")
    command.add_argument("file", metavar="FILE", nargs="?", default="", help="export：写到哪个文件（.xlsx）")
    command.add_argument("--role", metavar="ROLE", default="", help="set：哪个角色")
    command.add_argument("--right", metavar="RIGHT", default="", help="set：哪项操作")
    command.add_argument("--ledger", metavar="LEDGER", default="", help="set：哪个台账")
    command.add_argument("--level", metavar="LEVEL", default="", help="set：到哪一级，L1 至 L4；none 表示不允许")
    command.add_argument("--own-area", action="store_true", help="set：只限账号负责的小区")
    command.add_argument("--reason", metavar="TEXT", default="", help="set：变更原因，会记录下来")


def _reveal(command: argparse.ArgumentParser) -> None:
    command.add_argument("ledger", metavar="LEDGER", help="台账")
    command.add_argument("id", metavar="ID", help="标识，或证件号码、地址等")
    command.add_argument("field", metavar="FIELD", help="字段")
    command.add_argument("--reason", metavar="TEXT", default="", help="查看原因；四级内容必须写")
