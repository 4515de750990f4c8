"""`upward`: the package 上报材料 looked at, and written."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import work
from app.commands.console import Console, table
from app.commands.grammar import WrongUsage
from app.messages import message_for
from app.records import filters
from app.release import purposes, register
from ledger import clock

if TYPE_CHECKING:
    from app.upward.contents import Contents
    from app.upward.package import Outcome
    from app.upward.period import Period


def upward(chosen: argparse.Namespace, console: Console) -> int:
    """Look at what a package would hold, or write it."""
    from app.exports.clearance import Asked
    from app.upward import contents, package

    if bool(chosen.out) != (chosen.action == "export"):
        raise WrongUsage("缺少：OUT" if not chosen.out else f"多出了不认识的内容：{chosen.out}", chosen.command)
    asked = Asked(purpose=purposes.meant(chosen.purpose, chosen.basis), reason=chosen.reason, is_lenient=True)
    request = package.Request(
        period=_period(chosen),
        parts=tuple(chosen.part) or tuple(contents.PARTS),
        unmasked=chosen.unmasked,
        marks=chosen.mark,
        asked=asked,
    )
    with work.session(chosen, console) as session:
        if chosen.action == "show":
            found, _ = package.look(session, request, console.watch())
            console.give(found.as_json(), lambda: _shown(found))
            return 0
        if chosen.ask:
            waiting = package.ask(session, request, console.watch())
            told = f"已提交第 {waiting.id} 号导出申请，等另一个人批准；批准后七天内导出一次，写法照旧，去掉 --ask。"
            console.give({"request": waiting.id, "state": waiting.state, **waiting.facts}, lambda: (told,))
            return 0
        outcome = package.make(session, request, Path(chosen.out).expanduser().absolute(), console.watch())
    answer: dict[str, object] = {
        "file": str(outcome.path),
        "rows": outcome.rows,
        "register": outcome.number,
        "marked": outcome.marked.count,
        "action": str(outcome.marked.action) if outcome.marked.action else None,
        "not_marked": message_for(outcome.not_marked) if outcome.not_marked else None,
    }
    answer |= {"approved": outcome.approved} if outcome.approved else {}
    answer |= {"password": outcome.password} if outcome.password is not None else {}
    console.give(answer, lambda: _written(outcome))
    return 0


def _period(chosen: argparse.Namespace) -> Period:
    from app.upward import period

    first, last = filters.day(chosen.first), filters.day(chosen.last)
    if bool(first) != bool(last) or (first and chosen.period):
        raise WrongUsage("--from 和 --to 要一起写，写了就不写 --period", chosen.command)
    if first and last:
        return period.between(first, last)
    return period.read(chosen.period) if chosen.period else period.month_of(clock.today())


def _shown(found: Contents) -> Iterator[str]:
    yield f"上报材料　{found.period.label}"
    yield from table(("内容", "数"), found.figures())
    if found.activities:
        yield from table(
            ("日期", "活动", "人次", "志愿小时"),
            [(one.day, one.title, str(one.people), f"{one.hours:g}") for one in found.activities],
        )
    held = found.opinions
    if held is not None and held.rows:
        yield from table([item.label for item in held.items], [one.texts for one in held.rows])
    if found.orders:
        lines = [(one.category, str(one.registered), str(one.closed)) for one in found.orders]
        yield from table(("工单类别", "登记", "办结"), lines)


def _written(outcome: Outcome) -> Iterator[str]:
    yield f"{outcome.rows:,} 行已写到：{outcome.path}"
    yield f"登记号 {outcome.number}"
    if outcome.approved == register.SELF:
        yield "这次导出本应由另一个人批准；台账只有一个账号，由本人批准，已记录。"
    if outcome.password is not None:
        yield f"表格的打开密码（只显示这一次，请另行告诉收件人）：{outcome.password}"
    if outcome.marked.count:
        yield f"{outcome.marked.count:,} 条意见记为已上报；在窗口里可以撤销。"
    if outcome.not_marked is not None:
        yield f"材料已经交出，但意见没有记为已上报：{message_for(outcome.not_marked)}"
