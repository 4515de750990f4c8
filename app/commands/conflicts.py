"""`conflicts`: what was changed in two places, listed, shown and settled."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import cast

from app import words
from app.commands import console as texts
from app.commands import work
from app.commands.console import Console
from app.commands.grammar import WrongUsage
from app.records.editing import Typed
from app.stores.session import Session
from app.syncing import questions, settling
from app.syncing.questions import FieldSides, Question
from app.syncing.settling import Choice

_CHOICES = ("mine", "theirs", "keep")
_MOST_TOLD = 10


def conflicts(chosen: argparse.Namespace, console: Console) -> int:
    """List, show, settle."""
    if chosen.action != "list" and not chosen.id:
        raise WrongUsage("缺少：ID", chosen.command)
    choice = _choice(chosen) if chosen.action == "resolve" else None
    with work.session(chosen, console) as session:
        if chosen.action == "list":
            rows = questions.open_questions(session)
            console.give({"rows": [one.as_json() for one in rows]}, lambda: _table(rows))
        elif choice is None:
            one = questions.question(session, chosen.id)
            console.give(one.as_json(), lambda: _shown(one))
        else:
            _resolve(session, console, chosen, choice)
    return 0


def _resolve(session: Session, console: Console, chosen: argparse.Namespace, choice: Choice | Typed) -> None:
    one = questions.question(session, chosen.id)
    if chosen.alike and isinstance(choice, str):
        settled = settling.settle_alike(session, one.id, choice)
    else:
        every = dict.fromkeys((one.id, *(questions.question(session, said).id for said in chosen.also)), choice)
        settled = settling.settle_several(session, every)
    answer: dict[str, object] = {"id": one.id, "resolved": True, "count": settled.count, "action": str(settled.action)}
    how_many = f"{settled.count:,} 处" if settled.count > 1 else ""
    console.give(answer, lambda: (f"已处理{how_many}，下次上报后各处都会一样。",))


def _choice(chosen: argparse.Namespace) -> Choice | Typed:
    if len(chosen.choice) == 1 and chosen.choice[0] in _CHOICES:
        return cast("Choice", chosen.choice[0])
    if not chosen.choice:
        raise WrongUsage("缺少：mine|theirs|keep|FIELD=VALUE", chosen.command)
    if chosen.alike:
        raise WrongUsage("--alike 只能用 mine、theirs 或 keep", chosen.command)
    return work.pairs(chosen.choice, chosen.command)


def _table(rows: Sequence[Question]) -> Iterator[str]:
    if not rows:
        yield "没有两处都改了的地方。"
        return
    lines = [(one.id, one.called, one.title, "、".join(field.label for field in one.fields)) for one in rows]
    yield from texts.table(("标识", "哪一条", "什么事", "哪几项"), lines)


def _shown(one: Question) -> Iterator[str]:
    yield f"{one.called}：{one.title}"
    yield one.happened
    yield from _about(one)
    for side, author, does in (("mine", one.mine, one.choose_mine), ("theirs", one.theirs, one.choose_theirs)):
        stands = "（现在用的）" if one.stands == side else ""
        yield f"{side}：{author.name or author.login or '-'} {author.post} {author.at}{stands}".rstrip()
        if one.removes == side:
            yield f"  要删除，原因：{one.reason or '没有写'}"
        if does:
            yield f"  选它：{does}"
    if one.kind == "two_homes":
        yield "keep：两处都住"
    rows = [_row(one, field) for field in one.fields]
    if rows:
        yield from texts.table(("哪一项", "原来", "mine", "theirs"), rows)


def _about(one: Question) -> Iterator[str]:
    """The other records that it speaks of."""
    for other in one.about[:_MOST_TOLD]:
        yield f"涉及：{words.ledger(other.ledger)} {other.called or '（看不到）'} {other.record}"
    if len(one.about) > _MOST_TOLD:
        yield f"涉及的共有 {len(one.about):,} 条，用 --json 可以全部列出。"


def _row(one: Question, field: FieldSides) -> tuple[str, str, str, str]:
    sides = {"mine": field.mine, "theirs": field.theirs}
    if one.removes:
        sides[one.removes] = "删除"
    return field.label, field.before, sides["mine"], sides["theirs"]
