"""`init`, `password`, `check`, `demo`: the store as a whole."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from app import words
from app.checking import Finding, Report
from app.checking import check as check_store
from app.commands import work
from app.commands.console import Console, padded
from app.commands.grammar import WrongUsage
from app.stores import opening, paths
from app.stores.session import Session
from app.stores.settings import Settings
from ledger import catalog

_PROBLEMS_SHOWN = 10


def init(chosen: argparse.Namespace, console: Console) -> int:
    """Make a store, its first account, and show the recovery key once."""
    if not chosen.user:
        raise WrongUsage("缺少：--user NAME", chosen.command)
    if not opening.is_login(chosen.user):
        raise WrongUsage('账号名最长 50 个字符，不能有空格和 / \\ : * ? " < > |', chosen.command)
    if not opening.is_committee_code(chosen.committee_code):
        raise WrongUsage("居委会代码是 12 位数字：区划代码 6 位、街镇 3 位、居委会 3 位", chosen.command)
    if not chosen.committee_name.strip():
        raise WrongUsage("居委会名称不能是空的", chosen.command)
    password = console.secret(chosen.password_file, "account", "新账号的密码：")
    folder = paths.store_folder(chosen.store)
    session, recovery_key = Session.create(
        folder,
        committee=(chosen.committee_code, chosen.committee_name.strip()),
        account=(chosen.user, chosen.user_name),
        password=password,
    )
    with session:
        session.remember_login()
    answer: dict[str, object] = {
        "store": str(folder),
        "committee_code": chosen.committee_code,
        "committee_name": chosen.committee_name.strip(),
        "user": chosen.user,
        "recovery_key": recovery_key,
    }
    console.give(answer, lambda: _init_lines(folder, recovery_key))
    return 0


def password(chosen: argparse.Namespace, console: Console) -> int:
    """Change the account's password, or set a new one with the recovery key."""
    if chosen.recovery_key_file is None:
        _change_password(chosen, console)
    else:
        _reset_password(chosen, console)
    console.give({"user": chosen.user, "changed": True}, lambda: ("密码已修改，下次请用新密码。",))
    return 0


def check(chosen: argparse.Namespace, console: Console) -> int:
    """Check the whole store; damage is exit code 9."""
    from app import messages

    with work.session(chosen, console) as session:
        report = check_store(session, console.watch())
    answer = report.as_json()
    if not report.is_sound:
        answer["error"] = {"code": messages.DAMAGED, "name": "StoreUnsound", "message": words.UNSOUND}
        console.note(words.UNSOUND)
    console.give(answer, lambda: _check_lines(report))
    return messages.DONE if report.is_sound else messages.DAMAGED


def demo(chosen: argparse.Namespace, console: Console) -> int:
    """Fill an empty store with invented people, or copy the demo workbooks, or both."""
    from app.demo import fill, guides, orders, visits, workbooks

    with work.session(chosen, console) as session:
        counts = fill.fill(session, people=chosen.people, seed=chosen.seed, ctx=console.watch())
        counts["visit"] = visits.add(session, seed=chosen.seed)
        counts["work_order"] = orders.add(session, seed=chosen.seed)
        counts["topic_row"] = guides.add(session)
        copied = workbooks.copy_to(Path(chosen.workbooks).absolute()) if chosen.workbooks else []
    answer: dict[str, object] = {"people": counts.get("person", 0), "seed": chosen.seed, "new": counts}
    if chosen.workbooks:
        answer["workbooks"] = [str(path) for path in copied]
    console.give(answer, lambda: _demo_lines(counts, copied))
    return 0


def _change_password(chosen: argparse.Namespace, console: Console) -> None:
    folder = paths.store_folder(chosen.store)
    chosen.user = chosen.user or Settings(folder).text("last_user")
    if not chosen.user:
        raise WrongUsage("缺少：--user NAME", chosen.command)
    old = console.secret(chosen.password_file, "account", f"{chosen.user} 现在的密码：")
    new = console.secret(chosen.new_password_file, "new", "新密码：")
    Session.open_with_new_password(folder, chosen.user, old, new, console.watch()).close()


def _reset_password(chosen: argparse.Namespace, console: Console) -> None:
    if not chosen.user:
        raise WrongUsage("缺少：--user NAME", chosen.command)
    key = console.secret(chosen.recovery_key_file, "recovery_key", "恢复密钥：")
    new = console.secret(chosen.new_password_file, "new", "新密码：")
    folder = paths.store_folder(chosen.store)
    Session.open_with_recovery_key(folder, chosen.user, key, new, console.watch()).close()


def _init_lines(folder: Path, recovery_key: str) -> Iterator[str]:
    yield f"台账已建好：{folder}"
    yield ""
    yield "恢复密钥（只显示这一次，请打印后锁好；忘记密码时用它打开台账）："
    yield ""
    yield f"    {recovery_key}"


def _check_lines(report: Report) -> Iterator[str]:
    counts = "，".join(f"{words.ledger(name)} {count:,}" for name, count in report.records.items() if count)
    yield counts or "还没有内容。"
    for name, problems in report.parts.items():
        yield f"{padded(words.CHECKED[name], 16)}{'完好' if not problems else f'有 {len(problems):,} 类不对'}"
        for problem in problems[:_PROBLEMS_SHOWN]:
            yield f"    {_problem_line(problem)}"
    if report.is_sound:
        yield "台账完好。"


def _problem_line(problem: Finding) -> str:
    where = "、".join(words.fault_place(problem.ledger, one) for one in problem.fields)
    told = (words.ledger(problem.ledger), where, problem.id, words.FAULTS[problem.rule], f"{problem.count:,} 处")
    return " ".join(one for one in told if one)


def _demo_lines(counts: dict[str, int], copied: list[Path]) -> Iterator[str]:
    yield "已生成虚构的演示数据：" + "，".join(
        f"{catalog.named(name).label} {count:,}" for name, count in counts.items()
    )
    for path in copied:
        yield f"演示表格：{path}"
