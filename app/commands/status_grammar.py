"""What may be written behind `linongctl` about the status, incidents, the support bundle and the compliance check."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, its function as `module:function`, a summary."""


def add(command: Add) -> None:
    """Add the commands."""
    status = command("status", "status:status", "运行状况：磁盘、文件大小、待上报、备份、演练、日志，要紧的事")
    status.add_argument("--check-log", action="store_true", help="先核查一遍日志")
    status.add_argument("--handled", metavar="KEY", default="", help="把这件运行事件标为已处理（要写 --note）")
    status.add_argument("--note", metavar="TEXT", default="", help="--handled：怎么处理的")
    _incident(command("incident", "incidents:incident", "安全事件：登记、处置、报告、办结"))
    support = command("support", "status:support", "诊断包：版本、设置、条数、检查结果、日志，不带任何人的信息")
    support.add_argument("file", metavar="FILE", help="写到哪个文件（.zip）")
    support.add_argument("--no-check", action="store_true", help="不检查台账（台账很大时快一些）")
    compliance = command("compliance", "status:compliance", "合规检查：每条规定现在符合不符合，要做什么")
    compliance.add_argument("--to", metavar="OUT.txt", default="", help="另外写成文本文件，供打印存档")


def _incident(command: argparse.ArgumentParser) -> None:
    verbs = ("list", "add", "show", "tick", "tell", "level", "close", "report")
    command.add_argument("action", choices=verbs, metavar="|".join(verbs), help="做什么")
    command.add_argument("number", type=int, metavar="NUMBER", nargs="?", default=0, help="事件编号")
    command.add_argument("--title", metavar="TEXT", default="", help="add：发生了什么")
    command.add_argument("--kind", metavar="KIND", default="other", help="add：种类（如 leak、device_lost）")
    command.add_argument("--level", metavar="LEVEL", default="usual", help="add、level：special、major、larger、usual")
    command.add_argument("--at", metavar="WHEN", default="", help="add：什么时候发生的")
    command.add_argument("--scope", metavar="TEXT", default="", help="add：涉及什么")
    command.add_argument("--people", type=int, metavar="N", default=0, help="add：涉及多少人")
    command.add_argument("--step", metavar="STEP", default="", help="tick：做完的步骤（show 里列出）")
    command.add_argument("--note", metavar="TEXT", default="", help="tell：记录；level、close：原因")
    command.add_argument("--to", metavar="OUT.txt", default="", help="report：写成文本文件（不写就显示）")
