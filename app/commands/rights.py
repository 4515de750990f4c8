"""`permissions`, `reveal`, `looks`: who may do what, and looks behind masks, on the command line."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import cast

from app import words
from app.commands import work
from app.commands.console import Console
from app.commands.grammar import WrongUsage
from app.rights import looking, matrix, revealing
from app.rights.matrix_words import Told, action_label, worded
from app.stores.session import Session
from ledger import catalog, permissions, roles
from ledger.definition import Level
from ledger.permissions import Cell, Grant, Matrix, UnknownPermission

_NONE = "none"


def matrix_command(chosen: argparse.Namespace, console: Console) -> int:
    """Do one thing with the permission matrix."""
    if chosen.action == "export" and not chosen.file:
        raise WrongUsage("缺少：FILE", chosen.command)
    if chosen.action == "set" and not (chosen.role and chosen.right and chosen.level):
        raise WrongUsage("缺少：--role、--right 或 --level", chosen.command)
    with work.session(chosen, console) as session:
        return _DO[chosen.action](session, chosen, console)


def reveal(chosen: argparse.Namespace, console: Console) -> int:
    """Show one masked field of one record."""
    ledger = catalog.named(chosen.ledger)
    with work.session(chosen, console) as session:
        found = revealing.reveal(session, ledger, chosen.id, chosen.field, chosen.reason)
    console.give({"value": found.text, "level": found.level}, lambda: (found.text or "没有填。",))
    return 0


def looks(chosen: argparse.Namespace, console: Console) -> int:
    """List who looked at a record."""
    with work.session(chosen, console) as session:
        record = looking.named(session, chosen.ledger, chosen.id)
        found = looking.who_looked(session, chosen.ledger, record)
    lines = [" ".join(filter(None, (one.at, one.who, one.what, one.reason))) for one in found]
    console.give({"looks": [asdict(one) for one in found]}, lambda: lines or ("还没有人看过。",))
    return 0


def _list(session: Session, _chosen: argparse.Namespace, console: Console) -> int:
    present = matrix.present(session)
    told = [
        {"role": cell.role, "right": cell.action, "ledger": cell.ledger, "level": grant.level, "area": grant.area}
        for cell, grant in ((cell, present.get(cell)) for cell in permissions.cells())
        if grant is not None
    ]
    console.give({"permissions": told}, lambda: _lines(present))
    return 0


def _set(session: Session, chosen: argparse.Namespace, console: Console) -> int:
    if chosen.level not in (*permissions.LEVELS, _NONE):
        raise UnknownPermission(chosen.level)
    ledgers = (chosen.ledger,) if chosen.ledger or not _is_by_ledger(chosen.right) else permissions.LEDGERS
    area: permissions.Area = "own" if chosen.own_area else "all"
    grant = None if chosen.level == _NONE else Grant(cast("Level", chosen.level), area)
    wanted = {permissions.named(chosen.role, chosen.right, ledger): grant for ledger in ledgers}
    number = matrix.change(session, wanted, chosen.reason)
    console.give({"action": str(number), "changed": len(wanted)}, lambda: ("权限已变更，马上生效。",))
    return 0


def _is_by_ledger(right: str) -> bool:
    return right in permissions.BY_NAME and permissions.BY_NAME[right].by_ledger


def _history(session: Session, _chosen: argparse.Namespace, console: Console) -> int:
    told = matrix.history(session)
    console.give({"changes": [asdict(one) for one in told]}, lambda: [_change_line(one) for one in told])
    return 0


def _export(session: Session, chosen: argparse.Namespace, console: Console) -> int:
    path = Path(chosen.file).absolute()
    number = str(matrix.export_plan(session, path).number)
    console.give({"path": str(path), "number": number}, lambda: (f"权限分配方案已写出：{path}，登记号 {number}",))
    return 0


def _lines(present: Matrix) -> list[str]:
    """Role by role, the rights with their levels; ledgers of the same level together."""
    lines = []
    for role in roles.ALL:
        lines.append(f"{role.label}（{role.code}）：{role.duty}")
        for action in permissions.ACTIONS:
            by_said: dict[str, list[str]] = {}
            for ledger in permissions.LEDGERS if action.by_ledger else ("",):
                cell = Cell(role.code, action.name, ledger)
                if cell in present:
                    by_said.setdefault(worded(cell, present[cell]), []).append(words.ledger(ledger) if ledger else "")
            for said, ledgers in by_said.items():
                is_whole = len(ledgers) == len(permissions.LEDGERS) or not action.by_ledger
                lines.append(
                    f"  {action_label(action.name)}：{said}" + ("" if is_whole else f"（{'、'.join(ledgers)}）")
                )
    return lines


def _change_line(one: Told) -> str:
    where = words.ledger(one.ledger) if one.ledger else ""
    about = " ".join(filter(None, (one.at, one.who, one.role, one.action, where)))
    return f"{about}：{one.was} → {one.now}，原因：{one.reason}"


_DO = {"list": _list, "set": _set, "history": _history, "export": _export}
