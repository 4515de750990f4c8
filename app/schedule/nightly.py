"""The nightly run as a person decides on it: planned, with or without a key for the night, and taken back."""

from __future__ import annotations

from app import access, logs
from app.schedule import installing, unattended, units
from app.schedule.installing import Schedule
from app.stores.session import Session
from storage.journal import Entry
from sync.local_side import LocalSide


@access.operation("backup")
def plan(session: Session, at: str = units.USUAL_TIME, *, without_person: bool = False) -> Schedule:
    """Have the store backed up every night; `without_person` lets the run open it by itself.

    On a PC that the cloud knows the exchange runs then too, at a time of this PC's own.

    Raises:
        KeyStoreMissing, ScheduleUnsupported, ScheduleNotRegistered, FileNotWritten.
    """
    if without_person:
        unattended.allow(session)
    elif unattended.is_kept(session.store.folder):
        unattended.forbid(session)
    device = LocalSide(session.store).facts().device if without_person else ""
    found = installing.install(session.store.folder, session.login, at, device=device)
    session.store.note([(Entry(session.login, "night-planned", class_="ops"), {"at": at, "key": without_person})])
    logs.event("night planned")
    return found


@access.operation(access.OWN)
def follow_enrolment(session: Session) -> None:
    """The cloud knows this PC now, under another name perhaps: a night run that may open the store exchanges too."""
    folder = session.store.folder
    before = installing.status(folder)
    if before.is_installed and unattended.is_kept(folder):
        installing.install(folder, session.login, before.at, device=LocalSide(session.store).facts().device)


@access.operation("backup")
def cancel(session: Session) -> bool:
    """Take the nightly run away, and the key for it; False when there was none."""
    unattended.forbid(session)
    was_there = installing.remove(session.store.folder)
    session.store.note([(Entry(session.login, "night-cancelled", class_="ops"), {"was_there": was_there})])
    logs.event("night cancelled")
    return was_there
