"""From the headings of one sheet to its columns' meanings: the subject first, then each heading by words and values.

Order of belief: what the person gave, what was remembered for this heading row, the words, then the values among the
words' candidates. A fuzzy meaning is taken only when it is the only one and its values fit; an ambiguous heading is
left out until somebody says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.importing.guardians import settled
from app.importing.headings import (
    ADDRESS,
    IGNORED,
    LANE,
    ORDER_NO,
    ROW_HEADING,
    Candidate,
    Fits,
    Heading,
    Mapped,
    Target,
    parse_target,
    plain,
)
from app.importing.subjects import (
    HEAD,
    OTHERS,
    OWNER,
    TENANT,
    field_of,
    is_numbered_phone,
    members,
    names_everybody,
    role_of,
    subject_of,
)
from app.importing.vocabulary import Vocabulary, left_aside, vocabulary
from ledger import text
from ledger.errors import LedgerError

_FITS = 0.5  # share of sampled values that must parse before a meaning is believed over another
_FUZZY_FITS = 0.8
_TAKES_ANYTHING = ("text", "long_text")  # values that fit such a field prove nothing against a likelier word


class NoColumnMatched(LedgerError):
    """No heading of any sheet could be matched; the person may map columns by hand."""


class SheetMissing(LedgerError):
    """The workbook has no sheet called `sheet`; the person chose it by name."""

    def __init__(self, sheet: str) -> None:
        super().__init__("no such sheet")
        self.sheet = sheet


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What one sheet's columns mean. `role` is "tenant" or "head" where the sheet lists only those, else ""."""

    subject: str
    role: str
    columns: tuple[Mapped, ...]

    def targets(self) -> dict[int, Target]:
        """Column -> target of the columns that are taken."""
        return {item.column: item.target for item in self.columns if item.target is not None}


def resolve(
    headings: Sequence[Heading],
    fits: Fits,
    *,
    given: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
    subject: str = "",
) -> SheetMapping:
    """Decide what every column means; the headings tell the `subject` unless somebody does.

    `given` and `remembered` map a heading to `ledger.field` or to "" (leave out).
    """
    told = {plain(word): (value, "remembered") for word, value in (remembered or {}).items()}
    told.update({plain(word): (value, "given") for word, value in (given or {}).items()})
    meant = [_as_told(item, told) for item in headings]
    subject = subject or subject_of(meant)
    role = role_of(meant, subject)
    is_ours = any(text.squeeze(item.text) == ROW_HEADING for item in headings)
    sheet = _Sheet(subject, role, fits, is_ours, _named(meant, subject))
    decided = [_decide(item, sheet, told) for item in headings]
    return SheetMapping(subject, role, tuple(_one_column_each(settled(decided))))


def _as_told(item: Heading, told: Mapping[str, tuple[str, str]]) -> Heading:
    """The heading under the label of the field that a person gave it."""
    for spelling in item.spellings:
        value, _ = told.get(plain(spelling), ("", ""))
        target = parse_target(value)
        if target is not None:
            return Heading(item.column, target.definition().label)
    return item


def _named(headings: Sequence[Heading], subject: str) -> frozenset[str]:
    """Fields that the headings surely name, those aside whose meaning hangs on the others."""
    known = vocabulary(subject)
    found = (known.candidates(item.text)[:1] for item in headings if plain(item.text) not in _HANGING)
    named = {one[0].target.field for one in found if one and one[0].how != "fuzzy"}
    if any(plain(item.text) in _DOORS for item in headings):
        named.add(_DOOR)
    return frozenset(named)


_LANE_NUMBER = "弄号"
_DOORS = ("门牌", "门牌号", "门号")  # a building, or beside a building's number the room
_MEMBERS = ("家庭成员", "成员", "家庭人员", "户内成员")
_HANGING = frozenset((_LANE_NUMBER, *_DOORS, *_MEMBERS))
_DOOR = "door"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What deciding one heading needs to know of its sheet.

    In a sheet that the program wrote itself (`is_ours`) no heading is a question. `named` are the fields that other
    headings surely name: they settle 弄号, 门牌 and 家庭成员.
    """

    subject: str
    role: str
    fits: Fits
    is_ours: bool
    named: frozenset[str]


def _decide(item: Heading, sheet: _Sheet, told: Mapping[str, tuple[str, str]]) -> Mapped:
    """The meaning of one heading: what a person said, else what its words and values say."""
    for spelling in item.spellings:
        if plain(spelling) in told:
            value, how = told[plain(spelling)]
            return Mapped(item.column, item.text, parse_target(value), how)
    if text.squeeze(item.text) == ROW_HEADING:
        return Mapped(item.column, item.text, None, "exact", "record")
    if plain(item.text) in IGNORED | left_aside(sheet.subject):
        return Mapped(item.column, item.text, None, "ignored")
    return _by_words(item, sheet)


def _by_words(item: Heading, sheet: _Sheet) -> Mapped:
    loose: list[Candidate] = []
    for spelling in item.spellings:
        found = _by_spelling(item, spelling, sheet, loose)
        if found is not None:
            return found
    return _fuzzy(item, loose, sheet.fits)


def _by_spelling(item: Heading, spelling: str, sheet: _Sheet, loose: list[Candidate]) -> Mapped | None:
    """What one spelling of the heading surely means; its fuzzy meanings go to `loose`."""
    word, known = plain(spelling), vocabulary(sheet.subject)
    target = _told_by_sheet(item, word, sheet)
    if target is not None:
        return Mapped(item.column, item.text, target, "alias", spelling)
    if word in known.asks and not sheet.is_ours:
        asked = known.asks[word]
        return Mapped(item.column, item.text, None, "ambiguous", _choices(asked), asked)
    found = known.candidates(spelling)
    if not found or found[0].how == "fuzzy":
        found = _of_somebody(word, _WHO.get(sheet.role), found, known)
    if len(found) > 1 and found[0].target == ORDER_NO and sheet.fits(item.column, ORDER_NO) < _FITS:
        found = found[1:]  # another office's numbers
    if found and found[0].how != "fuzzy":
        return _by_values(item, spelling, found, sheet.fits)
    loose.extend(found)
    return None


_WHO = {"tenant": TENANT, "head": HEAD}


def _told_by_sheet(item: Heading, word: str, sheet: _Sheet) -> Target | None:
    """A meaning that only the whole sheet gives: 户主姓名 in a sheet of heads, 弄号 beside a building's number."""
    if names_everybody(item.text):
        return Target("person", "name")
    if word in _HANGING:
        return _hanging(word, sheet.named)
    if sheet.subject == "person" and is_numbered_phone(word):
        return Target("person", "phone")
    who = _WHO.get(sheet.role)
    field = field_of(who, word) if who else ""
    return Target("person", field) if field and not (who is HEAD and word == "户主") else None


def _hanging(word: str, named: frozenset[str]) -> Target | None:
    """What 弄号, 门牌号 and 家庭成员 mean beside the other columns; None where they say nothing about it."""
    has_building, has_room = "building_no" in named, "room_no" in named
    if word == _LANE_NUMBER:
        return replace(ADDRESS, part=LANE) if has_building or _DOOR in named else None
    if word in _MEMBERS:
        return Target("person", "name") if "kinship" in named and "name" not in named else None
    if has_room and not has_building:
        return Target("building", "building_no")
    return Target("dwelling", "room_no") if has_building and not has_room else None


def _of_somebody(word: str, who: re.Pattern[str] | None, found: list[Candidate], known: Vocabulary) -> list[Candidate]:
    """Meanings of 租客性别 in a sheet of tenants, of 房东手机号; somebody else's number is never the person's own."""
    mine = who.match(word) if who else None
    if mine and len(word) > mine.end():
        plainly = known.candidates(word[mine.end() :])
        return plainly if plainly and plainly[0].how != "fuzzy" else found
    if known.subject == "person" and members(word):
        return [Candidate(Target("person", members(word)), "alias", _OWNER_SCORE)]
    owners = _OWNERS.get(field_of(OWNER, word))
    if owners and known.subject in ("person", "dwelling"):
        return [Candidate(Target("dwelling", owners), "alias", _OWNER_SCORE)]
    if OTHERS.match(word):
        return [item for item in found if item.target.ledger != "person" or item.target.field not in _ONES_OWN]
    return [item for item in found if not item.target.field.startswith("lessee_")]


_OWNERS = {"name": "owner_name", "id_no": "owner_id_no", "phone": "owner_phone"}
_OWNER_SCORE = 85
_ONES_OWN = ("name", "id_no", "phone", "phone2")


def _by_values(item: Heading, spelling: str, found: Sequence[Candidate], fits: Fits) -> Mapped:
    """The first candidate whose values fit.

    The likeliest word when the values of none do, so that each bad cell is listed rather than the column lost.
    """
    for rank, candidate in enumerate(found):
        proves = rank == 0 or candidate.target.definition().kind not in _TAKES_ANYTHING
        if proves and fits(item.column, candidate.target) >= _FITS:
            how = candidate.how if rank == 0 else "values"
            return Mapped(item.column, item.text, candidate.target, how, spelling, tuple(found))
    first = found[0]
    return Mapped(item.column, item.text, first.target, first.how, spelling, tuple(found))


def _fuzzy(item: Heading, found: Sequence[Candidate], fits: Fits) -> Mapped:
    unique = {candidate.target: candidate for candidate in found}
    if not unique:
        return Mapped(item.column, item.text, None, "unmatched")
    candidates = tuple(unique.values())
    if len(candidates) == 1 and fits(item.column, candidates[0].target) >= _FUZZY_FITS:
        return Mapped(item.column, item.text, candidates[0].target, "fuzzy", _label(candidates[0]), candidates)
    how = "ambiguous" if len(candidates) > 1 else "unmatched"
    return Mapped(item.column, item.text, None, how, _choices(candidates), candidates)


def _label(candidate: Candidate) -> str:
    return candidate.target.definition().label


def _choices(candidates: Sequence[Candidate]) -> str:
    return "、".join(dict.fromkeys(_label(item) for item in candidates[:4]))


def _one_column_each(decided: Sequence[Mapped]) -> list[Mapped]:
    """Two columns never feed one field: the surer keeps it, a second phone goes to phone2, else it is left out."""
    certainty = {
        "given": 0,
        "remembered": 1,
        "exact": 2,
        "alias": 3,
        "values": 4,
        "normalised": 5,
        "flag": 6,
        "fuzzy": 7,
    }
    taken: dict[Target, int] = {}
    result: dict[int, Mapped] = {}
    for item in sorted(decided, key=lambda one: (certainty.get(one.how, 9), one.column)):
        target = item.target
        if target == Target("person", "phone") and target in taken:
            target = Target("person", "phone2")
        if target is None or target not in taken or target.flag:
            result[item.column] = replace(item, target=target)
            if target is not None:
                taken[target] = item.column
        else:
            result[item.column] = replace(item, target=None, how="taken", why=target.definition().label)
    return [result[item.column] for item in decided]
