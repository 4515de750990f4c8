"""A person moves to another committee, which gets a record of its own: a saga of short steps, one committee at a time.

The committee that is left (A) names the person; what the cloud has of him is offered to the other one (B). B's PC makes
its own record and sends it up like any other; only when the cloud has that is the offer accepted, and only then does
A's record say where he went. Each side keeps a note of the transfer under its id, so every step may come again: whoever
was killed in between repeats the call, and A's list finishes what B's call had no time for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from cloud import devices, numbering, pushing
from cloud.call import Call
from cloud.deciding import Sending, decide
from cloud.exchange import Refusal, bad_request
from cloud.means import Means
from cloud.pulling import is_id
from cloud.records import Device, Record
from cloud.store import CITY, CommitteeUnknown, Look, Turn
from cloud.working import Working
from ledger import ids
from ledger.departments import OWN_GROUPS
from sync.protocol import Json, Op, plain

OUT, IN = "transfer-out", "transfer-in"
State = Literal["sending", "offered", "accepted", "declined", "withdrawn"]
UNANSWERED: Final = ("sending", "offered")
LEFT_BEHIND: Final = OWN_GROUPS | {"grid_code", "moved_out", "moved_out_to", "alive", "death_date", "attention_level"}
"""Groups that are this committee's own and go nowhere."""
_LONGEST_REASON: Final = 200
_Notes = Mapping[str, Mapping[str, Json]]
PERSON: Final = "person"


# -- the calls


def offer(means: Means, call: Call) -> dict[str, Json]:
    """Committee A offers a person to B; the same id again goes on where the first call ended.

    Nobody is offered twice at once: two committees could take him over.
    """
    transfer, to, person = call.text("id", 36), call.text("to", 12), call.text("person", 36)
    if not is_id(transfer) or not is_id(person) or to in (call.cid, CITY):
        raise bad_request("transfer")
    _notes(means, call)  # what was answered and not noted here yet is no offer any more

    def begun() -> dict[str, Json]:
        with means.store.turn(call.cid) as turn:
            call.epoch = turn.head.epoch
            devices.present(turn, call)
            noted = turn.fact(OUT, transfer) or _begun(means, turn, call, (to, person))
            turn.put_fact(OUT, transfer, noted)
        return dict(noted)

    noted = pushing.tried(means, begun)
    if noted["state"] == "sending":
        try:
            noted = _deliver(means, call.cid, transfer, noted)
        except CommitteeUnknown:
            with means.store.turn(call.cid) as turn:
                turn.put_fact(OUT, transfer, None)
            raise Refusal(404, "committee_unknown", "no such committee", to=to) from None
    return {"id": transfer, "state": noted["state"]}


def listed(means: Means, call: Call) -> dict[str, Json]:
    """What others offer to this committee, and what became of what it offered."""
    incoming, outgoing = _notes(means, call)
    return {"incoming": _newest(incoming), "outgoing": _newest(outgoing)}


def withdraw(means: Means, call: Call) -> dict[str, Json]:
    """Committee A takes an offer back that B has not answered; whichever comes first counts."""
    transfer = call.text("id", 36)
    noted = _notes(means, call)[1].get(transfer)
    if noted is None:
        raise Refusal(404, "transfer_unknown", "no such transfer")
    if noted["state"] in UNANSWERED:
        to = str(noted["to"])
        theirs = pushing.tried(means, lambda: _taken_back(means, to, transfer))
        noted = pushing.tried(means, lambda: _finish(means, call.cid, transfer, theirs))
    if noted["state"] != "withdrawn":
        raise _answered_otherwise(noted)
    return {"id": transfer, "state": noted["state"]}


def answer(means: Means, call: Call) -> dict[str, Json]:
    """Committee B accepts with a record of its own, or declines; the first answer counts."""
    transfer, is_accepted = call.text("id", 36), call.told.get("accept")
    if not is_id(transfer) or not isinstance(is_accepted, bool):
        raise bad_request("transfer")

    def answered() -> dict[str, Json]:
        with means.store.turn(call.cid) as turn:
            call.epoch = turn.head.epoch
            devices.present(turn, call)
            noted = turn.fact(IN, transfer)
            if noted is None:
                raise Refusal(404, "transfer_unknown", "no such transfer")
            if noted["state"] == "offered":
                noted = _answered(means, turn, call, noted)
                turn.put_fact(IN, transfer, noted)
            elif (noted["state"] == "accepted") != is_accepted:
                raise _answered_otherwise(noted)
        return dict(noted)

    noted = pushing.tried(means, answered)
    pushing.tried(means, lambda: _finish(means, str(noted["from"]), transfer, noted))
    return {"id": transfer, "state": noted["state"]}


def _answered_otherwise(noted: Mapping[str, Json]) -> Refusal:
    return Refusal(409, "transfer_answered", "answered otherwise before", state=noted["state"])


# -- the steps


def _notes(means: Means, call: Call) -> tuple[_Notes, _Notes]:
    """What the committee knows of offers to it and of its own ones, those after whatever was cut off is done."""
    with means.store.look(call.cid) as look:
        call.epoch = look.head.epoch
        devices.present(look, call)
        incoming, outgoing = look.facts(IN), look.facts(OUT)
    return incoming, {one: _mended(means, call.cid, one, told) for one, told in outgoing.items()}


def _begun(means: Means, look: Look, call: Call, what: tuple[str, str]) -> dict[str, Json]:
    to, person = what
    record = _alive(means, look, person)
    if record is None:
        raise Refusal(404, "person_unknown", "the cloud does not know this person")
    if record.id in _offered(means, look):
        raise Refusal(409, "already_offered", "offered and not answered yet")
    f = {group: value for group, value in record.f.items() if group not in LEFT_BEHIND}
    told = {"to": to, "person": record.id, "state": "sending", "at": means.now_text(), "by": call.text("by", 64)}
    name = str(call.told.get("to_name") or "")[:_LONGEST_REASON]
    return told | {"f": f, "to_name": name, "reason": "", "answered_at": ""}


def _deliver(means: Means, cid: str, transfer: str, noted: Mapping[str, Json]) -> dict[str, Json]:
    """Put the offer before B, then let A's note say so; raises CommitteeUnknown."""
    offered = {"from": cid, "f": noted["f"], "at": noted["at"], "state": "offered", "reason": "", "answered_at": ""}
    with means.store.turn(str(noted["to"])) as turn:
        if turn.fact(IN, transfer) is None:
            turn.put_fact(IN, transfer, offered)
    with means.store.turn(cid) as turn:
        now = turn.fact(OUT, transfer) or noted
        told = {**now, "f": {}, "state": "offered"} if now["state"] == "sending" else dict(now)
        turn.put_fact(OUT, transfer, told)
    return told


def _answered(means: Means, turn: Turn, call: Call, noted: Mapping[str, Json]) -> dict[str, Json]:
    told = {**noted, "f": {}, "answered_at": means.now_text()}
    if call.told.get("accept") is False:
        return told | {"state": "declined", "reason": str(call.told.get("reason") or "")[:_LONGEST_REASON]}
    record = call.text("record", 36)
    if not is_id(record) or _alive(means, turn, record) is None:
        raise Refusal(409, "record_missing", "the committee's own record is not here yet")
    return told | {"state": "accepted", "record": record}


def _taken_back(means: Means, to: str, transfer: str) -> dict[str, Json]:
    """B's note after its offer is taken back, if it is not answered."""
    gone: dict[str, Json] = {"f": {}, "state": "withdrawn", "reason": "", "answered_at": means.now_text()}
    try:
        with means.store.turn(to) as turn:
            noted = turn.fact(IN, transfer)
            if noted is not None and noted["state"] != "offered":
                return dict(noted)
            if noted is not None:
                turn.put_fact(IN, transfer, {**noted, **gone})
    except CommitteeUnknown:  # it is not kept here any more: nobody can answer
        pass
    return gone


def _mended(means: Means, cid: str, transfer: str, noted: Mapping[str, Json]) -> Mapping[str, Json]:
    """A's note after whatever was cut off is done; as it is where B is not kept here any more."""
    if noted["state"] not in UNANSWERED:
        return noted
    try:
        if noted["state"] == "sending":
            return _deliver(means, cid, transfer, noted)
        with means.store.look(str(noted["to"])) as look:
            theirs = look.fact(IN, transfer)
    except CommitteeUnknown:
        return noted
    if theirs is None or theirs["state"] == "offered":
        return noted
    return pushing.tried(means, lambda: _finish(means, cid, transfer, theirs))


def _finish(means: Means, cid: str, transfer: str, theirs: Mapping[str, Json]) -> dict[str, Json]:
    """Let A know: its note, and where the person went on its record."""
    with means.store.turn(cid) as turn:
        noted = turn.fact(OUT, transfer)
        if noted is None:
            return {}
        if noted["state"] not in UNANSWERED:
            return dict(noted)
        if theirs["state"] == "accepted":
            _mark_moved(means, turn, transfer, noted)
        told = {"state": theirs["state"], "reason": theirs["reason"], "answered_at": theirs["answered_at"]}
        turn.put_fact(OUT, transfer, {**noted, "f": {}, **told})
        return {**noted, "f": {}, **told}


def _mark_moved(means: Means, turn: Turn, transfer: str, noted: Mapping[str, Json]) -> None:
    """An operation like any other, with an id that follows from the transfer, so that it is decided once."""
    record = _alive(means, turn, str(noted["person"]))
    wanted = {"moved_out": True, "moved_out_to": noted["to_name"] or noted["to"]}
    if record is None:
        return
    f = {group: value for group, value in wanted.items() if plain(record.f.get(group)) in (None, False)}
    raw = ids.derived(ids.from_text(transfer) or b"", "moved out")
    op_id, number = ids.to_text(raw), numbering.following(raw)
    was = {group: record.f.get(group) for group in f}
    op = Op(number, op_id, op_id, "patch", PERSON, record.id, record.rv, was, f, means.now_text(), 0, noted["by"], "")
    device = Device("transfer", 1, 0, "", "")
    _, written = decide(turn, [op], Sending(device, means.now_ms(), turn.head.seq), means.keyed)
    written.device = None
    turn.write(written)


def _alive(means: Means, look: Look, person: str) -> Record | None:
    """A person by an id of his, whatever record he was merged into; None for one who is not there."""
    working = Working(look, means.keyed)
    record = working.record((PERSON, working.survivor(PERSON, person)))
    return record if record is not None and record.is_alive else None


def _offered(means: Means, look: Look) -> set[str]:
    """Who is offered and waits for an answer, by the record that he is by now."""
    working = Working(look, means.keyed)
    waiting = (str(one["person"]) for one in look.facts(OUT).values() if one["state"] in UNANSWERED)
    return {working.survivor(PERSON, person) for person in waiting}


def _newest(told: _Notes) -> list[Json]:
    found = [{"id": one, **noted} for one, noted in told.items()]
    return sorted(found, key=lambda one: str(one["at"]), reverse=True)
