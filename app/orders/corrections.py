"""What was put right in the words of an order, as its story tells it: who changed what and when, beside its steps.

Steps write events; corrections stand in the operations of this PC, and what another PC corrected in the cloud's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app import access
from app.orders.keeping import ORDER, Kept
from app.records.record_groups import may_be_typed
from ledger.definition import Field
from storage.operations import Change
from storage.reading import Reader

_STATED: Final = frozenset(("is_major",))  # a step says it
_TOLD: Final = ("text", "long_text")


@dataclass(frozen=True, slots=True)
class Correction:
    """One action that changed words of an order: `at` a stored instant, `lines` what stood there before."""

    at: str
    user: str
    title: str
    lines: tuple[str, ...]


def of(reader: Reader, kept: Kept) -> tuple[Correction, ...]:
    """The corrections of an order, the first one first; nothing of what whoever is at work is not told."""
    changes: dict[int, list[Change]] = {}
    for one in reader.history(ORDER, kept.id):
        if one.kind == "patch" and one.field not in _STATED and ORDER.has(one.field):
            changes.setdefault(one.action, []).append(one)
    made = (_correction(kept.row, several) for several in changes.values())
    return tuple(one for one in made if one is not None)


def _correction(row: Mapping[str, object], several: list[Change]) -> Correction | None:
    fields = [ORDER.field(one.field) for one in several]
    told = [
        (item, one.old)
        for item, one in zip(fields, several, strict=True)
        if may_be_typed(item) and not access.is_kept_back(ORDER, row, item.name)
    ]
    if not told:
        return None
    lines = tuple(f"原来的{item.label}：{old}" for item, old in told if _is_told(item) and old)
    return Correction(several[0].at, several[0].user, f"更正{'、'.join(item.label for item, _ in told)}", lines)


def _is_told(item: Field) -> bool:
    """Whether what stood there before is words that stand behind no mask."""
    return item.kind in _TOLD and not access.mask_of(item, child=False, ledger=ORDER.name)
