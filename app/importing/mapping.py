"""From the headings of one sheet to its columns' meanings: the subject first, then each heading by words and values.

Order of belief: what the person gave, what was remembered for this heading row, the words, then the values among the
words' candidates. A fuzzy meaning is taken only when it is the only one and its values fit; an ambiguous heading is
left out until somebody says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.importing.headings import IGNORED, ROW_HEADING, Candidate, Fits, Mapped, Target, plain, vocabulary
from ledger import catalog, text
from ledger.errors import LedgerError, UnknownField

_FITS = 0.5  # share of sampled values that must parse before a meaning is believed over another
_FUZZY_FITS = 0.8
_TAKES_ANYTHING = ("text", "long_text")  # values that fit such a field prove nothing against a likelier word

_NAME_WORDS = frozenset(plain(word) for word in ("姓名", *catalog.named("person").field("name").aliases))
_ID_WORDS = frozenset(plain(word) for word in catalog.named("person").field("id_no").aliases)
_PLATE_WORDS = frozenset(plain(word) for word in ("车牌号", *catalog.named("topic_vehicle").field("plate").aliases))
_MERCHANT_WORDS = frozenset(
    plain(word) for word in ("商户名称", "店名", "企业名称", "招牌", "统一社会信用代码", "社会信用代码")
)
_OWNER_WORDS = frozenset(plain(word) for word in ("房东姓名", "房东", "房主姓名", "房东电话", "房主电话"))
_LEASE_WORDS = frozenset(plain(word) for word in ("起租日期", "租赁开始", "租赁起始日期", "租期开始"))

# A sheet without 姓名 whose people are named by what they are: tenants, heads of households.
_LESSEE = {
    **dict.fromkeys(map(plain, ("租客姓名", "承租人姓名", "承租人", "租客", "租户姓名", "租户", "使用者姓名")), "name"),
    **dict.fromkeys(
        map(
            plain,
            ("承租人证件号", "承租人公民身份号码", "使用者身份证", "租客身份证号", "租户身份证号", "承租人身份证号"),
        ),
        "id_no",
    ),
    **dict.fromkeys(
        map(plain, ("承租人电话", "承租人联系方式", "使用者联系方式", "租客电话", "租户电话", "租客联系方式")), "phone"
    ),
}
_HEAD = {
    **dict.fromkeys(map(plain, ("户主姓名",)), "name"),
    **dict.fromkeys(map(plain, ("户主身份证", "户主公民身份号码", "户主身份证号", "户主身份证号码")), "id_no"),
    **dict.fromkeys(map(plain, ("户主电话", "户主联系方式")), "phone"),
}


class NoColumnMatched(LedgerError):
    """No heading of any sheet could be matched; the person may map columns by hand."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One column's heading: its own text, and with its group heading in front where there are two rows of them."""

    column: int
    text: str
    group: str = ""

    @property
    def spellings(self) -> tuple[str, ...]:
        """Ways to look it up, fullest first: 租客信息+姓名 also as 租客姓名."""
        if not self.group or self.group == self.text:
            return (self.text,)
        topic = self.group.removesuffix("基本信息").removesuffix("信息").removesuffix("情况")
        return tuple(dict.fromkeys((f"{self.group}{self.text}", f"{topic}{self.text}", self.text)))


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What one sheet's columns mean. `role` is "tenant" or "head" where the sheet lists only those, else ""."""

    subject: str
    role: str
    columns: tuple[Mapped, ...]

    def targets(self) -> dict[int, Target]:
        """Column -> target of the columns that are taken."""
        return {item.column: item.target for item in self.columns if item.target is not None}


def signature(headings: Sequence[Heading]) -> str:
    """Key under which a heading row's mapping is remembered."""
    words = "\x1f".join(f"{plain(item.group)}\x1e{plain(item.text)}" for item in headings)
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def subject_of(headings: Sequence[Heading]) -> str:
    """What one row of the sheet is: a person, a dwelling, a building, a compound, a vehicle, a merchant."""
    words = {plain(item.text) for item in headings}
    combined = {plain(spelling) for item in headings for spelling in item.spellings}
    has_name = bool(combined & (_NAME_WORDS | {word for word, field in _LESSEE.items() if field == "name"}))
    if words & _PLATE_WORDS and not words & _ID_WORDS:
        return "topic_vehicle"
    if words & _MERCHANT_WORDS and not has_name:
        return "topic_merchant"
    if has_name or combined & _HEAD.keys():
        return "person"
    owner_only = bool(words & _OWNER_WORDS) or "产权人" in words
    if words & _ID_WORDS and not owner_only:
        return "person"
    return _described(headings)


def _described(headings: Sequence[Heading]) -> str:
    """The place ledger that the sheet is about: the finest key that stands in it.

    Where only an address does, the ledger that most headings describe, because a compound has an address too.
    """
    described = {subject: _own_fields(subject, headings) for subject in ("dwelling", "unit", "building", "compound")}
    for subject, key in (("dwelling", "room_no"), ("unit", "unit_no"), ("building", "building_no")):
        if key in described[subject]:
            return subject
    if "name" in described["compound"] and len(described["compound"]) > len(described["dwelling"]):
        return "compound"
    return "dwelling"


def _own_fields(subject: str, headings: Sequence[Heading]) -> set[str]:
    """Fields of the subject's own ledger that the headings name, fuzzy likeness aside."""
    found = (vocabulary(subject).candidates(item.text)[:1] for item in headings)
    return {
        first.target.field
        for first in (one[0] for one in found if one)
        if first.target.ledger == subject and first.how != "fuzzy"
    }


def resolve(
    headings: Sequence[Heading],
    fits: Fits,
    *,
    given: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
) -> SheetMapping:
    """Decide what every column means. `given` and `remembered` map a heading to `ledger.field` or to "" (leave out)."""
    told = {plain(word): (value, "remembered") for word, value in (remembered or {}).items()}
    told.update({plain(word): (value, "given") for word, value in (given or {}).items()})
    meant = [_as_told(item, told) for item in headings]
    subject = subject_of(meant)
    role = _role(meant, subject)
    is_ours = any(text.squeeze(item.text) == ROW_HEADING for item in headings)
    sheet = _Sheet(subject, role, fits, is_ours)
    decided = [_decide(item, sheet, told) for item in headings]
    return SheetMapping(subject, role, tuple(_one_column_each(decided)))


def _as_told(item: Heading, told: Mapping[str, tuple[str, str]]) -> Heading:
    """The heading under the label of the field that a person gave it."""
    for spelling in item.spellings:
        value, _ = told.get(plain(spelling), ("", ""))
        target = parse_target(value)
        if target is not None:
            return Heading(item.column, target.definition().label)
    return item


def _role(headings: Sequence[Heading], subject: str) -> str:
    words = {plain(spelling) for item in headings for spelling in item.spellings}
    if subject != "person":
        return ""
    if any(_names_people_plainly(item) for item in headings):
        lists_tenants = words & _OWNER_WORDS and words & _LEASE_WORDS and plain("与户主关系") not in words
        return "tenant" if lists_tenants else ""
    if any(_LESSEE.get(word) == "name" for word in words):
        return "tenant"
    return "head" if any(_HEAD.get(word) == "name" for word in words) else ""


def _names_people_plainly(item: Heading) -> bool:
    """True for 姓名 that is not 租客, 户主 or 房东 by the heading above it."""
    special = {*_LESSEE, *_HEAD, *_OWNER_WORDS}
    return plain(item.text) in _NAME_WORDS and not any(plain(spelling) in special for spelling in item.spellings)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What deciding one heading needs to know of its sheet.

    In a sheet that the program wrote itself (`is_ours`) no heading is a question.
    """

    subject: str
    role: str
    fits: Fits
    is_ours: bool


def _decide(item: Heading, sheet: _Sheet, told: Mapping[str, tuple[str, str]]) -> Mapped:
    """The meaning of one heading: what a person said, else what its words and values say."""
    for spelling in item.spellings:
        if plain(spelling) in told:
            value, how = told[plain(spelling)]
            return Mapped(item.column, item.text, parse_target(value), how)
    if text.squeeze(item.text) == ROW_HEADING:
        return Mapped(item.column, item.text, None, "exact", "record")
    if plain(item.text) in IGNORED:
        return Mapped(item.column, item.text, None, "ignored")
    return _by_words(item, sheet)


def _by_words(item: Heading, sheet: _Sheet) -> Mapped:
    special = {"tenant": _LESSEE, "head": _HEAD}.get(sheet.role, {})
    known = vocabulary(sheet.subject)
    loose: list[Candidate] = []
    for spelling in item.spellings:
        if plain(spelling) in special:
            return Mapped(item.column, item.text, Target("person", special[plain(spelling)]), "alias", spelling)
        if plain(spelling) in known.asks and not sheet.is_ours:
            return Mapped(item.column, item.text, None, "ambiguous", _choices(known.candidates(spelling)))
        found = known.candidates(spelling)
        if found and found[0].how != "fuzzy":
            return _by_values(item, spelling, found, sheet.fits)
        loose.extend(found)
    return _fuzzy(item, loose, sheet.fits)


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


def parse_target(written: str) -> Target | None:
    """`ledger.field` or `ledger.field=CODE` as a target; "" is none. Raises UnknownLedger or UnknownField."""
    if not written:
        return None
    name, _, flag = written.partition("=")
    ledger_name, _, field = name.partition(".")
    ledger = catalog.named(ledger_name)
    if not ledger.has(field):
        raise UnknownField(ledger_name, field)
    return Target(ledger_name, field, flag)
