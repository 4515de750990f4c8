"""Asking for what is to be done: in parts, so that what is known at once waits for nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from app import access
from app.jobs import SILENT, JobContext
from app.release import approvals
from app.stores.session import Session
from app.today.groups import Group, Part
from app.today.registry import TELLERS
from app.watch import alerts
from ledger import clock


@access.operation(access.OWN)
def at_once(session: Session, ctx: JobContext = SILENT) -> tuple[Group, ...]:
    """What is known at once: dates, gaps, forms that were left, what waits for a word.

    Whoever may not look at residents is told what concerns them: the own password, alerts, backups.
    """
    return _told(session, "at_once", ctx)


@access.operation(access.OWN)
def later(session: Session, ctx: JobContext = SILENT) -> tuple[Group, ...]:
    """What follows other ledgers and takes longer with many people."""
    return _told(session, "later", ctx)


@access.operation(access.OWN)
def doubtful(session: Session, ctx: JobContext = SILENT) -> tuple[Group, ...]:
    """What people have to be compared for."""
    return _told(session, "doubtful", ctx)


@access.operation(access.OWN)
def open_alerts(session: Session) -> int:
    """How many alerts nobody has dealt with, for those who may."""
    return alerts.open_count(session) if session.rights.may("watch") else 0


@access.operation(access.OWN)
def waiting(session: Session) -> int:
    """How many alerts and requests wait for whoever is at work."""
    return open_alerts(session) + len(approvals.to_decide(session))


def day_in_words() -> str:
    """Today as people say it: 11月21日 周六."""
    return clock.day_text(clock.today())


def how_many(groups: Iterable[Group]) -> int:
    """How many things are to be done."""
    return sum(group.count for group in groups if group.is_due)


def _told(session: Session, part: Part, ctx: JobContext) -> tuple[Group, ...]:
    sees_residents = session.rights.may("view")
    asked = (one for one in TELLERS if one.part == part and (sees_residents or one.for_everybody))
    return tuple(group for teller in asked for group in teller.tell(session, ctx))
