"""Possible same people: pairs with a score and the reasons in words; what a person said is not the same stays away.

Nobody is merged here (`app.doubles.merging`). Pairs come from people who share something: a number, or a name (or its
sound) together with birth date, home, phone or nearly the number. Two sure numbers that are far apart are two people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from app import access, logs
from app.jobs import SILENT, JobContext
from app.records import kept_apart
from app.stores.session import Session
from ledger import catalog, clock, id_number, ids, text
from ledger.broken import Broken
from ledger.derive import relation_class
from storage.reading import Reader
from storage.search import pinyin

PHASE = "comparing"
_PERSON = catalog.named("person")
_MOST_ALIKE = 200
"""People who share one thing beyond whom nothing is concluded from it: an office's own phone, a placeholder."""
_CHECK_EVERY = 2000
_LIKELY = 60

SAME_NUMBER, NUMBER_NEAR, NUMBER_NEARLY = "证件号码相同", "证件号码只差一位", "证件号码只差两位"
SAME_NAME, SAME_SOUND = "姓名相同", "姓名同音"
SAME_BIRTH, SAME_HOME, SAME_PHONE = "出生日期相同", "同住一处", "电话相同"
_WEIGHTS = {
    SAME_NUMBER: 70,
    NUMBER_NEAR: 45,
    NUMBER_NEARLY: 35,
    SAME_NAME: 25,
    SAME_SOUND: 15,
    SAME_BIRTH: 35,
    SAME_HOME: 35,
    SAME_PHONE: 30,
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who may be one: ids with the older record first, what they are called, how sure 0..100, and why."""

    first: str
    second: str
    name: str
    score: int
    reasons: tuple[str, ...]


class _Person(NamedTuple):
    id: bytes
    written: str
    name: str
    sound: str
    number: str
    birth: str
    sex: str
    phones: frozenset[str]
    homes: frozenset[bytes]


Found = Callable[[list[Pair]], None]


@access.operation("merge")
def find(session: Session, found: Found, ctx: JobContext = SILENT) -> int:
    """Hand pairs to `found` as they are met, the surest kinds first; answers how many. A cancel leaves nothing."""
    with session.reader() as reader, reader.snapshot():
        people = _people(reader, ctx)
        apart = kept_apart.pairs(session)
    told: set[tuple[bytes, bytes]] = set()
    count = 0
    for sharing in _SHARED:
        pairs = []
        for first, second in _candidates(people, sharing, ctx):
            key = (min(first.id, second.id), max(first.id, second.id))
            if key in told:
                continue
            told.add(key)
            judged = None if key in apart else _judge(first, second)
            if judged is not None:
                pairs.append(judged)
        pairs.sort(key=lambda one: -one.score)
        count += len(pairs)
        if pairs:
            found(pairs)
    logs.event("duplicates looked for", people=len(people), pairs=count)
    return count


# -- who is compared


def _people(reader: Reader, ctx: JobContext) -> list[_Person]:
    homes: dict[bytes, list[bytes]] = {}
    for _, person, home, relation in reader.scan(
        catalog.named("residence"), ("person_uid", "dwelling_uid", "relation")
    ):
        if relation_class(relation) == "living":
            homes.setdefault(person, []).append(home)
    total, people = reader.count(catalog.named("person")), list[_Person]()
    fields = ("name", "id_no", "birth_date", "sex", "phone", "phone2")
    for count, (key, name, number, birth, sex, *phones) in enumerate(reader.scan(catalog.named("person"), fields), 1):
        if count % _CHECK_EVERY == 0:
            ctx.checkpoint()
            ctx.report(count, total, PHASE)
        called = text.name_key(name or "")
        numbers = frozenset(one for written in phones if written for one in written.split("、"))
        lives = frozenset(homes.get(key, ()))
        sound = "".join(pinyin.syllables(called)) if called else ""
        people.append(
            _Person(key, name or "", called, sound, _one_writing(number), birth or "", sex or "", numbers, lives)
        )
    return people


def _one_writing(number: str | None) -> str:
    """A number without marks and case, an old one of 15 digits in its form of 18."""
    if not number:
        return ""
    plain = "".join(sign for sign in number.upper() if sign.isalnum())
    read = id_number.parse(plain) if len(plain) == 15 and plain.isdecimal() else None
    return plain if read is None or isinstance(read, Broken) else read.number


Keys = Callable[[_Person], Iterable[object]]


def _by_number(one: _Person) -> Iterable[object]:
    return (one.number,) if one.number else ()


def _by_birth(one: _Person) -> Iterable[object]:
    return ((one.sound, one.birth),) if one.sound and len(one.birth) == 10 else ()


def _by_home(one: _Person) -> Iterable[object]:
    return ((one.sound, home) for home in one.homes) if one.sound else ()


def _by_phone(one: _Person) -> Iterable[object]:
    return ((one.sound, number) for number in one.phones) if one.sound else ()


def _by_parts(one: _Person) -> Iterable[object]:
    """Two digits that differ leave two of four parts as they are; of namesakes few share two."""
    if not one.sound or len(one.number) != 18:
        return ()
    number = one.number
    parts = (number[:6], number[6:10], number[10:14], number[14:])
    return ((one.sound, left, parts[left], right, parts[right]) for left, right in combinations(range(4), 2))


_SHARED: tuple[Keys, ...] = (_by_number, _by_birth, _by_home, _by_phone, _by_parts)


def _candidates(people: Sequence[_Person], keys: Keys, ctx: JobContext) -> Iterator[tuple[_Person, _Person]]:
    """Pairs of people who share a key."""
    sharing: dict[object, _Person | list[_Person]] = {}
    several: list[list[_Person]] = []
    for count, one in enumerate(people, 1):
        if count % _CHECK_EVERY == 0:
            ctx.checkpoint()
        for key in keys(one):
            held = sharing.setdefault(key, one)
            if isinstance(held, list):
                held.append(one)
            elif held is not one:
                sharing[key] = group = [held, one]
                several.append(group)
    for group in several:
        ctx.checkpoint()
        if len(group) <= _MOST_ALIKE:
            yield from combinations(group, 2)


# -- how sure


def _judge(first: _Person, second: _Person) -> Pair | None:
    """The pair with its reasons; None where something speaks clearly against it, or too little for it."""
    near = _digits_apart(first.number, second.number)
    differ = near is not None and near > 2
    if differ or not _may_be_same_day(first.birth, second.birth, near):
        return None
    reasons = list(_reasons(first, second, near))
    score = min(100, sum(_WEIGHTS[reason] for reason in reasons))
    if first.sex and second.sex and first.sex != second.sex:
        score -= 20
    if score < _LIKELY:
        return None
    one, other = sorted((first, second), key=lambda person: person.id)
    names = dict.fromkeys((_shown(one), _shown(other)))
    return Pair(ids.to_text(one.id), ids.to_text(other.id), "、".join(names), score, tuple(reasons))


def _shown(one: _Person) -> str:
    """The name as lists show it: behind its mask for a child."""
    child = access.is_child(one.birth or None, clock.today())
    return str(access.shown(_PERSON, _PERSON.field("name"), one.written, child=child))


def _reasons(first: _Person, second: _Person, near: int | None) -> Iterator[str]:
    if near is not None:
        yield (SAME_NUMBER, NUMBER_NEAR, NUMBER_NEARLY)[near]
    if first.name and first.name == second.name:
        yield SAME_NAME
    elif first.sound and first.sound == second.sound:
        yield SAME_SOUND
    if len(first.birth) == 10 and first.birth == second.birth:
        yield SAME_BIRTH
    if first.homes & second.homes:
        yield SAME_HOME
    if first.phones & second.phones:
        yield SAME_PHONE


def _may_be_same_day(first: str, second: str, near: int | None) -> bool:
    """Birth dates that do not contradict each other; numbers a digit apart may tell two days."""
    return near is not None or first.startswith(second) or second.startswith(first)


def _digits_apart(first: str, second: str) -> int | None:
    """In how many places two numbers differ, two neighbours changed about as one; None where one is not known."""
    if not first or not second:
        return None
    if len(first) != len(second):
        return 1 if _one_left_out(first, second) else max(len(first), len(second))
    places = [at for at, (one, other) in enumerate(zip(first, second, strict=True)) if one != other]
    if len(places) == 2 and places[1] == places[0] + 1:
        at = places[0]
        if first[at] == second[at + 1] and first[at + 1] == second[at]:
            return 1
    return len(places)


def _one_left_out(first: str, second: str) -> bool:
    """True when the longer number is the shorter with one more sign."""
    short, long = sorted((first, second), key=len)
    if len(long) - len(short) != 1:
        return False
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
