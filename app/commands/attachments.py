"""`attachment`: photos and papers of a record, added, listed, saved, worded, taken away."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Final

from app import words
from app.attachments import attaching, looking, owners
from app.attachments.looking import Attached
from app.commands import work
from app.commands.attachment_grammar import WORDS
from app.commands.console import Console, table
from app.commands.grammar import WrongUsage
from app.release import purposes, register
from app.stores.session import Session

_TRAVELS: Final = {"": "", "waiting": "在等上报", "away": "还没有取到", "coming": "等着取来"}


def attachment(chosen: argparse.Namespace, console: Console) -> int:
    """Do one thing with attachments."""
    wanted = WORDS[chosen.action]
    if len(chosen.words) < len(wanted):
        raise WrongUsage(f"缺少：{', '.join(wanted[len(chosen.words) :])}", chosen.command)
    if len(chosen.words) > len(wanted):
        raise WrongUsage(f"多出了不认识的内容：{' '.join(chosen.words[len(wanted) :])}", chosen.command)
    with work.session(chosen, console) as session:
        answer, lines = _DO[chosen.action](session, chosen)
    console.give(answer, lambda: lines)
    return 0


_Told = tuple[dict[str, object], Iterable[str]]
"""The answer as an object, and in lines for people."""


def _add(session: Session, chosen: argparse.Namespace) -> _Told:
    ledger, record, file = chosen.words
    path = Path(file).expanduser().absolute()
    new = attaching.attach(session, ledger, record, path, caption=chosen.caption)
    return {"id": new}, (f"已添加附件：{new}",)


def _list(session: Session, chosen: argparse.Namespace) -> _Told:
    ledger, record = chosen.words
    found = looking.listing(session, ledger, record)
    return {"attachments": [asdict(one) for one in found]}, _lines(found)


def _save(session: Session, chosen: argparse.Namespace) -> _Told:
    from app.attachments import saving  # what exports need takes a moment to load
    from app.exports.clearance import Asked

    one, path = chosen.words[0], Path(chosen.words[1]).expanduser().absolute()
    ledger = owners.ledger_of(session, one)
    purpose = purposes.meant(chosen.purpose, chosen.basis)
    asked = Asked(purpose=purpose, reason=chosen.reason.strip(), is_lenient=True)
    if chosen.ask:
        request = saving.ask(session, ledger, one, asked)
        told = f"已提交第 {request.id} 号导出申请，等另一个人批准；批准后七天内另存一次，写法照旧，去掉 --ask。"
        return {"request": request.id, "state": request.state, **request.facts}, (told,)
    saved = saving.save(session, ledger, one, path, asked)
    answer: dict[str, object] = {"path": str(path), "action": str(saved.action), "register": saved.number}
    lines = [f"已另存到：{path}", f"登记号 {saved.number}"]
    if saved.approved:
        answer["approved"] = saved.approved
    if saved.approved == register.SELF:
        lines.append("这次导出本应由另一个人批准；台账只有一个账号，由本人批准，已记录。")
    return answer, lines


def _caption(session: Session, chosen: argparse.Namespace) -> _Told:
    one, text = chosen.words
    action = attaching.put_caption(session, owners.ledger_of(session, one), one, text)
    done = "已修改附件说明。" if action else "内容和原来一样，没有改动。"
    return {"id": one, "changed": ["caption"] if action else []}, (done,)


def _remove(session: Session, chosen: argparse.Namespace) -> _Told:
    (one,) = chosen.words
    attaching.detach(session, owners.ledger_of(session, one), one, reason=chosen.reason.strip())
    return {"id": one, "removed": True}, (f"已删除附件：{one}",)


def _lines(found: list[Attached]) -> list[str]:
    if not found:
        return ["没有照片和材料。"]
    headings = ("时间", "谁", "文件名", "说明", "大小", "原件", "标识")
    rows = [
        (one.at, one.who, one.name, one.caption, words.size(one.size_bytes), _TRAVELS[one.travel], one.id)
        for one in found
    ]
    return [*table(headings, rows), f"附件：共 {len(found)} 份。"]


_DO: Final[dict[str, Callable[[Session, argparse.Namespace], _Told]]] = {
    "add": _add,
    "list": _list,
    "save": _save,
    "caption": _caption,
    "remove": _remove,
}
