"""What most commands begin and end with: which store, whose account, its password, and the open session."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app import logs
from app.commands.console import Console
from app.commands.grammar import WrongUsage
from app.stores import paths
from app.stores.session import Session
from app.stores.settings import Settings
from ledger.errors import LedgerError


class MappingFileRefused(LedgerError):
    """The file behind `--mapping` is no JSON object from headings to columns."""


@contextmanager
def session(chosen: argparse.Namespace, console: Console) -> Iterator[Session]:
    """The store that the command line names, opened with the account's password and closed in the end."""
    folder = paths.store_folder(chosen.store)
    login = chosen.user or Settings(folder).text("last_user")
    if not login:
        raise WrongUsage("缺少：--user NAME", chosen.command)
    password = console.secret(chosen.password_file, "account", f"{login} 的密码：")
    with Session.open(folder, login, password, console.watch()) as opened:
        opened.remember_login()
        _warn_of_password(opened, console)
        logs.event("command", command=chosen.command)
        yield opened


def _warn_of_password(session: Session, console: Console) -> None:
    """From the day on which people are warned; what a script reads stays as it is."""
    left = session.password_days_left()
    if left is not None:
        when = f"密码还能用 {left} 天" if left > 1 else "密码今天是最后一天能用"
        console.note(f"{when}，之后要先修改才能使用。请运行 linongctl password 修改密码。")


def pairs(words: list[str], command: str) -> dict[str, str]:
    """`field=value` words as a mapping; raises WrongUsage for a word without `=`."""
    typed: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name.strip():
            raise WrongUsage("每一项要写成 FIELD=VALUE", command)
        typed[name.strip()] = value
    return typed


def only_word(chosen: argparse.Namespace, name: str) -> str:
    """The one word of a command, called `name`; raises WrongUsage for none and for several."""
    return words(chosen, (name,))[0]


def workbook_password(chosen: argparse.Namespace, console: Console) -> str | None:
    """The password of the workbook that is read or written; None when none was named."""
    if chosen.workbook_password_file is None:
        return None
    return console.secret(chosen.workbook_password_file, "workbook", "表格的打开密码：")


def mapping_file(named: str | None) -> dict[str, str]:
    """Heading -> column from the JSON file of `--mapping`; null or "" leaves a heading out."""
    if named is None:
        return {}
    try:
        content = json.loads(Path(named).expanduser().read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise MappingFileRefused from error
    if not isinstance(content, dict):
        raise MappingFileRefused
    found = {str(heading): "" if target is None else target for heading, target in content.items()}
    if not all(isinstance(target, str) for target in found.values()):
        raise MappingFileRefused
    return found


def words(chosen: argparse.Namespace, names: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a command, as many as are `names`; raises WrongUsage where one is missing or too many are there."""
    given = tuple(str(one) for one in chosen.words)
    if len(given) < len(names):
        raise WrongUsage(f"缺少：{names[len(given)]}", chosen.command)
    if len(given) > len(names):
        more = " ".join(given[len(names) :])
        advice = "（筛选要写成 --filter FIELD=VALUE）" if hasattr(chosen, "filter") and chosen.action == "list" else ""
        raise WrongUsage(f"多出了不认识的内容：{more}{advice}", chosen.command)
    return given
