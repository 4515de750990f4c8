"""What may be written behind `linong-cloud admin` about people and departments, feeds, packages and erasure orders."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cloud import sources
from cloud.admin_commands import Commands, Opening
from cloud.erasure import commands as erasure_commands
from cloud.notices import commands as notice_commands
from cloud.street import module_commands, order_commands
from ledger import departments, roles

Adding = Callable[..., argparse.ArgumentParser]


def add(admin: Any, adding: Adding, opened: Opening, say: Callable[[str], None]) -> None:
    """Add the commands below `admin`; `adding` makes one, `opened` opens its database, `say` prints a line."""
    commands = Commands(opened, say)
    _add_feeds(admin, adding, commands)
    _add_accounts(admin, adding, commands)
    _add_operators(admin, adding, commands)
    package = admin.add_parser("package", help="离线交换包").add_subparsers(required=True, metavar="操作")
    key = adding(package, "key", commands.package_key, "导出公钥文件，交给不能联网的居委会")
    key.add_argument("file", type=Path, metavar="FILE")
    taken = adding(package, "in", commands.package_in, "读入居委会的交换包，写出回执包")
    taken.add_argument("file", type=Path, metavar="FILE", help="居委会导出的交换包")
    taken.add_argument("answer", type=Path, metavar="ANSWER", help="回执包写到哪个文件")
    for one in erasure_commands.add(admin, adding, opened, commands.acting, say):
        _acted(one)
    for one in order_commands.add(admin, adding, opened, commands.acting, say):
        _acted(one)
    for one in module_commands.add(admin, adding, commands.acting, say):
        _acted(one)
    for one in notice_commands.add(admin, adding, commands.acting, say):
        _acted(one)
    held = _acted(adding(admin, "quarantine", commands.quarantine, "停用的电脑最后送来的改动：列出、放行、丢弃"))
    held.add_argument("code", metavar="CODE", help="12 位居委会代码")
    held.add_argument("device", metavar="DEVICE", nargs="?", default="")
    fate = held.add_mutually_exclusive_group()
    fate.add_argument("--let-through", action="store_true", help="放行，照常处理")
    fate.add_argument("--drop", action="store_true", help="丢弃")


def _add_feeds(admin: Any, adding: Adding, commands: Commands) -> None:
    source = _acted(adding(admin, "source", commands.source, "给下发数据的单位发凭证，只显示一次"))
    source.add_argument("name", choices=sources.FEEDS, metavar="|".join(sources.FEEDS))
    source.add_argument("--drop", action="store_true", help="收回凭证")
    table = _acted(adding(admin, "departments", commands.departments, "列出没有审核部门的内容，或指定部门"))
    table.add_argument("--all", action="store_true", help="全部列出")
    codes = " ".join(one.code for one in departments.ALL)
    table.add_argument("--assign", nargs=2, metavar=("LEDGER.GROUP", "DEPARTMENT"), help=f"指定部门：{codes}")


def _add_accounts(admin: Any, adding: Adding, commands: Commands) -> None:
    found = _of_committee(_acted(adding(admin, "accounts", commands.accounts, "列出居委会的账号")))
    found.add_argument("--unknown", action="store_true", help="只列出还没有认领的")
    verbs = admin.add_parser("account", help="居委会的账号").add_subparsers(required=True, metavar="操作")
    for name, said in (("add", "登记一个账号"), ("adopt", "认领一个已有改动的账号"), ("set", "变更姓名和角色")):
        one = _of_committee(_acted(adding(verbs, name, commands.account, said)))
        one.add_argument("login", metavar="LOGIN")
        one.add_argument("--name", default="", metavar="NAME", help="姓名")
        one.add_argument("--role", action="append", default=[], metavar="ROLE", choices=sorted(roles.BY_CODE))
    stop = _of_committee(_acted(adding(verbs, "stop", commands.account_stop, "停用：此后的改动不再接收")))
    stop.add_argument("login", metavar="LOGIN")
    stop.add_argument("--at", default="", metavar="INSTANT", help="从什么时候起（默认现在）")


def _add_operators(admin: Any, adding: Adding, commands: Commands) -> None:
    _acted(adding(admin, "operators", commands.operators, "列出平台的管理人员"))
    verbs = admin.add_parser("operator", help="平台的管理人员").add_subparsers(required=True, metavar="操作")
    put = _acted(adding(verbs, "add", commands.operator, "登记一位管理人员，首次登录要改密码"))
    put.add_argument("login", metavar="LOGIN")
    put.add_argument("--name", default="", metavar="NAME", help="姓名")
    put.add_argument("--unit", required=True, metavar="CODE", help="市 2 位、区 6 位、街道 9 位区划代码")
    put.add_argument(
        "--department", default="", metavar="NAME", help="办理工单的部门，见 admin modules；也可写城运中心、领导"
    )
    put.add_argument("--role", action="append", required=True, metavar="ROLE", choices=sorted(roles.BY_CODE))
    put.add_argument("--first-password-file", type=Path, metavar="FILE", help="初始密码所在文件；- 表示标准输入")
    stop = _acted(adding(verbs, "stop", commands.operator_stop, "停用一位管理人员"))
    stop.add_argument("login", metavar="LOGIN")
    change = adding(verbs, "password", commands.operator_password, "改自己的密码")
    change.add_argument("login", metavar="LOGIN")
    change.add_argument("--password-file", type=Path, required=True, metavar="FILE", help="现在的密码")
    change.add_argument("--new-password-file", type=Path, required=True, metavar="FILE", help="新密码")


def _acted(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--as", dest="actor", default="", metavar="LOGIN", help="以哪位管理人员的身份")
    parser.add_argument("--password-file", type=Path, metavar="FILE", help="他的密码所在文件；- 表示标准输入")
    return parser


def _of_committee(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("code", metavar="CODE", help="12 位居委会代码")
    return parser
