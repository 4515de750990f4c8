"""The report of unusual changes: who changed how much in which hour, and putting it back as it was before (R102).

An hour is unusual when more was changed or removed in it than the policy calls usual, or when it lies outside the hours
of work. Imports are no part of it: each has its own page and its own way back; nor is what the program does by itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app import access, words
from app.jobs import SILENT, JobContext
from app.orders.keeping import BY_PROGRAM
from app.stores.session import Session
from app.undo import restoring, staying, taking_back
from app.undo.taking_back import UNDO_KINDS
from app.undo.undoing import Undone
from app.watch.noticing import is_off_hours
from ledger import clock, policy
from storage.trail import changes
from storage.trail.changes import Tally, Touched

UNMEANT: Final = (*UNDO_KINDS, *BY_PROGRAM, "import", "demo")
_VERBS = {"create": "新增", "patch": "修改", "delete": "删除", "restore": "恢复", "resolve": "处理"}


@dataclass(frozen=True, slots=True)
class HourOfChanges:
    """What one person changed in one hour. `why`: what is unusual, if anything.

    `comes_back`: some of it can be put back at all, which steps of work orders cannot; `stands`: that was not undone.
    """

    user: str
    who: str
    hour: str
    told: str
    edits: int
    removals: int
    why: tuple[str, ...]
    stands: bool
    comes_back: bool

    @property
    def now(self) -> str:
        """How it stands, in words."""
        if not self.comes_back:
            return "不能恢复"
        return "在台账里" if self.stands else "已恢复"

    @property
    def when(self) -> str:
        """The hour as people read it."""
        day, _, hour = self.hour.partition(" ")
        return f"{day} {hour}:00–{hour}:59"


@access.operation("watch")
def report(session: Session, first: date, last: date, *, unusual_only: bool = True) -> list[HourOfChanges]:
    """What was changed between two days, both counted, the newest hour first."""
    limits = {rule.key: session.policy[rule.key] for rule in policy.ALL}
    people = session.store.account_names()
    with session.reader() as reader, reader.snapshot():
        tallies = changes.by_hour(
            reader.connection, clock.start_text(first), clock.start_text(last + timedelta(days=1)), UNMEANT
        )
        hours: dict[tuple[str, str], list[Tally]] = defaultdict(list)
        for one in tallies:
            hours[one.user, one.hour].append(one)
        found = [(key, _why(key[1], held, limits), held) for key, held in hours.items()]
        chosen = [one for one in found if one[1] or not unusual_only]
        spans = {key: changes.actions_of(reader.connection, *key, UNMEANT) for key, _, _ in chosen}
        oldest = min((span[0].action for span in spans.values()), default=0)
        standing = taking_back.standing(reader, since=oldest) if oldest else frozenset[int]()
    return [_hour(key, people, why, held, _coming_back(spans[key]), standing) for key, why, held in chosen]


@access.operation("watch")
def foresee(session: Session, user: str, hour: str) -> str:
    """What would stay if an hour were put back, in words; "" for nothing. Raises as `restore`, but for UndoBlocked."""
    return restoring.foresee(session, _actions(session, user, hour))


@access.operation("watch")
def restore(session: Session, user: str, hour: str, ctx: JobContext = SILENT) -> Undone:
    """Put back what a person changed in an hour, as one action that can be taken back; its label says what stays.

    Raises:
        Forbidden: who may look at the report may not change the ledgers, an auditor above all.
        NothingToUndo, NeverChanged, UndoBlocked, Cancelled: nothing was put back.
    """
    return restoring.restore(session, _actions(session, user, hour), ctx)


def _actions(session: Session, user: str, hour: str) -> list[int]:
    with session.reader() as reader:
        return [one.action for one in changes.actions_of(reader.connection, user, hour, UNMEANT)]


def _coming_back(span: list[Touched]) -> frozenset[int]:
    return frozenset(one.action for one in span if staying.comes_back(one.kind, one.ledgers))


def _why(hour: str, held: list[Tally], limits: dict[str, int]) -> tuple[str, ...]:
    edits, removals = _sum(held, "patch", "create", "restore"), _sum(held, "delete")
    said = []
    if edits >= limits["watch_edits"]:
        said.append("大量修改")
    if removals >= limits["watch_removals"]:
        said.append("大量删除")
    if is_off_hours(int(hour[-2:]), limits):
        said.append("非工作时间")
    return tuple(said)


def _hour(
    key: tuple[str, str],
    people: dict[str, str],
    why: tuple[str, ...],
    held: list[Tally],
    coming_back: frozenset[int],
    standing: frozenset[int],
) -> HourOfChanges:
    user, hour = key
    told = "、".join(
        f"{_VERBS.get(one.kind, one.kind)}{words.ledger(one.ledger)} {one.operations:,} 条" for one in held
    )
    edits, removals = _sum(held, "patch", "create", "restore"), _sum(held, "delete")
    stands = not standing.isdisjoint(coming_back)
    return HourOfChanges(user, people.get(user, user), hour, told, edits, removals, why, stands, bool(coming_back))


def _sum(held: list[Tally], *kinds: str) -> int:
    return sum(one.operations for one in held if one.kind in kinds)
