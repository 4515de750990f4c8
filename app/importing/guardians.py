"""Where a sheet's guardian 监护人 belongs: to the tag that its row brings, else to the person as whom to call.

The dictionary keeps a guardian with the tag that makes one needed. Columns are turned to the tag only in a sheet that
has tags; what its rows say is gathered by `home_feed`, and other sheets pay nothing for it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from app import words
from app.importing.facts import Facts
from app.importing.headings import Mapped, Target, plain

_WORD = "监护"
_TAG = "person_tag"
_TO_CALL = {"guardian_name": "emergency_contact", "guardian_phone": "emergency_phone"}
_OF_TAG = {Target("person", to_call): Target(_TAG, own) for own, to_call in _TO_CALL.items()}
_SAID_BY_HAND = ("given", "remembered")


def settled(columns: Sequence[Mapped]) -> list[Mapped]:
    """The columns of a sheet, those of guardians turned to the tag where there are tags; each says what it means."""
    has_tags = any(_is_tag(column.target) for column in columns)
    return [_settled(column, has_tags=has_tags) for column in columns]


def _settled(column: Mapped, *, has_tags: bool) -> Mapped:
    own = _OF_TAG.get(column.target) if column.target else None
    if own is None or column.how in _SAID_BY_HAND or not _speaks_of_guardians(column):
        return column
    told = words.GUARDIAN_OF_TAG if has_tags else words.GUARDIAN_TO_CALL
    return replace(column, target=own if has_tags else column.target, why=f"{column.why}：{told}")


def _speaks_of_guardians(column: Mapped) -> bool:
    return _WORD in plain(column.heading) or _WORD in plain(column.why)


def _is_tag(target: Target | None) -> bool:
    return target is not None and (target.ledger, target.field) == (_TAG, "tag")


def has_column(fields: Collection[tuple[str, str]]) -> bool:
    """True for a sheet one of whose columns is a guardian's, by (ledger, field) of its columns."""
    return any((_TAG, name) in fields for name in _TO_CALL)


def said(facts: Facts) -> dict[str, object]:
    """What a row says of a guardian, by the fields of a tag."""
    return {name: facts.main[name] for name in _TO_CALL if name in facts.main}


def as_contact(guardian: Mapping[str, object]) -> dict[str, object]:
    """The same by the fields of a person."""
    return {_TO_CALL[name]: value for name, value in guardian.items()}
