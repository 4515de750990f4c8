"""An order in short, as a card of the board: number, title, place, who has it, its light in a word and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.message_texts.orders import status
from app.orders import people, processes
from app.records.naming import Names
from app.stores.session import Session
from ledger import clock, codes, ids
from ledger.orders import lights
from ledger.orders.clocks import GREEN, Reading
from ledger.orders.lights import Lights
from ledger.orders.time_left import left_words, light_word, worst
from storage.reading import Reader

READ: Final = (
    *lights.READ, "order_no", "title", "address", "dwelling_uid", "building_uid", "assignee", "assignee_org",
    "priority", "awaiting",
)  # fmt: skip
"""The columns that a card is made from, beside the id."""
_USUAL: Final = ("1", "")  # a priority that needs no word


@dataclass(frozen=True, slots=True)
class Card:
    """One order in short. `light` is None where no clock runs; `urgency` is the priority where it is not the usual."""

    id: str
    order_no: str
    title: str
    place: str
    assignee: str
    status: str
    status_label: str
    light: int | None
    light_word: str
    left: str
    urgency: str
    awaits: bool


class Cards:
    """Makes cards of rows of one snapshot."""

    def __init__(self, session: Session, reader: Reader) -> None:
        self._lights = Lights(clock.now(), processes.book(session))
        self._people = people.names(session)
        self._names = Names(reader)
        self._read: dict[bytes, Reading | None] = {}

    def of(self, rows: Iterable[Mapping[str, Any]]) -> tuple[Card, ...]:
        """The cards, in the order of the rows."""
        found = list(rows)
        elsewhere = [row for row in found if not row["address"]]  # the others say themselves where they are
        self._names.load("dwelling", (row["dwelling_uid"] for row in elsewhere))
        self._names.load("building", (row["building_uid"] for row in elsewhere))
        return tuple(map(self._card, found))

    def light(self, row: Mapping[str, Any]) -> int | None:
        """The light of an order; None where no clock runs."""
        reading = self.reading(row)
        return reading.light if reading else None

    def pressing(self, row: Mapping[str, Any]) -> tuple[int, float]:
        """A key by which the orders whose time presses most come first."""
        reading = self.reading(row)
        gauge = worst(reading) if reading else None
        return (GREEN + 1, 0.0) if gauge is None else (gauge.light, gauge.left.total_seconds())

    def reading(self, row: Mapping[str, Any]) -> Reading | None:
        """How an order stands in time; None of one whose events have not come yet."""
        one = row["id"]
        if one not in self._read:
            self._read[one] = self._lights.read(row)
        return self._read[one]

    def _card(self, row: Mapping[str, Any]) -> Card:
        reading, code = self.reading(row), str(row["status"] or "")
        light = reading.light if reading else None
        place = place_of(self._names, row)
        priority, holder = str(row["priority"] or ""), str(row["assignee"] or row["assignee_org"] or "")
        return Card(
            id=ids.to_text(row["id"]),
            order_no=str(row["order_no"] or ""),
            title=_without(str(row["title"] or ""), place),
            place=place,
            assignee=self._people.get(holder, holder),
            status=code,
            status_label=status(code),
            light=light,
            light_word=light_word(light),
            left=left_words(reading),
            urgency="" if priority in _USUAL else codes.table("work_order_priority").label(priority),
            awaits=row["awaiting"] is not None,
        )


def place_of(names: Names, row: Mapping[str, Any]) -> str:
    """Where it is: in its own words, else the home or the building that it names."""
    home, building = row["dwelling_uid"], row["building_uid"]
    return str(row["address"] or "") or names.of("dwelling", home) or names.of("building", building)


def _without(title: str, place: str) -> str:
    """A title that the place was put into without it: a card says it below."""
    return next((title.removesuffix(end) for end in (f"({place})", f"（{place}）") if title.endswith(end)), title)
