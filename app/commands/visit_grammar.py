"""What may be written behind `linongctl visit`, and the list of the day."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, its function as `module:function`, a summary."""

VERBS = ("create", "list", "show", "due", "route", "import")


def add(command: Add) -> None:
    """Add the commands."""
    command("today", "today:due_today", "今天要办的事：该走访、到期、待核实、没填全的，和窗口的“今日”一样")
    visit = command("visit", "visits:visit", "走访：登记、列出、该走访谁、走访路线、导入")
    visit.add_argument("action", choices=VERBS, metavar="|".join(VERBS), help="做什么")
    visit.add_argument(
        "words",
        metavar="FIELD=VALUE|ID|FILE",
        nargs="*",
        default=[],
        help="create：各项内容，写了人或房屋就够（person=、dwelling=、result=、content=、person.phone=…、person.objection=…、order=…）；"
        "show：编号或标识；route：写到哪个文件（.xlsx 或 .csv）；import：表格文件",
    )
    visit.add_argument(
        "--worker",
        metavar="NAME",
        default="",
        help="due、route：只要这位负责人的（完整姓名、登录名或“我”），或“没有负责人”的",
    )
    visit.add_argument("--confirm", action="store_true", help="create：已登记过一样的、一年多以前的，也登记")
    visit.add_argument("--building", metavar="ADDRESS", default="", help="due、route：只要这幢楼的")
    visit.add_argument("--on", metavar="DATE", help="due、route：到哪一天为止（默认今天）")
    visit.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="list：筛选，可写多次；= != ~（包含） >= <=",
    )
    visit.add_argument("--limit", type=int, metavar="N", help="list：最多几行（默认 50）")
    visit.add_argument("--offset", type=int, default=0, metavar="N", help="list：跳过前几行")
    visit.add_argument("--history", action="store_true", help="show：显示每一次变更")
    visit.add_argument("--sheet", metavar="NAME", help="import：只导入这张工作表")
    visit.add_argument("--mapping", metavar="FILE", help="import：表头对应关系（JSON）")
    visit.add_argument("--dry-run", action="store_true", help="import：只预览，不写入")
    visit.add_argument("--errors-to", metavar="OUT.xlsx", help="import：把退回的行连同原因写成新表格")
    visit.add_argument("--workbook-password-file", metavar="FILE", help="import：表格打开密码所在文件；- 表示标准输入")
