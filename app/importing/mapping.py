"""From the headings of one sheet to its columns' meanings: the subject first, then each heading by words and values.

Order of belief: what the person gave, what was remembered for this heading row, the words, then the values among the
words' candidates. A fuzzy meaning is taken only when it is the only one and its values fit; an ambiguous heading is
left out until somebody says.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.importing.headings import (
    IGNORED,
    ROW_HEADING,
    Candidate,
    Fits,
    Mapped,
    Target,
    Vocabulary,
    plain,
    vocabulary,
)
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
_PHONE_WORDS = frozenset(
    plain(word) for word in ("联系电话", "手机", "手机号", "手机号码", *catalog.named("person").field("phone").aliases)
)
_NUMBER_WORDS = _ID_WORDS | {plain("证件号码")}
_GIVEN_NAME_WORDS = _NAME_WORDS | {"", "名字", "名称"}

# A word in front of 姓名, 电话, 身份证 says whose they are.
_TENANT = re.compile(r"^(?:承租人|承租方|承租户|租赁人|租住人|租房人|租客|租户|使用者)")
_HEAD = re.compile(r"^户主")
_OWNER = re.compile(r"^(?:房东|房主|业主|出租人|出租方|产权人)")
_LANDLORD = re.compile(r"^(?:房东|房主|业主|出租人|出租方)")
_OTHERS = re.compile(
    r"^(?:房东|房主|业主|出租人|出租方|产权人|子女|儿子|女儿|监护人|家属|家长|亲属|父亲|母亲|配偶|志愿者|结对|社工|民警|"
    r"网格[员长]|楼组?长|联络员|责任人|户主)"
)
_LEASE = re.compile(
    r"起租|租期|租住|租房|租赁(?:开始|起始|日期|时间|期限|合同|地址|房屋)|租金|出租(?:房|屋|房屋)(?:地址|详址)"
)


class NoColumnMatched(LedgerError):
    """No heading of any sheet could be matched; the person may map columns by hand."""


class SheetMissing(LedgerError):
    """The workbook has no sheet called `sheet`; the person chose it by name."""

    def __init__(self, sheet: str) -> None:
        super().__init__("no such sheet")
        self.sheet = sheet


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
    has_name = bool(combined & _NAME_WORDS) or any(_field_of(_TENANT, word) == "name" for word in combined)
    if words & _PLATE_WORDS and not words & _ID_WORDS:
        return "topic_vehicle"
    if words & _MERCHANT_WORDS and not has_name:
        return "topic_merchant"
    if has_name or any(_field_of(_HEAD, word) and word != "户主" for word in combined):
        return "person"
    owner_only = any(_OWNER.match(word) for word in words)
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
        has_landlord, has_lease = any(map(_LANDLORD.match, words)), any(map(_LEASE.search, words))
        return "tenant" if has_landlord and has_lease and plain("与户主关系") not in words else ""
    if any(_field_of(_TENANT, word) == "name" for word in words):
        return "tenant"
    return "head" if any(_field_of(_HEAD, word) == "name" and word != "户主" for word in words) else ""


def _field_of(who: re.Pattern[str], word: str) -> str:
    """`name`, `id_no` or `phone` for 租客, 租客身份证, 租客电话 where `who` knows 租客; "" for anything else."""
    found = who.match(word)
    rest = word[found.end() :] if found else None
    if rest in _GIVEN_NAME_WORDS:
        return "name"
    if rest in _NUMBER_WORDS:
        return "id_no"
    return "phone" if rest in _PHONE_WORDS else ""


def _names_people_plainly(item: Heading) -> bool:
    """True for 姓名 that is not 租客, 户主 or 房东 by the heading above it."""
    words = [plain(spelling) for spelling in item.spellings]
    special = any(_field_of(who, word) for word in words for who in (_TENANT, _HEAD, _OWNER))
    return plain(item.text) in _NAME_WORDS and not special


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
    who = {"tenant": _TENANT, "head": _HEAD}.get(sheet.role)
    known = vocabulary(sheet.subject)
    loose: list[Candidate] = []
    for spelling in item.spellings:
        word = plain(spelling)
        field = _field_of(who, word) if who else ""
        if field and not (who is _HEAD and word == "户主"):
            return Mapped(item.column, item.text, Target("person", field), "alias", spelling)
        if word in known.asks and not sheet.is_ours:
            return Mapped(item.column, item.text, None, "ambiguous", _choices(known.candidates(spelling)))
        found = known.candidates(spelling)
        if found and found[0].how != "fuzzy":
            return _by_values(item, spelling, found, sheet.fits)
        found = _of_somebody(word, who, found, known)
        if found and found[0].how != "fuzzy":
            return _by_values(item, spelling, found, sheet.fits)
        loose.extend(found)
    return _fuzzy(item, loose, sheet.fits)


def _of_somebody(word: str, who: re.Pattern[str] | None, found: list[Candidate], known: Vocabulary) -> list[Candidate]:
    """Meanings of 租客性别 in a sheet of tenants, of 房东手机号; somebody else's number is never the person's own."""
    mine = who.match(word) if who else None
    if mine and len(word) > mine.end():
        plainly = known.candidates(word[mine.end() :])
        return plainly if plainly and plainly[0].how != "fuzzy" else found
    owners = _OWNERS.get(_field_of(_OWNER, word))
    if owners and known.subject in ("person", "dwelling"):
        return [Candidate(Target("dwelling", owners), "alias", _OWNER_SCORE)]
    if _OTHERS.match(word):
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
