"""An annual check comes to its end: summed up for the head by whoever walked it, then signed by the head.

Signing keeps the figures of each compound as they were that day and closes the check. The head opens it again with a
reason, whenever that is and whether the cloud has the signature or not: for the cloud a signature is a field like any
other, the newer word counts on every PC, and what was signed stands in the history.
"""

from __future__ import annotations

from collections.abc import Mapping

from app import access, logs
from app.campaigns import progress, standing, starting
from app.campaigns.progress import Tally
from app.campaigns.refusals import CampaignClosed, CampaignNotBegun, CampaignOpen
from app.campaigns.standing import CAMPAIGN, COVERED, PLANNED, SUMMED, Campaign
from app.records import editing
from app.stores.session import Session
from ledger import clock, ids, kinds
from ledger.broken import Broken
from ledger.errors import FieldsRefused
from storage.rows import Row, id_in

_SIGNATURES = ("summed_at", "summed_by", "signed_at", "signed_by")
_FIGURES = ("dwelling_total", "dwelling_done", "changed", "unreached")


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


@access.operation("sign")
def reopen(session: Session, campaign: str, reason: str) -> int:
    """Open a check again that was summed up or signed; answers the action.

    Raises:
        RecordNotFound: no such check.
        CampaignOpen: it goes on already.
        AlreadyChecking: another one walks the same compounds by now.
        FieldsRefused: no reason, or a longer one than there is room for.
    """
    found = standing.campaign(session, campaign)
    if not (found.is_closed or found.stage == SUMMED):
        raise CampaignOpen
    starting.refuse_others(session, found.compounds, found.starts_on, found.ends_on, but=found.id)
    item = CAMPAIGN.field("reopened_for")
    told = kinds.parser(item, clock.today(), typed=True)(reason) if reason.strip() else Broken("required")
    if isinstance(told, Broken):
        raise FieldsRefused(CAMPAIGN.name, ((item.name, told.rule),))
    with session.reader() as reader, reader.snapshot():
        row = _row(reader.get(CAMPAIGN, _id(found)))
        rows = reader.children(COVERED, "campaign_uid", [_id(found)])
    values = dict.fromkeys(_SIGNATURES) | _by("reopened", session) | {item.name: told}
    with session.store.write(user=session.login, kind="campaign-reopen") as write:
        write.patch(CAMPAIGN, [(_id(found), row, values)])
        write.patch(COVERED, [(id_in(one), one, dict.fromkeys(_FIGURES)) for one in rows])
    logs.event("annual check opened again")
    return write.action


@access.operation("campaign")
def put_off(session: Session, campaign: str, ends_on: str) -> int:
    """Let a check that is not signed yet end on another day, today or later; answers the action.

    Raises:
        RecordNotFound: no such check.
        CampaignClosed: it is signed.
        FieldsRefused: no day, or one that is past or before the first.
    """
    found = standing.campaign(session, campaign)
    if found.is_closed:
        raise CampaignClosed
    if not ends_on.strip():
        raise FieldsRefused(CAMPAIGN.name, (("ends_on", "required"),))
    with session.reader() as reader, reader.snapshot():
        row = reader.get(CAMPAIGN, _id(found)) or {}
        values = editing.changed_values(reader, CAMPAIGN, row, {"ends_on": ends_on})
    if str(values.get("ends_on", found.ends_on)) < clock.today().isoformat():
        raise FieldsRefused(CAMPAIGN.name, (("ends_on", "past"),))
    with session.store.write(user=session.login, kind="campaign-put-off") as write:
        write.patch(CAMPAIGN, [(_id(found), row, values)])
    logs.event("annual check put off")
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
