"""How far an annual check is: by compound and building, by who went, and what changed.

A home counts by what was found there last, of a signed check up to the signature. Homes are those of the ledger as it
is now; how many they were when the head signed stands with the compounds of the check (`signing.py`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app import access, words
from app.campaigns import changes, owing, standing
from app.campaigns.standing import COMPOUND, DONE, Campaign, Check, Covered
from app.records.naming import Names
from app.stores.session import Session
from ledger import catalog, clock, ids, places
from ledger.catalog.campaign import CHANGED, CHECKED, UNCHECKED, UNREACHED
from ledger.ordering import natural_key
from storage.listing.query import Query
from storage.reading import Reader

BUILDING = catalog.named("building")
_EVERY = 1_000_000


@dataclass(frozen=True, slots=True)
class Tally:
    """How many homes, and what was found at them."""

    total: int
    checked: int = 0
    changed: int = 0
    unreached: int = 0

    @property
    def done(self) -> int:
        """Homes at which nothing is left to do."""
        return self.checked + self.changed

    @property
    def left(self) -> int:
        """Homes that are still asked for: nobody was met, or nobody went."""
        return self.total - self.done

    @property
    def unchecked(self) -> int:
        """Homes that nobody went to."""
        return self.left - self.unreached

    @property
    def percent(self) -> int:
        """Done, of a hundred; a hundred only when nothing is left."""
        return self.done * 100 // self.total if self.total else 100

    def as_json(self) -> dict[str, int]:
        """The figures of `linongctl campaign`."""
        return {
            "total": self.total,
            "checked": self.checked,
            "changed": self.changed,
            "unreached": self.unreached,
            "unchecked": self.unchecked,
            "percent": self.percent,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """A compound or building of the check with its figures."""

    id: str
    name: str
    tally: Tally
    inside: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who went: every time at a door and what was found there, and the last day."""

    name: str
    tally: Tally
    last_on: str


@dataclass(frozen=True, slots=True)
class Progress:
    """An annual check in figures; `changed` counts the records that changed, by what they are called."""

    campaign: Campaign
    tally: Tally
    compounds: tuple[Place, ...]
    workers: tuple[Worker, ...]
    changed: tuple[tuple[str, int], ...]
    after_signing: int = 0
    """Doors of which word came, from other PCs, after the head had signed."""
    owed: frozenset[bytes] = frozenset()
    """Homes at which 有变 was noted and whose ledger was not changed since."""


@access.operation("view", ledger="dwelling")
def progress(session: Session, campaign: str) -> Progress:
    """How far a check is; raises RecordNotFound."""
    found = standing.campaign(session, campaign)
    one = ids.from_text(found.id) or b""
    with session.reader() as reader, reader.snapshot():
        covered = standing.covered(reader, one)
        visits = [told for told in standing.every(reader, one, found.signed_at) if told[0] in covered.homes]
        here = standing.last_of(visits)
        compounds = tuple(_compounds(reader, found, covered, here))
        owed = owing.homes(reader, here)
        late = sum(check.at > found.signed_at for check in standing.newest(reader, one).values())
    return Progress(
        campaign=found,
        tally=tallied(covered.homes, here),
        compounds=compounds,
        workers=tuple(_workers(check for _, check in visits)),
        changed=tuple(_changed(here.values())),
        after_signing=late if found.signed_at else 0,
        owed=frozenset(owed),
    )


def tallied(homes: Iterable[bytes], newest: Mapping[bytes, Check]) -> Tally:
    """What was found at these homes."""
    found = Counter(newest[home].outcome if home in newest else UNCHECKED for home in homes)
    return Tally(sum(found.values()), found[CHECKED], found[CHANGED], found[UNREACHED])


def _compounds(reader: Reader, found: Campaign, covered: Covered, newest: Mapping[bytes, Check]) -> Iterable[Place]:
    names = Names(reader)
    inside: dict[bytes, list[bytes]] = defaultdict(list)
    for home, building in covered.homes.items():
        inside[building].append(home)
    fields = ("id", "building_no", "building_suffix")
    called = {
        one: places.building_name(str(number or ""), str(suffix or ""))
        for one, number, suffix in reader.brief(BUILDING, fields, "id", inside)
    }
    order = {row["id"]: at for at, row in enumerate(reader.page(Query(ledger=COMPOUND, limit=_EVERY)).rows)}
    compounds = [one for said in found.compounds if (one := ids.from_text(said)) is not None and one in order]
    for compound in sorted(compounds, key=order.__getitem__):
        own = [one for one in inside if covered.buildings[one] == compound]
        own.sort(key=lambda one: natural_key(called.get(one, "")))
        yield Place(
            ids.to_text(compound),
            names.of(COMPOUND.name, compound),
            tallied(covered.homes_of(compound), newest),
            tuple(Place(ids.to_text(one), called.get(one, ""), tallied(inside[one], newest)) for one in own),
        )


def _workers(visits: Iterable[Check]) -> Iterable[Worker]:
    """Who went, who stood at a door most often first; at one door several may have been, and all of them went."""
    went: dict[str, list[Check]] = defaultdict(list)
    for one in visits:
        went[one.by].append(one)
    field = standing.CHECK.field("checker")
    for name, checks in sorted(went.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        found = Counter(one.outcome for one in checks)
        tally = Tally(len(checks), found[CHECKED], found[CHANGED], found[UNREACHED])
        last_on = clock.day_of(max(one.at for one in checks)).isoformat()
        yield Worker(str(access.shown(standing.CHECK, field, name)), tally, last_on)


def _changed(found: Iterable[Check]) -> Iterable[tuple[str, int]]:
    counted = changes.counted(one.changes for one in found if one.outcome in DONE)
    return ((words.called(ledger.name), counted[ledger.name]) for ledger in catalog.ALL if counted[ledger.name])
