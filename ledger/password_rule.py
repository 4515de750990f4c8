"""What a password must have and how long it holds: pure, the same for the PC and the cloud, each failure named.

Enough characters with letters, digits and special symbols; nothing of the login, the person's name, its pinyin or a
phone; not a password that everybody tries first; and not made of the committee's name or code, a year, a walk over
the keyboard: without those at least `OWN_SIGNS` letters or digits must be left. Pinyin and the list of common
passwords are handed in; which passwords were used before is known where they are kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from ledger.policy import USUAL, Policy

LONGEST = 256
OWN_SIGNS = 5
_SHORTEST_LOGIN_LOOKED_FOR = 3  # a login of one or two letters stands in every second password
_SHORTEST_PINYIN_LOOKED_FOR = 4  # so does wuyi
_SHORTEST_PHONE = 7
_SHORTEST_WALK = 4
_MOBILE_NUMBER = re.compile(r"1[3-9]\d{9}", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_KEYBOARD = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
_COLUMNS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm")
_UNSHIFTED = str.maketrans("!@#$%^&*()！￥", "123456789014")
_WALKS = tuple(walk for row in (*_KEYBOARD, *_COLUMNS) for walk in (row, row[::-1]))

Standing = Literal["good", "ending", "over", "first"]
"""How a password stands: `ending` is warned of, `over` and `first` (set by somebody else) must be changed at once."""
WORDS: Final = {
    "too_short": "不足 {length} 位",
    "too_long": "太长，最多 256 位",
    "no_letter": "没有字母",
    "no_digit": "没有数字",
    "no_symbol": "没有特殊符号（如 ! @ # _）",
    "has_login": "含有账号名",
    "has_phone": "含有手机号或电话号码",
    "has_name": "含有本人姓名或姓名拼音",
    "common": "是人人都会先试的常见密码",
    "has_committee": "主要是居委的名称或代码",
    "has_year": "主要是年份",
    "keyboard_walk": "主要是键盘上或字母表里连着的字符",
    "used_before": "最近用过",
}
"""What people read of each rule; `length` is the policy's."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whose password it is, and what of it may not stand in the password.

    `name_spelt` and `committee_spelt` are spellings in pinyin; `committee` are the committee's names and codes.
    """

    login: str
    name: str = ""
    name_spelt: tuple[str, ...] = ()
    phone: str = ""
    committee: tuple[str, ...] = ()
    committee_spelt: tuple[str, ...] = ()


def broken_rules(
    password: str, person: Person, *, common: Collection[str] = (), policy: Policy = USUAL
) -> tuple[str, ...]:
    """Names of the rules that `password` breaks for `person`; empty when it is good. `common` is case folded."""
    folded = password.casefold()
    tests = {
        "too_short": len(password) < policy["password_length"],
        "too_long": len(password) > LONGEST,
        "no_letter": not any(character.isalpha() for character in password),
        "no_digit": not any(character.isdecimal() for character in password),
        "no_symbol": not any(_is_symbol(character) for character in password),
        "has_login": _has_login(folded, person.login.casefold()),
        "has_phone": _has_phone(password, person.phone),
        "has_name": _has_name(folded, person),
        "common": folded in common,
    }
    broken = tuple(name for name, is_broken in tests.items() if is_broken)
    return broken or _made_of(folded, person)


def _is_symbol(character: str) -> bool:
    return not character.isalnum() and not character.isspace() and character.isprintable()


def _has_login(password: str, login: str) -> bool:
    if not login:
        return False
    return password == login or (len(login) >= _SHORTEST_LOGIN_LOOKED_FOR and login in password)


def _has_phone(password: str, phone: str) -> bool:
    together = password.replace("-", "").replace(" ", "")
    known = "".join(filter(str.isdecimal, phone))
    return bool(_MOBILE_NUMBER.search(together)) or (len(known) >= _SHORTEST_PHONE and known in together)


def _has_name(password: str, person: Person) -> bool:
    """The name as written, or its pinyin in either order, whatever stands between its letters: Wang_Fang1, fangwang."""
    name = person.name.strip().casefold()
    letters = "".join(filter(str.isalpha, password))
    if len(name) > 1 and name in letters:
        return True
    return any(len(spelt) >= _SHORTEST_PINYIN_LOOKED_FOR and spelt in letters for spelt in person.name_spelt)


def _made_of(password: str, person: Person) -> tuple[str, ...]:
    """Of what kinds of words the password is made, when too little of its own is left beside them."""
    is_own = [character.isalnum() for character in password]
    found = []
    for name, spans in (
        ("has_committee", _committee(password, person)),
        ("has_year", (match.span() for match in _YEAR.finditer(password))),
        ("keyboard_walk", _walks(password)),
    ):
        for start, end in spans:
            found.append(name)
            is_own[start:end] = [False] * (end - start)
    return tuple(dict.fromkeys(found)) if sum(is_own) < OWN_SIGNS else ()


def _committee(password: str, person: Person) -> Iterator[tuple[int, int]]:
    spelt = (word for word in person.committee_spelt if len(word) >= _SHORTEST_PINYIN_LOOKED_FOR)
    for word in (*person.committee, *spelt):
        if len(word) > 1:
            yield from (match.span() for match in re.finditer(re.escape(word.casefold()), password))


def _walks(password: str) -> Iterator[tuple[int, int]]:
    """Runs of neighbours on the keyboard or in the alphabet, either way, shifted or not, and of one sign repeated."""
    plain, start = password.translate(_UNSHIFTED), 0
    while start < len(plain):
        end = start + 1
        while end < len(plain) and _is_walk(plain[start : end + 1]):
            end += 1
        if end - start >= _SHORTEST_WALK:
            yield start, end
            start = end
        else:
            start += 1


def _is_walk(run: str) -> bool:
    return len(set(run)) == 1 or any(run in walk for walk in _WALKS)


# -- how long it holds


def age_days(set_on: date | None, today: date) -> int | None:
    """Days since the password was set; None when that is unknown or lies ahead, as after a clock was set wrong."""
    if set_on is None or (set_on - today).days > 1:  # a day: the PC's zone may have been set right since
        return None
    return max((today - set_on).days, 0)


def days_left(set_on: date | None, today: date, policy: Policy = USUAL) -> int:
    """Days on which the password still opens everything, today included; 0 when it has to be changed first."""
    age = age_days(set_on, today)
    return max(policy["password_days"] - age + 1, 0) if age is not None else 0


def standing(set_on: date | None, today: date, *, must_change: bool, policy: Policy = USUAL) -> Standing:
    """How a password stands that was set on a day: warned of from day 23, over after day 30."""
    if must_change:
        return "first"
    age = age_days(set_on, today)
    if age is None or age > policy["password_days"]:
        return "over"
    return "ending" if age >= policy["password_days"] - policy["password_warn_days"] else "good"
