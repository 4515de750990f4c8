"""What an operator types for an erasure order: see what it would take, give it, list those given, give them again.

A number never stands on the command line, where every process list shows it, but in a file or on standard input.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

from cloud.erased import PLACES
from cloud.erasure import order
from cloud.erasure.order import GROUNDS, Done, Order
from cloud.erasure.reach import Reach, find
from cloud.means import Means
from cloud.operating import DataFolderNeeded
from cloud.operators import require_beneath
from cloud.orders.moves import APPEND_ONLY
from cloud.records import Key
from ledger import catalog, id_number, ids
from ledger.errors import LedgerError
from ledger.tiers import Holder
from sync.protocol import CONFLICT, Json

Acting = Callable[[argparse.Namespace], AbstractContextManager[tuple[Means, Holder | None]]]
Opened = Callable[[argparse.Namespace], AbstractContextManager[Means]]
Adding = Callable[..., argparse.ArgumentParser]
Say = Callable[[str], None]
_LONGEST: Final = 100
_GROUNDS: Final = "个人信息保护法第四十七条的情形：" + "；".join(f"{code} {said}" for code, said in GROUNDS.items())


class NobodyFound(LedgerError):
    """Nobody of the committee has this number, and there is no record of this id."""


class NumberUnreadable(LedgerError):
    """The file with the number, or with the orders, cannot be read or holds none; `file` names it."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"nothing readable in {file}")
        self.file = file


class Commands:
    """The commands; `opened` opens the database, `acting` says too who is at work."""

    def __init__(self, opened: Opened, acting: Acting, say: Say) -> None:
        self._opened, self._acting, self._say = opened, acting, say

    def erase(self, chosen: argparse.Namespace) -> None:
        with self._looking_after(chosen) as (means, actor):
            require_beneath(actor, chosen.code)
            roots = _roots(means, chosen)
            if not chosen.confirm:
                for line in _planned(order.plan(means, chosen.code, roots)):
                    self._say(line)
                return
            given = Order(actor.login if actor else "", chosen.ground, chosen.reference)
            self._tell(chosen.code, order.erase(means, chosen.code, roots, given))

    def erasures(self, chosen: argparse.Namespace) -> None:
        with self._opened(chosen) as means:
            for cid in [chosen.code] if chosen.code else means.store.committees():
                with means.store.look(cid) as look:
                    for note in order.notes(look):
                        self._say(json.dumps({"committee": cid, **note}, ensure_ascii=False, sort_keys=True))

    def erase_again(self, chosen: argparse.Namespace) -> None:
        several = _kept(chosen.file)
        with self._looking_after(chosen) as (means, actor):
            for cid, _ in several:
                require_beneath(actor, cid)
            for cid, note in several:
                self._tell(cid, order.erase_again(means, cid, note))

    def _looking_after(self, chosen: argparse.Namespace) -> AbstractContextManager[tuple[Means, Holder | None]]:
        if not chosen.data:
            raise DataFolderNeeded  # without it no place of attachments is known
        return self._acting(chosen)

    def _tell(self, cid: str, done: Done) -> None:
        records = sum(count for type_, count in done.note["records"].items() if type_ != CONFLICT)
        self._say("\t".join((cid, str(records), str(done.note["blobs"]))))
        for line in (*_left(done.left), *_elsewhere(done.note["elsewhere"])):
            self._say(line)


def add(admin: Any, adding: Adding, opened: Opened, acting: Acting, say: Say) -> list[argparse.ArgumentParser]:
    """Add the commands below `admin`; answers those that need to know who is at work."""
    commands = Commands(opened, acting, say)
    erase = adding(admin, "erase", commands.erase, "按删除决定清除一个人的全部内容，不能恢复；不加 --confirm 只看范围")
    erase.add_argument("code", metavar="CODE", help="12 位居委会代码")
    which = erase.add_mutually_exclusive_group(required=True)
    which.add_argument("--record", metavar="ID", help="记录的编号")
    which.add_argument("--number-file", type=Path, metavar="FILE", help="证件号码所在文件；- 表示标准输入")
    erase.add_argument(
        "--ledger", default="person", metavar="LEDGER", choices=_NAMED, help="编号属于哪个台账，默认 person"
    )
    erase.add_argument("--ground", required=True, choices=GROUNDS, metavar="|".join(GROUNDS), help=_GROUNDS)
    erase.add_argument("--reference", required=True, metavar="TEXT", help="依据的文号；不写姓名和号码")
    erase.add_argument("--confirm", action="store_true", help="确定清除")
    listed = adding(admin, "erasures", commands.erasures, "列出清除过的，不含个人信息；跟备份一起保存")
    listed.add_argument("code", metavar="CODE", nargs="?", default="", help="12 位居委会代码；不写列出全部")
    again = adding(admin, "erase-again", commands.erase_again, "数据库从备份恢复以后，把清除过的再清除一遍")
    again.add_argument("file", type=Path, metavar="FILE", help="admin erasures 的输出")
    return [erase, again]


# -- what is asked


_NAMED: Final = sorted(one.name for one in catalog.EVERY if one.name not in PLACES | APPEND_ONLY)


def _roots(means: Means, chosen: argparse.Namespace) -> list[Key]:
    """The records that are meant; raises NobodyFound, NumberUnreadable."""
    if chosen.record is not None:
        if ids.from_text(chosen.record) is None:
            raise NobodyFound
        return [(chosen.ledger, chosen.record)]
    number = id_number.normalise(_first_line(chosen.number_file))
    with means.store.look(chosen.code) as look:
        found = find(look, number) if number else []
    if not found:
        raise NobodyFound
    return found


def _first_line(file: Path) -> str:
    try:
        return sys.stdin.readline(_LONGEST) if str(file) == "-" else file.read_text(encoding="utf-8").partition("\n")[0]
    except (OSError, ValueError) as error:
        raise NumberUnreadable(file) from error


def _kept(file: Path) -> list[tuple[str, Mapping[str, Json]]]:
    """The notes of orders that `admin erasures` wrote, with their committees; raises NumberUnreadable."""
    try:
        told: list[Json] = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [(one["committee"], {name: one[name] for name in order.NOTED}) for one in told]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NumberUnreadable(file) from error


# -- what is told


def _planned(found: Reach) -> Iterator[str]:
    for type_, count in found.counts.items():
        yield f"{type_}\t{count}"
    yield f"涉及附件 {len(found.shas)} 个，{len(found.named_in)} 条其他记录不再提到他"
    yield from _left(found.left)
    yield "还没有清除。确定要清除，请加 --confirm"


def _left(left: Sequence[Key]) -> Iterator[str]:
    """Records of others that bear the number: people look at them, since nobody knows what else they say of him."""
    for type_, record_id in left:
        yield f"还写着这个号码，请核对\t{type_}\t{record_id}"


def _elsewhere(committees: Sequence[str]) -> Iterator[str]:
    if committees:
        yield "另有自己的记录，要由它们另外决定\t" + "\t".join(committees)
