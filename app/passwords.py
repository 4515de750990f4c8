"""The password rule of an account: what a password must have, each failure named.

Eight or more characters with letters, digits and special symbols; neither the login name nor anything that contains
it; not one of the passwords that everybody tries first (`resources/passwords/common.txt`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ledger.errors import LedgerError

SHORTEST = 8
LONGEST = 256
_SHORTEST_LOGIN_LOOKED_FOR = 3  # a login of one or two letters stands in every second password


class PasswordTooWeak(LedgerError):
    """A new password breaks `rules`, named as `broken_rules` names them."""

    def __init__(self, rules: tuple[str, ...]) -> None:
        super().__init__("new password: " + ", ".join(rules))
        self.rules = rules


def broken_rules(password: str, *, login: str) -> tuple[str, ...]:
    """Names of the rules that `password` breaks for the account `login`; empty when it is good."""
    tests = {
        "too_short": len(password) < SHORTEST,
        "too_long": len(password) > LONGEST,
        "no_letter": not any(character.isalpha() for character in password),
        "no_digit": not any(character.isdecimal() for character in password),
        "no_symbol": not any(_is_symbol(character) for character in password),
        "has_login": _has_login(password.casefold(), login.casefold()),
        "common": password.casefold() in common_passwords(),
    }
    return tuple(name for name, is_broken in tests.items() if is_broken)


def require_good(password: str, *, login: str) -> None:
    """Raise PasswordTooWeak unless `password` may be used for the account `login`."""
    broken = broken_rules(password, login=login)
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
