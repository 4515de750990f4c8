"""What may be written behind `linongctl order`."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, its function as `module:function`, a summary."""

VERBS = (
    *("create", "list", "sources", "show", "move", "correct", "mine", "major"),
    *("receipt", "open", "figures", "verify", "duty", "process", "import"),
)
GROUPINGS = ("category", "person", "compound", "property")


def add(command: Add) -> None:
    """Add the command."""
    order = command(
        "order",
        "orders:order",
        "工单：登记、列出、数据截至、办理、更正登记、标重大、受理回执、未办结清单、指标、核对、值班、流程、导入",
    )
    order.add_argument("action", choices=VERBS, metavar="|".join(VERBS), help="做什么")
    order.add_argument(
        "words",
        metavar="FIELD=VALUE|ID|ACTION|FILE",
        nargs="*",
        default=[],
        help="create：各项内容，写了 description= 和 category= 就够；show、receipt：编号或标识；"
        "major：编号，再写“否”是取消；"
        "correct：编号，再写 category=、need_reply=、module=、source=；"
        "move：编号、操作（如 accept、受理/立案）、这一步要的内容（opinion=、to_person=、result= …），用不着的不管；"
        "duty：日期和值班的人，都不写是看今天；process：list、show、check、publish；import：表格文件",
    )
    order.add_argument(
        "--photo",
        action="append",
        default=[],
        metavar="FILE",
        help="create、move：一起存下的照片或材料，可写多次；登记时的照片是处置前，处置完成时的是处置后",
    )
    order.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="list：筛选，可写多次（status=、assignee=、overdue_light=…）；= != ~（包含） >= <=",
    )
    order.add_argument("--search", metavar="TEXT", default="", help="list：查找")
    order.add_argument("--order", metavar="FIELD", help="list：按这一项排序（默认新的在前）")
    order.add_argument("--desc", action="store_true", help="list：倒序")
    order.add_argument("--limit", type=int, metavar="N", help="list：最多几行（默认 50）")
    order.add_argument("--offset", type=int, default=0, metavar="N", help="list：跳过前几行")
    order.add_argument("--sheet", metavar="NAME", help="import：只导入这张工作表")
    order.add_argument("--mapping", metavar="FILE", help="import：表头对应关系（JSON）")
    order.add_argument("--dry-run", action="store_true", help="import：只预览，不写入")
    order.add_argument("--reason", metavar="TEXT", default="", help="major、correct：为什么，会写进流转记录")
    order.add_argument(
        "--to",
        metavar="OUT.txt|DAY",
        help="receipt、open：写成文本文件（要写用途和依据），不写就显示；figures：到哪一天接收的为止",
    )
    order.add_argument(
        "--from", dest="since", metavar="DAY", help="figures：从哪一天接收的起，和 --to 一起写；默认这个月"
    )
    order.add_argument(
        "--by", choices=GROUPINGS, default=GROUPINGS[0], help="figures：按类别、承办人、小区还是物业公司分开看"
    )
    order.add_argument("--purpose", metavar="CODE", default="", help="--to：用途，代码或名称，会记入导出登记")
    order.add_argument("--basis", metavar="CODE", default="", help="--to：依据，代码或名称，会记入导出登记")
    order.add_argument("--errors-to", metavar="OUT.xlsx", help="import：把退回的行连同原因写成新表格")
    order.add_argument("--workbook-password-file", metavar="FILE", help="import：表格打开密码所在文件；- 表示标准输入")
