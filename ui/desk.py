"""What a page needs of the program around it, given when it is made. No page knows the window or another page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal

from app.backups.restoring import Proof
from app.stores.session import Session
from ui.event_bridge import EventBridge
from ui.workers import JobRunner


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: a page by name, the record it is about, and how it stands (filters, row, scroll).

    Journeys back and forward are lists of places, so `facts` holds plain values only.
    """

    page: str
    record: str = ""
    facts: Mapping[str, object] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Leaving:
    """Why the store is to be closed.

    To open another one, in the folder `path` where that is known; to move it to the folder `path`, with its password;
    to restore the backup `path` in its place, which `proof` opens.
    """

    what: Literal["other", "move", "restore"]
    path: Path | None = None
    password: str = dataclass_field(default="", repr=False)
    proof: Proof | None = None


class Desk(QObject):
    """The open store and the ways to the rest of the program."""

    asked_for_place = Signal(object)  # Place
    asked_to_leave = Signal(object)  # Leaving
    said = Signal(str, int)  # a line at the foot, and the action that it offers to take back; 0 for none

    def __init__(self, session: Session, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.runner = runner
        self.events = EventBridge(session, self)

    def go(self, page: str, record: str = "", **facts: object) -> None:
        """Open a page, of a record if it is one's page; the present place can be gone back to."""
        self.asked_for_place.emit(Place(page, record, facts))

    def leave(self, leaving: Leaving) -> None:
        """Close the store, then do what cannot be done while it is open."""
        self.asked_to_leave.emit(leaving)

    def say(self, text: str, *, action: int = 0) -> None:
        """Tell a success quietly at the foot of the window; an action can be taken back from there."""
        self.said.emit(text, action)
