"""Homes that the ledger owes a change: 有变 was noted there in words alone, and nothing of them was changed since.

What follows in the ledger settles it, whoever changes it; so does another word at the door, which counts instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from app import access
from app.campaigns import changes, standing
from app.campaigns.standing import DWELLING, Campaign, Check
from app.jobs import SILENT, JobContext
from app.stores.session import Session
from ledger import clock, ids
from ledger.catalog.campaign import CHANGED
from storage.reading import Reader

_REMEMBERED_DAYS = 366  # after the signature: then the check of the next year asks at every door again


@dataclass(frozen=True, slots=True)
class Owed:
    """A home whose ledger is to be changed: of which check, where it is, who noted that and on which day."""

    campaign: Campaign
    home: str
    building: str
    address: str
    by: str
    on: str


def homes(reader: Reader, newest: Mapping[bytes, Check], step: Callable[[], None] = SILENT.checkpoint) -> list[bytes]:
    """Of homes with what was found there last, those that are still to be changed."""
    found = []
    for home, one in newest.items():
        if one.outcome == CHANGED and not one.changes:
            step()
            if not changes.since(reader, home, one.at):
                found.append(home)
    return found


@access.operation("view", ledger="dwelling")
def owed(session: Session, ctx: JobContext = SILENT) -> tuple[Owed, ...]:
    """Every such home of checks that go on or were signed within a year, the longest waiting first."""
    known = [one for one in standing.campaigns(session) if _is_asked(one)]
    last: dict[bytes, tuple[Campaign, Check]] = {}
    with session.reader() as reader, reader.snapshot():
        for campaign in known:
            ctx.checkpoint()
            for home, one in standing.newest(reader, ids.from_text(campaign.id) or b"", campaign.signed_at).items():
                if home not in last or one.at > last[home][1].at:
                    last[home] = campaign, one
        wanted = homes(reader, {home: one for home, (_, one) in last.items()}, ctx.checkpoint)
        found = [_told(*told, *last[told[0]]) for told in _places(reader, wanted)]
    return tuple(sorted(found, key=lambda one: (one.on, one.address)))


def _is_asked(one: Campaign) -> bool:
    since = clock.start_text(clock.today() - timedelta(days=_REMEMBERED_DAYS))
    return one.is_going or (one.is_closed and one.signed_at >= since)


def _places(reader: Reader, wanted: Iterable[bytes]) -> list[tuple[bytes, bytes, str]]:
    """(home, building, address) of those that are there."""
    return list(reader.brief(DWELLING, ("id", "building_uid", "full_address"), "id", wanted))


def _told(home: bytes, building: bytes, address: str | None, campaign: Campaign, one: Check) -> Owed:
    return Owed(
        campaign=campaign,
        home=ids.to_text(home),
        building=ids.to_text(building),
        address=address or "",
        by=str(access.shown(standing.CHECK, standing.CHECK.field("checker"), one.by)),
        on=clock.day_of(one.at).isoformat(),
    )
