"""Starting an annual check: what it is called, from when to when, and over which compounds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app import access, logs
from app.campaigns import standing
from app.campaigns.refusals import AlreadyChecking, NothingToCheck
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
    going: str = ""
    """The check that walks it already; "" for none."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the form begins with."""

    said: Mapping[str, str]
    compounds: tuple[Choice, ...]


@access.operation("campaign")
def begin(session: Session) -> Beginning:
    """What the form of a new check begins with: its usual name and days, and every compound that has homes."""
    known = standing.campaigns(session)
    taken, going = (
        {one.name for one in known},
        {place: one.name for one in known if one.is_going for place in one.compounds},
    )
    with session.reader() as reader, reader.snapshot():
        names = dict(reader.scan(COMPOUND, ("name",)))
        homes = {one: _homes(reader, [one]) for one in names}
    choices = tuple(
        Choice(ids.to_text(one), str(name or ""), homes[one], going.get(ids.to_text(one), ""))
        for one, name in sorted(names.items(), key=lambda pair: str(pair[1] or ""))
        if homes[one]
    )
    return Beginning(_usual(taken), choices)


@access.operation("campaign")
def start(
    session: Session, said: Mapping[str, str], compounds: Sequence[str] = (), *, although: bool = False
) -> Started:
    """Start a check over these compounds, by id, name or lane; over every compound where none is named.

    `although`: it is meant, although another check walks some of them on the same days.

    Raises:
        FieldsRefused: a day that is none, or an end before the beginning.
        AlreadyThere: there is one of this name.
        NothingToCheck: not one home to walk to.
        AlreadyChecking: another check walks one of them on the same days.
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
    if not although:
        refuse_others(session, [ids.to_text(one) for one in wanted], str(values["starts_on"]), str(values["ends_on"]))
    with session.store.write(user=session.login, kind=KIND) as write:
        write.create(CAMPAIGN, [(new, values)])
        write.create(COVERED, [(ids.new_id(), {"campaign_uid": new, "compound_uid": one}) for one in wanted])
    logs.event("annual check started", compounds=len(wanted), homes=homes)
    return Started(ids.to_text(new), len(wanted), homes, write.action)


@access.operation("campaign")
def refuse_others(session: Session, compounds: Collection[str], starts_on: str, ends_on: str, *, but: str = "") -> None:
    """Refuse where another check that is not signed walks one of these compounds (ids) between two days.

    What goes on although its last day is past goes on today. `but` is the check that is asked for. Raises
    AlreadyChecking.
    """
    for other in standing.campaigns(session):
        last = max(other.ends_on, clock.today().isoformat()) if other.is_going else other.ends_on
        shared = [one for one in other.compounds if one in compounds]
        if other.id == but or other.is_closed or not shared or not (starts_on <= last and other.starts_on <= ends_on):
            continue
        with session.reader() as reader:
            wanted = [ids.from_text(one) or b"" for one in shared]
            names = sorted(str(name or "") for (name,) in reader.brief(COMPOUND, ("name",), "id", wanted))
        raise AlreadyChecking(other.name, "、".join(names))


def _usual(taken: Sequence[str] | set[str]) -> dict[str, str]:
    today = clock.today()
    name = f"{today.year}年人房核对"
    ends_on = (today + timedelta(days=_USUAL_DAYS)).isoformat()
    return {"name": "" if name in taken else name, "starts_on": today.isoformat(), "ends_on": ends_on}


def _homes(reader: Reader, compounds: Sequence[bytes]) -> int:
    """How many homes there are in these compounds."""
    buildings = [one for (one,) in reader.brief(BUILDING, ("id",), "compound_uid", compounds)]
    return sum(1 for _ in reader.brief(DWELLING, ("id",), "building_uid", buildings))
