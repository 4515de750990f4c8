"""What may be written behind `linongctl` about the exchange with the cloud."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, its function as `module:function`, a summary."""


def add(command: Add) -> None:
    """Add the commands."""
    _enrol(command("enrol", "sync:enrol", "接入上级平台：用街道给的接入码，一个码只能用一次"))
    _sync(command("sync", "sync:sync", "上报本机的改动，取回别处的改动"))
    _conflicts(command("conflicts", "conflicts:conflicts", "两处都改了的地方：列出、查看、处理"))
    _refused(command("refused", "refused:refused", "没有上报成功的：列出、查看、再上报一次、不再处理"))
    _package(command("package", "packages:package", "不能联网时：导出交换包，读入上级平台的公钥和回执包"))
    _transfer(command("transfer", "transfers:transfer", "人搬到别的居委会：请对方接收、撤回、查看、接收、退回"))
    command("digest", "sync:digest", "各台账的条数和校验值，用来核对两台电脑是否一致")


def _enrol(command: argparse.ArgumentParser) -> None:
    command.add_argument("--url", required=True, metavar="URL", help="上级平台的网址（https://…）")
    command.add_argument("--code", required=True, metavar="CODE", help="接入码")
    command.add_argument("--ca", metavar="FILE", help="单位自己的证书文件（.pem）")
    command.add_argument(
        "--proxy", default="system", metavar="ADDRESS", help="代理：system 跟随系统，none 不用，或写地址"
    )


def _sync(command: argparse.ArgumentParser) -> None:
    command.add_argument("--unattended", action="store_true", help="夜里自动运行时用：用本机密钥库里的密钥打开台账")
    command.add_argument("--deadline", metavar="HH:MM", help="到这个时间还没做完就停下，下次接着做")
    command.add_argument("--allow-large", action="store_true", help="问清以后，同意去掉上级平台上已经没有的许多条")


def _package(command: argparse.ArgumentParser) -> None:
    command.add_argument("action", choices=("key", "out", "in"), metavar="key|out|in", help="读公钥、导出、读入")
    command.add_argument("file", metavar="FILE", help="公钥文件、交换包或回执包")
    command.add_argument("--code", metavar="CODE", default="", help="导出时：还没有接入的电脑，用街道给的接入码")


def _transfer(command: argparse.ArgumentParser) -> None:
    verbs = ("offer", "withdraw", "list", "accept", "decline")
    command.add_argument("action", choices=verbs, metavar="|".join(verbs), help="做什么")
    command.add_argument(
        "id", metavar="PERSON|ID", nargs="?", default="", help="转出时写人，撤回和答复时写 list 给出的标识"
    )
    command.add_argument("--to", metavar="CODE", default="", help="转到哪个居委会（12 位代码）")
    command.add_argument("--to-name", metavar="NAME", default="", help="那个居委会的名称，写进“迁往何处”")
    command.add_argument("--reason", metavar="TEXT", default="", help="退回的原因")


def _conflicts(command: argparse.ArgumentParser) -> None:
    verbs = ("list", "show", "resolve")
    command.add_argument("action", choices=verbs, metavar="list|show|resolve", help="做什么")
    command.add_argument("id", metavar="ID", nargs="?", default="", help="list 给出的标识")
    command.add_argument(
        "choice",
        metavar="mine|theirs|keep|FIELD=VALUE",
        nargs="*",
        default=[],
        help="用哪一边的；两处都住用 keep；或者给每一项写上内容",
    )
    several = command.add_mutually_exclusive_group()
    several.add_argument("--also", action="append", default=[], metavar="ID", help="同样处理的另一条，可以写几次")
    several.add_argument("--alike", action="store_true", help="同样处理所有一样的：同一种、同一项、同两个人写的")


def _refused(command: argparse.ArgumentParser) -> None:
    verbs = ("list", "show", "resend", "done")
    command.add_argument("action", choices=verbs, metavar="|".join(verbs), help="做什么")
    command.add_argument("id", metavar="ID", nargs="?", default="", help="list 给出的标识")
