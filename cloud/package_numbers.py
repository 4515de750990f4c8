"""Which packages of a PC came: their numbers, by what each is known again, and which numbers are missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cloud.means import Means
from sync.packages import Head
from sync.protocol import Json

KIND: Final = "package"
_MOST_REMEMBERED: Final = 50


class Numbers:
    """The numbers of one PC as a package with this head comes; `mark` is the hash of its whole content."""

    def __init__(self, means: Means, head: Head, mark: str) -> None:
        self._means, self._head, self._mark = means, head, mark

    def remembered(self) -> Mapping[str, Json]:
        """What is known of a package of this number: its mark, and the new numbering it brought about."""
        with self._means.store.look(self._head.committee) as look:
            kept = look.fact(KIND, self._head.device) or {}
        return kept.get("numbers", {}).get(str(self._head.number), {})  # type: ignore[no-any-return]  # JSON as kept

    def noted(self) -> list[int]:
        """Note that it came; answers which numbers before it never did."""
        with self._means.store.turn(self._head.committee) as turn:
            kept = dict(turn.fact(KIND, self._head.device) or {"last": 0, "missing": [], "numbers": {}})
            last, number = int(kept["last"]), self._head.number
            missing = [one for one in kept["missing"] if one != number]
            missing = [*missing, *range(last + 1, number)][-_MOST_REMEMBERED:]
            numbers = {**kept["numbers"], str(number): {**self._old(kept, number), "mark": self._mark}}
            newest = sorted(numbers, key=int)[-_MOST_REMEMBERED:]
            kept |= {"last": max(last, number), "missing": missing, "numbers": {one: numbers[one] for one in newest}}
            turn.put_fact(KIND, self._head.device, kept)
        return missing

    def note_trouble(self, trouble: Mapping[str, Json]) -> None:
        """A new numbering is given once, however often the same package comes."""
        if "gen" not in trouble:
            return
        with self._means.store.turn(self._head.committee) as turn:
            kept = dict(turn.fact(KIND, self._head.device) or {})
            numbers = dict(kept["numbers"])
            numbers[str(self._head.number)] = {"mark": self._mark, "trouble": dict(trouble)}
            turn.put_fact(KIND, self._head.device, kept | {"numbers": numbers})

    def _old(self, kept: Mapping[str, Json], number: int) -> dict[str, Json]:
        old = kept["numbers"].get(str(number), {})
        return dict(old) if old.get("mark") == self._mark else {}
