"""What is attached to a record, and looks at it: names, words and pictures behind one mask, entered before they show.

Who is shown level 3 anyway needs no look. What is shown is kept nowhere; how long it stays on the screen is the setting
`reveal_seconds`, as for every masked field. Bytes that are not here are noted for the next exchange.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, cast

from app import access
from app.attachments import kept_bytes, owners
from app.rights.revealing import KIND, REASON_FROM, RevealReasonNeeded
from app.stores.session import Session
from ledger import clock, ids, masking
from ledger.definition import Level
from storage.attachments.blobs import Held
from storage.errors import BytesNotHere
from storage.reading import Reader
from storage.rows import Row
from storage.store import Entry

__all__ = ["Attached", "Behind", "BytesNotHere", "Looked", "Travel", "behind", "listing", "look", "original"]
Travel = Literal["", "waiting", "away", "coming"]
"""Of the original where PCs exchange: waits to go up; is elsewhere; is elsewhere and was asked for."""


@dataclass(frozen=True, slots=True)
class Attached:
    """One attachment as its page shows it; `name` and `caption` may be behind masks. `is_here`: the original is.

    `made_by` is a login, `who` what that person is called, `at` the time as people read it.
    """

    id: str
    name: str
    caption: str
    mime: str
    size_bytes: int
    width: int
    height: int
    made_at: str
    changed_at: str
    made_by: str
    who: str
    has_small: bool
    is_here: bool
    travel: Travel = ""
    is_kept: bool = False
    """Whether the original stays on this PC whatever the quota says."""

    @property
    def mark(self) -> tuple[object, ...]:
        """What stays as it is while nothing has to be looked at anew; where its original is may be another."""
        return self.id, self.changed_at, self.has_small

    @property
    def is_picture(self) -> bool:
        """True for what can be shown as it is."""
        return self.mime == owners.PICTURE

    @property
    def at(self) -> str:
        """When it was attached."""
        return clock.local_text(self.made_at)[:16]


@dataclass(frozen=True, slots=True)
class Looked:
    """What is attached without masks, with the small pictures that are here, by attachment, for so many seconds.

    `seconds` is 0 for whoever is shown it anyway.
    """

    attached: tuple[Attached, ...] = field(repr=False)
    small: Mapping[str, bytes] = field(repr=False)
    seconds: int

    def followed(self, now: Iterable[Attached]) -> Looked | None:
        """The same where the originals are now, as it was read behind masks; None when there is something new."""
        several = tuple(now)
        if [one.mark for one in several] != [one.mark for one in self.attached]:
            return None
        both = zip(self.attached, several, strict=True)
        told = (replace(seen, is_here=it.is_here, travel=it.travel, is_kept=it.is_kept) for seen, it in both)
        return replace(self, attached=tuple(told))


@dataclass(frozen=True, slots=True)
class Behind:
    """What a person is told before the look: how many there are, whether a reason is needed, who may look.

    `refusal` is why this account may not; None when it may. `is_open`: it needs no look.
    """

    attached: tuple[Attached, ...]
    needs_reason: bool
    refusal: access.Forbidden | None
    is_open: bool


@access.operation("view")
def listing(session: Session, ledger: str, record: str) -> list[Attached]:
    """What is attached to a record, the newest first, behind masks where they stand."""
    with session.reader() as reader:
        owner = owners.found(reader, ledger, record)
        rows = _rows(reader, ledger, owner)
        return _told(session, rows, is_open=_is_shown(ledger, owners.level_of(ledger, owner)))


@access.operation("view")
def behind(session: Session, ledger: str, record: str) -> Behind:
    """What is attached, and what a look behind the masks needs."""
    with session.reader() as reader:
        owner = owners.found(reader, ledger, record)
        level = owners.level_of(ledger, owner)
        is_open = _is_shown(ledger, level)
        told = tuple(_told(session, _rows(reader, ledger, owner), is_open=is_open))
    refusal = None
    try:
        if not is_open:
            session.rights.require_level("reveal", ledger, level)
    except access.Forbidden as forbidden:
        refusal = forbidden
    return Behind(told, not is_open and level >= REASON_FROM, refusal, is_open)


@access.operation("view")
def look(session: Session, ledger: str, record: str, *, reason: str = "") -> Looked:
    """Everything that is attached to a record without masks, with small pictures; one look, entered once.

    Raises:
        Forbidden: the account may not look at this level. RevealReasonNeeded: it may, for a reason. RecordNotFound.
    """
    with session.reader() as reader:
        owner = owners.found(reader, ledger, record)
        rows = _rows(reader, ledger, owner)
    was_entered = bool(rows) and _enter(session, ledger, owner, reason)
    told = tuple(_told(session, rows, is_open=True))
    seconds = session.settings.number("reveal_seconds") if was_entered else 0
    shas = {ids.to_text(owners.id_of(row)): str(row["thumb"]) for row in rows if row.get("thumb")}
    here = {one.id for one in told if one.has_small}
    if not here:
        return Looked(told, {}, seconds)
    with session.store.attached.blobs() as blobs:
        return Looked(told, {one: blobs.read(sha) for one, sha in shas.items() if one in here}, seconds)


@access.operation("view")
def original(session: Session, ledger: str, attachment: str, *, reason: str = "") -> bytes:
    """The bytes of an attachment; the look is entered before anything is answered.

    Raises:
        BytesNotHere: they come down with the next exchange, which they are noted for.
        BytesDamaged, RecordNotFound, Forbidden, RevealReasonNeeded.
    """
    with session.reader() as reader:
        row, owner = owners.with_owner(reader, ledger, attachment)
    _enter(session, ledger, owner, reason)
    return kept_bytes.content(session.store, row)


# -- what stands in the way


def _is_shown(ledger: str, level: Level) -> bool:
    """Whether whoever is at work is shown this level anyway."""
    return level <= (access.level_shown(ledger) or "")


def _enter(session: Session, ledger: str, owner: Row, reason: str) -> bool:
    """Enter a look at what belongs to a record; False, and nothing is entered, where it is shown anyway."""
    level = owners.level_of(ledger, owner)
    if _is_shown(ledger, level):
        return False
    session.rights.require_level("reveal", ledger, level)
    if level >= REASON_FROM and not reason.strip():
        raise RevealReasonNeeded
    entry = Entry(session.login, KIND, "", reason.strip(), "reveal", ledger, owners.id_of(owner))
    session.store.note([(entry, {"fields": [owners.LEDGER.name], "level": level})])
    return True


# -- what is told


def _rows(reader: Reader, ledger: str, owner: Row) -> list[Row]:
    return list(reader.children(owners.LEDGER, owners.subject(ledger), [owners.id_of(owner)]))


def _told(session: Session, rows: Iterable[Row], *, is_open: bool) -> list[Attached]:
    """The newest first."""
    several = list(rows)
    if not several:
        return []
    held = kept_bytes.held(
        session.store, (str(row[name]) for row in several for name in ("sha", "thumb") if row.get(name))
    )
    travels, names = session.store.is_enrolled(), session.store.account_names()
    found = [_attached(row, held, names, travels=travels, is_open=is_open) for row in several]
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def _attached(
    row: Row, held: Mapping[str, Held], names: Mapping[str, str], *, travels: bool, is_open: bool
) -> Attached:
    def text(name: str) -> str:
        value = row.get(name)
        return str(value) if value is not None else ""

    def shown(name: str) -> str:
        return text(name) if is_open or row.get(name) is None else masking.HIDDEN

    bytes_of, small = held.get(text("sha")), held.get(text("thumb"))
    login = text("created_by")
    return Attached(
        id=ids.to_text(owners.id_of(row)),
        name=shown("name"),
        caption=shown("caption"),
        mime=text("mime"),
        size_bytes=cast("int", row.get("size_bytes") or 0),
        width=cast("int", row.get("width") or 0),
        height=cast("int", row.get("height") or 0),
        made_at=text("created_at"),
        changed_at=text("updated_at") or text("created_at"),
        made_by=login,
        who=names.get(login) or login,
        has_small=small is not None and small.is_whole,
        is_here=bytes_of is not None and bytes_of.is_whole,
        travel=_travel(bytes_of) if travels else "",
        is_kept=bytes_of is not None and bytes_of.is_pinned,
    )


def _travel(held: Held | None) -> Travel:
    if held is not None and held.is_whole:
        return "" if held.is_in_cloud else "waiting"
    return "coming" if held is not None and held.is_wanted else "away"
