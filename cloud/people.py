"""Who stands behind the logins of operations: told by each PC with its pushes, kept as records of type `author`.

Every PC pulls them like others, so that a question between two PCs can name both sides. They decide nothing: whose work
is taken is `accounts.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from cloud.records import Key, Record, Stamp, Written
from cloud.store import Look
from ledger import ids
from sync.protocol import AUTHOR, Json, Malformed, Op

_MOST: Final = 200
_LONGEST: Final = 100
_SPACE: Final = b"linong author 01"


def note(look: Look, told: Json, ops: Sequence[Op], written: Written, by: tuple[str, str]) -> None:
    """Add to `written` who the authors of these operations are, where that is news; `by` is the PC and the instant.

    Raises:
        Malformed: `told` is no object of login -> {"name", "post"}.
    """
    people = _read(told)
    logins = sorted({op.u for op in ops} & people.keys())
    keys = {login: _key(login) for login in logins}
    known = look.records(keys.values())
    for login, key in keys.items():
        f = {"login": login, **people[login]}
        before = known.get(key)
        if before is None or dict(before.f) != f:
            written.seq += 1
            stamp = Stamp(written.seq, "", by[0], login, by[1], "")
            written.records[key] = Record(*key, written.seq, 1, f, {"name": stamp}, (login, by[1]))


def names(look: Look, logins: Iterable[str]) -> Mapping[str, str]:
    """What the people behind these logins are called; those of whom no PC has told are left out."""
    keys = {login: _key(login) for login in logins if login}
    known = look.records(keys.values())
    return {login: str(known[key].f.get("name", "")) for login, key in keys.items() if key in known}


def _key(login: str) -> Key:
    return AUTHOR, ids.to_text(ids.derived(_SPACE, login))


def _read(told: Json) -> dict[str, dict[str, str]]:
    if told is None:
        return {}
    if not isinstance(told, dict) or len(told) > _MOST:
        raise Malformed("people")
    found = {}
    for login, person in told.items():
        parts = [person.get(part, "") for part in ("name", "post")] if isinstance(person, dict) else [None]
        if len(login) > _LONGEST or not all(isinstance(part, str) and len(part) <= _LONGEST for part in parts):
            raise Malformed("people")
        found[login] = {name: part for name, part in zip(("name", "post"), parts, strict=True) if part}
    return found
