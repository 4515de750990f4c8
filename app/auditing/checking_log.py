"""Is the log as it was written, with its archives? The answer is itself entered."""

from __future__ import annotations

from dataclasses import dataclass

from app import access
from app.stores.session import Session
from storage.store import Entry
from storage.trail import archive
from storage.trail.verifying import VERIFIED, Why, put_away_to

ARCHIVED = "archive"


@dataclass(frozen=True, slots=True)
class Checked:
    """How many entries there are, archived ones too, and the number of the first that is not as it was written.

    `why`: `entry` or `seal` were changed, entries are `missing` or `cut` off, its `operations` differ, what it tells of
    accounts, approvals and rules does not hold (`beside`), entries were lost (`gap`) before the store was opened, or an
    `archive` was changed.
    """

    entries: int
    first_bad: int | None
    why: str

    @property
    def is_whole(self) -> bool:
        """True when nothing is wrong."""
        return self.first_bad is None

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl audit verify --json`."""
        return {"entries": self.entries, "ok": self.is_whole, "first_bad": self.first_bad}


@access.operation("audit")
def verify(session: Session) -> Checked:
    """Look at the whole log and its archives; what comes of it is entered."""
    checked = examined(session)
    entry = Entry(session.login, VERIFIED, class_="security")
    session.notes.enter(entry, entries=checked.entries, is_sound=checked.is_whole, first_bad=checked.first_bad or 0)
    return checked


@access.operation(access.OWN)
def examined(session: Session) -> Checked:
    """Look at the whole log and its archives; it tells whether they are whole and nothing of what they say."""
    session.notes.flush()
    store = session.store
    verdict = store.log_verdict()
    archives = archive.every(store.folder, store.log_key.public)
    with session.reader() as reader:
        line = put_away_to(reader.connection)
        kept = reader.connection.number("SELECT count(*) FROM action WHERE id <= ?", (line,))
    bad: list[tuple[int, Why | str]] = [] if verdict.first_bad is None else [(verdict.first_bad, verdict.why)]
    for one in archives:
        broken = archive.first_bad(one, store.log_key)
        if broken is not None:
            bad.append((broken, ARCHIVED))
    first_bad, why = min(bad, default=(None, ""))
    put_away = sum(one.entries for one in archives)
    return Checked(verdict.entries + max(put_away - kept, 0), first_bad, why)
