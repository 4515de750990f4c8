"""What may be written behind `linongctl` about accounts and the security policy."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, its function as `module:function`, a summary."""

VERBS = ("list", "show", "add", "set", "stop", "start", "reset", "report")


def add(command: Add) -> None:
    """Add the commands."""
    _account(command("account", "accounts:account", "账号：列出、开通、变更、停用、恢复、重置密码"))
    _policy(command("policy", "accounts:policy", "安全策略：显示、变更（不能低于规定的底线）"))


def _account(command: argparse.ArgumentParser) -> None:
    command.add_argument("action", choices=VERBS, metavar="|".join(VERBS), help="做什么")
    command.add_argument("login", metavar="LOGIN", nargs="?", default="", help="账号名")
    command.add_argument("--name", metavar="NAME", help="姓名")
    command.add_argument("--role", action="append", metavar="ROLE", help="角色，可写多次：head worker grid …，或名称")
    command.add_argument("--compound", action="append", metavar="NAME", help="只管哪个小区，可写多次；写空的表示全部")
    command.add_argument("--phone", metavar="NUMBER", help="本人电话")
    command.add_argument("--post", metavar="TEXT", help="职务")
    command.add_argument("--from", dest="starts_on", metavar="DATE", help="从哪一天起可以登录")
    command.add_argument("--until", dest="ends_on", metavar="DATE", help="到哪一天为止（委托机构必填）")
    command.add_argument("--external-id", metavar="TEXT", help="统一身份认证平台的标识")
    filed = command.add_mutually_exclusive_group()
    filed.add_argument("--filed", action="store_const", const=True, default=None, help="已向上级备案")
    filed.add_argument("--not-filed", dest="filed", action="store_const", const=False, help="待备案")
    command.add_argument("--new-password-file", metavar="FILE", help="给这个账号的初始密码；- 表示标准输入")
    command.add_argument("--reason", metavar="TEXT", default="", help="原因，会记录下来")


def _policy(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "action", choices=("show", "set"), metavar="show|set", nargs="?", default="show", help="做什么"
    )
    command.add_argument("values", nargs="*", metavar="KEY=NUMBER", help="改成多少")
    command.add_argument("--reason", metavar="TEXT", default="", help="变更的原因，会记录下来")
