"""How annual checks stand: which there are, which homes they cover, and what was found at each door last.

The stage follows from dates and signatures and is kept nowhere: 计划 until its first day, 进行, 汇总 once it was put
before the head, 已确认 once signed, 已上报 once the cloud has the signature.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app import access
from app.records import references
from app.stores.session import Session
from app.syncing import marks
from ledger import catalog, clock, ids
from ledger.catalog.campaign import CHANGED, CHECKED, UNREACHED
from ledger.errors import RecordNotFound
from storage.reading import Reader
from storage.rows import Row, id_in

CAMPAIGN, COVERED, CHECK, COMPOUND, BUILDING, DWELLING = (
    catalog.named(name)
    for name in ("campaign", "campaign_compound", "campaign_check", "compound", "building", "dwelling")
)
PLANNED, OPEN, SUMMED, SIGNED, REPORTED = "计划", "进行", "汇总", "已确认", "已上报"
OUTCOMES: Final = (CHECKED, CHANGED, UNREACHED)
DONE: Final = frozenset((CHECKED, CHANGED))
"""After these nothing is left to do at a door; whoever was not met is asked for again."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """An annual check; `compounds` are ids, days are text, "" for what has not been yet."""

    id: str
    name: str
    starts_on: str
    ends_on: str
    stage: str
    compounds: tuple[str, ...]
    summed: str = ""
    """Who put it before the head and when, in words."""
    signed: str = ""
    signed_at: str = ""
    reopened: str = ""
    """Who opened it again after that, when and why."""
    created_at: str = ""
    """When it was started, by the cloud's clock once that has it."""

    @property
    def is_closed(self) -> bool:
        """True once it is signed: what is found at a door from then on is not of it."""
        return self.stage in (SIGNED, REPORTED)

    @property
    def is_going(self) -> bool:
        """True while doors are walked."""
        return self.stage in (OPEN, SUMMED)


@dataclass(frozen=True, slots=True)
class Check:
    """What was found at a door at one time."""

    id: bytes
    outcome: str
    at: str
    by: str
    note: str
    changes: str


@dataclass(frozen=True, slots=True)
class Covered:
    """The homes of a check: home -> its building, building -> its compound."""

    buildings: Mapping[bytes, bytes]
    homes: Mapping[bytes, bytes]

    def homes_of(self, compound: bytes) -> list[bytes]:
        """The homes of one compound."""
        return [home for home, building in self.homes.items() if self.buildings[building] == compound]


@access.operation("view", ledger="dwelling")
def campaigns(session: Session) -> tuple[Campaign, ...]:
    """Every annual check, the newest first."""
    with session.reader() as reader, reader.snapshot():
        known = [one for (one,) in reader.scan(CAMPAIGN, ())]
        rows = list(reader.get_many(CAMPAIGN, known).values())
        pairs = list(reader.brief(COVERED, ("campaign_uid", "compound_uid"), "campaign_uid", known))
    compounds: dict[bytes, list[bytes]] = {}
    for one, compound in pairs:
        compounds.setdefault(one, []).append(compound)
    told = marks.of(session, [_text_id(row) for row in rows])
    made = [_campaign(row, compounds.get(id_in(row), ()), is_waiting=_text_id(row) in told) for row in rows]
    return tuple(sorted(made, key=lambda one: (one.starts_on, one.name), reverse=True))


@access.operation("view", ledger="dwelling")
def campaign(session: Session, said: str) -> Campaign:
    """One annual check, by id or name; raises RecordNotFound."""
    with session.reader() as reader:
        wanted = ids.to_text(references.find(reader, CAMPAIGN, said))
    found = next((one for one in campaigns(session) if one.id == wanted), None)
    if found is None:
        raise RecordNotFound(CAMPAIGN.name)
    return found


def covered(reader: Reader, campaign_id: bytes) -> Covered:
    """The homes that a check covers, as the ledger has them now."""
    compounds = [one for (one,) in reader.brief(COVERED, ("compound_uid",), "campaign_uid", (campaign_id,))]
    buildings = dict(reader.brief(BUILDING, ("id", "compound_uid"), "compound_uid", compounds))
    return Covered(buildings, dict(reader.brief(DWELLING, ("id", "building_uid"), "building_uid", buildings)))


def every(reader: Reader, campaign_id: bytes, until: str = "") -> list[tuple[bytes, Check]]:
    """(home, what was found) of every time that somebody stood at a door, up to an instant if one is named."""
    found = _checks(reader, "campaign_uid", (campaign_id,))
    return [(home, one) for _, home, one in found if not until or one.at <= until]


def newest(reader: Reader, campaign_id: bytes, until: str = "") -> dict[bytes, Check]:
    """Home -> what was found there last, up to an instant if one is named."""
    return last_of(every(reader, campaign_id, until))


def last_of(checks: Iterable[tuple[bytes, Check]]) -> dict[bytes, Check]:
    """Home -> what was found there last."""
    found: dict[bytes, Check] = {}
    for home, one in checks:
        if home not in found or _when(one) > _when(found[home]):
            found[home] = one
    return found


def of_homes(reader: Reader, campaign_id: bytes, homes: Iterable[bytes], until: str = "") -> dict[bytes, list[Check]]:
    """Home -> every time that somebody stood at its door in the course of a check, the newest first."""
    found: dict[bytes, list[Check]] = {}
    for campaign_of_it, home, one in _checks(reader, "dwelling_uid", homes):
        if campaign_of_it == campaign_id and (not until or one.at <= until):
            found.setdefault(home, []).append(one)
    for checks in found.values():
        checks.sort(key=_when, reverse=True)
    return found


_OF_CHECK = ("id", "outcome", "checked_at", "checker", "note", "ledger_changes")


def _checks(reader: Reader, by: str, of: Iterable[bytes]) -> Iterator[tuple[bytes, bytes, Check]]:
    """(check, home, what was found)."""
    for campaign_of_it, home, one, *said in reader.brief(CHECK, ("campaign_uid", "dwelling_uid", *_OF_CHECK), by, of):
        yield campaign_of_it, home, Check(one, *(str(value or "") for value in said))


def _when(one: Check) -> tuple[str, bytes]:
    return one.at, one.id


def _campaign(row: Row, compounds: Iterable[bytes], *, is_waiting: bool) -> Campaign:
    said = {name: str(row.get(name) or "") for name in ("name", "starts_on", "ends_on", "summed_at", "signed_at")}
    return Campaign(
        id=_text_id(row),
        name=said["name"],
        starts_on=said["starts_on"],
        ends_on=said["ends_on"],
        stage=_stage(row, said, is_waiting=is_waiting),
        compounds=tuple(ids.to_text(one) for one in compounds),
        summed=_who_and_when(row, "summed_by", said["summed_at"]),
        signed=_who_and_when(row, "signed_by", said["signed_at"]),
        signed_at=said["signed_at"],
        reopened=_reopened(row),
        created_at=str(row["created_at"]),
    )


def _stage(row: Row, said: Mapping[str, str], *, is_waiting: bool) -> str:
    if said["signed_at"]:
        has_travelled = bool(row.get("rv")) and not is_waiting
        return REPORTED if has_travelled else SIGNED
    if said["summed_at"]:
        return SUMMED
    return PLANNED if said["starts_on"] > clock.today().isoformat() else OPEN


def _who_and_when(row: Row, name: str, at: str) -> str:
    who = access.shown(CAMPAIGN, CAMPAIGN.field(name), row.get(name))
    return f"{who or ''} {clock.local_text(at)}".strip() if at else ""


def _reopened(row: Row) -> str:
    who = _who_and_when(row, "reopened_by", str(row.get("reopened_at") or ""))
    return f"{who}：{row.get('reopened_for') or ''}" if who else ""


def _text_id(row: Row) -> str:
    return ids.to_text(id_in(row))
