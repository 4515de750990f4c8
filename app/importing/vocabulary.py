"""Every word that a sheet of one subject may use for its columns, and the fields each word may mean.

Labels, aliases, headings of the flat sheet and of addresses; tags asked by yes and no; likeness where no word is
known. Values decide between candidates (`Fits`), because `房屋状态` is the state of the building to one office and
自住/出租 to the next. Nothing here reads rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import fuzz

from app.importing import order_words
from app.importing.headings import ADDRESS, CATEGORY, IGNORED, LANE, ROAD, Candidate, Target, plain
from ledger import catalog, codes, flat, text
from ledger.definition import Field, Ledger

# A subject is what one row of a sheet is; the ledgers it can feed, the likeliest meaning of a heading first.
SUBJECTS: dict[str, tuple[str, ...]] = {
    "person": ("person", "residence", "dwelling", "household", "person_tag", "unit", "building", "compound"),
    "topic_vehicle": ("topic_vehicle", "dwelling", "unit", "building", "compound"),
    "topic_merchant": ("topic_merchant",),
    "activity": ("activity",),
    "visit": ("visit", "dwelling", "unit", "building", "compound"),
    "work_order": ("work_order", "dwelling", "unit", "building", "compound"),
    "dwelling": ("dwelling", "household", "unit", "building", "compound"),
    "unit": ("unit", "building", "compound"),
    "building": ("building", "compound"),
    "compound": ("compound",),
}
# Below the subject, these ledgers are only named by a sheet, never described by it.
_NAMED_ONLY = {"compound": ("name",), "building": ("building_no",), "unit": ("unit_no",)}
_AT_A_HOME = ("topic_vehicle", "visit", "work_order")
_PLACE_OF_HOME = {"dwelling": ("room_no", "full_address")}
# What a sheet gives by name: the head of a household, the compound of a hukou, a vehicle's owner, whom a visit was to.
_GIVEN_BY_NAME = frozenset(
    (
        ("household", "head_person_uid"),
        ("person", "hukou_compound"),
        ("topic_vehicle", "owner_person"),
        ("visit", "person_uids"),
    )
)
# What is said of an order when it is registered, and never written again: its own course goes by events.
_SAID_AT_FIRST = ("external_no", "source", "category", "received_at", "need_reply", "priority", "external_due_at")
_ALWAYS_FED = _GIVEN_BY_NAME | {
    ("dwelling", "full_address"),
    ("work_order", "device_uid"),
    *(("work_order", name) for name in ("order_no", *_SAID_AT_FIRST)),
}
_ASKING = re.compile(r"^(是否为|是否有|是否是|是否|有无)|(情况|与否)$")
FUZZY_THRESHOLD = 72  # one odd character in four scores 75; two in four score 50
_CONTAINED_SCORE = 80  # a known word of three or more characters inside the heading, or the heading inside it


_STREET_WORDS = {
    ROAD: ("路", "路名", "道路", "道路名称", "马路", "路段", "街路", "街路巷", "路街", "路(街)"),
    LANE: ("弄", "弄堂", "里弄", "弄巷", "弄名", "巷弄"),
}
# Words of everyday sheets beyond the dictionary's, with one meaning each.
SHOP_NAMES = ("店招名称", "店招", "店铺名称", "商铺名称", "门店名称", "商家名称", "字号")
_ADDRESSES = ("现住址", "现住地址", "现居住地", "居住地", "居住地点", "常住地址", "实际居住地", "房屋坐落")
_EVERYDAY = {
    Target("residence", "kinship"): ("与户主", "和户主关系", "称谓", "成员关系", "家庭称谓"),
    Target("person", "phone2"): ("固话", "座机", "宅电"),
    Target("person", "birth_date"): ("出生",),
    Target("person", "education"): ("文化",),
    Target("person", "emergency_contact"): ("监护人",),
    Target("person", "emergency_phone"): ("监护人电话", "监护人手机", "监护人联系电话"),
    Target("dwelling", "occupancy"): ("房屋现状", "入住情况", "居住现状", "房屋使用现状"),
    Target("topic_merchant", "name"): SHOP_NAMES,
    Target("activity", "title"): ("主题", "活动项目"),
    Target("activity", "start_at"): ("活动日期", "日期", "举办时间", "举办日期"),
    Target("activity", "place"): ("举办地点",),
    Target("activity", "actual_count"): ("参与人次", "到场人数"),
    Target("visit", "person_uids"): ("姓名", "对象", "慰问对象", "对象姓名", "老人姓名"),
    Target("visit", "visited_at"): ("慰问时间", "慰问日期", "日期", "入户时间", "入户日期"),
    Target("visit", "content"): ("慰问内容", "慰问情况", "走访情况", "内容"),
    **{Target("work_order", name): spellings for name, spellings in order_words.WORDS.items()},
    ADDRESS: (
        *_ADDRESSES,
        *("楼室号", "楼栋室号", "楼号室号", "门牌室号", "幢室号", "栋室号", "楼房号", "楼栋房号", "楼栋门牌"),
    ),
}
_FLAT = ("person", "dwelling")
_AT_HOMES = ("person", "dwelling", "unit", "building", "topic_vehicle", "visit")
_RENTED = (
    "租住地址",
    "租房地址",
    "租赁地址",
    "出租地址",
    "出租房地址",
    "出租屋地址",
    "出租房屋地址",
    "承租地址",
    "承租房屋地址",
)


@dataclass(frozen=True)
class Vocabulary:
    """All the words that a sheet of one subject may use for its columns; `asks` are those that a person must settle."""

    subject: str
    exact: dict[str, tuple[Candidate, ...]]
    normal: dict[str, tuple[Candidate, ...]]
    asks: dict[str, tuple[Candidate, ...]]

    def candidates(self, heading: str) -> list[Candidate]:
        """Meanings of `heading`, likeliest first; fuzzy ones only where nothing better is known."""
        squeezed = text.squeeze(heading)
        found = list(self.exact.get(squeezed, ()))
        bare = plain(heading)
        seen = {item.target for item in found}
        found.extend(item for item in self.normal.get(bare, ()) if item.target not in seen)
        if found and _ASKING.match(bare) and self.subject == "person":
            found.extend(_flag(bare))  # 是否党员 is a 政治面貌 by its words, a tag when its values are 是 and 否
        return found or _flag(bare) or self._fuzzy(bare)

    def _fuzzy(self, bare: str) -> list[Candidate]:
        best: dict[Target, Candidate] = {}
        for word, candidates in self.normal.items():
            score = _likeness(bare, word)
            if score < FUZZY_THRESHOLD:
                continue
            for item in candidates[:1]:
                if item.target not in best or best[item.target].score < score:
                    best[item.target] = Candidate(item.target, "fuzzy", score)
        return sorted(best.values(), key=lambda item: -item.score)


def _likeness(heading: str, word: str) -> float:
    if len(word) >= 3 and word in heading and len(word) * 2 >= len(heading):
        return _CONTAINED_SCORE
    if len(heading) >= 3 and heading in word and len(heading) * 2 >= len(word):
        return _CONTAINED_SCORE
    return fuzz.ratio(heading, word)


def _flag(bare: str) -> list[Candidate]:
    """A column that asks for one tag by yes and no: 独居, 是否低保."""
    word = _ASKING.sub("", bare)
    code = codes.table("key_group_tag").find(word) or codes.table("key_group_tag").find(f"{word}户")
    if code is None or len(word) < 2:
        return []
    ledger, field = ("household", "household_tag") if code.startswith("F") else ("person_tag", "tag")
    return [Candidate(Target(ledger, field, code), "flag", 95)]


@cache
def vocabulary(subject: str) -> Vocabulary:
    """The words of one subject, made once."""
    exact: dict[str, list[Candidate]] = {}
    normal: dict[str, list[Candidate]] = {}
    asks: dict[str, list[Candidate]] = {}
    for word, target, how, score in _words(subject):
        squeezed = text.squeeze(word)
        exact.setdefault(squeezed, []).append(Candidate(target, how, score))
        normal.setdefault(plain(word), []).append(Candidate(target, "normalised", score - 5))
    for name in SUBJECTS[subject]:
        for item in catalog.named(name).fields:
            for word in item.asks:
                asks.setdefault(plain(word), []).append(Candidate(Target(name, item.name), "ambiguous", 90))
    for word, candidates in asks.items():
        candidates.extend(normal.get(word, ()))
    return Vocabulary(subject, _ranked(exact), _ranked(normal), _ranked(asks))


def _ranked(found: dict[str, list[Candidate]]) -> dict[str, tuple[Candidate, ...]]:
    """Exact before alias, the subject's own ledger before the others, each target once."""
    ranked = {}
    for word, items in found.items():
        unique: dict[Target, Candidate] = {}
        for item in sorted(items, key=lambda one: -one.score):
            unique.setdefault(item.target, item)
        ranked[word] = tuple(unique.values())
    return ranked


def _words(subject: str) -> Iterator[tuple[str, Target, str, float]]:
    """(word, target, how, score): a label scores 100, an alias 90; each ledger further from the subject 1 less."""
    for distance, name in enumerate(SUBJECTS[subject]):
        ledger = catalog.named(name)
        for item in ledger.fields:
            if not may_feed(subject, ledger, item):
                continue
            target = Target(name, item.name)
            yield item.label, target, "exact", 100 - distance
            if distance:
                yield f"{ledger.label}{item.label}", target, "exact", 100
            for word in item.aliases:
                yield word, target, "alias", 90 - distance
    yield from _home_words(subject)
    yield from _flat_words(subject)
    yield from _level_words(subject)


def address_words() -> tuple[str, ...]:
    """Words for the whole address of a home where a person lives, whichever ledger's field they belong to."""
    fields = (catalog.named("dwelling").field("full_address"), catalog.named("person").field("residence_address"))
    known = [word for item in fields for word in (item.label, *item.aliases)]
    return (*known, *_ADDRESSES)


def _home_words(subject: str) -> Iterator[tuple[str, Target, str, float]]:
    """Words for the address of a home and its street, and what else sheets about homes are wont to say."""
    words: list[tuple[Target, tuple[str, ...], float]] = []
    if subject == "person":
        where = catalog.named("person").field("residence_address")
        words.append((ADDRESS, (where.label, *where.aliases, *_RENTED), 90))
    if subject in _AT_HOMES:
        words.extend((replace(ADDRESS, part=part), streets, 89) for part, streets in _STREET_WORDS.items())
    fed = SUBJECTS[subject] if subject in _FLAT else (subject,)
    words.extend((target, more, 88) for target, more in _EVERYDAY.items() if target.ledger in fed)
    for target, spellings, score in words:
        for word in spellings:
            yield word, target, "alias", score


def _flat_words(subject: str) -> Iterator[tuple[str, Target, str, float]]:
    """The headings of the flat 人房 sheet."""
    for column in flat.columns() if subject in _FLAT else ():
        if column.ledger in SUBJECTS[subject] and column.field is not None:
            yield column.heading, Target(column.ledger, column.name), "exact", 100


def _level_words(subject: str) -> Iterator[tuple[str, Target, str, float]]:
    """The levels of a category of another system: 一级分类 to 五级分类, 大类 and 小类."""
    if subject != CATEGORY.ledger:
        return
    for level, word in order_words.LEVELS:
        yield word, replace(CATEGORY, part=level), "alias", 90


def may_feed(subject: str, ledger: Ledger, item: Field) -> bool:
    """True when a column of a sheet about `subject` can bring this field."""
    if (ledger.name, item.name) in _ALWAYS_FED:
        return True
    if not item.is_stored or item.need == "system" or item.kind in ("json", "attachment"):
        return False
    if item.kind == "ref":
        return False
    if ledger.name != subject and ledger.name in _NAMED_ONLY:
        return item.name in _NAMED_ONLY[ledger.name]
    if subject in _AT_A_HOME and ledger.name in _PLACE_OF_HOME:
        return item.name in _PLACE_OF_HOME[ledger.name]
    return ledger.name != "person_tag" or item.name == "tag"


@cache
def left_aside(subject: str) -> frozenset[str]:
    """Normalised words for what is told of a record and not believed: how far an order has come elsewhere."""
    if subject != CATEGORY.ledger:
        return frozenset()
    fields = catalog.named(subject).fields
    told = (item for item in fields if item.local and item.name not in (*_SAID_AT_FIRST, "due_at"))
    return frozenset(plain(word) for item in told for word in (item.label, *item.aliases))


@cache
def known_words() -> frozenset[str]:
    """Every normalised word of every subject: what tells a heading row from data."""
    words = set(IGNORED)
    for subject in SUBJECTS:
        known = vocabulary(subject)
        words.update(known.normal)
        words.update(known.asks, left_aside(subject))
    return frozenset(words)
