"""`package`: the exchange by files that are carried, for an office that may not connect."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from app import messages
from app.commands import work
from app.commands.console import Console
from app.commands.grammar import WrongUsage
from app.commands.sync import left_to_people
from app.stores.session import Session
from app.syncing import by_package, exits
from sync.by_hand import Incoming


def package(chosen: argparse.Namespace, console: Console) -> int:
    """Read the cloud's key, write a package, or take an answer."""
    if chosen.code and chosen.action != "out":
        raise WrongUsage("--code 只在导出时写", chosen.command)
    with work.session(chosen, console) as session:
        return _ACTIONS[chosen.action](session, chosen, console)


def _key(session: Session, chosen: argparse.Namespace, console: Console) -> int:
    key = by_package.put_key(session, Path(chosen.file).expanduser())
    console.give({"fingerprint": key.fingerprint}, lambda: (f"公钥校验码：{key.fingerprint}", "请打电话和街道核对。"))
    return 0


def _out(session: Session, chosen: argparse.Namespace, console: Console) -> int:
    path = Path(chosen.file).expanduser()
    made = by_package.join(session, path, chosen.code) if chosen.code else by_package.pack(session, path)
    answer: dict[str, object] = {"number": made.number, "operations": made.operations, "left": made.left}

    def lines() -> Iterator[str]:
        if chosen.code:
            yield "已导出接入申请。请送到街道，读入回执包后再导出改动。"
        else:
            yield f"已导出第 {made.number} 个交换包，有 {made.operations:,} 条改动。请送到街道，并带回回执包。"
        if made.left and not chosen.code:
            yield f"还有 {made.left:,} 条放不下，读入回执包后再导出一次。"

    console.give(answer, lines)
    return 0


def _in(session: Session, chosen: argparse.Namespace, console: Console) -> int:
    taken = by_package.take_in(session, Path(chosen.file).expanduser())
    answer: dict[str, object] = {**taken.outcome.as_json(), "missing": list(taken.missing), "joined": taken.joined}
    trouble, code = taken.outcome.trouble, exits.attended(taken.outcome)
    if trouble is not None:
        answer["error"] = {"code": code, "name": type(trouble).__name__, "message": messages.message_for(trouble)}
        console.note(messages.message_for(trouble))
    console.give(answer, lambda: _lines(taken))
    return code


def _lines(taken: Incoming) -> Iterator[str]:
    outcome = taken.outcome
    if taken.joined:
        yield "已接入上级平台。请导出交换包，上报本机的改动：linongctl package out FILE"
        return
    yield f"上级平台收到 {outcome.acked:,} 条，取回 {outcome.pulled:,} 条。"
    yield from left_to_people(outcome)
    if taken.missing:
        yield f"街道没有收到第 {'、'.join(map(str, taken.missing))} 个交换包；里面的改动后来的包里都有，不用补送。"
    if outcome.more:
        yield "还有内容放不下，请再导出一个交换包取回其余的。"


_ACTIONS: dict[str, Callable[[Session, argparse.Namespace, Console], int]] = {"key": _key, "out": _out, "in": _in}
