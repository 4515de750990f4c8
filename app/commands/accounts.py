"""`account`, `policy`: who may log in, and by which numbers passwords live."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from app import words
from app.accounts import changing, listing, policies, proposals
from app.accounts.changing import AccountMissing, Changed
from app.accounts.details import Details
from app.accounts.listing import Event, Line
from app.commands import work
from app.commands.console import Console, table
from app.commands.grammar import WrongUsage
from app.stores.session import Session
from ledger import roles

_WAYS = {
    "directly": "已办好。",
    "unfiled": "已办好。本机没有接入上级平台，这个账号记为“待备案”。",
    "proposed": "本机已接入上级平台，已提请上级审批；批准前没有变化。",
}
_STOPPED = (
    "这个账号的密码已不能打开这份台账。它看过、抄走、导出的内容收不回来；"
    "如果它留有旧的台账文件夹，旧密码仍能打开那一份旧的。要让它打不开以后的台账，请更换密钥（linongctl rekey）。"
)


def account(chosen: argparse.Namespace, console: Console) -> int:
    """List, open, change, stop, start and reset accounts."""
    if chosen.action not in ("list", "report") and not chosen.login:
        raise WrongUsage("缺少：LOGIN", chosen.command)
    with work.session(chosen, console) as session:
        _VERBS[chosen.action](session, chosen, console)
    return 0


def policy(chosen: argparse.Namespace, console: Console) -> int:
    """Show the security policy, or change some of its numbers."""
    wanted = _numbers(chosen)
    with work.session(chosen, console) as session:
        if chosen.action == "set":
            policies.change(session, wanted, reason=chosen.reason)
        lines = policies.lines(session)
    answer: dict[str, object] = {
        "policy": [
            {"key": one.rule.key, "label": one.rule.label, "value": one.value, "unit": one.rule.unit}
            | {"least": one.rule.least, "most": one.rule.most, "basis": one.rule.basis}
            for one in lines
        ]
    }
    console.give(answer, lambda: _policy_lines(lines))
    return 0


def _numbers(chosen: argparse.Namespace) -> dict[str, int]:
    if chosen.action == "show" and chosen.values:
        raise WrongUsage("要改请写：policy set KEY=NUMBER", chosen.command)
    if chosen.action == "set" and not chosen.values:
        raise WrongUsage("缺少：KEY=NUMBER", chosen.command)
    typed = work.pairs(chosen.values, chosen.command)
    if any(not value.strip().isdecimal() for value in typed.values()):
        raise WrongUsage("每一项要写成 KEY=NUMBER", chosen.command)
    return {key: int(value) for key, value in typed.items()}


def _policy_lines(lines: tuple[policies.Line, ...]) -> Iterator[str]:
    rows = [
        (
            one.rule.key,
            one.rule.label,
            f"{one.value} {one.rule.unit}",
            f"{one.rule.least}–{one.rule.most}",
            one.rule.basis,
        )
        for one in lines
    ]
    yield from table(("名称", "内容", "现在", "允许", "依据"), rows)


# -- accounts


def _list(session: Session, _chosen: argparse.Namespace, console: Console) -> None:
    lines, waiting = listing.everyone(session), proposals.waiting(session)
    answer: dict[str, object] = {
        "accounts": [one.as_json() for one in lines],
        "proposals": [
            {"at": one.at, "by": one.by, "what": one.what, "login": one.login, "reason": one.reason} for one in waiting
        ],
    }
    console.give(answer, lambda: _list_lines(lines, len(waiting)))


def _list_lines(lines: tuple[Line, ...], waiting: int) -> Iterator[str]:
    rows = [
        (
            one.login, one.account.name, one.roles_label, one.state_label, "、".join(one.area) or "全部",
            one.account.ends_on or "", one.last_log_in, _password_words(one),
        )
        for one in lines
    ]  # fmt: skip
    yield from table(("账号", "姓名", "角色", "状态", "小区", "到期", "上次登录", "密码"), rows)
    if waiting:
        yield f"另有 {waiting} 项已提请上级，还没有答复。"


def _password_words(one: Line) -> str:
    if one.locked_seconds:
        return f"锁定中，还有 {words.waiting(one.locked_seconds)}"
    age = f"已用 {one.password_days} 天" if one.password_days is not None and one.state == "active" else ""
    return "，".join(word for word in (one.password_label, age) if word)


def _show(session: Session, chosen: argparse.Namespace, console: Console) -> None:
    line = next((one for one in listing.everyone(session) if one.login == chosen.login), None)
    if line is None:
        raise AccountMissing(chosen.login)
    events = listing.history(session, chosen.login)
    answer = line.as_json() | {
        "history": [
            {"at": one.at, "by": one.by, "what": one.what, "reason": one.reason, "detail": dict(one.detail)}
            for one in events
        ]
    }
    console.give(answer, lambda: _show_lines(line, events))


def _show_lines(line: Line, events: tuple[Event, ...]) -> Iterator[str]:
    yield from _list_lines((line,), 0)
    for one in events:
        yield f"{one.at}  {one.by}  {one.what}{'：' if one.reason else ''}{one.reason}"


def _asked(chosen: argparse.Namespace) -> Details:
    area = chosen.compound
    return Details(
        name=chosen.name,
        roles=tuple(chosen.role) if chosen.role is not None else None,
        area=tuple(one for one in area if one.strip()) if area is not None else None,
        phone=chosen.phone,
        post=chosen.post,
        starts_on=chosen.starts_on,
        ends_on=chosen.ends_on,
        external_id=chosen.external_id,
        is_filed=chosen.filed,
    )


def _add(session: Session, chosen: argparse.Namespace, console: Console) -> None:
    password = _new_password(chosen, console)
    done = changing.open_account(session, chosen.login, _asked(chosen), password, reason=chosen.reason)
    _tell(console, done, "首次登录时要先改成自己的密码。")


def _set(session: Session, chosen: argparse.Namespace, console: Console) -> None:
    asked = _asked(chosen)
    if not asked.given():
        raise WrongUsage("没有写要改什么", chosen.command)
    _tell(console, changing.change_account(session, chosen.login, asked, reason=chosen.reason))


def _stop(session: Session, chosen: argparse.Namespace, console: Console) -> None:
    done = changing.stop_account(session, chosen.login, reason=chosen.reason)
    _tell(console, done, "" if done.way == "proposed" else _STOPPED)


def _start(session: Session, chosen: argparse.Namespace, console: Console) -> None:
    password = _new_password(chosen, console)
    _tell(console, changing.resume_account(session, chosen.login, password, reason=chosen.reason))


def _reset(session: Session, chosen: argparse.Namespace, console: Console) -> None:
    password = _new_password(chosen, console)
    done = changing.reset_password(session, chosen.login, password, reason=chosen.reason)
    _tell(console, done, "下次登录时要先改成自己的密码。")


def _report(session: Session, chosen: argparse.Namespace, console: Console) -> None:
    changing.report_own(session, reason=chosen.reason)
    console.give({"login": session.login, "reported": True}, lambda: ("已报告，负责人会在日志和提醒里看到。",))


def _new_password(chosen: argparse.Namespace, console: Console) -> str:
    return console.secret(chosen.new_password_file, "new", f"{chosen.login} 的初始密码：")


def _tell(console: Console, done: Changed, more: str = "") -> None:
    one = done.account
    answer: dict[str, object] = {
        "login": one.login, "state": one.state, "roles": list(one.roles), "filed": one.is_filed, "way": done.way,
        "changed": list(done.fields),
    }  # fmt: skip
    needs_filing = done.way != "unfiled" or (one.state == "active" and not one.is_filed)
    said = f"{one.login}（{one.name}，{roles.labels(one.roles)}）：{_WAYS[done.way if needs_filing else 'directly']}"
    console.give(answer, lambda: (line for line in (said, more) if line))


_VERBS: dict[str, Callable[[Session, argparse.Namespace, Console], None]] = {
    "list": _list,
    "show": _show,
    "add": _add,
    "set": _set,
    "stop": _stop,
    "start": _start,
    "reset": _reset,
    "report": _report,
}
