"""What may be written behind `linongctl topic`."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, its function as `module:function`, a summary."""

VERBS = ("list", "define", "show", "add", "set", "remove", "import", "export", "confirm", "report", "sums")


def add(command: Add) -> None:
    """Add the command."""
    topic = command(
        "topic", "topics:topic", "专题台账：列出、设置、查看、新增、修改、删除、导入、导出、核对、上报异常、汇总"
    )
    topic.add_argument("action", choices=VERBS, metavar="|".join(VERBS), help="做什么")
    topic.add_argument(
        "words",
        metavar="TOPIC|FILE|ID|FIELD=VALUE|…",
        nargs="*",
        default=[],
        help="define：定义文件，或随程序带来的代号；show、add：台账的代号、名称或标识；"
        "set、remove、confirm、report：内容的标识；import、export：台账和文件；sums：台账，要写成表格的再写文件",
    )
    topic.add_argument("--search", metavar="TEXT", default="", help="show、export：含有这些字的")
    topic.add_argument("--due", action="store_true", help="show、export：只要到期没有核对的")
    topic.add_argument("--preview", action="store_true", help="define：只看会变什么、有没有不对，不存")
    topic.add_argument("--reason", metavar="TEXT", default="", help="remove：为什么删；report：哪里不对")
    topic.add_argument("--year", metavar="YEAR", default="", help="sums：只加这一年的")
    topic.add_argument(
        "--ledger", metavar="LEDGER", default="topic_row", help="report：车辆、商户的写 topic_vehicle、topic_merchant"
    )
    topic.add_argument("--workbook-password-file", metavar="FILE", help="import：从文件第一行读表格的打开密码")
