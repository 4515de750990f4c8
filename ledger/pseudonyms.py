"""Pseudonyms for one masked data set: invented names, numbers and dates that go together, person by person.

Every pseudonym follows from a seed and what it stands for, by a keyed hash: the same person gets the same one in all
sheets of a data set, another seed gives others, and without the seed none leads back. A resident ID keeps its region,
its sex and the age band of its birth date, and its check digit is right; dates of one person move by the same number
of days; an address ends at its lane or compound. What of a record is shown at all is `app.exports.masked_set`'s.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ledger import address, id_number, partial_date
from ledger.broken import Broken
from ledger.partial_date import PartialDate

AGE_BANDS = (0, 6, 18, 35, 60, 70, 80, 90)
"""Where the age bands of statistics begin; a pseudonym's age stays in its band."""

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
    "陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
)
_FIRST = (
    "安柏冰采辰承初春岱丹东端恩帆芳枫甫光桂海涵航禾恒虹鸿华怀晖季嘉建"
    "江杰锦经静均凯康可兰朗乐黎立连林灵流鲁洛茂梅美民名明牧宁沛平其奇琪"
)
_SECOND = (
    "启谦乔清秋泉然仁荣容如瑞若森山善尚绍申升诗石书舒双水思松素泰恬庭"
    "同彤桐图婉望维文雯希夏先贤香晓新星修秀轩雪勋雅言扬瑶叶宜义艺益音盈"
)
_MOST_DAYS = 180
_DAYS_OF_A_MONTH = 30
_CARD = re.compile(r"\d{17}[\dX]", re.ASCII)
_MOBILE = re.compile(r"1\d{10}", re.ASCII)
_AREA = re.compile(r"(0\d{2,3}-?)(\d{5,8})(.*)", re.ASCII | re.DOTALL)
_TRIES = 10_000


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person in the data set: invented name and numbers, and by how many days every date of theirs moves."""

    name: str
    id_no: str | None
    birth: str | None
    days: int


class Pseudonyms:
    """The pseudonyms of one data set. `known` are words that no pseudonym may be: the real names and numbers."""

    def __init__(self, seed: bytes, on: date, known: Collection[str] = frozenset()) -> None:
        self._key = hashlib.blake2b(seed, digest_size=32, person=b"linong masked").digest()
        self.on, self._known = on, known
        self._given: dict[tuple[str, str], str] = {}
        self._taken: set[tuple[str, str]] = set()

    def somebody(self, who: str, birth: str | None, id_no: str | None) -> Somebody:
        """The pseudonym of the person that `who` names."""
        days = self._days(who, birth)
        moved = moved_date(birth, days) if birth else None
        number = self.id_no(id_no, days) if id_no else None
        return Somebody(self.name(who), number, moved, days)

    def name(self, who: str) -> str:
        """An invented name."""

        def made(turn: int) -> str:
            number = self._number("name", who, turn)
            number, surname = divmod(number, len(_SURNAMES))
            number, first = divmod(number, len(_FIRST))
            return _SURNAMES[surname] + _FIRST[first] + _SECOND[number % len(_SECOND)]

        return self._once("name", who, made)

    def id_no(self, number: str, days: int | None = None) -> str:
        """A number for a number: a resident ID of the same region, sex and age band, any other of the same shape."""
        read = id_number.parse(number)
        if isinstance(read, Broken) or not _CARD.fullmatch(read.number) or not read.birth:
            return self.shaped("id", number)
        by = self._days(read.number, read.birth) if days is None else self._within(read.birth, days)
        born = moved_date(read.birth, by).replace("-", "")
        first, sex = read.number[:6] + born, int(read.number[16]) % 2

        def made(turn: int) -> str:
            serial = self._number("id", read.number, turn) % 500
            first17 = f"{first}{2 * serial + sex:03}"
            return first17 + id_number.check_digit(first17)

        return self._once("id", read.number, made)

    def phone(self, numbers: str) -> str:
        """Each number of a text for itself: the kind of the number and its area stay."""
        return re.sub(r"[^\s、,，;；/|]+", lambda found: self._one_phone(found[0]), numbers)

    def shaped(self, kind: str, text: str) -> str:
        """A text of the same shape: digits for digits, letters for letters, 某 for every other word."""

        def made(turn: int) -> str:
            number, signs = self._number(kind, text, turn), list[str]()
            for sign in text:
                number, signs_made = _sign(number, sign)
                signs.append(signs_made)
            return "".join(signs)

        return self._once(kind, text, made)

    def code(self, kind: str, what: str) -> str:
        """A short number for something that has to stay the same thing in every sheet, as a home."""
        return self._once(kind, what, lambda turn: f"{self._number(kind, what, turn) % 10**6:06}")

    def days(self, what: str) -> int:
        """By how many days the dates of something move that is no person."""
        return self._days(what, None)

    def _one_phone(self, number: str) -> str:
        if _MOBILE.fullmatch(number):
            return self._once("phone", number, lambda turn: number[:3] + self._digits(number, turn, 8))
        found = _AREA.fullmatch(number)
        if found is None:
            return self.shaped("phone", number)
        rest = found[2]
        return self._once("phone", number, lambda turn: found[1] + self._digits(number, turn, len(rest)))

    def _digits(self, what: str, turn: int, count: int) -> str:
        return f"{self._number('phone', what, turn) % 10**count:0{count}}"

    def _days(self, who: str, birth: str | None) -> int:
        """Days that all dates of somebody move by, never none; the age stays in its band."""
        number = self._number("days", who, 0)
        days = (number // 2 % _MOST_DAYS + 1) * (1 if number % 2 else -1)
        return self._within(birth, days) if birth else days

    def _within(self, birth: str, days: int) -> int:
        """The same, or the other way, or the most that leaves the age in its band."""
        band = age_band(birth, self.on)
        for length in range(abs(days), 0, -1):
            for by in (length, -length) if days > 0 else (-length, length):
                if age_band(moved_date(birth, by), self.on) == band:
                    return by
        return days

    def _number(self, kind: str, what: str, turn: int) -> int:
        said = f"{kind}\0{what}\0{turn}".encode()
        return int.from_bytes(hashlib.blake2b(said, key=self._key, digest_size=24).digest())

    def _once(self, kind: str, what: str, made: Callable[[int], str]) -> str:
        """What stands for `what`: nobody else's, and no real one."""
        found = self._given.get((kind, what))
        if found is not None:
            return found
        for turn in range(_TRIES):
            word = made(turn)
            if word not in self._known and (kind, word) not in self._taken:
                break
        else:
            word = f"{kind}-{self._number(kind, what, _TRIES) % 10**12:012}"
        self._taken.add((kind, word))
        self._given[kind, what] = word
        return word


def moved_date(text: str, days: int) -> str:
    """A date moved as far as it is known: days by days, months by whole months, a year not at all."""
    read = PartialDate.from_text(text)
    if not read.month:
        return text
    if read.day:
        return (read.first_day() + timedelta(days=days)).isoformat()
    months = max(round(abs(days) / _DAYS_OF_A_MONTH), 1) * (1 if days > 0 else -1)
    at = read.year * 12 + read.month - 1 + months
    return str(PartialDate(at // 12, at % 12 + 1))


def age_band(birth: str, on: date) -> int | None:
    """Where the age band of somebody born then begins; None before the birth."""
    bounds = partial_date.age_bounds(birth, on)
    return None if bounds is None else max(start for start in AGE_BANDS if start <= bounds[1])


def coarse_address(text: str) -> str:
    """An address up to its lane or compound; "" where it says neither."""
    read = address.parse(text)
    words = dict.fromkeys(("building", "building_suffix", "unit", "unit_suffix", "floor", "room"), "")
    return address.format(replace(read, **words, room_suffix="", remainder=""))


def _sign(number: int, sign: str) -> tuple[int, str]:
    """What is left of a number, and the sign that it gives in place of `sign`."""
    if sign.isdecimal():
        number, digit = divmod(number, 10)
        return number, str(digit)
    if sign.isascii() and sign.isalpha():
        number, letter = divmod(number, 26)
        return number, chr(ord("A" if sign.isupper() else "a") + letter)
    return number, sign if sign.isascii() else "某"
