"""An invented committee that shares its ledger with another PC, and what both changed: a question of every kind.

For looking at the pages of the exchange. The questions land as a round lands them; the records that they speak of are
changed as the kinds say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

from app import access
from app.accounts import changing
from app.accounts.details import Details
from app.orders import intake, moving
from app.stores.session import Session
from ledger import catalog, clock, ids
from storage import state
from storage.database import Connection
from storage.rows import Row, id_in
from storage.syncing import cloud_state, conflicts
from storage.values import codec
from sync.local_side import LocalSide

LOGIN, NAME, POST = "limin", "李敏", "社工"
HERE, THERE = "pc-1", "pc-2"
_PASSWORD = "Shegong-2026-Li"  # noqa: S105 - of an invented person
_PERSON = catalog.named("person")
_RESIDENCE = catalog.named("residence")
_BUILDING = catalog.named("building")
_DWELLING = catalog.named("dwelling")


@access.operation("accounts")
def share(session: Session) -> None:
    """Let the store have met a cloud and another PC, at which somebody else works."""
    changing.open_account(session, LOGIN, Details(NAME, ("worker",), post=POST), _PASSWORD, reason="两人一起维护台账")
    session.store.keep(_enrol)


@access.operation("import")
def refuse(session: Session) -> None:
    """Change a few people, and let the cloud have refused some of it."""
    refused = ("forbidden", "gone", "validation")
    with session.reader() as reader:
        people = [reader.get(_PERSON, one) or {} for one, _ in islice(_grown(session), 12)]
    for place, row in enumerate(people[-len(refused) - 2 :]):
        with session.store.write(user=session.login, kind="set") as write:
            write.patch(_PERSON, [(id_in(row), row, {"employer": "银杏小学", "phone": f"1380000{place:04}"})])
    with session.reader() as reader:
        written = [one for row in people for one in reader.operations(ledger="person", record_id=id_in(row))]
    changes = sorted((one for one in written if one.kind == "patch"), key=lambda one: one.lid)
    for one, reason in zip(changes[-len(refused) :], refused, strict=True):
        LocalSide(session.store).set_aside([ids.to_text(one.op_id)], reason)


def _enrol(connection: Connection) -> None:
    state.put(connection, cloud_state.DEVICE, HERE)
    state.put(connection, cloud_state.URL, "https://lilong.example")


@dataclass(slots=True)
class _Author:
    """Who wrote a side, some minutes ago."""

    user: str
    device: str
    minutes: int

    def said(self, value: object) -> dict[str, object]:
        at = clock.instant_text(clock.now() - timedelta(minutes=self.minutes))
        return {"value": value, "user": self.user, "device": self.device, "at": at}


@dataclass(slots=True)
class _Question:
    kind: str
    record: tuple[str, bytes]
    group: str = ""
    before: object = None
    mine: object = None
    theirs: object = None
    stands: str = "theirs"
    more: Mapping[str, object] = field(default_factory=dict)
    authors: tuple[_Author, _Author] | None = None


@access.operation("import")
def add(session: Session) -> list[str]:
    """Ask a question of every kind; answers their ids."""
    me = _Author(session.login, HERE, 25), _Author(LOGIN, THERE, 60 * 17)
    with session.reader() as reader:
        people = [reader.get(_PERSON, one) or {} for one, _ in islice(_grown(session), 9)]
        stays = [
            one for one in reader.children(_RESIDENCE, "person_uid", [id_in(people[4])]) if one.get("end_date") is None
        ]
        (building, *_) = reader.scan(_BUILDING, ("building_no",))
        other_home = next(one for (one,) in reader.scan(_DWELLING, ()) if one != stays[0]["dwelling_uid"])
        children = [
            ["dwelling", ids.to_text(one)]
            for one, _ in reader.scan(_DWELLING, ("room_no",), where={"building_uid": building[0]})
        ]
    second = ids.new_id()
    with session.store.write(user=session.login, kind="add") as write:
        home = {"person_uid": people[4]["id"], "dwelling_uid": other_home, "relation": "03", "is_actual_resident": 1}
        write.create(_RESIDENCE, [(second, home)])
    with session.store.write(user=session.login, kind="remove", reason="重复登记") as write:
        write.delete(_PERSON, [id_in(people[5])], reason="重复登记")
    asked = [
        *_of_people(people),
        _of_order(session),
        _Question(
            "duplicate",
            ("person", id_in(people[6])),
            "marital_status",
            None,
            "20",
            "10",
            more={"loser": id_in(people[8]).hex()},
        ),
        _Question(
            "dangling",
            ("residence", id_in(stays[0])),
            "household_uid",
            mine=ids.to_text(second),
            stands="mine",
            more={"ledger": "household", "gone": ids.to_text(second)},
        ),
        _Question("two_homes", ("residence", second), stands="mine", more={"other": ids.to_text(id_in(stays[0]))}),
        _Question("parent_delete", ("building", building[0]), more={"reason": "已拆除", "children": children[:3]}),
    ]
    changes = [_change(place, one, me) for place, one in enumerate(asked)]
    session.store.keep(lambda connection: _land(connection, changes))
    return [str(one["id"]) for one in changes]


def _of_order(session: Session) -> _Question:
    """Both handed out one order, the other PC first."""
    made = intake.create(session, {"category": "C104", "title": "三楼走廊渗水", "description": "走廊顶上往下滴水"})
    moving.move(session, made.id, "accept", {})
    moving.move(session, made.id, "dispatch", {"to_person": LOGIN, "opinion": "今天上门看一下"})
    wanted = {"action": "dispatch", "from": "S20", "to": "S30", "person": session.login, "org": ""}
    stood = {"action": "dispatch", "status": "S30", "assignee": LOGIN, "org": ""}
    more = {"why": "assigned", "event": "", "noticed": [session.login, LOGIN]}
    order = ids.from_text(made.id) or b""
    return _Question("order_move", ("work_order", order), mine={"move": wanted}, theirs={"stood": stood}, more=more)


def _grown(session: Session) -> Iterator[tuple[bytes, str]]:
    """People of whom little is masked, and who have a number, a phone and a home."""
    with session.reader() as reader:
        homes = {person for _, person in reader.scan(_RESIDENCE, ("person_uid",), where={"end_date": None})}
        for one, name, number, phone, birth in reader.scan(_PERSON, ("name", "id_no", "phone", "birth_date")):
            if one in homes and number and phone and birth < "2000":
                yield one, name


def _of_people(people: list[Row]) -> Iterator[_Question]:
    def of(place: int, group: str) -> object:
        return _wire(people[place]).get(group)

    first, document = ("person", id_in(people[0])), of(1, "id_document")
    yield _Question("manual", first, "name", "王秀芳", f"{people[0]['name']}芳", of(0, "name"))
    yield _Question("manual", first, "attention_level", None, "1", "2")
    yield _Question("newest", first, "phone", "13800001111", of(0, "phone"), "13612345678", "mine")
    yield _Question("manual", ("person", id_in(people[1])), "id_document", None, _other_number(document), document)
    yield _Question("manual", ("person", id_in(people[2])), "health_status", None, "30", "10")
    yield _Question("manual", ("person", id_in(people[3])), "health_status", None, "30", "10")
    feed = _Author("police", "feed-police", 60 * 30), _Author(LOGIN, THERE, 60 * 50)
    yield _Question(
        "suggested", ("person", id_in(people[3])), "phone", None, "13911112222", of(3, "phone"), authors=feed
    )
    yield _Question(
        "feed_over", ("person", id_in(people[2])), "name", of(2, "name"), of(2, "name"), f"{people[2]['name']}英",
        "mine", authors=feed,
    )  # fmt: skip
    yield _Question(
        "authority", ("person", id_in(people[6])), "sex_birth", None, of(6, "sex_birth"), of(6, "sex_birth")
    )
    changes = {"phone": "13700137000", "employer": "银杏小学"}
    yield _Question("edit_of_deleted", ("person", id_in(people[5])), "", {"phone": None, "employer": None}, changes)
    was, seen = {"phone": "13500135000", "employer": None}, {"phone": of(7, "phone"), "employer": "银杏小学"}
    yield _Question("delete_vs_edit", ("person", id_in(people[7])), "", was, theirs=seen, more={"reason": "登记错了"})
    number, other = of(8, "id_document"), {"other": ids.to_text(id_in(people[6]))}
    yield _Question(
        "possible_duplicate",
        ("person", id_in(people[8])),
        "id_document",
        number,
        of(6, "id_document"),
        number,
        more=other,
    )


def _wire(row: Row) -> dict[str, object]:
    spelling = codec(_PERSON)
    told: dict[str, object] = json.loads(spelling.chosen(tuple(_PERSON.groups), row))
    return told


def _other_number(document: object) -> object:
    """The same document with two figures exchanged."""
    number = str(document["id_no"]) if isinstance(document, dict) else ""
    return (
        {**document, "id_no": number[:12] + number[13] + number[12] + number[14:]}
        if isinstance(document, dict)
        else None
    )


def _change(place: int, one: _Question, usual: tuple[_Author, _Author]) -> dict[str, object]:
    mine, theirs = one.authors or usual
    f: dict[str, object] = {
        "kind": one.kind,
        "type": one.record[0],
        "record": ids.to_text(one.record[1]),
        "group": one.group,
        "before": one.before,
        "mine": mine.said(one.mine),
        "theirs": theirs.said(one.theirs),
        "stands": one.stands,
        "status": "auto_closed" if one.kind in ("newest", "authority", "feed_over") else "open",
        "more": dict(one.more),
    }
    return {"t": conflicts.TYPE, "id": ids.to_text(ids.new_id()), "rv": place + 1, "life": 1, "f": f}


def _land(connection: Connection, changes: list[dict[str, object]]) -> None:
    conflicts.land(connection, changes)
