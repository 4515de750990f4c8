"""Who works here, where a form takes any name: visitors of a visit, the host of an activity; volunteers too.

Any name is taken; a login or a name mistyped is told beside the field, so that nobody becomes a volunteer unnoticed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app import access
from app.stores.session import Session

NAMED: Final = frozenset((("visit", "visitor"), ("activity", "host")))
"""(ledger, field) that takes people of the committee and others."""
_SEVERAL = re.compile(r"[、,，;；|\n]")
_ONE = re.compile(r"[^\s、,，;；|]+")
_TOLD: Final = "不是本居委会的账号，按志愿者姓名记"


@dataclass(frozen=True, slots=True)
class Colleagues:
    """`offered`: names, whoever is at work first. `known`: every login and name, of those who left too."""

    offered: tuple[str, ...]
    known: frozenset[str]

    def strangers(self, written: str) -> tuple[str, ...]:
        """The names in a text that are of nobody who works here, each once."""
        return tuple(dict.fromkeys(one for one in _names(written) if one not in self.known))

    def told(self, written: str) -> str:
        """That in words; "" where there are none."""
        return "".join(volunteers_told(self.strangers(written))).strip()


@access.operation(access.OWN)
def read(session: Session) -> Colleagues:
    """The people of the committee, as they are now."""
    names = session.store.account_names()
    gone = {one.login for one in session.store.accounts() if one.state != "active"}
    offered = sorted(name or login for login, name in names.items() if login not in gone)
    own = session.user_name() or session.login
    return Colleagues(tuple(dict.fromkeys((own, *offered))), frozenset((*names, *names.values(), own)))


def by_name(names: Mapping[str, str], written: str) -> str:
    """The text with names in place of logins, by `account_names`; everybody else stays as written."""
    return _ONE.sub(lambda one: names.get(one[0], "") or one[0], written)


def volunteers_told(names: Sequence[str]) -> Iterator[str]:
    """The line of a command that says who has no account here; none where there is nobody."""
    if names:
        yield f"  {'、'.join(names)} {_TOLD}"


def _names(written: str) -> Iterator[str]:
    return filter(None, map(str.strip, _SEVERAL.split(written)))
