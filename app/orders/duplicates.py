"""Orders that may be the same matter as one that is being registered: by place, by category and by shared words.

Only orders that are open or came within the last days count. Each one says why it is alike, so that whoever registers
can tell at a glance; nothing is decided here. What the person at work may not look at is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from app import access
from app.records import filters, references
from app.stores.session import Session
from ledger import address as addresses
from ledger import catalog, clock, codes, ids, text
from ledger.errors import AmbiguousRecord, RecordNotFound
from ledger.orders.states import NEW, TERMINAL
from storage.reading import Reader
from storage.search.shared_words import Sharing

DAYS: Final = 30
"""Orders that have ended count for so many days after they came."""
MOST: Final = 8
_FIELDS: Final = (
    "id", "order_no", "external_no", "source", "category", "title", "description", "address", "building_uid",
    "dwelling_uid", "status", "received_at",
)  # fmt: skip
_WORDS: Final = ("title", "description")
_MOST_BY_WORDS: Final = 120
_MAJOR: Final = 2  # letters of a category's major class
_ENOUGH: Final = 3.0
"""From here on an order is told of. A home says as much, a building and a category together, or most of the words."""
_HOME, _BUILDING, _LANE, _CATEGORY, _CLASS, _ALL_WORDS, _NUMBER = 3.0, 2.0, 1.0, 1.5, 0.5, 4.0, 10.0
_TOLD_WORDS: Final = 0.15  # part of the words' weight from which they are named as a reason
_ORDER: Final = catalog.named("work_order")


@dataclass(frozen=True, slots=True)
class Similar:
    """An order that is alike: what it is called, the code of its state, and why it is named."""

    id: str
    order_no: str
    title: str
    place: str
    status: str
    received_at: str
    why: tuple[str, ...]
    score: float

    def as_json(self) -> dict[str, object]:
        """The stable form of `linongctl order create --json`."""
        return {
            "id": self.id,
            "order_no": self.order_no,
            "title": self.title,
            "place": self.place,
            "status": self.status,
            "received_at": self.received_at,
            "why": list(self.why),
        }


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is being registered, as far as it is told yet."""

    source: str
    external_no: str
    category: str
    address: str
    lane: str
    building: bytes | None
    dwelling: bytes | None


@access.operation("view", ledger="work_order")
def similar(session: Session, said: Mapping[str, str], *, days: int = DAYS, besides: str = "") -> tuple[Similar, ...]:
    """The orders most like what is being registered, the likest first; `besides` is one that is not named.

    `said` holds what was typed by field name or label: title, description, address, building_uid, dwelling_uid,
    category, source, external_no. What is not told yet is not asked for.
    """
    since = clock.instant_text(clock.now() - timedelta(days=days))
    told = {item.name: value for name, value in said.items() if (item := filters.field_named(_ORDER, name))}
    words = "\n".join(told.get(name, "") for name in _WORDS)
    with session.reader() as reader, reader.snapshot():
        asked = _asked(reader, told)
        sharing = reader.sharing(_ORDER, words, most=_MOST_BY_WORDS)
        rows = _candidates(reader, asked, sharing)
        rows.pop(ids.from_text(besides) or b"", None)
        readable = tuple(name for name in _WORDS if access.may_look(_ORDER, _ORDER.field(name)))
        found = []
        for row in rows.values():
            if row["status"] not in TERMINAL or str(row["received_at"] or "") >= since:
                why = tuple(_reasons(asked, row, sharing.likeness("\n".join(str(row[one] or "") for one in readable))))
                score = sum(weight for weight, _ in why)
                if score >= _ENOUGH:
                    found.append(_similar(row, tuple(word for _, word in why if word), score))
    return tuple(sorted(found, key=lambda one: (-one.score, one.received_at))[:MOST])


def _asked(reader: Reader, said: Mapping[str, str]) -> _Asked:
    where = text.clean(said.get("address", ""))
    dwelling = _place(reader, "dwelling", said.get("dwelling_uid", "") or where)
    building = _place(reader, "building", said.get("building_uid", "") or where)
    if dwelling is not None:
        row = reader.get(catalog.named("dwelling"), dwelling) or {}
        found = row.get("building_uid")
        building = found if isinstance(found, bytes) else building
    return _Asked(
        _code("work_order_source", said.get("source", "")),
        text.squeeze(said.get("external_no", "")),
        _code("work_order_category", said.get("category", "")),
        text.squeeze(where),
        _lane(where),
        building,
        dwelling,
    )


def _place(reader: Reader, ledger: str, written: str) -> bytes | None:
    """A place by id or address; None where none is meant or it is not sure which."""
    try:
        return references.find(reader, catalog.named(ledger), written) if written.strip() else None
    except (RecordNotFound, AmbiguousRecord):
        return None


def _code(table: str, word: str) -> str:
    return codes.table(table).find(word.strip()) or "" if word.strip() else ""


def _lane(where: str) -> str:
    parts = addresses.parse(where)
    return f"{parts.road}{parts.lane}弄" if parts.road and parts.lane else ""


def _candidates(reader: Reader, asked: _Asked, sharing: Sharing) -> dict[bytes, dict[str, Any]]:
    """Orders at the place, with the same number outside, and those that share words."""
    found: dict[bytes, dict[str, Any]] = {}
    wanted: list[tuple[str, tuple[bytes, ...]]] = [("id", sharing.ids)]
    wanted += [
        (name, (one,))
        for name, one in (("building_uid", asked.building), ("dwelling_uid", asked.dwelling))
        if one is not None
    ]
    for by, keys in wanted:
        for row in reader.brief(_ORDER, _FIELDS, by, keys):
            found[row[0]] = dict(zip(_FIELDS, row, strict=True))
    if asked.external_no:
        same = reader.find_by_keys(_ORDER, ("external_no",), [(asked.external_no,)])
        for row in reader.brief(_ORDER, _FIELDS, "id", same.get((asked.external_no,), ())):
            found[row[0]] = dict(zip(_FIELDS, row, strict=True))
    return found


def _reasons(asked: _Asked, row: Mapping[str, Any], likeness: float) -> Iterator[tuple[float, str]]:
    """What speaks for the same matter: how much, and in words."""
    if asked.external_no and (asked.source, asked.external_no) == (row["source"], row["external_no"]):
        yield _NUMBER, "同一外部工单号"
    yield from _by_place(asked, row)
    category = str(row["category"] or "")
    if asked.category and asked.category == category:
        yield _CATEGORY, f"同为“{codes.table('work_order_category').label(category)}”"
    elif asked.category and asked.category[:_MAJOR] == category[:_MAJOR]:
        yield _CLASS, f"同为“{codes.table('work_order_category').label(category[:_MAJOR])}”类"
    yield _ALL_WORDS * likeness, f"内容相近（{likeness:.0%}）" if likeness >= _TOLD_WORDS else ""


def _by_place(asked: _Asked, row: Mapping[str, Any]) -> Iterator[tuple[float, str]]:
    where = text.squeeze(str(row["address"] or ""))
    if asked.dwelling is not None and asked.dwelling == row["dwelling_uid"]:
        yield _HOME, "同一房屋"
    elif asked.address and asked.address == where:
        yield _HOME, "同一地点"
    elif asked.building is not None and asked.building == row["building_uid"]:
        yield _BUILDING, "同一楼栋"
    elif asked.lane and asked.lane == _lane(where):
        yield _LANE, f"同在{asked.lane}"


def _similar(row: Mapping[str, Any], why: tuple[str, ...], score: float) -> Similar:
    def shown(name: str) -> str:
        value = row[name]
        return "" if value is None else str(access.shown(_ORDER, _ORDER.field(name), value))

    received = str(row["received_at"] or "")
    return Similar(
        ids.to_text(row["id"]),
        str(row["order_no"] or ""),
        shown("title"),
        shown("address"),
        str(row["status"] or NEW),
        clock.local_text(received) if received else "",
        why,
        round(score, 3),
    )
