"""An erasure order carried out: in one turn of the committee everything goes, and what every PC is to hear is written.

What lies elsewhere (bytes of attachments, offers to other committees) goes right after; until it is gone it stands in
the order's note, so that the same order, given again, ends what was cut off. The note stays: who gave the order, on
what ground, when, how much went; nothing of whom it was about but the id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final, Literal

from cloud import erased, quarantine
from cloud.blobs import sweeping
from cloud.erasure import offers
from cloud.erasure.reach import Reach, numbers, reach
from cloud.means import Means
from cloud.orders.events import GOES_ON, ORDER
from cloud.orders.taken_in import TAKEN_IN
from cloud.records import Change, Key, Stamp
from cloud.store import Look, Turn
from cloud.working import Working
from ledger import ids
from ledger.errors import LedgerError
from sync.policies import COMMITTEE
from sync.protocol import CONFLICT, Json, Op

KIND: Final = "erasure"
SOURCE: Final = "operator"
Ground = Literal["purpose", "consent", "unlawful", "expired", "law"]
GROUNDS: Final[Mapping[Ground, str]] = {
    "purpose": "处理目的已实现或不再必要",
    "consent": "本人撤回同意",
    "unlawful": "违法或违约处理",
    "expired": "保存期限届满",
    "law": "法律、行政法规规定的其他情形",
}
"""Why it may be asked for (Personal Information Protection Law, article 47): a closed list, so that it names nobody."""
LONGEST_REFERENCE: Final = 100
NOTED: Final = ("order", "by", "ground", "reference", "taken")
"""What of a note says how the order is given again."""


class ErasureUnknown(LedgerError):
    """Nothing of this id was ever in the committee."""


class ErasureOfPlace(LedgerError):
    """The record is of a place, which others belong to: no order is about it."""


class ReferenceTells(LedgerError):
    """The legal reference, which is kept, names the person that is to be erased; or it is empty, or too long."""


@dataclass(frozen=True, slots=True)
class Order:
    """`by`: the operator, "" at the server's console; `reference`: of the paper it rests on, which names nobody."""

    by: str
    ground: Ground
    reference: str


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an order: its note, and the records of others in which people should look for the person."""

    note: Mapping[str, Json]
    left: tuple[Key, ...]


def plan(means: Means, cid: str, roots: Sequence[Key]) -> Reach:
    """What an order would reach; raises CommitteeUnknown, ErasureUnknown, ErasureOfPlace."""
    with means.store.look(cid) as look:
        return reach(look, _roots(look, means, roots))


def erase(means: Means, cid: str, roots: Sequence[Key], order: Order) -> Done:
    """Carry it out; given again it ends what was cut off, and takes what has turned up since.

    Raises:
        CommitteeUnknown, Busy, PlaceTrouble: the same order may come again.
        ErasureUnknown, ErasureOfPlace, ReferenceTells: nothing was done.
    """
    with means.store.turn(cid) as turn:
        asked = _roots(turn, means, roots)
        name = "/".join(asked[0])
        left = _carry_out(means, turn, name, asked, order)
    return Done(_finish(means, cid, name), left)


def erase_again(means: Means, cid: str, note: Mapping[str, Json]) -> Done:
    """Carry out the order of a note, after the database was restored to a moment before it; raises as `erase`.

    Records that were made between the two are not known now, but PCs send again what was lost: they are refused too.
    """
    order = Order(str(note["by"]), note["ground"], str(note["reference"]))
    taken = [(str(type_), str(record_id)) for type_, record_id in note["taken"]]
    name = str(note["order"])
    with means.store.turn(cid) as turn:
        left = _carry_out(means, turn, name, taken, order)
    return Done(_finish(means, cid, name), left)


def notes(look: Look) -> list[Mapping[str, Json]]:
    """The orders that were given here, the oldest first."""
    return sorted(look.facts(KIND).values(), key=lambda one: str(one["at"]))


# -- what is asked


def _roots(look: Look, means: Means, roots: Sequence[Key]) -> list[Key]:
    """The records that the ids lead to; raises ErasureUnknown, ErasureOfPlace."""
    working = Working(look, means.keyed)
    found = sorted({(type_, working.survivor(type_, record_id)) for type_, record_id in roots})
    if not found:
        raise ErasureUnknown
    for key in found:
        if key[0] in erased.PLACES:
            raise ErasureOfPlace
        if working.record(key) is None and not look.graves([key]) and not look.history(key, 1):
            raise ErasureUnknown
    return found


def _require_silent(reference: str, found: Reach) -> None:
    told = reference.strip()
    if not told or len(told) > LONGEST_REFERENCE or any(word in told for word in found.words):
        raise ReferenceTells


def _people(found: Reach) -> frozenset[str]:
    return frozenset(record_id for type_, record_id in found.goes if type_ == "person")


# -- in the committee's turn


def _carry_out(means: Means, turn: Turn, name: str, roots: list[Key], order: Order) -> tuple[Key, ...]:
    """Everything that is kept in the committee; answers the records of others that bear the number."""
    at, found = means.now_text(), reach(turn, roots)
    _require_silent(order.reference, found)
    _strike(means, turn, found, order)
    offered = offers.strike(turn, _people(found), lambda f: bool(numbers(f) & found.numbers), at)
    told: dict[str, Json] = {"order": name, "at": at, **asdict(order), "reference": order.reference.strip()}
    turn.put_fact(KIND, name, _noted({**told, **(turn.fact(KIND, name) or {})}, found, offered))
    return found.left


def _strike(means: Means, turn: Turn, found: Reach, order: Order) -> None:
    working, at = Working(turn, means.keyed), means.now_text()
    (first, *_) = found.goes
    op_id = ids.to_text(ids.derived(ids.from_text(first[1]) or b"", KIND))
    quarantine.drop_about(turn, lambda op: _is_about(working, op, found))
    for key in found.goes:
        known = working.record(key)
        if known is not None and known.is_erased:
            continue
        life = max(known.life if known is not None else 2, working.life_in_grave(key))
        rv = working.next_rv()
        working.put(erased.tombstone(key, rv, life + life % 2, at))
        if key[0] == ORDER:
            working.mark(GOES_ON, key[1], None)
            working.mark(TAKEN_IN, key[1], None)
        if key[0] != CONFLICT:
            working.note(Change(rv, op_id, "", order.by, SOURCE, *key, "purge", {}, {}, at))
    for key in found.named_in:
        _let_go(working, key, found, Stamp(0, op_id, "", order.by, at, COMMITTEE))
    turn.write(working.finished(None))
    turn.strike(found.goes)


def _let_go(working: Working, key: Key, found: Reach, stamp: Stamp) -> None:
    """A record that stays names the person no more."""
    record = working.record(key)
    if record is None:
        return
    new, rv = erased.without(key[0], record.f, found.goes), working.next_rv()
    f = {group: value for group, value in {**record.f, **new}.items() if value is not None}
    fm = {**record.fm, **dict.fromkeys(new, stamp._replace(rv=rv))}
    working.put(record.with_(rv=rv, f=f, fm=fm))
    silent: dict[str, Json] = dict.fromkeys(new)
    working.note(Change(rv, stamp.op_id, "", stamp.user, SOURCE, *key, "patch", {}, silent, stamp.at))


def _is_about(working: Working, op: Op, found: Reach) -> bool:
    """Whether an operation of a PC that was let go speaks of whoever is erased."""
    key = (op.t, working.survivor(op.t, op.id))
    belongs = [(type_, working.survivor(type_, one)) for type_, one in erased.owners(op.t, {**op.was, **op.f})]
    said = numbers(op.f) | numbers(op.was) if op.t == "person" else set()
    return key in found.goes or any(owner in found.goes for owner in belongs) or bool(said & found.numbers)


def _noted(before: Mapping[str, Json], found: Reach, offered: offers.Offers) -> dict[str, Json]:
    """The order's note with what went now; what was told of it before stands."""
    told = {"records": found.counts, "blobs": 0, **before}
    taken = {tuple(key) for key in told.get("taken", ())} | {key for key in found.goes if key[0] != CONFLICT}
    told["taken"] = [list(key) for key in sorted(taken)]
    told["elsewhere"] = sorted({*told.get("elsewhere", ()), *offered.elsewhere})
    left = told.get("open", {"shas": [], "offers": []})
    open_offers = dict.fromkeys((*map(tuple, left["offers"]), *offered.open))
    told["open"] = {"shas": sorted({*left["shas"], *found.shas}), "offers": [list(one) for one in open_offers]}
    return told


# -- what lies elsewhere


def _finish(means: Means, cid: str, name: str) -> Mapping[str, Json]:
    """Let go what the note says is still there; raises Busy, PlaceTrouble."""
    with means.store.look(cid) as look:
        noted = dict(look.fact(KIND, name) or {})
    left = noted.pop("open", {"shas": [], "offers": []})
    taken = {to for to, transfer in left["offers"] if offers.take_back(means, cid, to, transfer)}
    noted["elsewhere"] = sorted({*noted["elsewhere"], *taken})
    noted["blobs"] += sweeping.erase(means, cid, left["shas"])
    with means.store.turn(cid) as turn:
        turn.put_fact(KIND, name, noted)
    return noted
