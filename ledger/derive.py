"""Values that are computed, never typed: age, age-driven tags, 人户一致, and why each came out as it did.

A sheet that says otherwise is not wrong: its value is kept beside the derived one (`Field.stated`) and hinted at.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ledger import address, codes, dates
from ledger.places import Lane

MATCH_UNKNOWN, MATCH_BOTH, MATCH_LIVES, MATCH_REGISTERED, MATCH_NEITHER = "0", "1", "2", "3", "4"
FLOATING_POPULATION = "02"
REGISTERED_ONLY, OWNER = "10", "02"  # codes of residence_relation
MAIN_TENANT = "04"
_AUTOMATIC = re.compile(r"class=auto")
# Blanks, wide figures, numerals in words: an address with one of them has to be read to know its numbers.
_OTHER_FIGURES = re.compile("[^0-9A-Za-z#\\-一-鿿]|[零一二三四五六七八九十百千廿壹贰叁肆伍陆柒捌玖拾佰仟两]")

# Ages of the automatic tags of key_group_tag: law on minors (18), 婴幼儿 0-3, 育龄妇女 15-49 (WHO's bounds).
_AGE_RULES: dict[str, tuple[int, int, str]] = {"B07": (0, 17, ""), "E02": (0, 3, ""), "E04": (15, 49, "2")}


@dataclass(frozen=True, slots=True)
class Home:
    """A dwelling's place in parts: compound name and lanes, building number, unit and room numbers."""

    compound: str
    lanes: tuple[Lane, ...]
    building: str
    unit: str
    room: str


def age(birth_date: str | None, on: date) -> int | None:
    """Full years 周岁 on a day; from a year or month alone the age that is certain; None when it cannot be told."""
    return dates.age_on(birth_date, on) if birth_date else None


def is_automatic_tag(tag: str) -> bool:
    """True for a tag that follows from age and sex alone (class=auto in key_group_tag)."""
    line = codes.table("key_group_tag").by_code.get(tag)
    return line is not None and _AUTOMATIC.search(line.note) is not None


MET = frozenset(("1", "6", "7"))
"""Codes of visit_result after which somebody was seen or heard: 已见面, 电话联系, 信息有变."""
_VISIT_NUMBERS = 1_000_000


def visit_number(record_id: bytes, entered_on: date) -> str:
    """What a visit is called on paper: ZF, the day it was entered, six digits that follow from its id.

    Nothing is counted, so two PCs that never met do not give one number twice.
    """
    rest = int.from_bytes(hashlib.sha256(record_id).digest()[:8], "big") % _VISIT_NUMBERS
    return f"ZF{entered_on:%Y%m%d}{rest:06}"


def automatic_tags(birth_date: str | None, sex: str | None, on: date) -> tuple[str, ...]:
    """Codes of the tags that age and sex give on a day."""
    years = age(birth_date, on)
    if years is None:
        return ()
    return tuple(
        tag for tag, (youngest, oldest, only) in _AGE_RULES.items() if youngest <= years <= oldest and only in ("", sex)
    )


def relation_class(relation: str | None) -> str:
    """`owning` 产权, `registered` 挂户 or `living`: one live relation of each may join a person and a dwelling."""
    if relation == OWNER:
        return "owning"
    return "registered" if relation == REGISTERED_ONLY else "living"


class Written(NamedTuple):
    """A written address that has a home's building and room numbers: what else tells whether it is there."""

    unit: str
    names_compound: bool
    street: Lane
    building: Lane
    """The road with the building's number as if it were a lane: 东明路12号."""


def written_at(hukou_address: str, home: Home) -> Written | None:
    """What a written hukou address says beside this home's building and room; None when it names other ones."""
    if _lacks_room(hukou_address, home.room):
        return None
    parts = _parts_in(hukou_address, home.compound)
    if parts.building != home.building or parts.room != home.room:
        return None
    names_compound = bool(home.compound) and home.compound in hukou_address
    return Written(parts.unit, names_compound, (parts.road, parts.lane), (parts.road, f"{parts.building}号"))


def is_there(written: Written | None, home: Home) -> bool | None:
    """Whether what `written_at` found is this home; None when the compound's lanes, unknown here, would tell."""
    if written is None or (written.unit and home.unit and written.unit != home.unit):
        return False
    if written.names_compound or written.building in home.lanes:
        return True
    return _is_on_lane(written.street, home.lanes)


def is_registered_at(hukou_address: str, home: Home) -> bool | None:
    """Whether a written hukou address names this home; None when the compound's lanes, unknown here, would tell."""
    return is_there(written_at(hukou_address, home), home)


def _lacks_room(text: str, room: str) -> bool:
    """True when a written address cannot name a room, by its characters alone: most addresses need no reading."""
    return room.isascii() and room not in text and room not in text.upper() and not _OTHER_FIGURES.search(text)


def _is_on_lane(street: Lane, lanes: tuple[Lane, ...]) -> bool | None:
    """Whether a street is one of a compound's lanes; a lane written without its road is taken at its number."""
    written_road, written_lane = street
    if not written_lane:
        return False
    if not lanes:
        return None
    return any(number == written_lane and written_road in ("", road) for road, number in lanes)


def _parts_in(text: str, compound: str) -> address.Address:
    at = text.find(compound) if compound else -1
    return address.parse(text[at + len(compound) :] if at >= 0 else text)


def hukou_match(hukou_address: str | None, population_type: str | None, home: Home, *, lives_here: bool) -> str:
    """Code of hukou_match: registered here x lives here -> 1 both, 2 lives only, 3 registered only, 4 neither.

    0 未核实 when nothing tells where the person is registered; 来沪 people are registered elsewhere.
    """
    registered = is_registered_at(hukou_address, home) if hukou_address else None
    if not hukou_address and population_type == FLOATING_POPULATION:
        registered = False
    return match_code(lives_here=lives_here, registered=registered)


def match_code(*, lives_here: bool, registered: bool | None) -> str:
    """Code of hukou_match for somebody who lives here and is registered here, or not; None: not known."""
    if registered is None:
        return MATCH_UNKNOWN
    if registered:
        return MATCH_BOTH if lives_here else MATCH_REGISTERED
    return MATCH_LIVES if lives_here else MATCH_NEITHER
