"""The password rule of an account: what a password must have, each failure named.

Eight or more characters with letters, digits and special symbols; nothing that contains the login name, the person's
name or its pinyin, or a phone number; not one of the passwords that everybody tries first
(`resources/passwords/common.txt`).
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from ledger.errors import LedgerError
from storage import pinyin

SHORTEST = 8
LONGEST = 256
_SHORTEST_LOGIN_LOOKED_FOR = 3  # a login of one or two letters stands in every second password
_SHORTEST_PINYIN_LOOKED_FOR = 4  # so does wuyi
_SHORTEST_PHONE = 7
_MOBILE_NUMBER = re.compile(r"1[3-9]\d{9}", re.ASCII)


class PasswordTooWeak(LedgerError):
    """A new password breaks `rules`, named as `broken_rules` names them."""

    def __init__(self, rules: tuple[str, ...]) -> None:
        super().__init__("new password: " + ", ".join(rules))
        self.rules = rules


def broken_rules(password: str, *, login: str, name: str = "", phone: str = "") -> tuple[str, ...]:
    """Names of the rules that `password` breaks for the account `login` of `name`; empty when it is good.

    Any mobile number counts as the person's phone, known or not. The first call with a Chinese name reads the list of
    readings (20-60 ms).
    """
    folded = password.casefold()
    tests = {
        "too_short": len(password) < SHORTEST,
        "too_long": len(password) > LONGEST,
        "no_letter": not any(character.isalpha() for character in password),
        "no_digit": not any(character.isdecimal() for character in password),
        "no_symbol": not any(_is_symbol(character) for character in password),
        "has_login": _has_login(folded, login.casefold()),
        "has_phone": _has_phone(password, phone),
        "has_name": _has_name(folded, name.strip().casefold()),
        "common": folded in common_passwords(),
    }
    return tuple(name for name, is_broken in tests.items() if is_broken)


def require_good(password: str, *, login: str, name: str = "", phone: str = "") -> None:
    """Raise PasswordTooWeak unless `password` may be used for the account `login`."""
    broken = broken_rules(password, login=login, name=name, phone=phone)
    if broken:
        raise PasswordTooWeak(broken)


@cache
def common_passwords() -> frozenset[str]:
    """The deny list, case folded; lines that begin with `# ` are notes."""
    text = files("resources").joinpath("passwords", "common.txt").read_text(encoding="utf-8")
    return frozenset(line.strip().casefold() for line in text.splitlines() if line.strip() and line[:2] != "# ")


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


def _has_name(password: str, name: str) -> bool:
    """The name as written, or its pinyin in either order, whatever stands between its letters: Wang_Fang1, fangwang."""
    if not name:
        return False
    letters = "".join(filter(str.isalpha, password))
    if len(name) > 1 and name in letters:
        return True
    return any(len(spelt) >= _SHORTEST_PINYIN_LOOKED_FOR and spelt in letters for spelt in _spellings(name))


@cache
def _spellings(name: str) -> tuple[str, ...]:
    signs = "".join(filter(str.isalpha, name))
    if signs.isascii():
        return (signs,)
    usual = pinyin.syllables(signs)
    turned = "".join((*usual[1:], usual[0])) if usual else ""
    return (*pinyin.spellings(signs)[0], turned)
