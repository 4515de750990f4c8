"""The ways to settle a question as its card offers them: each side, what is possible here, both where they can hold.

Choices are called as `settling` takes them; what each of them changes is said there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.records.naming import Names
from app.stores.session import Session
from app.syncing import conflict_sides, conflict_words, order_moves, questions
from app.syncing.conflict_others import home
from app.syncing.conflict_sides import Part, People, Values, Wording
from ledger import catalog
from storage.reading import Reader
from storage.syncing import conflicts
from storage.syncing.conflicts import Conflict
from sync.local_side import LocalSide

_OF_VALUES = frozenset(("newest", "manual", "duplicate", "suggested", "feed_over", "possible_duplicate"))
_KEEPING = frozenset(("delete_vs_edit", "parent_delete", "possible_duplicate"))
_SAFE_FIRST: tuple[questions.Side, ...] = ("theirs", "mine")
_LATER_FIRST: tuple[questions.Side, ...] = ("mine", "theirs")
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Option:
    """One way to settle: a value (`is_value`) or what will be done, who wrote it, whether it holds now."""

    code: str
    title: str
    told: str = ""
    parts: tuple[Part, ...] = ()
    stands: bool = False
    is_value: bool = False


class Options:
    """Finds what each question may be settled with, in one snapshot of the store."""

    def __init__(self, session: Session, reader: Reader, people: People, names: Names) -> None:
        self._session, self._reader = session, reader
        self._people, self._names = people, names
        self._device = LocalSide(session.store).facts().device

    def of(self, conflict: Conflict, values: Values, wording: Wording) -> Iterator[Option]:
        """The sides, that which loses nothing first."""
        if conflict.kind == "authority" or (conflict.status != conflicts.OPEN and conflict.kind not in _OF_VALUES):
            return
        if conflict.kind == order_moves.KIND:
            yield Option(questions.side_of(conflict, "theirs", self._device), order_moves.KNOWN)
            return
        told, stands = conflict_words.kind(conflict.kind), self._standing(conflict, values)
        is_value = conflict.kind in _OF_VALUES and bool(conflict.group) and conflict.kind != "possible_duplicate"
        for side in _SAFE_FIRST if conflict.kind in _KEEPING or stands == "theirs" else _LATER_FIRST:
            if not self._is_possible(conflict, side):
                continue
            is_act = conflict.kind == "dangling"  # what is done about it is nobody's value
            parts = () if is_act else wording.parts(values.of(side), values.of(questions.other(side)))
            does = home(self._names, conflict, side) or (told.mine if side == "mine" else told.theirs)
            yield Option(
                code=questions.side_of(conflict, side, self._device),
                title=_in_one_line(parts) if is_value else does,
                told="" if is_act else self._people.side(conflict.f.get(side) or {}).told,
                parts=() if is_value and len(parts) < _SEVERAL else parts,
                stands=side == stands and conflict.kind in _OF_VALUES,
                is_value=is_value,
            )
        if conflict.kind == "two_homes":
            yield Option("keep", "两处都住")

    def _is_possible(self, conflict: Conflict, side: str) -> bool:
        if conflict.kind == "dangling":
            return self._can_mend(conflict, side)
        if conflict.kind != "possible_duplicate" or side == "theirs":
            return True
        other = conflict_sides.target(conflict, "other")
        both = self._reader.get_many(catalog.named(conflict.type), [conflict.record, other])
        return conflict.type == "person" and len(both) > 1 and self._session.rights.may("merge")

    def _can_mend(self, conflict: Conflict, side: str) -> bool:
        """Whether what is gone is known here and can come back, or the field may be empty."""
        if side == "mine":
            named = str((conflict.f.get("more") or {}).get("ledger", ""))
            gone = conflict_sides.target(conflict, "gone")
            return named in catalog.BY_NAME and self._reader.get(catalog.named(named), gone, dead=True) is not None
        ledger = catalog.named(conflict.type)
        return all(ledger.field(name).need != "required" for name in ledger.groups.get(conflict.group, ()))

    def _standing(self, conflict: Conflict, values: Values) -> str:
        """The side whose values the record holds now; "" when it holds neither."""
        row = self._names.row(conflict.type, conflict.record) or {}
        for side in _SAFE_FIRST:
            told = values.of(side)
            if told and all(row.get(name) == value for name, value in told.items()):
                return side
        return ""


def _in_one_line(parts: Sequence[Part]) -> str:
    return "，".join(part.text or "空" for part in parts)
