"""Tasks and notices from the level above that are unread or still to be done, the most urgent first; new answers."""

from __future__ import annotations

from collections.abc import Iterator

from app import access
from app.jobs import JobContext
from app.notices import asking, inbox
from app.notices.asking import Question
from app.stores.session import Session
from app.today.groups import TOLD, Group, Line

_LIGHTS: dict[inbox.Light, str] = {"": "", "soon": "快到期", "over": "已超期"}
_QUESTIONS = {"leaf": 1}
_WORDS = 40  # of an answer that a line shows


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """Those that wait for the committee, or to be read by the account at work."""
    del ctx
    return tuple(_groups(session)) if session.rights.may("notices") else ()


def _groups(session: Session) -> Iterator[Group]:
    found = inbox.listing(session, only_open=True)
    if found:
        lines = tuple(_line(one) for one in found[:TOLD])
        sentence = "街道下发的：看过，签收，任务按期回复。名单可以从台账里直接交。"
        yield Group(
            "notices",
            "任务和通知",
            sentence,
            "inbox",
            len(found),
            lines,
            "notices",
            way="打开任务和通知",
            facts={"leaf": 0},
        )
    answered = asking.unread(session)
    if answered:
        lines = tuple(_answer(one) for one in answered[:TOLD])
        sentence = "街道答复了提过的问题和建议；看过就不再提醒，还可以接着说。"
        yield Group(
            "answers", "问题建议的答复", sentence, "message-square-text", len(answered), lines, "notices",
            way="打开问题建议", facts=_QUESTIONS,
        )  # fmt: skip


def _line(one: inbox.Line) -> Line:
    due = f"{one.due_on} 前完成" if one.due_on else ""
    said = one.state if one.is_read else "未读"
    why = "，".join(filter(None, (due, _LIGHTS[one.light], said)))
    return Line(one.title, one.sender, why, "notices", one.id)


def _answer(one: Question) -> Line:
    last = one.last_answer
    unit, at, said = (last.who, last.said_at, _short(last.text)) if last else ("", "", "")
    facts = {**_QUESTIONS, "question": one.id}
    return Line(_short(one.text), unit, f"{at} 答复：{said}", "notices", "", facts=facts)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _WORDS else f"{words[:_WORDS]}…"
