"""`notice` and `question`: what the level above sent, signing for it, answering it out of the ledger; asking upward."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence

from app.commands import work
from app.commands.console import Console, table
from app.commands.grammar import WrongUsage
from app.notices.answering import Given, Preview
from app.notices.asking import Question
from app.notices.inbox import Line, Sheet
from app.release import purposes, register

_LIGHTS = {"": "", "soon": "快到期", "over": "已超期"}


def notice(chosen: argparse.Namespace, console: Console) -> int:
    """Do one thing with tasks and notices."""
    return _NOTICE_DOERS[chosen.action](chosen, console)


def question(chosen: argparse.Namespace, console: Console) -> int:
    """Do one thing with questions."""
    return _QUESTION_DOERS[chosen.action](chosen, console)


# -- notices


def _list(chosen: argparse.Namespace, console: Console) -> int:
    from app.notices import inbox

    _nothing_more(chosen, chosen.id)
    with work.session(chosen, console) as session:
        found = inbox.listing(session, only_open=chosen.open)
    answer: dict[str, object] = {"total": len(found), "rows": [one.as_json() for one in found]}
    console.give(answer, lambda: _lines(found))
    return 0


def _lines(found: Sequence[Line]) -> Iterator[str]:
    if not found:
        yield "没有任务和通知。"
        return
    rows = [
        (one.number, one.kind, one.title, one.sender, one.sent_at, one.due_on, one.state, _LIGHTS[one.light])
        for one in found
    ]
    yield from table(("编号", "类别", "标题", "下发单位", "下发时间", "期限", "情况", "提醒"), rows)


def _show(chosen: argparse.Namespace, console: Console) -> int:
    """Show one, which marks it as read."""
    from app.notices import inbox, marking

    with work.session(chosen, console) as session:
        marking.read(session, _named(chosen))
        sheet = inbox.show(session, chosen.id)
    answer = {
        **sheet.line.as_json(),
        "text": sheet.text,
        "wants": list(sheet.wants) or None,
        "marks": [{"who": one.who, "read_at": one.read_at, "received_at": one.received_at} for one in sheet.marks],
        "given": [
            {
                "who": one.who,
                "at": one.at,
                "text": one.text,
                "handed_in": one.handed_in or None,
                "rows": one.rows,
                "register": one.register_no or None,
            }
            for one in sheet.answers
        ],
    }
    console.give(answer, lambda: _sheet_lines(sheet))
    return 0


def _sheet_lines(sheet: Sheet) -> Iterator[str]:
    line = sheet.line
    yield f"{line.number} {line.title}"
    due = f"，{line.due_on} 前完成" if line.due_on else ""
    yield f"{line.kind}，{line.sender} {line.sent_at} 下发{due}，{line.state}"
    yield sheet.text
    if sheet.wants:
        yield "要的清单："
        yield from (f"  {one}" for one in sheet.wants)
    for mark in sheet.marks:
        yield f"  {mark.who} {mark.read_at} 看过{f'，{mark.received_at} 签收' if mark.received_at else ''}"
    for one in sheet.answers:
        handed = f"，交出 {one.rows} 行（{one.handed_in}；登记号 {one.register_no}）" if one.register_no else ""
        yield f"  {one.who} {one.at} 回复{handed}{f'：{one.text}' if one.text else ''}"


def _receipt(chosen: argparse.Namespace, console: Console) -> int:
    from app.notices import marking

    with work.session(chosen, console) as session:
        is_new = marking.receive(session, _named(chosen))
    console.give({"received": is_new}, lambda: ("已签收。" if is_new else "您以前已经签收过。",))
    return 0


def _answer(chosen: argparse.Namespace, console: Console) -> int:
    from app.notices import answering

    one, watch = _named(chosen), console.watch()
    reply = answering.Reply(chosen.text, purposes.meant(chosen.purpose, chosen.basis), chosen.again)
    with work.session(chosen, console) as session:
        if chosen.dry_run:
            return _previewed(answering.preview(session, one, watch), console)
        if chosen.ask:
            asked = answering.ask(session, one, reply, watch)
            told = f"已提交第 {asked.id} 号导出申请，等另一个人批准；批准后七天内去掉 --ask 再回复一次。"
            console.give({"request": asked.id}, lambda: (told,))
            return 0
        if chosen.words_only:
            given = answering.answer_in_words(session, one, chosen.text, is_again=chosen.again)
        else:
            given = answering.answer(session, one, reply, watch)
    answer: dict[str, object] = {"id": given.id, **_handed(given)}
    console.give(answer, lambda: _given_lines(given))
    return 0


def _previewed(seen: Preview, console: Console) -> int:
    answer: dict[str, object] = {
        "columns": list(seen.headings),
        "rows": [list(row) for row in seen.rows],
        "total": seen.total,
        "need": seen.outlook.need or None,
    }
    console.give(answer, lambda: (*seen.told, *table(seen.headings, seen.rows), f"共 {seen.total:,} 行，还没有回复。"))
    return 0


def _handed(given: Given) -> dict[str, object]:
    out = given.export
    if out is None:
        return {"rows": None}
    facts: dict[str, object] = {"rows": out.rows, "register": out.number, "action": str(out.register_no)}
    facts |= {"approved": out.approved} if out.approved else {}
    return facts | ({"password": out.password} if out.password is not None else {})


def _given_lines(given: Given) -> Iterator[str]:
    out = given.export
    if out is None:
        yield "已回复。"
        return
    yield f"已回复，交出 {out.rows:,} 行，登记号 {out.number}，下次上报时送到街道。"
    if out.approved == register.SELF:
        yield "这次导出本应由另一个人批准；台账只有一个账号，由本人批准，已记录。"
    if out.password is not None:
        yield f"清单的打开密码（只显示这一次，请另行告诉街道）：{out.password}"


def _nothing_more(chosen: argparse.Namespace, said: str) -> None:
    if said:
        raise WrongUsage(f"多出了不认识的内容：{said}", chosen.command)


def _named(chosen: argparse.Namespace) -> str:
    if not chosen.id:
        raise WrongUsage("缺少：ID", chosen.command)
    return str(chosen.id)


# -- questions


def _ask(chosen: argparse.Namespace, console: Console) -> int:
    from app.notices import asking

    text, kind = _given(chosen, "what", "TEXT"), asking.KINDS[1] if chosen.suggestion else asking.KINDS[0]
    with work.session(chosen, console) as session:
        new = asking.ask(session, text, kind, is_signed=not chosen.unsigned)
    console.give({"id": new}, lambda: ("已提交，下次上报时送到街道。",))
    return 0


def _say(chosen: argparse.Namespace, console: Console) -> int:
    from app.notices import asking

    one, text = _given(chosen, "what", "ID"), _given(chosen, "text", "TEXT")
    with work.session(chosen, console) as session:
        new = asking.say_more(session, one, text, is_signed=not chosen.unsigned)
    console.give({"id": new}, lambda: ("已记下，下次上报时送到街道。",))
    return 0


def _given(chosen: argparse.Namespace, name: str, shown: str) -> str:
    said = str(getattr(chosen, name))
    if not said:
        raise WrongUsage(f"缺少：{shown}", chosen.command)
    return said


def _questions(chosen: argparse.Namespace, console: Console) -> int:
    from app.notices import asking

    _nothing_more(chosen, chosen.what)
    with work.session(chosen, console) as session:
        found = asking.unread(session) if chosen.new else asking.listing(session)
    answer: dict[str, object] = {"total": len(found), "rows": [one.as_json() for one in found]}
    console.give(answer, lambda: _question_lines(found, is_new=chosen.new))
    return 0


def _question(chosen: argparse.Namespace, console: Console) -> int:
    """Show one with all that was said, which marks the answers as read."""
    from app.notices import asking

    one = _given(chosen, "what", "ID")
    with work.session(chosen, console) as session:
        found = asking.show(session, one)
        asking.read(session, one)
    console.give(found.as_json(), lambda: _thread_lines(found))
    return 0


def _question_lines(found: Sequence[Question], *, is_new: bool) -> Iterator[str]:
    if not found:
        yield "没有新的答复。" if is_new else "还没有提过问题和建议。"
    for one in found:
        yield f"{one.asked_at} {one.kind}（{one.asker or '不署名'}，{one.state}）：{one.text}"
        last = one.last_answer
        more = f"，共 {len(one.messages)} 条" if len(one.messages) > 1 else ""
        yield f"  {last.who} {last.said_at} 答复：{last.text}{more}" if last else "  等答复"
        yield f"  标识 {one.id}"


def _thread_lines(one: Question) -> Iterator[str]:
    seen = f"　街道 {one.read_at} 看过" if one.read_at else ""
    yield f"{one.asked_at} {one.kind}（{one.asker or '不署名'}）：{one.text}{seen}"
    for message in one.messages:
        read = f"　街道 {message.read_at} 看过" if message.read_at else ""
        new = "（新）" if message.is_new else ""
        yield f"{message.said_at} {message.who or '不署名'}{new}：{message.text}{read}"


_Doer = Callable[[argparse.Namespace, Console], int]
_NOTICE_DOERS: dict[str, _Doer] = {"list": _list, "show": _show, "receipt": _receipt, "answer": _answer}
_QUESTION_DOERS: dict[str, _Doer] = {"ask": _ask, "list": _questions, "show": _question, "say": _say}
