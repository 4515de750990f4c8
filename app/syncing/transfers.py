"""A person moves to another committee of the same cloud: offered there, taken over with a record of its own, or not.

The other committee makes its own record, which goes up like any other; only then is the offer accepted, and only then
does the record here say where the person went. Whatever is cut off is done again by the same call: ids follow from the
transfer, and the cloud answers a call that it knows as it did the first time.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from app import access, logs
from app.records import editing, references, twins
from app.records.naming import Names
from app.records.showing import person_name
from app.stores.session import Session
from app.syncing import offers, rounds, route
from ledger import catalog, clock, ids
from ledger.errors import LedgerError
from storage.journal import Entry
from storage.values import codec
from sync.backoff import Patience
from sync.line import Line
from sync.local_side import LocalSide
from sync.protocol import Malformed
from sync.troubles import RequestRefused

PERSON: Final = catalog.named("person")
_KEPT: Final = "transfers"
OFFERED: Final = "offered"
_SOURCE: Final = "下发"
_STATES: Final = {
    "sending": "待送达", OFFERED: "待接收", "accepted": "已接收", "declined": "已退回", "withdrawn": "已撤回",
}  # fmt: skip
_CAME_TO_NOTHING: Final = ("declined", "withdrawn")


class TransferRefused(LedgerError):
    """The cloud does not take this step of a transfer; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(f"transfer refused: {code}")
        self.code = code


class TransferNotFound(LedgerError):
    """There is no such offer, or it was answered."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer as this committee sees it: `other` is the committee at the other end."""

    id: str
    is_incoming: bool
    state: str
    state_label: str
    other: str
    name: str
    at: str
    reason: str

    def as_json(self) -> dict[str, object]:
        """As commands give it."""
        told = {"id": self.id, "incoming": self.is_incoming, "state": self.state, "other": self.other}
        return told | {"name": self.name, "at": self.at, "reason": self.reason}


@access.operation("act", ledger="person")
def offer(session: Session, person: str, to: str, to_name: str = "") -> str:
    """Offer a person to the committee with the code `to`; answers the transfer's id.

    Raises:
        RecordNotFound, NotEnrolled; TransferRefused; the cloud's troubles. The same call goes on where it ended.
    """
    with session.reader() as reader:
        one = ids.to_text(references.find(reader, PERSON, person))
    if to == session.store.committee_code:
        raise TransferRefused("own_committee")
    local = LocalSide(session.store)
    said = {"to": to, "to_name": to_name.strip(), "person": one, "by": session.login}
    transfer = _under_way(local, one, to)
    told = _asked(session, "transfers", said | {"id": transfer})
    if told.get("state") in _CAME_TO_NOTHING:  # that was a call that had been cut off; this is another offer
        _let_go(local, one, to)
        transfer = _under_way(local, one, to)
        _asked(session, "transfers", said | {"id": transfer})
    _let_go(local, one, to)
    session.store.note([(Entry(session.login, "transfer-offered", class_="sync"), {"to": to})])
    logs.event("transfer offered")
    return transfer


@access.operation("act", ledger="person")
def withdraw(session: Session, transfer: str) -> None:
    """Take an offer back that is not answered yet; raises TransferRefused, NotEnrolled, the cloud's troubles."""
    _asked(session, "transfers/withdraw", {"id": transfer})
    session.store.note([(Entry(session.login, "transfer-withdrawn", class_="sync"), {})])


@access.operation("act", ledger="person")
def listed(session: Session) -> list[Transfer]:
    """Who is offered to this committee, and what became of what it offered; newest first."""
    told = _asked(session, "transfers", None)
    with session.reader() as reader:
        names = Names(reader)
        found = [_incoming(one) for one in told["incoming"]] + [_outgoing(names, one) for one in told["outgoing"]]
    return sorted(found, key=lambda one: one.at, reverse=True)


@access.operation(access.OWN)
def look(session: Session) -> int:
    """Ask the cloud, once an hour, who is offered here; answers how many wait, by its last answer if it is away."""
    rights = session.rights
    if rights.may("act") and rights.may("view", PERSON.name) and not offers.are_fresh(session):
        with suppress(LedgerError):  # the next round asks again
            _asked(session, "transfers", None)
    return len(offers.waiting(session))


@access.operation("act", ledger="person")
def accept(session: Session, transfer: str) -> str:
    """Take a person over; answers the id of this committee's own record of him.

    Raises:
        TransferNotFound, TransferRefused; what ended the exchange early. The same call goes on where it ended.
    """
    offered = _offered(session, transfer)
    own = _own_record(session, transfer, offered["f"])
    outcome = rounds.sync(session)
    if outcome.trouble is not None:
        raise outcome.trouble
    _answer(session, {"id": transfer, "accept": True, "record": own})
    session.store.note([(Entry(session.login, "transfer-accepted", class_="sync"), {"from": offered["from"]})])
    return own


@access.operation("act", ledger="person")
def decline(session: Session, transfer: str, reason: str = "") -> None:
    """Send an offer back; raises TransferNotFound, TransferRefused."""
    offered = _offered(session, transfer)
    _answer(session, {"id": transfer, "accept": False, "reason": reason})
    session.store.note([(Entry(session.login, "transfer-declined", class_="sync"), {"from": offered["from"]})])


def _own_record(session: Session, transfer: str, f: Mapping[str, Any]) -> str:
    """This committee's record of the person: made once, or the one that stood already."""
    own = ids.derived(ids.from_text(transfer) or b"", "own record")
    values = {name: value for name, value in codec(PERSON).read(f).items() if value is not None}
    with session.reader() as reader:
        if reader.get(PERSON, own) is not None:
            return ids.to_text(own)
        try:
            twins.refuse(reader, PERSON, values)
        except twins.AlreadyThere as stands:
            return stands.record_id
    with session.store.write(user=session.login, kind="transfer-in", source=_SOURCE) as write:
        write.create(PERSON, [(own, editing.with_defaults(PERSON, values | {"source": _SOURCE}))])
    return ids.to_text(own)


def _offered(session: Session, transfer: str) -> Mapping[str, Any]:
    told = _asked(session, "transfers", None)
    found = [one for one in told["incoming"] if one["id"] == transfer and one["state"] == OFFERED]
    if not found:
        raise TransferNotFound
    return dict(found[0])


def _answer(session: Session, said: Mapping[str, Any]) -> None:
    _asked(session, "transfers/answer", dict(said))
    offers.let_go(session, str(said["id"]))


def _asked(session: Session, name: str, said: dict[str, Any] | None) -> Mapping[str, Any]:
    local = LocalSide(session.store)
    with route.world(route.of(local)) as world:
        line = Line(local, world, Patience(world))
        try:
            told = (line.get(name) if said is None else line.post(name, said)).told
        except RequestRefused as refused:
            raise TransferRefused(refused.code) from refused
    if said is None:
        if not (isinstance(told.get("incoming"), list) and isinstance(told.get("outgoing"), list)):
            raise Malformed("transfers")
        offers.keep(session, [one for one in told["incoming"] if one["state"] == OFFERED])
    return told


def _under_way(local: LocalSide, person: str, to: str) -> str:
    """The id of an offer whose call did not end well, or a new one that is kept before the call."""
    key = f"{person} {to}"
    known = _kept(local).get(key)
    if known:
        return str(known)
    made = ids.to_text(ids.new_id())
    local.put_value(_KEPT, {**_kept(local), key: made})
    return made


def _let_go(local: LocalSide, person: str, to: str) -> None:
    local.put_value(_KEPT, {**_kept(local), f"{person} {to}": None})


def _kept(local: LocalSide) -> dict[str, Any]:
    kept = local.value(_KEPT)
    return {key: one for key, one in kept.items() if one} if isinstance(kept, dict) else {}


def _incoming(told: Mapping[str, Any]) -> Transfer:
    f = told["f"]
    birth = f.get("sex_birth") or {}
    child = access.is_child(birth.get("birth_date"), clock.today())
    name = str(access.shown(PERSON, PERSON.field("name"), f.get("name") or "", child=child))
    return _transfer(told, str(told["from"]), name, is_incoming=True)


def _outgoing(names: Names, told: Mapping[str, Any]) -> Transfer:
    name = person_name(names, ids.from_text(str(told["person"])), clock.today())
    return _transfer(told, str(told["to_name"] or told["to"]), name, is_incoming=False)


def _transfer(told: Mapping[str, Any], other: str, name: str, *, is_incoming: bool) -> Transfer:
    state = str(told["state"])
    return Transfer(
        str(told["id"]), is_incoming, state, _STATES.get(state, state), other, name, str(told["at"]),
        str(told["reason"]),
    )  # fmt: skip
