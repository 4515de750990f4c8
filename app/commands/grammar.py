"""What may be written behind `linongctl`: commands, options, help.

Only argparse is imported here, so that `--help` answers at once; each command names its function as `module:function`
below `app.commands`, and that module is loaded when the command runs. Options that every command takes may stand
before or behind the command's name.
"""

from __future__ import annotations

import argparse
from functools import partial
from typing import TypeAlias

from app.commands import (
    account_grammar,
    activity_grammar,
    attachment_grammar,
    audit_grammar,
    backup_grammar,
    campaign_grammar,
    guide_grammar,
    notice_grammar,
    objection_grammar,
    order_grammar,
    release_grammar,
    rights_grammar,
    status_grammar,
    sync_grammar,
    topic_grammar,
    upward_grammar,
    visit_grammar,
)
from ledger.command_line import Parser, WrongUsage

__all__ = ["PROGRAM", "WrongUsage", "build", "parse"]

PROGRAM = "linongctl"
_SUPPRESS = argparse.SUPPRESS

_COMMON: tuple[tuple[tuple[str, ...], dict[str, object]], ...] = (
    (("--store",), {"metavar": "DIR", "help": "台账所在的文件夹（默认：本用户的数据目录）"}),
    (("--user",), {"metavar": "NAME", "help": "账号（默认：上次登录的账号）"}),
    (("--password-file",), {"metavar": "FILE", "help": "从文件第一行读密码；- 表示标准输入"}),
    (("--json",), {"action": "store_true", "help": "在标准输出给出一个 JSON 对象"}),
)
_DEFAULTS: dict[str, object] = {"store": None, "user": None, "password_file": None, "json": False}

_EXIT_CODES = """\
退出码：0 完成  2 写法不对  3 文件不能用  4 没有找到  5 密码不对或已锁定  6 不允许
        7 已被别人改过  8 磁盘  9 台账损坏或版本更新  20 另一个程序正在使用  21 没有密钥可用
        130 已取消  1 程序出错
        上报：21 没有连上  22 时间到了  30 没有放行  31 已停用  32 要新版  33 日期不对  40 要先问清  43 有副本"""


def build() -> argparse.ArgumentParser:
    """The whole grammar."""
    parser = Parser(
        prog=PROGRAM,
        description="里弄：居委会人房台账，离线、加密。除了 enrol 和 sync，所有命令都在本机完成。",
        epilog=_EXIT_CODES,
    )
    _add_common(parser)
    parser.add_argument("--version", action="store_true", default=_SUPPRESS, help="显示版本")
    commands = parser.add_subparsers(title="命令", dest="command", metavar="COMMAND", prog=PROGRAM, parser_class=Parser)
    for add in (_store_commands, _sheet_commands, _record_commands):
        add(commands)
    account_grammar.add(partial(_command, commands))
    attachment_grammar.add(partial(_command, commands))
    backup_grammar.add(partial(_command, commands))
    audit_grammar.add(partial(_command, commands))
    release_grammar.add(partial(_command, commands))
    status_grammar.add(partial(_command, commands))
    rights_grammar.add(partial(_command, commands))
    sync_grammar.add(partial(_command, commands))
    notice_grammar.add(partial(_command, commands))
    visit_grammar.add(partial(_command, commands))
    objection_grammar.add(partial(_command, commands))
    order_grammar.add(partial(_command, commands))
    activity_grammar.add(partial(_command, commands))
    campaign_grammar.add(partial(_command, commands))
    topic_grammar.add(partial(_command, commands))
    upward_grammar.add(partial(_command, commands))
    guide_grammar.add(partial(_command, commands))
    return parser


def parse(words: list[str]) -> argparse.Namespace:
    """The command line taken apart, with defaults filled in; raises WrongUsage."""
    found = build().parse_args(words)
    for name, value in _DEFAULTS.items():
        if not hasattr(found, name):
            setattr(found, name, value)
    return found


def _add_common(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("每个命令都有的选项")
    for names, options in _COMMON:
        # No default here: the sub-command's would wipe what stands before the command's name.
        group.add_argument(*names, default=_SUPPRESS, **options)  # type: ignore[arg-type]  # handed on as they came


_Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # argparse has no public name for it


def _command(commands: _Commands, name: str, handler: str, summary: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=summary)
    parser.set_defaults(handler=handler)
    _add_common(parser)
    return parser


def _store_commands(commands: _Commands) -> None:
    command = _command(commands, "init", "store:init", "新建台账和第一个账号，显示一次恢复密钥")
    command.add_argument("--committee-code", required=True, metavar="CODE", help="居委会代码（12 位行政区划代码）")
    command.add_argument("--committee-name", required=True, metavar="NAME", help="居委会名称")
    command.add_argument("--user-name", metavar="NAME", default="", help="这个账号的人的姓名")

    command = _command(commands, "password", "store:password", "修改密码；忘记密码时用恢复密钥重设")
    command.add_argument("--new-password-file", required=True, metavar="FILE", help="新密码所在文件；- 表示标准输入")
    command.add_argument("--recovery-key-file", metavar="FILE", help="忘记密码时：恢复密钥所在文件；- 表示标准输入")

    _command(commands, "check", "store:check", "检查台账是否完好：加密文件、引用、搜索、历次变更")

    command = _command(commands, "demo", "store:demo", "在空台账里生成虚构的演示数据")
    command.add_argument("--people", type=int, default=300, metavar="N", help="人数（默认 300）")
    command.add_argument("--seed", type=int, default=1, metavar="S", help="随机种子，相同种子生成相同数据（默认 1）")
    command.add_argument("--workbooks", metavar="DIR", help="另外把演示表格写到这个文件夹")


def _sheet_commands(commands: _Commands) -> None:
    command = _command(commands, "import", "imports:import_workbook", "导入一个表格文件")
    command.add_argument("file", metavar="FILE", help="xlsx、xls、et、ods、csv、网页表格等")
    command.add_argument("--sheet", metavar="NAME", help="只导入这张工作表")
    command.add_argument("--mapping", metavar="FILE", help="表头对应关系（JSON）")
    command.add_argument("--workbook-password-file", metavar="FILE", help="表格打开密码所在文件；- 表示标准输入")
    command.add_argument("--dry-run", action="store_true", help="只预览，不写入")
    command.add_argument("--errors-to", metavar="OUT.xlsx", help="把退回的行连同原因写成新表格")

    command = _command(commands, "import-undo", "imports:import_undo", "撤销一次导入")
    command.add_argument("batch", metavar="BATCH", help="导入时给出的批次号")

    command = _command(commands, "export", "exports:export", "导出台账（flat 为人房总表）")
    command.add_argument("ledger", metavar="LEDGER|flat", help="台账名称")
    command.add_argument("out", metavar="OUT", help="写到哪个文件（.xlsx 或 .csv）")
    _add_selection(command)
    command.add_argument("--columns", metavar="A,B,…", help="要哪些列，按顺序，用逗号分开")
    command.add_argument("--layout", metavar="NAME", help="用保存过的列设置")
    release_grammar.add_purpose(command)
    command.add_argument("--workbook-password-file", metavar="FILE", help="给导出的表格加打开密码")

    command = _command(commands, "template", "exports:template", "生成空白导入模板")
    command.add_argument("ledger", metavar="LEDGER|flat", help="台账名称")
    command.add_argument("out", metavar="OUT", help="写到哪个文件（.xlsx）")

    command = _command(commands, "fill", "exports:fill", "填写上级部门的表格，保留其格式")
    command.add_argument("workbook", metavar="WORKBOOK", help="部门发来的空白表")
    command.add_argument("out", metavar="OUT", help="写到哪个文件（.xlsx）")
    command.add_argument("--ledger", default="flat", metavar="LEDGER|flat", help="用哪个台账填（默认 flat 人房总表）")
    command.add_argument("--sheet", metavar="NAME", help="填哪张工作表")
    command.add_argument("--mapping", metavar="FILE", help="表头对应关系（JSON）")
    command.add_argument("--saved", metavar="NAME", help="用保存过的填表设置")
    command.add_argument("--save-as", metavar="NAME", help="把这次的填表设置保存下来")
    command.add_argument("--workbook-password-file", metavar="FILE", help="表格打开密码所在文件；- 表示标准输入")
    _add_selection(command)
    release_grammar.add_purpose(command)
    _kept_commands(commands)


def _kept_commands(commands: _Commands) -> None:
    command = _command(commands, "layout", "kept:layout", "保存、列出、删除导出的列设置")
    command.add_argument("action", choices=("save", "list", "remove"), metavar="save|list|remove", help="做什么")
    command.add_argument("ledger", metavar="LEDGER|flat", help="台账名称")
    command.add_argument("name", metavar="NAME", nargs="?", default="", help="列设置的名称")
    command.add_argument("--columns", metavar="A,B,…", help="要哪些列，按顺序，用逗号分开")

    for name, summary, metavar, what in (
        ("form", "列出、删除保存过的填表设置", "NAME", "填表设置的名称"),
        ("mapping", "列出、删除导入时记住的表头对应关系", "ID", "编号，或能认出它的前几位"),
    ):
        command = _command(commands, name, f"kept:{name}", summary)
        command.add_argument("action", choices=("list", "remove"), metavar="list|remove", help="做什么")
        command.add_argument("name", metavar=metavar, nargs="?", default="", help=what)


def _record_commands(commands: _Commands) -> None:
    command = _command(commands, "list", "records:list_records", "查找、筛选、列出")
    command.add_argument("ledger", metavar="LEDGER", help="台账名称")
    _add_selection(command)
    command.add_argument("--limit", type=int, metavar="N", help="最多几行（默认 50）")
    command.add_argument("--offset", type=int, default=0, metavar="N", help="跳过前几行")
    command.add_argument("--order", metavar="FIELD", help="按哪一项排序")
    command.add_argument("--desc", action="store_true", help="倒序")
    command.add_argument("--deleted", action="store_true", help="列出回收站里的")

    command = _command(commands, "show", "records:show", "显示一条的全部内容")
    _add_record(command)
    command.add_argument("--history", action="store_true", help="显示每一次变更")
    command.add_argument("--all", action="store_true", help="去世、迁出的人也显示")

    command = _command(commands, "add", "records:add", "新增一条")
    command.add_argument("ledger", metavar="LEDGER", help="台账名称")
    command.add_argument("values", nargs="+", metavar="FIELD=VALUE", help="各项内容")

    command = _command(commands, "set", "records:change", "修改一条；值留空表示清空")
    _add_record(command)
    command.add_argument("values", nargs="+", metavar="FIELD=VALUE", help="改成什么")
    command.add_argument(
        "--seen", action="append", default=[], metavar="FIELD=VALUE", help="修改前看到的值；已被别人改过时不写入"
    )

    command = _command(commands, "remove", "records:remove", "删除一条（放入回收站）")
    _add_record(command)
    command.add_argument("--reason", required=True, metavar="TEXT", help="删除原因，会记录下来")

    command = _command(commands, "restore", "backups:restore", "从回收站恢复一条；只写一个备份文件时，恢复整个台账")
    command.add_argument("ledger", metavar="LEDGER|FILE", help="台账名称，或备份文件")
    command.add_argument("id", metavar="ID", nargs="?", help="标识，或证件号、完整地址、小区名、车牌等")
    backup_grammar.add_restore(command)


def _add_selection(command: argparse.ArgumentParser) -> None:
    command.add_argument("--search", metavar="TEXT", default="", help="姓名、拼音首字母、电话、证件号、地址的一部分")
    command.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="筛选，可写多次；= != ~（包含） >= <=",
    )
    command.add_argument("--on", metavar="DATE", help="那一天的情况（如 2026-05-01）")
    command.add_argument("--all", action="store_true", help="包括已故和已迁出的")


def _add_record(command: argparse.ArgumentParser) -> None:
    command.add_argument("ledger", metavar="LEDGER", help="台账名称")
    command.add_argument("id", metavar="ID", help="标识，或证件号、完整地址、小区名、车牌等")
