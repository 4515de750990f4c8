"""What an operator does about people and departments: accounts, operators, credentials of feeds, packages, quarantine.

Who may do it: at the server's own console anybody, until there is a first operator; from then on an operator who gives
login and password, within what the levels allow (`cloud.accounts`, `cloud.operators`).
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from cloud import accounts, operators, packages, quarantine, sources
from cloud.accounts import CloudAccount
from cloud.means import Means
from cloud.operating import DataFolderNeeded
from cloud.operators import Operator
from cloud.store import CITY
from cloud.street import units
from ledger import clock, departments, roles
from ledger.errors import LedgerError
from ledger.tiers import Holder

Opening = Callable[[argparse.Namespace], AbstractContextManager[Means]]
_LARGEST_SECRET: Final = 4096
_STATES: Final = {"active": "在用", "stopped": "已停用", "unknown": "待认领"}


class OperatorNeeded(LedgerError):
    """There are operators: one of them has to say who is at work, with the password."""


class SecretUnreadable(LedgerError):
    """The file with the password cannot be read, or is empty; `file` names it."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"no secret in {file}")
        self.file = file


class PackageFileUnusable(LedgerError):
    """The file of a package cannot be read, or the answer's not written; `file` names it."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"package file {file}")
        self.file = file


class Commands:
    """The commands, over whatever opens the database."""

    def __init__(self, opened: Opening, say: Callable[[str], None]) -> None:
        self._opened, self._say = opened, say

    # -- feeds and departments

    def source(self, chosen: argparse.Namespace) -> None:
        with self.acting(chosen) as (means, _):
            if chosen.drop:
                sources.drop_token(means.store, chosen.name)
            else:
                self._say(sources.new_token(means.store, chosen.name))

    def departments(self, chosen: argparse.Namespace) -> None:
        with self.acting(chosen) as (means, _):
            table = sources.departments_now(means.store)
            if chosen.assign:
                ledger, _, group = chosen.assign[0].partition(".")
                table = sources.assign(means.store, ledger, group, chosen.assign[1])
        if not chosen.assign:
            for ledger, group in departments.checked_groups() if chosen.all else departments.unassigned(table):
                self._say(f"{ledger}.{group}\t{_department(table.get((ledger, group), ''))}")

    # -- accounts

    def accounts(self, chosen: argparse.Namespace) -> None:
        with self.acting(chosen) as (means, _), means.store.look(chosen.code) as look:
            for one in accounts.listed(look, only="unknown" if chosen.unknown else None):
                told = one.login, one.name, _STATES[one.state], roles.labels(one.roles), *one.seen
                self._say("\t".join((*told, f"迟到 {one.late} 拒收 {one.refused}")))

    def account(self, chosen: argparse.Namespace) -> None:
        with self.acting(chosen) as (means, actor), means.store.turn(chosen.code) as turn:
            by = actor.login if actor else ""
            now = means.now_text()
            wanted = CloudAccount(chosen.login, chosen.name, "active", tuple(chosen.role), now, by)
            accounts.put(turn, wanted, chosen.code, actor)

    def account_stop(self, chosen: argparse.Namespace) -> None:
        with self.acting(chosen) as (means, actor), means.store.turn(chosen.code) as turn:
            at = clock.instant_text(clock.moment_of(chosen.at)) if chosen.at else means.now_text()
            accounts.stop(turn, chosen.login, at, chosen.code, actor)

    # -- operators

    def operators(self, chosen: argparse.Namespace) -> None:
        with self.acting(chosen) as (means, _), means.store.look(CITY) as look:
            for one in operators.listed(look):
                state = _STATES["active" if one.is_active else "stopped"]
                told = one.login, one.name, one.unit, one.department or "—", roles.labels(one.roles), state
                self._say("\t".join(told))

    def operator(self, chosen: argparse.Namespace) -> None:
        department = chosen.department.strip()
        wanted = Operator(chosen.login, chosen.name, chosen.unit, tuple(chosen.role), department=department)
        first = _secret(chosen.first_password_file)
        with self.acting(chosen) as (means, actor):
            units.require_known(means.store, department)
            with means.store.turn(CITY) as turn:
                operators.put(turn, wanted, first, actor)

    def operator_stop(self, chosen: argparse.Namespace) -> None:
        with self.acting(chosen) as (means, actor), means.store.turn(CITY) as turn:
            operators.stop(turn, chosen.login, actor)

    def operator_password(self, chosen: argparse.Namespace) -> None:
        with self._opened(chosen) as means:
            _entered(means, chosen.login, _secret(chosen.password_file), _secret(chosen.new_password_file))

    # -- packages

    def package_key(self, chosen: argparse.Namespace) -> None:
        _require_keys(chosen)
        with self._opened(chosen) as means:
            key = packages.card(means)
        _write(chosen.file, key.card().encode())
        self._say(key.fingerprint)

    def package_in(self, chosen: argparse.Namespace) -> None:
        _require_keys(chosen)
        try:
            content = chosen.file.read_bytes()
        except OSError as error:
            raise PackageFileUnusable(chosen.file) from error
        with self._opened(chosen) as means:
            taken = packages.take_in(means, content)
        _write(chosen.answer, taken.answer)
        for line in _package_lines(taken):
            self._say(line)

    def quarantine(self, chosen: argparse.Namespace) -> None:
        with self.acting(chosen) as (means, _):
            if chosen.let_through:
                self._say(str(len(quarantine.let_through(means, chosen.code, chosen.device))))
            elif chosen.drop:
                with means.store.turn(chosen.code) as turn:
                    self._say(str(quarantine.drop(turn, chosen.device)))
            else:
                with means.store.look(chosen.code) as look:
                    for device, op in quarantine.waiting(look, chosen.device):
                        self._say("\t".join((device, str(op.n), op.k, op.t, op.id, op.u, op.at)))

    @contextlib.contextmanager
    def acting(self, chosen: argparse.Namespace) -> Iterator[tuple[Means, Holder | None]]:
        """The database and who is at work; raises OperatorNeeded, OperatorRefused and their like."""
        with self._opened(chosen) as means:
            sources.found_city(means.store)
            if chosen.actor:
                yield means, _entered(means, chosen.actor, _secret(chosen.password_file)).holder
                return
            with means.store.look(CITY) as look:
                if operators.listed(look):
                    raise OperatorNeeded
            yield means, None


def _entered(means: Means, login: str, password: str, new: str = "") -> Operator:
    sources.found_city(means.store)
    with means.store.turn(CITY) as turn:
        found = operators.enter(turn, login, password, new)
    if isinstance(found, LedgerError):
        raise found
    return found


def _require_keys(chosen: argparse.Namespace) -> None:
    if not chosen.data:
        raise DataFolderNeeded


def _department(code: str) -> str:
    return departments.BY_CODE[code].label if code else "未指定"


def _package_lines(taken: packages.Taken) -> Iterator[str]:
    head = taken.head
    yield "\t".join((head.committee, taken.device, f"第 {head.number} 包", f"{taken.operations} 条操作"))
    for outcome, count in sorted(taken.outcomes.items()):
        yield f"{outcome}\t{count}"
    if taken.is_known:
        yield "这个交换包以前读入过，没有重复处理"
    if taken.missing:
        yield "没有收到的交换包：" + "、".join(map(str, taken.missing))
    if taken.trouble:
        yield f"没有全部处理：{taken.trouble}，原因已写进回执包"


def _secret(file: Path | None) -> str:
    """The first line of a file, or of standard input (`-`)."""
    if file is None:
        raise OperatorNeeded
    try:
        text = sys.stdin.readline(_LARGEST_SECRET) if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise SecretUnreadable(file) from error
    found = text.partition("\n")[0].rstrip("\r")
    if not found:
        raise SecretUnreadable(file)
    return found


def _write(file: Path, content: bytes) -> None:
    beside = file.with_name(file.name + ".part")
    try:
        with beside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(file)
    except OSError as error:
        raise PackageFileUnusable(file) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
