"""`today`: what is to be done, group by group, as the start page of the window lists it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from app import today
from app.commands import work
from app.commands.console import Console
from app.today import Group


def due_today(chosen: argparse.Namespace, console: Console) -> int:
    """Everything that is due, and behind it what is only good to know."""
    with work.session(chosen, console) as session:
        parts = (look(session, console.watch()) for look in (today.at_once, today.later, today.doubtful))
        groups = today.in_order(group for part in parts for group in part)
    answer: dict[str, object] = {"total": today.how_many(groups), "groups": [_as_json(group) for group in groups]}
    console.give(answer, lambda: _told(groups))
    return 0


def _as_json(group: Group) -> dict[str, object]:
    lines = [{"who": one.who, "where": one.where, "why": one.why, "record": one.record or None} for one in group.lines]
    return {
        "kind": group.kind,
        "title": group.title,
        "is_due": group.is_due,
        "count": group.count,
        "filters": list(group.filters),
        "lines": lines,
    }


def _told(groups: Sequence[Group]) -> Iterator[str]:
    total = today.how_many(groups)
    yield f"{today.day_in_words()}　{f'{total:,} 件要办' if total else '没有要办的事'}"
    for group in groups:
        yield f"{group.title} {group.count:,}"
        yield from (f"  {'　'.join(filter(None, (one.who, one.where, one.why)))}" for one in group.lines)
        if group.count > len(group.lines) > 0:
            yield f"  还有 {group.count - len(group.lines):,} 件"
