"""A person who is erased is offered to nobody any more, and what other committees were told of him goes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from cloud.means import Means
from cloud.store import CommitteeUnknown, Turn
from cloud.transfers import IN, OUT, UNANSWERED
from sync.protocol import Json


@dataclass(slots=True)
class Offers:
    """`open`: (committee, transfer) where an offer of him may lie; `elsewhere`: committees with their own record."""

    open: list[tuple[str, str]] = field(default_factory=list)
    elsewhere: set[str] = field(default_factory=set)


def strike(turn: Turn, people: Collection[str], is_about: Callable[[Mapping[str, Json]], bool], at: str) -> Offers:
    """Take people out of this committee's notes; `is_about` knows one by what an offer says of him."""
    found = Offers()
    for transfer, noted in turn.facts(OUT).items():
        if noted["person"] in people:
            _note(found, str(noted["to"]), transfer, noted)
            turn.put_fact(OUT, transfer, _struck(noted, at))
    for transfer, noted in turn.facts(IN).items():
        if noted.get("record") in people or is_about(noted["f"]):
            if noted["state"] == "accepted":
                found.elsewhere.add(str(noted["from"]))
            turn.put_fact(IN, transfer, _struck(noted, at))
    return found


def _note(found: Offers, to: str, transfer: str, noted: Mapping[str, Json]) -> None:
    if noted["state"] in UNANSWERED:
        found.open.append((to, transfer))
    elif noted["state"] == "accepted":
        found.elsewhere.add(to)


def _struck(noted: Mapping[str, Json], at: str) -> dict[str, Json]:
    told = {**noted, "f": {}, "reason": ""}
    return told | {"state": "withdrawn", "answered_at": at} if noted["state"] in UNANSWERED else told


def take_back(means: Means, cid: str, to: str, transfer: str) -> bool:
    """Take an offer of `cid` back at the other committee; True when that took him over before."""
    at = means.now_text()
    try:
        with means.store.turn(to) as turn:
            noted = turn.fact(IN, transfer)
            if noted is not None and noted["state"] not in UNANSWERED:
                return bool(noted["state"] == "accepted")
            told = noted or {"from": cid, "at": at, "state": "offered"}
            turn.put_fact(IN, transfer, _struck(told, at))
    except CommitteeUnknown:
        return False
    return False
