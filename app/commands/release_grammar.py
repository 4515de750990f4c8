"""What may be written behind `linongctl` about what leaves: purposes, approvals, the export register, masked data."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, its function as `module:function`, a summary."""


def add(command: Add) -> None:
    """Add the commands."""
    _approval(command("approval", "release:approval", "导出申请：列出、批准、退回、撤回"))
    _register(command("export-register", "release:export_register", "导出登记：列出，或按登记号查是谁导出的"))
    _mask(command("mask", "release:mask", "导出脱敏数据：姓名、证件号、电话、日期、地址都换掉，同一个人各表一致"))


def add_purpose(command: argparse.ArgumentParser) -> None:
    """The options of whatever takes personal data out."""
    command.add_argument("--unmasked", action="store_true", help="证件号、电话等不打星号，须写原因")
    command.add_argument("--reason", metavar="TEXT", default="", help="不打星号的原因，会记录下来")
    command.add_argument("--purpose", metavar="CODE", default="", help="用途：代码或名称，会记入导出登记")
    command.add_argument("--basis", metavar="CODE", default="", help="依据：代码或名称，会记入导出登记")
    command.add_argument("--ask", action="store_true", help="不导出，只提交申请，等另一个人批准")


def _approval(command: argparse.ArgumentParser) -> None:
    verbs = ("list", "approve", "refuse", "withdraw")
    command.add_argument("action", choices=verbs, metavar="list|approve|refuse|withdraw", help="做什么")
    command.add_argument("number", type=int, metavar="NUMBER", nargs="?", default=0, help="申请的编号")
    command.add_argument("--reason", metavar="TEXT", default="", help="退回的原因，申请人会看到")
    command.add_argument("--all", action="store_true", help="处理过的也列出")


def _register(command: argparse.ArgumentParser) -> None:
    command.add_argument("action", choices=("list", "find"), metavar="list|find", help="做什么")
    command.add_argument("number", metavar="NUMBER", nargs="?", default="", help="登记号，如 DC-20261121-0007")
    command.add_argument("--of", metavar="NAME", default="", help="只列这个账号的")
    command.add_argument("--role", metavar="ROLE", default="", help="只列这个角色的（如 property 物业）")
    command.add_argument("--limit", type=int, default=100, metavar="N", help="最多几行（默认 100）")


def _mask(command: argparse.ArgumentParser) -> None:
    command.add_argument("out", metavar="OUT", help="写到哪个文件（.xlsx）")
    command.add_argument("--ledger", action="append", default=[], metavar="LEDGER", help="要哪些台账，可写多次")
    command.add_argument("--seed-file", metavar="FILE", help="种子所在文件；- 表示标准输入（默认：每次随机，不保存）")
    command.add_argument("--purpose", metavar="CODE", default="", help="用途：代码或名称，会记入导出登记")
    command.add_argument("--basis", metavar="CODE", default="", help="依据：代码或名称，会记入导出登记")
    command.add_argument("--reason", metavar="TEXT", default="", help="给谁用、做什么用，会记录下来")
