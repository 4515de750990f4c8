"""Makes two people one: the survivor keeps what was chosen of both, and what held the other holds the survivor.

One action of kind `merge` whose detail names both ids, made of patches and removals that a sync can carry
(docs/sync_protocol.md, duplicates). `unmerge` takes it back. Who may be the same is `app.doubles.duplicates`'s to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app import access, logs
from app.jobs import SILENT, JobContext
from app.records import twins
from app.records.naming import Names
from app.records.showing import person_name
from app.stores.session import Session
from app.undo import obstacle_names, taking_back
from ledger import catalog, check, clock, ids
from ledger.derive import relation_class
from ledger.errors import FieldsRefused, LedgerError, RecordNotFound
from storage.audit import Action
from storage.listing.matching import not_ended_by
from storage.reading import Reader
from storage.records import Write
from storage.rows import Row, id_in, text_or_none

KIND = "merge"
_UNMERGE_REASON = "撤销合并"
_PERSON = catalog.named("person")
_OWN = frozenset(("person_uid",))


class SamePerson(LedgerError):
    """Somebody was to be merged with themselves."""


class MergeNotFound(LedgerError):
    """No merge has this number, or it was taken back already."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge that stands or stood: its action, who did it when, both people by name and id, and whether it stands."""

    action: int
    at: str
    user: str
    survivor: str
    survivor_name: str
    loser_name: str
    stands: bool


@access.operation("merge")
def merge(session: Session, survivor: str, loser: str, chosen: Mapping[str, str] | None = None) -> int:
    """Merge `loser` into `survivor`; answers the action.

    `chosen` says by field whose value stands: "loser" or "survivor". Where nothing is said the survivor's own value
    stands, the loser's where the survivor has none.

    Raises:
        SamePerson, RecordNotFound: there are no two people.
        FieldsRefused: the values chosen do not go together, such as one's ID number with the other's birth date.
        AlreadyThere: the survivor would be somebody third.
    """
    with session.store.write(user=session.login, kind=KIND) as write:
        join(session, write, (survivor, loser), chosen)
        return write.action


@access.operation("merge")
def join(session: Session, write: Write, both: tuple[str, str], chosen: Mapping[str, str] | None = None) -> None:
    """Merge the second of two people into the first inside an open action; raises as `merge`."""
    survivor, loser = both
    keep, lose = _id(survivor), _id(loser)
    if keep == lose:
        raise SamePerson
    with session.store.reader() as reader:
        people = reader.get_many(_PERSON, (keep, lose))
        if len(people) < 2:
            raise RecordNotFound("person")
        new = _values(people[keep], people[lose], chosen or {})
        _refuse_third(reader, people[keep], people[lose], new)
        moves = list(_moves(reader, keep, lose))
        reason = f"合并到{person_name(Names(reader), keep, clock.today())}"
    _write(write, (keep, lose), (people[keep], new), moves, reason)
    write.audit_detail(survivor=survivor, loser=loser, fields=sorted(new), moved=len(moves))
    logs.event("merged", moved=len(moves), fields=sorted(new))


@access.operation("merge")
def unmerge(session: Session, action: int, ctx: JobContext = SILENT) -> int:
    """Take a merge back: both stand again as they did, what came later stays with the survivor; answers the action.

    Raises:
        MergeNotFound: there is no such merge, or it was taken back.
        UndoBlocked: later changes stand in the way; each is listed by name.
    """
    try:
        with session.store.write(
            user=session.login, kind=taking_back.UNDO, source=str(action), reason=_UNMERGE_REASON
        ) as write:
            with session.store.reader() as reader:
                merged = _standing_merge(reader, action)
                operations = list(reader.operations(action=action))
                taking_back.refuse_if_blocked(reader, merged, operations)
            taking_back.take_back(write, operations, _UNMERGE_REASON, ctx)
            write.audit_detail(merge=action)
            number = write.action
    except taking_back.UndoBlocked as blocked:
        raise obstacle_names.named(session, blocked) from blocked
    logs.event("unmerged", merge=action)
    return number


@access.operation("merge")
def merges(session: Session, limit: int = 200) -> list[Merged]:
    """The merges of this store, newest first."""
    with session.reader() as reader, reader.snapshot():
        done = reader.actions(kind=KIND, limit=limit)
        names, today = Names(reader), clock.today()
        pairs = [(one, _told(one, "survivor"), _told(one, "loser")) for one in done]
        names.load("person", (key for _, *both in pairs for key in both if key))
        standing = taking_back.standing(reader, since=done[-1].id) if done else frozenset()
        return [
            Merged(
                one.id,
                one.at,
                one.user,
                ids.to_text(keep) if keep else "",
                person_name(names, keep, today),
                person_name(names, lose, today),
                one.id in standing,
            )
            for one, keep, lose in pairs
        ]


def _told(action: Action, name: str) -> bytes | None:
    return ids.from_text(str(action.detail.get(name, "")))


def _id(said: str) -> bytes:
    found = ids.from_text(said)
    if found is None:
        raise RecordNotFound("person")
    return found


def _standing_merge(reader: Reader, action: int) -> Action:
    found = reader.actions(action=action)
    if not found or found[0].kind != KIND or taking_back.is_taken_back(reader, action):
        raise MergeNotFound
    return found[0]


def _values(survivor: Row, loser: Row, chosen: Mapping[str, str]) -> dict[str, object]:
    """What changes of the survivor. Fields that are one value (ID type and number) are chosen together."""
    new: dict[str, object] = {}
    for group in _PERSON.groups.values():
        said = {chosen[name] for name in group if name in chosen}
        takes = "loser" in said if said else all(survivor.get(name) is None for name in group)
        if not takes:
            continue
        new |= {name: loser.get(name) for name in group if loser.get(name) != survivor.get(name)}
    for item in _PERSON.fields:
        wipes = item.need == "required" and item.name in new and new[item.name] is None
        if item.need == "system" or wipes:
            new.pop(item.name, None)
    return _checked(survivor, new)


def _checked(survivor: Row, new: dict[str, object]) -> dict[str, object]:
    """The change, with rules across fields seeing the survivor as they will be."""
    whole = {**{item.name: survivor.get(item.name) for item in _PERSON.stored}, **new}
    problems = [
        (one.field, one.rule) for one in check.settle(_PERSON, whole) if {one.field, one.facts.get("beside")} & set(new)
    ]
    if problems:
        raise FieldsRefused("person", tuple(dict.fromkeys(problems)))
    settled = check.SETTLED["person"] if check.SETTLED["person"] & set(new) else frozenset()
    changed = {name: whole[name] for name in settled if whole[name] != survivor.get(name)}
    return new | changed


def _refuse_third(reader: Reader, survivor: Row, loser: Row, new: Mapping[str, object]) -> None:
    """Raise AlreadyThere when the survivor would be somebody else than the two."""
    whole = {**survivor, **new}
    for fields in _PERSON.natural_keys:
        key = tuple(whole.get(name) for name in fields)
        if None in key or not set(fields) & set(new):
            continue
        others = set(reader.find_by_keys(_PERSON, fields, [key]).get(key, ())) - {id_in(survivor), id_in(loser)}
        for other in others:
            raise twins.AlreadyThere("person", ids.to_text(other))


@dataclass(frozen=True, slots=True)
class _Move:
    """One record that held the loser: what changes of it, or of the survivor's own that is the same."""

    ledger: str
    id: bytes
    seen: Mapping[str, object]
    new: Mapping[str, object]
    goes: bytes = b""
    """The loser's own household, where the survivor's is the same one: it goes."""


def _moves(reader: Reader, keep: bytes, lose: bytes) -> Iterator[_Move]:
    """Everything that refers to the loser, in the catalog's order: households before the residences in them."""
    homes = dict[bytes, bytes]()
    for ledger in catalog.EVERY:
        for item in ledger.references:
            if item.target != "person":
                continue
            own = reader.children(ledger, item.name, (keep,))
            for row in reader.children(ledger, item.name, (lose,)):
                double = next((one for one in own if _is_same(ledger.name, one, row)), None)
                if double is None:
                    yield _Move(ledger.name, id_in(row), {item.name: lose}, {item.name: keep})
                    continue
                if ledger.name == "household":
                    homes[id_in(row)] = id_in(double)
                yield _filling(ledger.name, double, row, homes)
    yield from _rehoused(reader, homes)


def _rehoused(reader: Reader, homes: Mapping[bytes, bytes]) -> Iterator[_Move]:
    """Members of a household that goes, because its head's is the same, belong to the one that stays."""
    for row in reader.children(catalog.named("residence"), "household_uid", homes):
        old = row["household_uid"]
        if isinstance(old, bytes):
            yield _Move("residence", id_in(row), {"household_uid": old}, {"household_uid": homes[old]})


def _is_same(ledger: str, own: Row, other: Row) -> bool:
    """True for two records that would say the same of one person: a tag, a home, a household, a visit."""
    if ledger == "person_tag":
        return own["tag"] == other["tag"]
    if ledger == "visit_person":
        return own["visit_uid"] == other["visit_uid"]
    if ledger == "activity_person":
        return own["activity_uid"] == other["activity_uid"]
    if ledger == "household":
        return own["dwelling_uid"] == other["dwelling_uid"]
    if ledger != "residence" or own["dwelling_uid"] != other["dwelling_uid"]:
        return False
    today = clock.today().isoformat()
    both_go_on = all(not_ended_by(row.get("end_date"), today) for row in (own, other))
    return both_go_on and relation_class(text_or_none(own["relation"])) == relation_class(
        text_or_none(other["relation"])
    )


def _filling(ledger: str, own: Row, other: Row, homes: Mapping[bytes, bytes]) -> _Move:
    """The survivor's record with what only the loser's says; by groups, whose fields are one value.

    The loser's record goes: its tags and residences with the loser, a household by itself.
    """
    new: dict[str, object] = {}
    definition = catalog.named(ledger)
    for group in definition.groups.values():
        free = all(own.get(name) is None for name in group) and _OWN.isdisjoint(group)
        if free and all(definition.field(name).need != "system" for name in group):
            new |= {name: other[name] for name in group if other.get(name) is not None}
    household = new.get("household_uid")
    if isinstance(household, bytes):
        new["household_uid"] = homes.get(household, household)
    goes = id_in(other) if ledger == "household" else b""
    return _Move(ledger, id_in(own), dict.fromkeys(new), new, goes)


def _write(
    write: Write, both: tuple[bytes, bytes], survivor: tuple[Row, dict[str, object]], moves: list[_Move], reason: str
) -> None:
    """Move what holds the loser, let the loser go with what is double, then give the survivor the chosen values."""
    keep, lose = both
    before, new = survivor
    for move in moves:
        if move.new:
            write.patch(catalog.named(move.ledger), [(move.id, move.seen, move.new)])
    households = [move.goes for move in moves if move.goes]
    if households:
        write.delete(catalog.named("household"), households, reason=reason)
    write.delete(_PERSON, [lose], reason=reason)
    if new:
        write.patch(_PERSON, [(keep, {name: before.get(name) for name in new}, new)])
