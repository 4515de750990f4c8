"""`linong-cloud admin modules`: which department leads which module, one for each; another table put in its place."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from cloud.means import Means
from cloud.street import units
from ledger import codes
from ledger.errors import LedgerError
from ledger.orders import modules
from ledger.tiers import Holder

Acting = Callable[[argparse.Namespace], AbstractContextManager[tuple[Means, Holder | None]]]


class ModulesFileUnusable(LedgerError):
    """The file with the table cannot be read; `file` names it."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"file {file}")
        self.file = file


class ModulesForbidden(LedgerError):
    """Only an operator who looks after accounts says which department leads a module."""


class Commands:
    """The commands; `acting` opens the database and says who is at work."""

    def __init__(self, acting: Acting, say: Callable[[str], None]) -> None:
        self._acting, self._say = acting, say

    def modules(self, chosen: argparse.Namespace) -> None:
        table = modules.read(_text(chosen.set)) if chosen.set else None
        with self._acting(chosen) as (means, holder):
            if table is not None:
                if holder is not None and not holder.is_administrator:
                    raise ModulesForbidden
                units.put_modules(means.store, table)
            found = units.modules_now(means.store)
        for one in found.by_code.values():
            label = codes.table("topic_module").label(one.code)
            self._say("\t".join((one.code, label, one.lead, "、".join(one.coops))))


def add(
    admin: Any, adding: Callable[..., argparse.ArgumentParser], acting: Acting, say: Callable[[str], None]
) -> list[argparse.ArgumentParser]:
    """Add the command below `admin`; answers it: it needs to know who is at work."""
    parser = adding(admin, "modules", Commands(acting, say).modules, "每个模块由哪个部门牵头、哪些部门配合；或换一张表")
    parser.add_argument(
        "--set", type=Path, metavar="FILE", help="换成这张表（CSV：module,part,department；part 写 lead 或 coop）"
    )
    return [parser]


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ModulesFileUnusable(file) from error
