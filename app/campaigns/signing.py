"""An annual check comes to its end: summed up for the head by whoever walked it, then signed by the head.

Signing keeps the figures of each compound as they were that day and closes the check. Taking the signature back, like
any action of the ledger, opens it again.
"""

from __future__ import annotations

from collections.abc import Mapping

from app import access, logs
from app.campaigns import progress, standing
from app.campaigns.progress import Tally
from app.campaigns.refusals import CampaignClosed, CampaignNotBegun
from app.campaigns.standing import CAMPAIGN, COVERED, PLANNED, SUMMED, Campaign
from app.stores.session import Session
from ledger import clock, ids
from storage.rows import Row


@access.operation("campaign")
def sum_up(session: Session, campaign: str) -> int:
    """Put a check before the head: answers the action. Raises CampaignClosed, CampaignNotBegun, RecordNotFound."""
    found = _open(session, campaign)
    if found.stage == SUMMED:
        return 0
    with session.reader() as reader:
        row = _row(reader.get(CAMPAIGN, _id(found)))
    with session.store.write(user=session.login, kind="campaign-sum") as write:
        write.patch(CAMPAIGN, [(_id(found), row, _by("summed", session))])
    logs.event("annual check summed up")
    return write.action


@access.operation("sign")
def sign(session: Session, campaign: str) -> int:
    """The head confirms a check and closes it, summed up or not: answers the action. Raises as `sum_up`."""
    found = _open(session, campaign)
    figures = {place.id: _figures(place.tally) for place in progress.progress(session, found.id).compounds}
    with session.reader() as reader, reader.snapshot():
        row = _row(reader.get(CAMPAIGN, _id(found)))
        rows = reader.children(COVERED, "campaign_uid", [_id(found)])
    values = _by("signed", session) | ({} if row.get("summed_at") else _by("summed", session))
    with session.store.write(user=session.login, kind="campaign-sign") as write:
        write.patch(CAMPAIGN, [(_id(found), row, values)])
        for one in rows:
            compound, record = one.get("compound_uid"), one["id"]
            if isinstance(compound, bytes) and isinstance(record, bytes) and ids.to_text(compound) in figures:
                write.patch(COVERED, [(record, one, figures[ids.to_text(compound)])])
    logs.event("annual check signed")
    return write.action


def _open(session: Session, campaign: str) -> Campaign:
    found = standing.campaign(session, campaign)
    if found.is_closed:
        raise CampaignClosed
    if found.stage == PLANNED:
        raise CampaignNotBegun(found.starts_on)
    return found


def _figures(tally: Tally) -> dict[str, object]:
    return {
        "dwelling_total": tally.total,
        "dwelling_done": tally.done,
        "changed": tally.changed,
        "unreached": tally.unreached,
    }


def _by(what: str, session: Session) -> dict[str, object]:
    return {f"{what}_by": session.user_name() or session.login, f"{what}_at": clock.now_text()}


def _id(found: Campaign) -> bytes:
    return ids.from_text(found.id) or b""


def _row(row: Row | None) -> Mapping[str, object]:
    return row or {}
