"""The cloud's copies of records, from the changes of an answer as they travel; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from ledger import ids
from ledger.definition import Ledger
from storage.base import Base, Stamps
from storage.values import dump
from sync.protocol import Json, Malformed

Change = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Copy:
    """A record as the cloud has it. A tombstone has no values; `reason` says why it was removed."""

    base: Base
    is_tombstone: bool
    reason: str = ""
    is_purged: bool = False

    def over(self, before: Base | None) -> Base:
        """The copy to keep: what was removed keeps the values it had, for the recycle bin."""
        if not self.is_tombstone or before is None:
            return self.base
        made, by = before.stamps, self.base.stamps
        return replace(self.base, f=before.f, ext=before.ext, stamps=(made[0], made[1], by[2], by[3]))


def check(change: Json) -> Change:
    """A change that has what every change has; raises Malformed."""
    if not isinstance(change, dict):
        raise Malformed("change")
    if ids.from_text(str(change.get("id"))) is None or not isinstance(change.get("t"), str):
        raise Malformed("id")
    numbers = change.get("rv"), change.get("life")
    if not all(isinstance(number, int) and number > 0 for number in numbers):
        raise Malformed("rv")
    if not isinstance(change.get("f", {}), dict):
        raise Malformed("f")
    return change


def copy_of(ledger: Ledger, change: Change) -> Copy:
    """Of a record of a ledger."""
    record_id = cast("bytes", ids.from_text(change["id"]))
    rv, life = change["rv"], change["life"]
    if life % 2 == 0:
        user, at = _by(change)
        base = Base(record_id, rv, life, {}, stamps=(at, user, at, user))
        return Copy(base, True, str(change.get("reason", "")), bool(change.get("purge")))  # noqa: FBT003 - by its name
    f = change.get("f", {})
    return Copy(Base(record_id, rv, life, f, ext=_unknown(ledger, f), stamps=_stamps(change)), is_tombstone=False)


def _by(change: Change) -> tuple[str, str]:
    user, at = (*change.get("by", ()), "", "")[:2]
    return str(user), str(at)


def _stamps(change: Change) -> Stamps:
    """When and by whom it was created and last changed; nothing of the last where it never was since."""
    user, at = (*change.get("c", ()), "", "")[:2]
    last = _newest(change.get("m", {}))
    if last is None or (last[2], last[3]) == (user, at):
        return at, user, None, None
    return at, user, str(last[3]), str(last[2])


def _newest(stamps: Mapping[str, Sequence[Json]]) -> Sequence[Json] | None:
    if len(stamps) < 2:
        return next(iter(stamps.values()), None)
    return max(stamps.values(), key=lambda stamp: cast("int", stamp[0]))


def _unknown(ledger: Ledger, f: Mapping[str, Json]) -> str | None:
    """What this version does not know of, as a row keeps it: groups, and members of groups."""
    groups = ledger.groups
    left: dict[str, Json] = {}
    for group, value in f.items():
        fields = groups.get(group)
        if fields is None:
            left[group] = value
        elif len(fields) > 1 and isinstance(value, dict) and not value.keys() <= set(fields):
            left[group] = {name: part for name, part in value.items() if name not in fields}
    return dump(left) if left else None
