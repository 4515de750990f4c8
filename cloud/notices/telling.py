"""In lines for the operator: how a notice stands in a committee, and what both sides said to a question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloud.notices.questions import Message, Question
from cloud.notices.standing import Answer, Mark, Standing
from ledger import clock

_NOBODY: Final = "—"
_UNSIGNED: Final = "不署名"


def standing_lines(cid: str, name: str, now: Standing) -> Iterator[str]:
    """The committee's line, and one for each of its answers."""
    head = "已送到" if now.is_there else "没有送到"
    yield "\t".join((cid, name, head, f"签收 {_people(now.received)}", f"看过 {_people(now.read)}"))
    for one in now.answers:
        yield "\t".join(("", "回复", _answer_line(one)))


def question_lines(cid: str, name: str, one: Question) -> Iterator[str]:
    """A question in a line, and its last message."""
    asked, state = _at(one.asked_at), "待答复" if one.is_open else "已答复"
    new = "未看" if one.unread else "看过"
    yield "\t".join(map(line_of, (cid, name, one.id, asked, one.kind, one.asker or _UNSIGNED, one.text, state, new)))
    if one.messages:
        yield "\t".join(("", *_said(one.messages[-1])))


def thread_lines(one: Question) -> Iterator[str]:
    """A question and everything that was said to it, the first words first, each with when the other side read it."""
    yield "\t".join(
        (_at(one.asked_at), one.asker or _UNSIGNED, f"{one.kind}：{line_of(one.text)}", _seen(one.read, ""))
    )
    for message in one.messages:
        yield "\t".join((*_said(message), _seen(message.read, message.unit)))


def _said(one: Message) -> tuple[str, str, str]:
    return _at(one.said_at), one.unit or one.asker or _UNSIGNED, line_of(one.text)


def _seen(at: str, unit: str) -> str:
    who = "居委会" if unit else "街道"
    return f"{who} {_at(at)} 看过" if at else f"{who}还没有看"


def _at(instant: str) -> str:
    return clock.local_text(instant) if instant else ""


def _answer_line(one: Answer) -> str:
    parts = [_person(one.who), line_of(one.text)]
    if one.sha:
        parts += [one.handed_in, f"{one.rows} 行", one.register_no, one.file, f"sha256:{one.sha}"]
    return "\t".join(filter(None, parts))


def _people(marks: tuple[Mark, ...]) -> str:
    return "；".join(map(_person, marks)) or _NOBODY


def _person(mark: Mark) -> str:
    return f"{mark.name or mark.login} {clock.local_text(mark.at)}"


def line_of(text: str) -> str:
    """A text of several lines in one."""
    return " ".join(text.split())
