"""What may be written behind `linongctl` about backups, drills, the data key and the nightly run."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, its function as `module:function`, a summary."""


def add(command: Add) -> None:
    """Add the commands; `restore` stands among those of records, which it serves too (`add_restore`)."""
    _backup(command("backup", "backups:backup", "备份台账：一个加密文件，写完即核对"))
    _drill(command("drill", "backups:drill", "恢复演练：把备份恢复到临时台账，检查并写出报告"))
    command("rekey", "backups:rekey", "更换密钥；各账号的密码照旧，恢复密钥换成新的")
    _schedule(command("schedule", "backups:schedule", "每晚自动备份：安装、查看、取消"))


def add_restore(command: argparse.ArgumentParser) -> None:
    """The options of `restore` for a backup."""
    command.add_argument("--look", action="store_true", help="只看备份里有什么，不恢复")
    command.add_argument("--replace", action="store_true", help="替换现有台账；现有的另外保存，不会丢")
    command.add_argument("--recovery-key-file", metavar="FILE", help="用恢复密钥打开备份；- 表示标准输入")
    command.add_argument("--new-password-file", metavar="FILE", help="用恢复密钥时给账号设的新密码；- 表示标准输入")


def _backup(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE", nargs="?", help="写到哪个文件（默认：台账的 backups 文件夹）")
    command.add_argument("--scheduled", action="store_true", help="每晚自动运行时用：今天已有备份就不再做")
    command.add_argument("--second-folder", metavar="DIR", help="以后每次另存一份到这个文件夹或磁盘；写 - 取消")


def _drill(command: argparse.ArgumentParser) -> None:
    command.add_argument("--backup", metavar="FILE", help="试哪一份备份（默认：最近的）")
    command.add_argument("--recovery-key-file", metavar="FILE", help="连恢复密钥一起试；- 表示标准输入")


def _schedule(command: argparse.ArgumentParser) -> None:
    verbs = ("install", "status", "remove")
    command.add_argument("action", choices=verbs, metavar="install|status|remove", help="做什么")
    command.add_argument("--at", metavar="HH:MM", default="22:00", help="几点（默认 22:00；错过的在下次开机后补做）")
    command.add_argument("--unattended", action="store_true", help="允许没有人时打开台账：密钥放进本机的密钥库")
