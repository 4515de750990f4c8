"""What may be written behind `linongctl activity`."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from ledger.activity_states import RHYTHMS, SCOPES, WAYS

Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, its function as `module:function`, a summary."""

VERBS = (
    *("create", "list", "show", "move", "putoff", "signup", "signin", "hours"),
    *("summary", "series", "notice", "stats", "import"),
)


def add(command: Add) -> None:
    """Add the command."""
    activity = command("activity", "activities:activity", "活动：登记、名单、签到、总结、例会、通知、统计")
    activity.add_argument("action", choices=VERBS, metavar="|".join(VERBS), help="做什么")
    activity.add_argument(
        "words",
        metavar="ID|FIELD=VALUE|FILE",
        nargs="*",
        default=[],
        help="create：各项内容，写了 title= 就够；其他动作先写活动的编号或标识，再写："
        "signup、signin 的 person=（标识、证件号码或姓名）、name=（台账里没有的人）、code=（签到码）；"
        f"move 的一步（{'、'.join(way.name for way in WAYS)}）；"
        "putoff 的新开始时间；hours 的小时数；summary 的 summary=…；import：表格文件",
    )
    activity.add_argument("--reason", metavar="TEXT", default="", help="move：退回或取消的原因")
    activity.add_argument("--every", choices=tuple(RHYTHMS), default="weekly", help="series：每隔多久（默认 weekly）")
    activity.add_argument("--count", type=int, default=1, metavar="N", help="series：再排几次（默认 1）")
    activity.add_argument(
        "--scope",
        choices=tuple(SCOPES),
        default="one",
        help=f"putoff、move cancel：例会的哪几次（{'、'.join(f'{name} {told}' for name, told in SCOPES.items())}）",
    )
    activity.add_argument("--from", dest="first", metavar="DATE", help="list、stats：从哪一天起（stats 默认今年起）")
    activity.add_argument("--to", dest="last", metavar="DATE", help="list、stats：到哪一天止")
    activity.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="list：筛选，可写多次；= != ~（包含） >= <=",
    )
    activity.add_argument("--sheet", metavar="NAME", help="import：只导入这张工作表")
    activity.add_argument("--mapping", metavar="FILE", help="import：表头对应关系（JSON）")
    activity.add_argument("--dry-run", action="store_true", help="import：只预览，不写入")
    activity.add_argument("--errors-to", metavar="OUT.xlsx", help="import：把退回的行连同原因写成新表格")
    activity.add_argument(
        "--workbook-password-file", metavar="FILE", help="import：表格打开密码所在文件；- 表示标准输入"
    )
