"""What one row of a sheet is, and whose names and numbers its columns hold: residents', tenants', heads', owners'.

A word in front of 姓名, 身份证 and 电话 says whose they are: 租客姓名, 户主身份证, 房东手机. What the other columns
mean is `mapping`'s to decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from app.importing import order_words
from app.importing.headings import Heading, plain
from app.importing.vocabulary import SHOP_NAMES, vocabulary
from ledger import catalog, text

_NAME_WORDS = frozenset(plain(word) for word in ("姓名", *catalog.named("person").field("name").aliases))
_ID_WORDS = frozenset(plain(word) for word in catalog.named("person").field("id_no").aliases)
_PLATE_WORDS = frozenset(plain(word) for word in ("车牌号", *catalog.named("topic_vehicle").field("plate").aliases))
_MERCHANT_WORDS = frozenset(
    plain(word) for word in ("商户名称", "店名", "企业名称", "招牌", "统一社会信用代码", "社会信用代码", *SHOP_NAMES)
)
_VISITED_WORDS, _VISIT_WORDS = (
    frozenset(map(plain, words))
    for words in (
        ("走访时间", "走访日期", "慰问时间", "慰问日期"),
        (
            *("走访结果", "走访内容", "走访记录", "走访情况", "走访类型", "走访方式", "走访人", "走访人员"),
            *("慰问情况", "慰问人"),
        ),
    )
)
_ORDER_NUMBERS, _ORDER_WORDS = (
    frozenset(map(plain, words)) for words in (order_words.TELL_NUMBERS, order_words.TELL_ORDERS)
)
_ACTIVITY_NAMES, _ACTIVITY_WORDS = (
    frozenset(map(plain, words))
    for words in (
        ("活动名称", "活动主题", "活动标题", "活动项目"),
        (
            *("活动时间", "活动日期", "开始时间", "举办时间", "举办日期", "时间", "日期", "活动地点", "活动内容"),
            *("活动类型", "活动类别", "参与人数"),
        ),
    )
)
_PHONE_WORDS = frozenset(
    plain(word) for word in ("联系电话", "手机", "手机号", "手机号码", *catalog.named("person").field("phone").aliases)
)
_NUMBER_WORDS = _ID_WORDS | {plain("证件号码")}
_ORDINALS = ("1", "2", "一", "二")
_GIVEN_NAME_WORDS = _NAME_WORDS | {"", "名字", "名称"}

# A word in front of 姓名, 电话, 身份证 says whose they are.
TENANT = re.compile(r"^(?:承租人|承租方|承租户|租赁人|租住人|租房人|租客|租户|使用者)")
HEAD = re.compile(r"^户主")
_MEMBER = re.compile(
    r"^(?:家庭|户内|同住|本户|实际|常住|居住|入住|登记|服务|重点)*"
    r"(?:成员|人员|人口|居民|人|对象|老年人|老人|儿童|学生|党员|残疾人|职工|本人)"
)
_EVERYBODY = re.compile(r"^户主\W{0,2}[及和与]?(?:家庭)?成员\W?(?:的?姓名|名字)$")
OWNER = re.compile(r"^(?:房东|房主|业主|出租人|出租方|产权人)")
_LANDLORD = re.compile(r"^(?:房东|房主|业主|出租人|出租方)")
OTHERS = re.compile(
    r"^(?:房东|房主|业主|出租人|出租方|产权人|子女|儿子|女儿|监护人|家属|家长|亲属|父亲|母亲|配偶|志愿者|结对|社工|民警|"
    r"网格[员长]|楼组?长|联络员|责任人|户主)"
)
_LEASE = re.compile(
    r"起租|租期|租住|租房|租赁(?:开始|起始|日期|时间|期限|合同|地址|房屋)|租金|出租(?:房|屋|房屋)(?:地址|详址)"
)


def subject_of(headings: Sequence[Heading]) -> str:
    """What one row of the sheet is: a person, a place, a vehicle, a merchant, a visit, an activity, a work order."""
    words = {plain(item.text) for item in headings}
    happened = "" if words & _ID_WORDS else _happened(words)
    if happened:
        return happened
    combined = {plain(spelling) for item in headings for spelling in item.spellings}
    has_name = bool(combined & _NAME_WORDS) or any(field_of(TENANT, word) == "name" for word in combined)
    if words & _PLATE_WORDS and not words & _ID_WORDS:
        return "topic_vehicle"
    if words & _MERCHANT_WORDS and not has_name:
        return "topic_merchant"
    if (
        has_name
        or any(map(_names_people_plainly, headings))
        or any(field_of(HEAD, word) and word != "户主" for word in combined)
    ):
        return "person"
    owner_only = any(OWNER.match(word) for word in words)
    if words & _ID_WORDS and not owner_only:
        return "person"
    return _described(headings)


def _happened(words: AbstractSet[str]) -> str:
    """A visit, an activity or a work order, where the headings tell of one; "" for none."""
    if words & _VISITED_WORDS and words & _VISIT_WORDS:
        return "visit"
    if words & _ACTIVITY_NAMES and words & _ACTIVITY_WORDS:
        return "activity"
    is_order = words & _ORDER_WORDS and (words & _ORDER_NUMBERS or "来电" in "".join(words))
    return "work_order" if is_order else ""


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


def role_of(headings: Sequence[Heading], subject: str) -> str:
    """`tenant` or `head` where a sheet of people lists only those, by the words of its headings; else ""."""
    words = {plain(spelling) for item in headings for spelling in item.spellings}
    if subject != "person":
        return ""
    if any(_names_people_plainly(item) for item in headings):
        has_landlord, has_lease = any(map(_LANDLORD.match, words)), any(map(_LEASE.search, words))
        return "tenant" if has_landlord and has_lease and plain("与户主关系") not in words else ""
    if any(field_of(TENANT, word) == "name" for word in words):
        return "tenant"
    return "head" if any(field_of(HEAD, word) == "name" and word != "户主" for word in words) else ""


def field_of(who: re.Pattern[str], word: str) -> str:
    """`name`, `id_no` or `phone` for 租客, 租客身份证, 租客电话 where `who` knows 租客; "" for anything else."""
    found = who.match(word)
    rest = word[found.end() :] if found else None
    if rest in _GIVEN_NAME_WORDS:
        return "name"
    if rest in _NUMBER_WORDS:
        return "id_no"
    return "phone" if rest in _PHONE_WORDS else ""


def is_numbered_phone(word: str) -> bool:
    """True for 电话1, 手机二: the first and second of a person's numbers."""
    return word[-1:] in _ORDINALS and word[:-1] in _PHONE_WORDS


def names_everybody(heading: str) -> bool:
    """True for 户主(成员)姓名: whoever the row is about."""
    return _EVERYBODY.match(text.squeeze(heading)) is not None


def members(word: str) -> str:
    """`name`, `id_no` or `phone` for 家庭成员姓名, 居住人身份证号; "" for anything else, 家庭成员 among it."""
    found = _MEMBER.match(word)
    return field_of(_MEMBER, word) if found and found.end() < len(word) else ""


def _names_people_plainly(item: Heading) -> bool:
    """True for 姓名 that is not 租客, 户主 or 房东 by the heading above it, and for 家庭成员姓名."""
    words = [plain(spelling) for spelling in item.spellings]
    if names_everybody(item.text) or any(members(word) == "name" for word in words):
        return True
    special = any(field_of(who, word) for word in words for who in (TENANT, HEAD, OWNER))
    return plain(item.text) in _NAME_WORDS and not special
