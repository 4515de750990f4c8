"""`approval`, `export-register`, `mask`: who let what leave, under which number, and data sets for others."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from app import words
from app.commands import work
from app.commands.console import Console, table
from app.commands.grammar import WrongUsage
from app.release import approvals, purposes, register
from app.release.approvals import Approval
from app.release.register import Departed
from ledger import clock, roles

STATES = {"waiting": "待审批", "approved": "已批准", "refused": "已退回", "withdrawn": "已撤回", "used": "已导出"}


def approval(chosen: argparse.Namespace, console: Console) -> int:
    """List the requests, or decide one as the account at work, whose password was just given."""
    if chosen.action != "list" and not chosen.number:
        raise WrongUsage("缺少：NUMBER", chosen.command)
    with work.session(chosen, console) as session:
        if chosen.action == "list":
            found = approvals.every(session) if chosen.all else approvals.waiting(session)
            console.give({"requests": [_facts(one) for one in found]}, lambda: _request_lines(found))
            return 0
        if chosen.action == "withdraw":
            decided = approvals.withdraw(session, chosen.number)
        else:
            verdict: approvals.Verdict = "approved" if chosen.action == "approve" else "refused"
            decided = approvals.decide_now(session, chosen.number, verdict, chosen.reason)
    console.give(_facts(decided), lambda: (f"第 {decided.id} 号导出申请：{STATES[decided.state]}",))
    return 0


def export_register(chosen: argparse.Namespace, console: Console) -> int:
    """List what left, or find what left under a number."""
    if chosen.action == "find" and not chosen.number:
        raise WrongUsage("缺少：NUMBER", chosen.command)
    with work.session(chosen, console) as session:
        if chosen.action == "find":
            found = register.find(session, chosen.number)
            console.give(_line_facts(found), lambda: _told(found))
            return 0
        lines = register.departed(session, login=chosen.of, role=chosen.role, limit=chosen.limit)
    console.give({"exports": [_line_facts(one) for one in lines]}, lambda: _register_lines(lines))
    return 0


def mask(chosen: argparse.Namespace, console: Console) -> int:
    """Write a data set in which nobody can be recognised."""
    from app.exports import masked_set

    purpose = purposes.meant(chosen.purpose, chosen.basis)
    seed = console.secret(chosen.seed_file, "seed", "种子：") if chosen.seed_file is not None else ""
    request = masked_set.MaskedRequest(
        out_path=Path(chosen.out).absolute(),
        ledgers=tuple(chosen.ledger),
        seed=seed,
        purpose=purpose,
        reason=chosen.reason,
    )
    with work.session(chosen, console) as session:
        outcome = masked_set.write(session, request, console.watch())
    answer: dict[str, object] = {
        "path": str(outcome.path),
        "rows": dict(outcome.rows),
        "left_out": {name: list(headings) for name, headings in outcome.left_out.items()},
        "action": str(outcome.register_no),
        "register": outcome.number,
    }
    told = f"{sum(outcome.rows.values()):,} 行脱敏数据已写到：{outcome.path}"
    console.give(answer, lambda: (told, f"登记号 {outcome.number}"))
    return 0


def _facts(asked: Approval) -> dict[str, object]:
    return {
        "request": asked.id,
        "at": asked.at,
        "asker": asked.asker,
        "state": asked.state,
        "decided_at": asked.decided_at,
        "decided_by": asked.decided_by,
        "answer": asked.answer,
        "used": asked.used,
        **asked.facts,
    }


def _request_lines(found: Sequence[Approval]) -> Iterator[str]:
    if not found:
        yield "没有导出申请。"
        return
    headings = ("编号", "时间", "申请人", "台账", "范围", "人数", "级别", "用途", "依据", "状态")
    yield from table(headings, [_request_cells(one) for one in found])


def _request_cells(one: Approval) -> tuple[str, ...]:
    facts = one.facts
    where = facts.get("filter")
    return (
        str(one.id),
        clock.local_text(one.at),
        one.asker,
        str(facts.get("label", "")),
        "、".join(map(str, where)) if isinstance(where, list) else "",
        str(facts.get("people", "")),
        _level(str(facts.get("level", ""))),
        *(str(facts.get(name, "")) for name in ("purpose", "basis")),
        STATES[one.state],
    )


def _level(level: str) -> str:
    """A level of fields as the window calls it."""
    return words.LEVELS.get(level, level)


def _line_facts(one: Departed) -> dict[str, object]:
    return {**asdict(one), "number": str(one.number), "roles": list(one.roles)}


def _register_lines(found: Sequence[Departed]) -> Iterator[str]:
    if not found:
        yield "还没有导出或打印过。"
        return
    headings = ("登记号", "时间", "谁", "什么", "行数", "级别", "用途", "依据", "审批", "文件")
    yield from table(
        headings,
        [
            (
                *(str(one.number), one.at, one.name or one.login, f"{one.ledger} {one.form}", f"{one.rows:,}"),
                *(_level(one.level), one.purpose, one.basis, one.approval, one.file),
            )
            for one in found
        ],
    )


def _told(one: Departed) -> Iterator[str]:
    """One departure in lines: what a sheet that turned up somewhere leads to."""
    masks = "不打星号" if one.is_unmasked else "隐私内容已遮盖"
    yield f"登记号 {one.number}"
    yield f"  谁    {one.name}（{one.login}，{roles.labels(one.roles) or '没有角色'}）"
    yield f"  时间  {one.at}"
    yield f"  什么  {one.ledger} {one.form}，{one.rows:,} 行 {one.columns} 列，最高{_level(one.level)}，{masks}"
    yield f"  文件  {one.file}{'，已加密' if one.is_encrypted else ''}"
    for name, text in (("用途", one.purpose), ("依据", one.basis), ("原因", one.reason), ("审批", one.approval)):
        if text:
            yield f"  {name}  {text}"
