"""At a door: what was found there, and in the same action the day on which it was confirmed.

Who was met confirms the home, its households, who lives there and their tags: `confirmed_on` of all of them is that
day. Whoever was not met confirms nothing and is asked for again. 有变 needs something that changed: in the ledger
since the check was started, or told in words. Words alone confirm nothing, for the ledger still says what was before;
until it follows the home is told of in 今日 (`owing.py`). The records of a door are never changed: another time is
another record, and the newest counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app import access, logs
from app.campaigns import changes, standing
from app.campaigns.refusals import CampaignClosed, CampaignNotBegun, NotOfCampaign
from app.campaigns.standing import CHECK, DONE, DWELLING, OUTCOMES, PLANNED, Campaign
from app.records import references
from app.records.deriving import holds, lives_there
from app.stores.session import Session
from ledger import catalog, clock, ids, kinds
from ledger.broken import Broken
from ledger.catalog.campaign import CHANGED
from ledger.definition import Ledger
from ledger.errors import FieldsRefused
from storage.listing.matching import not_ended_by
from storage.reading import Reader
from storage.rows import Row, id_in

KIND = "campaign-check"
RESIDENCE, HOUSEHOLD, PERSON, TAG = (catalog.named(name) for name in ("residence", "household", "person", "person_tag"))
_CONFIRMED = "confirmed_on"


@dataclass(frozen=True, slots=True)
class Noted:
    """What was written: the record of the door, how many records were confirmed, what changed in words, the action.

    `is_owed`: 有变 was told in words alone; the ledger is to be changed, then the door noted again.
    """

    id: str
    outcome: str
    confirmed: int
    changed: str
    action: int
    is_owed: bool = False


@access.operation("view", ledger="dwelling")
def changed_so_far(session: Session, campaign: str, dwelling: str) -> str:
    """What of a home changed since it was last checked in this course, in words; "" for nothing."""
    found = standing.campaign(session, campaign)
    with session.reader() as reader, reader.snapshot():
        home = references.find(reader, DWELLING, dwelling)
        return changes.told(_changes(reader, found, home))


@access.operation("edit", ledger="dwelling")
def check(session: Session, campaign: str, dwelling: str, outcome: str, note: str = "") -> Noted:
    """Note what was found at a door: 已查, 有变 or 不遇; `note` says what changed.

    Raises:
        RecordNotFound, AmbiguousRecord: the check or the home is not known, or could be several.
        CampaignClosed, CampaignNotBegun, NotOfCampaign: it is not the time or the place.
        FieldsRefused: no outcome, or 有变 where nothing changed and nothing is told.
        Forbidden: the account may not confirm who lives there.
    """
    for ledger in (RESIDENCE, PERSON):
        session.rights.require("edit", ledger.name)
    found, day = standing.campaign(session, campaign), clock.today()
    _require_open(found)
    with session.reader() as reader, reader.snapshot():
        home = references.find(reader, DWELLING, dwelling)
        _require_covered(reader, found, home)
        kept = _changes(reader, found, home) if outcome == CHANGED else ""
        values = _values(session, found, home, (outcome, note, kept))
        is_owed = outcome == CHANGED and not kept
        confirmed = list(_confirmed(session, reader, home, day)) if outcome in DONE and not is_owed else []
    new = ids.new_id()
    with session.store.write(user=session.login, kind=KIND) as write:
        write.create(CHECK, [(new, values)])
        for ledger, row in confirmed:
            write.patch(ledger, [(id_in(row), row, {_CONFIRMED: day.isoformat()})])
    logs.event("door checked", confirmed=len(confirmed))
    return Noted(ids.to_text(new), outcome, len(confirmed), changes.told(kept), write.action, is_owed)


def _require_open(found: Campaign) -> None:
    if found.is_closed:
        raise CampaignClosed
    if found.stage == PLANNED:
        raise CampaignNotBegun(found.starts_on)


def _require_covered(reader: Reader, found: Campaign, home: bytes) -> None:
    row = reader.get(DWELLING, home) or {}
    building = row.get("building_uid")
    above = reader.get(catalog.named("building"), building) if isinstance(building, bytes) else None
    compound = (above or {}).get("compound_uid")
    if not isinstance(compound, bytes) or ids.to_text(compound) not in found.compounds:
        raise NotOfCampaign


def _values(session: Session, found: Campaign, home: bytes, said: tuple[str, str, str]) -> dict[str, object]:
    """The record of a door, held to the rules of its ledger."""
    outcome, note, kept = said
    if outcome not in OUTCOMES:
        raise FieldsRefused(CHECK.name, (("outcome", "unknown_choice" if outcome else "required"),))
    if outcome == CHANGED and not (kept or note.strip()):
        raise FieldsRefused(CHECK.name, (("note", "required"),))
    told = kinds.parser(CHECK.field("note"), clock.today(), typed=True)(note) if note.strip() else None
    if isinstance(told, Broken):
        raise FieldsRefused(CHECK.name, (("note", told.rule),))
    return {
        "campaign_uid": ids.from_text(found.id),
        "dwelling_uid": home,
        "outcome": outcome,
        "checked_at": clock.now_text(),
        "checker": session.user_name() or session.login,
        "note": told,
        "ledger_changes": kept or None,
    }


def _changes(reader: Reader, found: Campaign, home: bytes) -> str:
    """What changed since the check was started or the home was last found in order, as it is kept."""
    checks = standing.of_homes(reader, ids.from_text(found.id) or b"", (home,)).get(home, ())
    last = next((one.at for one in checks if one.outcome in DONE), "")
    return changes.since(reader, home, max(last, _begun(reader, found)))


def _begun(reader: Reader, found: Campaign) -> str:
    """The instant from which on a check finds changes: when it was started, or its first day where that is later.

    By this PC's clock where it was started here, as the history is.
    """
    history = reader.history(standing.CAMPAIGN, ids.from_text(found.id) or b"")
    made = next((change.at for change in history if change.kind == "create"), found.created_at)
    return max(made, clock.start_text(date.fromisoformat(found.starts_on)))


def _confirmed(session: Session, reader: Reader, home: bytes, on: date) -> Iterator[tuple[Ledger, Row]]:
    """What is confirmed with a home: its households, who lives there now, and their tags for whoever keeps tags."""
    stays = [stay for stay in reader.children(RESIDENCE, "dwelling_uid", [home]) if lives_there(stay, on)]
    people = sorted({one for stay in stays if isinstance(one := stay.get("person_uid"), bytes)})
    found: list[tuple[Ledger, Row]] = [(DWELLING, row) for row in reader.get_many(DWELLING, (home,)).values()]
    if session.rights.may("edit", HOUSEHOLD.name):
        households = reader.children(HOUSEHOLD, "dwelling_uid", [home])
        found += [(HOUSEHOLD, one) for one in households if not_ended_by(one.get("valid_to"), on.isoformat())]
    found += [(RESIDENCE, stay) for stay in stays]
    found += [(PERSON, row) for row in reader.get_many(PERSON, people).values()]
    if session.rights.may("edit", TAG.name):
        found += [(TAG, tag) for tag in reader.children(TAG, "person_uid", people) if holds(tag, on)]
    yield from ((ledger, row) for ledger, row in found if row.get(_CONFIRMED) != on.isoformat())
