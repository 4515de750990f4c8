"""What an operator types about tasks and notices, and about the questions of committees.

An operator sends to the committees beneath the own unit, and sees what came of it there and nowhere else.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

from cloud.means import Means
from cloud.notices import questions, sending
from cloud.notices.sending import Draft, Notice, NoticeBroken
from cloud.notices.standing import file_of, standing
from cloud.notices.telling import question_lines, standing_lines, thread_lines
from cloud.operating import DataFolderNeeded
from cloud.operators import require_beneath
from cloud.records import Signed
from cloud.sources import found_city
from cloud.store import CITY, CommitteeUnknown
from ledger import clock, dates, wanted
from ledger.catalog.notice import NEWS, TASK
from ledger.errors import LedgerError
from ledger.partial_date import PartialDate
from ledger.tiers import Holder
from ledger.wanted import Wanted, WantedUnclear

Acting = Callable[[argparse.Namespace], AbstractContextManager[tuple[Means, Holder | None]]]
Adding = Callable[..., argparse.ArgumentParser]
Say = Callable[[str], None]
_KINDS: Final = {"task": TASK, "notice": NEWS}
_READERS: Final = frozenset(("head", "worker", "viewer"))
_HANDLERS: Final = frozenset(("head", "worker"))
"""Roles of operators that look at what was sent and asked, and that send, take back, fetch a list and answer."""


class NoticeFileUnusable(LedgerError):
    """The file with the text or the wanted sheet cannot be read, or that of an answer not written; `file` names it."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"file {file}")
        self.file = file


class NoticeForbidden(LedgerError):
    """The operator's role does not handle tasks, notices and questions."""


class Commands:
    """The commands; `acting` opens the database and says who is at work."""

    def __init__(self, acting: Acting, say: Say) -> None:
        self._acting, self._say = acting, say

    # -- notices

    def send(self, chosen: argparse.Namespace) -> None:
        draft = _draft(chosen)
        with self._at_work(chosen, _HANDLERS) as (means, actor):
            every = sorted(means.store.committees())
            wanted_by = [one for one in every if one.startswith(chosen.under)] if chosen.under else list(chosen.codes)
            _require_all(actor, wanted_by)
            notice = sending.send(means, draft, wanted_by, actor.login if actor else "")
        self._say("\t".join((notice.number, f"{len(notice.committees)} 个居委会")))

    def again(self, chosen: argparse.Namespace) -> None:
        with self._at_work(chosen, _HANDLERS) as (means, actor):
            notice = _named(means, chosen.number)
            _require_all(actor, notice.committees)
            sending.deliver(means, notice)
        self._say("\t".join((notice.number, f"{len(notice.committees)} 个居委会")))

    def withdraw(self, chosen: argparse.Namespace) -> None:
        with self._at_work(chosen, _HANDLERS) as (means, actor):
            _require_all(actor, _named(means, chosen.number).committees)
            notice = sending.withdraw(means, chosen.number, chosen.reason)
        self._say("\t".join((notice.number, "已撤回")))

    def listed(self, chosen: argparse.Namespace) -> None:
        with self._at_work(chosen, _READERS) as (means, actor):
            found_city(means.store)
            with means.store.look(CITY) as look:
                found = sending.listed(look)
            here = {one.id: beneath for one in found if (beneath := _beneath(actor, one))}
            every = sorted({cid for beneath in here.values() for cid in beneath})
            signed = means.store.signed(list(here), every)
            for one in found:
                if one.id in here:
                    told = one.number, str(one.f["kind"]), str(one.f["title"]), str(one.f["from_unit"])
                    due = "已撤回" if one.withdrawn else f"{one.f['due_on']} 前" if one.f.get("due_on") else ""
                    self._say(
                        "\t".join(
                            (*told, clock.local_text(str(one.f["sent_at"])), due, _counts(signed[one.id], here[one.id]))
                        )
                    )

    def show(self, chosen: argparse.Namespace) -> None:
        with self._at_work(chosen, _READERS) as (means, actor):
            notice, names = _named(means, chosen.number), means.store.committees()
            for cid in _require_some(actor, notice):
                with means.store.look(cid) as look:
                    now = standing(look, notice.id)
                for line in standing_lines(cid, names.get(cid, ""), now):
                    self._say(line)

    def file(self, chosen: argparse.Namespace) -> None:
        if not chosen.data:
            raise DataFolderNeeded  # without it no place of attachments is known
        with self._at_work(chosen, _HANDLERS) as (means, actor):
            notice = _named(means, chosen.number)
            _require_all(actor, (chosen.code,))
            found, content = file_of(means, chosen.code, notice.id)
        _write(chosen.file, content)
        is_same = hashlib.sha256(content).hexdigest() == found.sha
        self._say("\t".join((found.file, f"{found.rows} 行", found.register_no, "核对无误" if is_same else "内容不符")))

    # -- questions

    def questions(self, chosen: argparse.Namespace) -> None:
        with self._at_work(chosen, _READERS) as (means, actor):
            every = means.store.committees()
            asked_of = _asked_of(actor, every, chosen.code)
            for cid, one in questions.listed(means.store, asked_of, only_open=chosen.open, only_new=chosen.new):
                for line in question_lines(cid, every.get(cid, ""), one):
                    self._say(line)

    def thread(self, chosen: argparse.Namespace) -> None:
        with self._at_work(chosen, _READERS) as (means, actor):
            _require_all(actor, (chosen.code,))
            found = questions.thread(means.store, chosen.code, chosen.id)
            for line in thread_lines(found):
                self._say(line)
            if actor is None or actor.roles & _HANDLERS:
                questions.mark_read(means, chosen.code, found)

    def answer(self, chosen: argparse.Namespace) -> None:
        with self._at_work(chosen, _HANDLERS) as (means, actor):
            _require_all(actor, (chosen.code,))
            questions.answer(means, chosen.code, chosen.id, _text(chosen), chosen.sender)

    @contextmanager
    def _at_work(self, chosen: argparse.Namespace, roles: frozenset[str]) -> Iterator[tuple[Means, Holder | None]]:
        """The database and who is at work; raises NoticeForbidden."""
        with self._acting(chosen) as (means, actor):
            if actor is not None and not actor.roles & roles:
                raise NoticeForbidden
            yield means, actor


def add(admin: Any, adding: Adding, acting: Acting, say: Say) -> list[argparse.ArgumentParser]:
    """Add the commands below `admin`; answers those that need to know who is at work: all of them."""
    commands = Commands(acting, say)
    notice = admin.add_parser("notice", help="下发任务和通知，看签收、阅读和回复").add_subparsers(
        required=True, metavar="操作"
    )
    send = adding(notice, "send", commands.send, "下发一件任务或通知")
    send.add_argument("codes", metavar="CODE", nargs="*", default=[], help="12 位居委会代码，可写多个")
    send.add_argument("--under", metavar="CODE", default="", help="发给这个单位下面的全部居委会（9 位街道代码等）")
    send.add_argument("--kind", choices=sorted(_KINDS), default="notice", metavar="task|notice", help="默认 notice")
    send.add_argument("--title", required=True, metavar="TEXT", help="标题")
    _add_text(send, "正文")
    send.add_argument("--due", default="", metavar="DATE", help="完成期限；任务必须有")
    send.add_argument(
        "--wants", type=Path, metavar="FILE", help="要的清单（JSON）：ledger、columns、filters、purpose、basis"
    )
    again = adding(notice, "again", commands.again, "把没有送到的居委会补齐")
    listed = adding(notice, "list", commands.listed, "列出下发过的，和签收、回复的居委会数")
    show = adding(notice, "show", commands.show, "每个居委会谁签收、谁看过、回复了什么")
    file = adding(notice, "file", commands.file, "取出一个居委会交来的清单")
    withdraw = adding(notice, "withdraw", commands.withdraw, "撤回发错的；居委会那边不再显示，已办的留底")
    withdraw.add_argument("--reason", required=True, metavar="TEXT", help="为什么撤回")
    for one in (again, show, file, withdraw):
        one.add_argument("number", metavar="NUMBER", help="编号，如 RW-2026-0001")
    file.add_argument("code", metavar="CODE", help="12 位居委会代码")
    file.add_argument("file", type=Path, metavar="FILE", help="写到哪个文件")
    question = admin.add_parser("question", help="居委会的问题和建议").add_subparsers(required=True, metavar="操作")
    asked = adding(question, "list", commands.questions, "列出问题和建议")
    asked.add_argument("code", metavar="CODE", nargs="?", default="", help="12 位居委会代码；不写列出全部")
    asked.add_argument("--open", action="store_true", help="只列出等答复的：居委会说了最后一句")
    asked.add_argument("--new", action="store_true", help="只列出街道还没有看过的")
    thread = adding(question, "show", commands.thread, "一个问题和双方说过的话；看过就记下，居委会看得到")
    answer = adding(question, "answer", commands.answer, "答复，或接着说一条")
    for one in (thread, answer):
        one.add_argument("code", metavar="CODE", help="12 位居委会代码")
        one.add_argument("id", metavar="ID", help="编号，见 question list")
    _add_text(answer, "答复")
    return [send, again, withdraw, listed, show, file, asked, thread, answer]


def _add_text(parser: argparse.ArgumentParser, what: str) -> None:
    text = parser.add_mutually_exclusive_group(required=True)
    text.add_argument("--text", metavar="TEXT", help=what)
    text.add_argument("--text-file", type=Path, metavar="FILE", help=f"{what}所在文件")
    parser.add_argument("--from", dest="sender", required=True, metavar="UNIT", help="以哪个单位的名义")


# -- what is asked


def _draft(chosen: argparse.Namespace) -> Draft:
    return Draft(
        kind=_KINDS[chosen.kind],
        title=chosen.title.strip(),
        text=_text(chosen),
        from_unit=chosen.sender.strip(),
        due_on=_day(chosen.due) if chosen.due else "",
        wanted=_wanted(chosen.wants) if chosen.wants else None,
    )


def _day(written: str) -> str:
    found = dates.parse(written, today=clock.today(), allow_future=True)
    if not isinstance(found, PartialDate) or not found.day:
        raise NoticeBroken("due_on")
    return found.first_day().isoformat()


def _wanted(file: Path) -> Wanted:
    try:
        return wanted.read(json.loads(_read(file)))
    except ValueError as error:
        raise WantedUnclear("ledger") from error


def _text(chosen: argparse.Namespace) -> str:
    return str(chosen.text if chosen.text is not None else _read(chosen.text_file)).strip()


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NoticeFileUnusable(file) from error


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise NoticeFileUnusable(file) from error


def _named(means: Means, number: str) -> Notice:
    found_city(means.store)
    with means.store.look(CITY) as look:
        return sending.named(look, number)


def _require_all(actor: Holder | None, committees: Iterable[str]) -> None:
    for cid in committees:
        require_beneath(actor, cid)


def _asked_of(actor: Holder | None, every: Iterable[str], code: str) -> list[str]:
    """The committee that is meant, or all beneath; raises NotBeneath, CommitteeUnknown."""
    if not code:
        return [cid for cid in every if actor is None or cid.startswith(actor.unit)]
    require_beneath(actor, code)
    if code not in every:
        raise CommitteeUnknown
    return [code]


def _beneath(actor: Holder | None, notice: Notice) -> list[str]:
    return [one for one in notice.committees if actor is None or one.startswith(actor.unit)]


def _require_some(actor: Holder | None, notice: Notice) -> list[str]:
    found = _beneath(actor, notice)
    if not found:
        require_beneath(actor, notice.committees[0])
    return found


def _counts(signed: Signed, committees: list[str]) -> str:
    return f"签收 {signed.received}/{len(committees)}，回复 {signed.answered}/{len(committees)}"
