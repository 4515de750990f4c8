"""Starting an annual check: what it is called, from when to when, and over which compounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app import access, logs
from app.campaigns import standing
from app.campaigns.refusals import NothingToCheck
from app.campaigns.standing import BUILDING, CAMPAIGN, COMPOUND, COVERED, DWELLING
from app.records import editing, references
from app.stores.session import Session
from ledger import clock, ids
from storage.reading import Reader

KIND = "campaign-start"
_USUAL_DAYS = 60
"""So long a check takes unless somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class Started:
    """What was started: the check, how many homes it covers, the action that can be taken back."""

    id: str
    compounds: int
    homes: int
    action: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A compound that can be chosen."""

    id: str
    name: str
    homes: int


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the form begins with."""

    said: Mapping[str, str]
    compounds: tuple[Choice, ...]


@access.operation("campaign")
def begin(session: Session) -> Beginning:
    """What the form of a new check begins with: its usual name and days, and every compound that has homes."""
    taken = {one.name for one in standing.campaigns(session)}
    with session.reader() as reader, reader.snapshot():
        names = dict(reader.scan(COMPOUND, ("name",)))
        homes = {one: _homes(reader, [one]) for one in names}
    choices = tuple(
        Choice(ids.to_text(one), str(name or ""), homes[one])
        for one, name in sorted(names.items(), key=lambda pair: str(pair[1] or ""))
        if homes[one]
    )
    return Beginning(_usual(taken), choices)


@access.operation("campaign")
def start(session: Session, said: Mapping[str, str], compounds: Sequence[str] = ()) -> Started:
    """Start a check over these compounds, by id, name or lane; over every compound where none is named.

    Raises:
        FieldsRefused: a day that is none, or an end before the beginning.
        AlreadyThere: there is one of this name.
        NothingToCheck: not one home to walk to.
        RecordNotFound, AmbiguousRecord: a compound is not known, or could be several.
    """
    new, typed = ids.new_id(), {name: value for name, value in said.items() if value.strip()}
    with session.reader() as reader, reader.snapshot():
        chosen = [references.find(reader, COMPOUND, one) for one in compounds]
        wanted = list(dict.fromkeys(chosen)) or [one for (one,) in reader.scan(COMPOUND, ())]
        values = editing.new_values(session, reader, CAMPAIGN, _usual(()) | typed)
        homes = _homes(reader, wanted)
    if not homes:
        raise NothingToCheck
    with session.store.write(user=session.login, kind=KIND) as write:
        write.create(CAMPAIGN, [(new, values)])
        write.create(COVERED, [(ids.new_id(), {"campaign_uid": new, "compound_uid": one}) for one in wanted])
    logs.event("annual check started", compounds=len(wanted), homes=homes)
    return Started(ids.to_text(new), len(wanted), homes, write.action)


def _usual(taken: Sequence[str] | set[str]) -> dict[str, str]:
    today = clock.today()
    name = f"{today.year}年人房核对"
    ends_on = (today + timedelta(days=_USUAL_DAYS)).isoformat()
    return {"name": "" if name in taken else name, "starts_on": today.isoformat(), "ends_on": ends_on}


def _homes(reader: Reader, compounds: Sequence[bytes]) -> int:
    """How many homes there are in these compounds."""
    buildings = [one for (one,) in reader.brief(BUILDING, ("id",), "compound_uid", compounds)]
    return sum(1 for _ in reader.brief(DWELLING, ("id",), "building_uid", buildings))
