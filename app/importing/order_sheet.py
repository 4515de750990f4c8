"""Rows of a sheet of work orders: a 12345 or 网格 workbook, a list of what a patrol found.

Each accepted row is an order and the event that registers it, written in one action. Where the sheet says how far the
matter has come, whom it is with or what was done, it is not believed: that is another system's course, and here every
step is an event of its own with its actor. So every order begins as registered; what the sheet brings along of other
use (its number, its category texts, its due date) is kept beside. An order that stands already is left as it is: the
office's own number names it before anything else does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Final

from app.importing import order_numbers
from app.importing.draft import SheetDraft
from app.importing.facts import Facts
from app.importing.gathering import Gathered
from app.importing.headings import plain
from app.importing.order_rows import OrderRows, said_by
from app.records import devices
from ledger import catalog, clock, ids, text
from ledger.broken import Broken
from ledger.orders import categories
from ledger.orders.facts import OUTSIDE_SOURCES
from ledger.orders.numbers import outside_id
from ledger.orders.working_time import LAST_SECOND

_STATUS: Final = re.compile("状态|办理结果|处理结果|处置结果|办结")
_ORDER: Final = catalog.named("work_order")
_DEVICE: Final = "device_uid"
_Key = tuple[object, ...]


class OrderSheet:
    """Judges the rows of one sheet of orders."""

    def __init__(self, sheet: SheetDraft) -> None:
        self._sheet = sheet
        self._draft = sheet.draft
        self._gathered = self._draft.singles.setdefault(_ORDER.name, Gathered())
        self._number_at = -1
        self._source = self._source_by_words()
        self._own: dict[str, bytes] = {}
        self.rows = OrderRows(sheet)
        self._told_receipt = False
        self._known = self._load_known()
        self._tells_status = any(_STATUS.search(heading) for heading in sheet.headings.values())

    def take(self, facts: Facts) -> bytes | None:
        """The order that a row means, new ones gathered; None for a row that is refused."""
        if self._number_at >= 0:
            self._sheet.issue(facts.row, self._number_at, "external_no", "number_not_recognised", refuses=True)
            return None
        said = said_by(facts)
        own = self._by_own_number(facts.main)
        if own is not None:
            facts.main.clear()
            return own if self.rows.is_taken(own, facts, said) else None
        one = self._by_what_is_said(facts)
        if one is None or not self.rows.is_taken(one, facts, said):
            return None
        if self._tells_status and one in self._gathered.new:
            self._sheet.hint(0, "status", "begins as registered")
            self._tells_status = False
        return one

    def _by_own_number(self, said: dict[str, object]) -> bytes | None:
        """The order whose number of ours a row gives; any other number is one from outside."""
        number = said.pop("order_no", None)
        for one in (number, said.get("external_no")):
            found = self._own.get(_number(one))
            if found is not None:
                return found
        if number is not None and not said.get("external_no"):
            said["external_no"] = number
        return None

    def _by_what_is_said(self, facts: Facts) -> bytes | None:
        said = facts.main
        path = self._category(facts)
        said["source"] = source = str(said.get("source") or self._source)
        number = said.get("external_no")
        if source in OUTSIDE_SOURCES and not number:
            self._refuse(facts, "external_no")
            return None
        if not isinstance(said.get("description"), str):
            title = said.get("title")
            if not isinstance(title, str):
                self._refuse(facts, "description")
                return None
            said["description"] = title
        if any(bad.field == "received_at" for bad in facts.bad) and not self._stands(said):
            self._sheet.refuse_at(facts.row, "received_at")  # it sets the clock: nobody guesses it
            return None
        said["external_category"] = categories.path_text(path) or None
        priority = said.pop("priority", None)  # the event's, from which the order's own follows
        self._placed(facts)
        self._of_device(facts)
        one, is_new = self._same_or_new(said)
        if is_new:
            self._gathered.new.add(one)
            self._hint_receipt(facts)
            self._draft.order_priorities[one] = priority
        else:
            said.clear()
        return one

    def _stands(self, said: Mapping[str, object]) -> bool:
        """Whether the order that a row means is known already: whatever the row says, it is left as it is."""
        return any(key in self._known for key in _keys(said, is_stored=False))

    def _hint_receipt(self, facts: Facts) -> None:
        """Say that an order counts from the import, of a row or once of a sheet without such a column."""
        if facts.main.get("received_at") is not None:
            return
        if (_ORDER.name, "received_at") in self._sheet.fields:
            self._sheet.hint(facts.row, "received_at", "received now")
        elif not self._told_receipt:
            self._told_receipt = True
            self._sheet.hint(0, "received_at", "received now")

    def _refuse(self, facts: Facts, name: str) -> None:
        if not any(bad.field == name for bad in facts.bad):
            self._sheet.issue(facts.row, self._sheet.column_of(_ORDER.name, name), name, "required", refuses=True)
            return
        self._sheet.refuse_at(facts.row, name)

    # -- the category

    def _category(self, facts: Facts) -> list[str]:
        """Read the category's texts; one that is not surely ours is asked about and kept as the class until then."""
        levels = sorted(facts.levels)
        path = [word for _, _, word in levels]
        meant = [self._explained(column, word) for _, column, word in levels]
        found = categories.meaning_of(meant)
        facts.main["category"] = found.code
        if not found.is_certain:
            column = levels[-1][1] if levels else self._sheet.column_of(_ORDER.name, "category")
            rule = "unknown_code" if levels else "no_category"
            self._sheet.issue(facts.row, column, "category", rule, refuses=False, taken_as=found.code)
        return path

    def _explained(self, column: int, word: str) -> str:
        """A text, or what a person said that it means, now or of a sheet before."""
        heading, squeezed = plain(self._sheet.headings.get(column, "")), text.squeeze(word)
        told = self._draft.plan.options.values.get((heading, squeezed))
        return told or self._draft.registering.words.get(squeezed, word)

    # -- where from

    def _source_by_words(self) -> str:
        """Where the sheet's orders come from unless a column says so, by what file, sheet and columns are called."""
        words = order_numbers.words_of(self._draft.plan.source, self._sheet.name, self._sheet.headings.values())
        has_number = any((_ORDER.name, name) in self._sheet.fields for name in ("order_no", "external_no"))
        if order_numbers.lacks_number(self._sheet.mapping, words):
            self._number_at = order_numbers.unnamed_column(self._sheet.mapping)
            if self._number_at < 0:
                self._sheet.hint(0, "external_no", "no outside number")
        return order_numbers.source_of(words, has_number=has_number)

    # -- where

    def _placed(self, facts: Facts) -> None:
        """The building or home that the row names, if it is known; an order may be about any other place."""
        said = facts.main
        where = said.get("address")
        if isinstance(where, str):
            parts = facts.place or ["", "", "", "", "", "", ""]
            facts.place = [*parts[:4], parts[4] or where, *parts[5:]]
        written = facts.written(in_only_compound=self._sheet.in_only_compound)
        if written is None:
            return
        found = self._draft.places.resolve(written)
        if isinstance(found, Broken):
            return
        if found.dwelling is not None and not found.dwelling.is_new:
            said["dwelling_uid"], said["building_uid"] = found.dwelling.id, found.dwelling.building.id
            self._reporter(said, found.dwelling.id)
        elif found.building is not None and not found.building.is_new:
            said["building_uid"] = found.building.id
        if not isinstance(where, str):
            said["address"] = (
                f"{written.compound}{written.building}{written.unit}{written.room}{written.address}" or None
            )

    @cached_property
    def _devices(self) -> dict[str, list[bytes]]:
        """The devices of the topic ledgers by their numbers."""
        return devices.numbered(self._draft.reader)

    def _of_device(self, facts: Facts) -> None:
        """The device that the row names by its number; one that is not surely known stays in the remark as written."""
        said = facts.main
        number = said.pop(_DEVICE, None)
        if not isinstance(number, str):
            return
        found = self._devices.get(devices.plain(number), [])
        if len(found) == 1:
            [said[_DEVICE]] = found
            return
        rule = "several_devices" if found else "unknown_device"
        self._sheet.issue(facts.row, self._sheet.column_of(_ORDER.name, _DEVICE), _DEVICE, rule, refuses=False)
        before = said.get("remark")
        kept = f"{_ORDER.field(_DEVICE).aliases[0]} {number}"
        said["remark"] = f"{before}；{kept}" if isinstance(before, str) else kept

    def _reporter(self, said: dict[str, object], home: bytes) -> None:
        """Whoever reported it, where exactly one of that name lives there."""
        name = said.get("reporter_name")
        person = self._draft.people.lives_in(name, home) if isinstance(name, str) else None
        if person is not None:
            said["reporter_person"] = person

    # -- which order

    def _load_known(self) -> dict[_Key, bytes]:
        """The orders of the ledger and of the sheets before, by every key that a row may give."""
        fields = ("source", "external_no", "occurred_at", "received_at", "address", "description")
        known: dict[_Key, bytes] = {}
        for one, number, *values in self._draft.reader.scan(_ORDER, ("order_no", *fields)):
            if number:
                self._own[_number(number)] = one
            said = dict(zip(fields, values, strict=True))
            for key in _keys(said, is_stored=True):
                known.setdefault(key, one)
        for one in self._gathered.new:
            for key in _keys(self._gathered.values[one], is_stored=True):
                known.setdefault(key, one)
        return known

    def _same_or_new(self, said: Mapping[str, object]) -> tuple[bytes, bool]:
        (key,) = _keys(said, is_stored=False)
        known = self._known.get(key)
        if known is not None:
            return known, False
        one = outside_id(str(said.get("source")), str(said.get("external_no") or "")) or ids.new_id()
        self._known[key] = one
        return one, True


def _keys(said: Mapping[str, object], *, is_stored: bool) -> Iterator[_Key]:
    """By what an order is known: its number outside, else what was found where and when.

    A sheet without a day of receipt names an order by the rest; one that is stored has always one. One that names a
    day alone means what was received on it: it stands for its end, of today until the import.
    """
    if said.get("external_no"):
        yield said.get("source"), said["external_no"]
        return
    where = said.get("occurred_at"), _compared(said.get("address")), _compared(said.get("description"))
    if is_stored or said.get("received_at") is None:
        yield *where, None
    received = said.get("received_at")
    if isinstance(received, str):
        day = clock.day_of(received)
        is_day = received == clock.instant_text(datetime.combine(day, LAST_SECOND))
        if is_stored or not is_day:
            yield *where, received
        if is_stored or is_day:
            yield *where, day.isoformat()


def _number(value: object) -> str:
    """A number as it is compared: without blanks and case; "" for none."""
    return text.squeeze(value).upper() if isinstance(value, str) else ""


def _compared(value: object) -> str:
    return text.squeeze(value) if isinstance(value, str) else ""
