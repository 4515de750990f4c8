"""The password rule with what it needs from outside: the list of common passwords, pinyin, the committee's names.

The rule itself is `ledger.password_rule`, its numbers are the policy's.
"""

from __future__ import annotations

import re
import secrets
from functools import cache
from importlib.resources import files

from ledger import password_rule
from ledger.errors import LedgerError
from ledger.password_rule import Person
from ledger.policy import USUAL, Policy
from storage.search import pinyin

Committee = tuple[str, str]
"""Its code and its name."""
_NOBODYS: Committee = ("", "")
_ENDING = re.compile(r"(?:居民委员会|村民委员会|居委会|村委会|居委|社区)?(?:（.*）)?$")
_NUMBER = re.compile(r"第?[一二三四五六七八九十\d]+$")
_CODE_PARTS = (6, 9, 12)  # district, street, committee

_LETTERS = "abcdefghjkmnpqrstuvwxyz"  # without those that look like figures
_GROUPS, _GROUP_LENGTH = 3, 4

USED_BEFORE = "used_before"
"""The rule that is found broken only where former passwords are known."""


class PasswordTooWeak(LedgerError):
    """A new password breaks `rules`, named as `ledger.password_rule` names them; `length` is what it needs at least."""

    def __init__(self, rules: tuple[str, ...], length: int = USUAL["password_length"]) -> None:
        super().__init__("new password: " + ", ".join(rules))
        self.rules = rules
        self.length = length


def broken_rules(
    password: str,
    *,
    login: str,
    name: str = "",
    phone: str = "",
    committee: Committee = _NOBODYS,
    policy: Policy = USUAL,
) -> tuple[str, ...]:
    """Names of the rules that `password` breaks for the account `login` of `name`; empty when it is good.

    Any mobile number counts as the person's phone, known or not. The first call with a Chinese name reads the list of
    readings (20-60 ms).
    """
    words, spelt = _committee_words(committee)
    person = Person(login, name, _spellings(name.strip().casefold()), phone, words, spelt)
    return password_rule.broken_rules(password, person, common=common_passwords(), policy=policy)


def require_good(
    password: str,
    *,
    login: str,
    name: str = "",
    phone: str = "",
    committee: Committee = _NOBODYS,
    policy: Policy = USUAL,
) -> None:
    """Raise PasswordTooWeak unless `password` may be used for the account `login`."""
    broken = broken_rules(password, login=login, name=name, phone=phone, committee=committee, policy=policy)
    if broken:
        raise PasswordTooWeak(broken, policy["password_length"])


@cache
def common_passwords() -> frozenset[str]:
    """The deny list, case folded; lines that begin with `# ` are notes."""
    text = files("resources").joinpath("passwords", "common.txt").read_text(encoding="utf-8")
    return frozenset(line.strip().casefold() for line in text.splitlines() if line.strip() and line[:2] != "# ")


@cache
def _spellings(name: str) -> tuple[str, ...]:
    signs = "".join(filter(str.isalpha, name))
    if not signs:
        return ()
    if signs.isascii():
        return (signs,)
    usual = pinyin.syllables(signs)
    turned = "".join((*usual[1:], usual[0])) if usual else ""
    return (*pinyin.spellings(signs)[0], turned)


@cache
def _committee_words(committee: Committee) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the committee is called and counted as, and its names in pinyin: 凌兆第一居委会 is 凌兆 too."""
    code, name = committee
    short = _ENDING.sub("", name, count=1)
    names = tuple(dict.fromkeys(word for word in (name, short, _NUMBER.sub("", short)) if word))
    codes = tuple(code[:length] for length in reversed(_CODE_PARTS) if len(code) >= length)
    spelt = dict.fromkeys(spelling for word in names for spelling in pinyin.spellings(word)[0] if spelling.isascii())
    return (*names, *codes), tuple(sorted(spelt, key=len, reverse=True))


def generated(*, login: str, name: str = "", policy: Policy = USUAL) -> str:
    """A first password to be told to somebody else: random, easy to read out, and good by every rule."""
    while True:
        count = max(_GROUPS, -(-policy["password_length"] // _GROUP_LENGTH))
        groups = ["".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH - 1)) for _ in range(count)]
        made = "-".join(f"{group}{secrets.choice('23456789')}" for group in groups)
        made = made[0].upper() + made[1:]
        if not broken_rules(made, login=login, name=name, policy=policy):
            return made
