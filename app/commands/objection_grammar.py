"""What may be written behind `linongctl objection`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Final

Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, its function as `module:function`, a summary."""
VERBS: Final = ("raise", "list", "show", "settle")


def add(command: Add) -> None:
    """Add the command."""
    one = command("objection", "objections:objection", "数据异议：登记、列出、查看、写明核实结果")
    one.add_argument("action", choices=VERBS, metavar="|".join(VERBS), help="做什么")
    one.add_argument(
        "words",
        nargs="*",
        metavar="…",
        help="raise：台账、编号或标识，再写各项内容（why=、disputed=、should_be=、objector_name=、objector_phone=、objector_uid=）；"
        "list：什么都不写，或者台账、编号或标识；show：标识；settle：标识、true|false|withdrawn、结果",
    )
    one.add_argument("--value", metavar="TEXT", help="settle：这一项改成什么（默认是异议人说的）")
    one.add_argument("--all", action="store_true", help="list：已经核实完的也列出")
