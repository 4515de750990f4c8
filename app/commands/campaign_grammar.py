"""What may be written behind `linongctl campaign`, `linongctl roster` and `linongctl risk`."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, its function as `module:function`, a summary."""

VERBS = ("start", "list", "grid", "check", "progress", "sum", "sign", "reopen", "extend")


def add(command: Add) -> None:
    """Add the three commands."""
    campaign = command(
        "campaign",
        "campaigns:campaign",
        "年度核对：开始、列出、楼栋、逐户核对、进度、汇总、书记确认、重新打开、改截止日期",
    )
    campaign.add_argument("action", choices=VERBS, metavar="|".join(VERBS), help="做什么")
    campaign.add_argument(
        "words",
        metavar="FIELD=VALUE|CAMPAIGN|…",
        nargs="*",
        default=[],
        help="start：name=、starts_on=、ends_on=（都可以不写）；grid：核对和楼栋；"
        "check：核对、房屋、结果（已查、有变、不遇）；progress、sum、sign、reopen：核对的名称或标识；extend：核对和新的截止日期",
    )
    campaign.add_argument(
        "--compound", action="append", default=[], metavar="NAME", help="start：只核对这个小区，可写多次（默认全部）"
    )
    campaign.add_argument("--note", metavar="TEXT", default="", help="check：变了什么")
    campaign.add_argument(
        "--confirm", action="store_true", help="sign：还有未查、不遇的房屋，也确认；start：别的核对还没完的小区，也开始"
    )
    campaign.add_argument("--reason", metavar="TEXT", default="", help="reopen：为什么要重新打开")

    roster = command("roster", "rosters:roster", "应急名册：一幢楼里谁需要什么帮助；应急清点")
    roster.add_argument(
        "building", metavar="BUILDING", nargs="+", help="楼栋的地址或标识；--print 时可写几幢，或者小区"
    )
    roster.add_argument("--everyone", action="store_true", help="不需要帮助的人也列出")
    roster.add_argument(
        "--muster", metavar="REASON", nargs="?", const="", help="清点：写事由就开始，不写只看；已经开始的接着做"
    )
    for name, outcome in (("safe", "安全"), ("away", "不在"), ("missing", "没找到")):
        roster.add_argument(
            f"--{name}", action="append", default=[], metavar="PERSON", help=f"清点：这个人{outcome}，可写多次"
        )
    roster.add_argument("--end", action="store_true", help="结束清点")
    _paper(roster, "名册")

    risk = command("risk", "risks:risk", "风险研判：哪些楼有隐患、住着哪些重点人员；应急联络树")
    risk.add_argument("--building", metavar="BUILDING", default="", help="只看这幢楼，逐条列出隐患和重点人员")
    risk.add_argument(
        "--contacts", metavar="PLACE", action="append", default=[], help="应急联络树：楼栋或小区，可写多次"
    )
    _paper(risk, "研判清单（--contacts：联络树）")


def _paper(command: argparse.ArgumentParser, called: str) -> None:
    """How what a command shows goes to paper."""
    command.add_argument(
        "--print", metavar="OUT.txt", default="", dest="paper", help=f"{called}写成文本文件，可打印，会记入导出登记"
    )
    command.add_argument("--unmasked", action="store_true", help="--print：姓名和电话不遮盖，只用于应急处置")
    command.add_argument("--purpose", metavar="CODE", default="", help="--print：用途，代码或名称")
    command.add_argument("--basis", metavar="CODE", default="", help="--print：依据，代码或名称")
    command.add_argument("--ask", action="store_true", help="--print：不写文件，只提交申请，等另一个人批准")
    command.add_argument("--reason", metavar="TEXT", default="", help="--ask：为什么要印")
