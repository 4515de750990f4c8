"""`enrol`, `sync`, `digest`: getting in, a round, and what both sides must have in common after it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

from app import logs, messages
from app.commands import work
from app.commands.console import Console
from app.commands.grammar import WrongUsage
from app.message_texts import syncing as texts
from app.schedule import unattended, units
from app.stores import instance, paths
from app.stores.session import Session
from app.stores.settings import Settings
from app.syncing import comparing, enrolling, exits, rounds, route, transfers
from ledger import clock
from ledger.errors import LedgerError
from storage.errors import StoreInUse
from sync.outcome import Outcome


def enrol(chosen: argparse.Namespace, console: Console) -> int:
    """Make this PC known to the cloud."""
    ca = route.read_ca(Path(chosen.ca).expanduser()) if chosen.ca else ""
    with work.session(chosen, console) as session:
        made = enrolling.enrol(session, chosen.url, chosen.code, ca=ca, proxy=chosen.proxy)
    answer: dict[str, object] = {"device": made.device, "committee": made.committee, "waiting": made.waiting}
    console.give(answer, lambda: (f"已接入上级平台。待上报 {made.waiting:,} 条，运行 linongctl sync 上报。",))
    return 0


def sync(chosen: argparse.Namespace, console: Console) -> int:
    """One round; with `--unattended` every trouble has the exit code that the scheduler knows."""
    deadline_ms = _deadline_ms(chosen)
    if not chosen.unattended:
        with work.session(chosen, console) as session:
            outcome = rounds.sync(session, console.watch(), deadline_ms=deadline_ms, allow_large=chosen.allow_large)
            _look_who_comes(session, outcome)
        return _given(outcome, console, exits.attended(outcome))
    try:
        with _opened(chosen, console) as session:
            outcome = rounds.sync(session, console.watch(), asker="night", deadline_ms=deadline_ms)
            _look_who_comes(session, outcome)
    except WrongUsage:
        raise
    except LedgerError as error:
        if isinstance(error, StoreInUse) and instance.hand_over(paths.store_folder(chosen.store)):
            console.note("里弄窗口开着，已请它上报。")
        logs.event("refused", command=chosen.command, error=type(error).__name__)
        code = exits.of_trouble(error)
        console.refuse(code, type(error).__name__, messages.message_for(error), messages.details_for(error))
        return code
    return _given(outcome, console, exits.unattended(outcome))


def _look_who_comes(session: Session, outcome: Outcome) -> None:
    if outcome.trouble is None:
        transfers.look(session)


def digest(chosen: argparse.Namespace, console: Console) -> int:
    """Count and hash of every type, of what the cloud has; the same on every PC that has fetched everything."""
    with work.session(chosen, console) as session:
        found = comparing.digest(session)
    answer: dict[str, object] = {"types": {name: {"n": count, "x": mark} for name, (count, mark) in found.items()}}
    console.give(answer, lambda: (f"{name}  {count:,}  {mark}" for name, (count, mark) in found.items()))
    return 0


def _opened(chosen: argparse.Namespace, console: Console) -> AbstractContextManager[Session]:
    """The session of the night, or of whoever gives a password."""
    if chosen.password_file is not None:
        return work.session(chosen, console)
    folder = paths.store_folder(chosen.store)
    login = chosen.user or Settings(folder).text("last_user")
    if not login:
        raise WrongUsage("缺少：--user NAME", chosen.command)
    return unattended.open_session(folder, login)


def _deadline_ms(chosen: argparse.Namespace) -> int | None:
    """The next moment at which it is that time of day in Shanghai."""
    if chosen.deadline is None:
        return None
    if not units.is_time(chosen.deadline):
        raise WrongUsage("--deadline 要写成 05:30 这样", chosen.command)
    hour, minute = map(int, chosen.deadline.split(":"))
    now = clock.now().astimezone(clock.SHANGHAI)
    ends = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if ends <= now:
        ends += timedelta(days=1)
    return int(ends.timestamp() * 1000)


def _given(outcome: Outcome, console: Console, code: int) -> int:
    answer: dict[str, object] = dict(outcome.as_json())
    trouble = outcome.trouble
    if trouble is not None:
        message = messages.message_for(trouble)
        answer["error"] = {"code": code, "name": type(trouble).__name__, "message": message}
        console.note(message)
    console.give(answer, lambda: _lines(outcome))
    return code


def left_to_people(outcome: Outcome) -> Iterator[str]:
    """What an exchange leaves to be settled."""
    if outcome.conflicts:
        yield f"有 {outcome.conflicts:,} 处两边都改了，请运行 linongctl conflicts list 查看。"
    if outcome.refused:
        yield f"有 {sum(outcome.refused.values()):,} 条没有上报成功，请运行 linongctl refused list 查看原因。"


def _lines(outcome: Outcome) -> Iterator[str]:
    yield f"上报 {outcome.acked:,} 条，取回 {outcome.pulled:,} 条。"
    if outcome.merged:
        yield f"其中 {outcome.merged:,} 条和别处的改动合在一起。"
    yield from left_to_people(outcome)
    if outcome.more:
        yield "还没有全部上报完，请再运行一次。"
    if outcome.is_outdated:
        yield texts.OUTDATED
    yield f"{outcome.requests} 次请求，发出 {outcome.bytes_up:,} 字节，收到 {outcome.bytes_down:,} 字节。"
