"""What happens when two people changed the same group of fields: a rule per group, as data; pure, used by both sides.

The cloud decides by its own; a PC uses these for display only (docs/sync_protocol.md, merge rule).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Rule = Literal["newest", "manual", "authority"]
"""`newest`: the later edit stands and the other is noted. `manual`: what stood stands until a person says. `authority`:
as `manual`, but a value that came from a source of higher rank is not replaced; a correction is asked for instead."""

COMMITTEE: Final = "committee"
SOURCES: Final = ("police", "street", COMMITTEE)
"""Where values come from, the highest rank first."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The rule of one group; `owner` is the source that has authority over it, "" for none."""

    rule: Rule
    owner: str = ""


NEWEST: Final = Policy("newest")
_MANUAL: Final = Policy("manual")
_POLICE: Final = Policy("authority", "police")
_STREET: Final = Policy("authority", "street")

_ALL_LEDGERS: Final = {"grid_code": _STREET}
_BY_LEDGER: Final[dict[str, dict[str, Policy]]] = {
    "person": {
        "name": _POLICE,
        "id_document": _POLICE,
        "sex_birth": _POLICE,
        "hukou": _POLICE,
        "alive": _MANUAL,
        "death_date": _MANUAL,
        "moved_out": _MANUAL,
        "moved_out_to": _MANUAL,
        "attention_level": _MANUAL,
        "health_status": _MANUAL,
        "disability_cert_no": _MANUAL,
        "disability_category": _MANUAL,
        "disability_grade": _MANUAL,
    },
    "residence": dict.fromkeys(
        ("person_uid", "dwelling_uid", "household_uid", "relation", "is_actual_resident", "start_date", "end_date"),
        _MANUAL,
    ),
    "person_tag": dict.fromkeys(("person_uid", "tag", "level", "end_date", "guardian_name", "help_measure"), _MANUAL),
    "household": dict.fromkeys(("dwelling_uid", "head_person_uid", "household_no"), _MANUAL),
    "dwelling": dict.fromkeys(("address", "property_right", "owner_name", "owner_id_no"), _MANUAL),
    "building": {"address": _MANUAL},
    "unit": {"address": _MANUAL},
    "compound": {"name": _MANUAL, "address": _MANUAL},
    "topic_vehicle": {"plate": _MANUAL},
    "topic_definition": dict.fromkeys(("name", "module", "lead", "period", "fields"), _MANUAL),
    "topic_row": {"said": _MANUAL, "remark": _MANUAL},
    "topic_merchant": {"name": _MANUAL, "uscc": _MANUAL},
    "activity": dict.fromkeys(("state", "start_at", "place"), _MANUAL),
    "objection": {"outcome": _MANUAL},
}


WRITTEN_BY: Final[dict[str, str]] = {"notice": "street"}
"""Ledgers that one source alone writes: whatever anybody else says of their records is refused."""
_GROUPS_OF: Final[dict[str, dict[str, str]]] = {
    "question_message": {"from_unit": "street"},
}
"""Groups that one source alone writes, in ledgers that others write too."""
SIGNED: Final[dict[str, str]] = {"notice_read": "account", "notice_answer": "account", "question_read": "account"}
"""Ledgers whose records somebody signs, in this field: by the own login and for nobody else."""
FINAL: Final = frozenset(("notice_answer", "question_message"))
"""Ledgers whose records stand as they were written: nobody changes or removes one."""


def written_by(type_: str, groups: Iterable[str]) -> str:
    """The source that alone may write these groups of a ledger; "" where anybody may."""
    of_groups = _GROUPS_OF.get(type_, {})
    return WRITTEN_BY.get(type_, "") or next((of_groups[one] for one in groups if one in of_groups), "")


def policy(type_: str, group: str) -> Policy:
    """The rule of a group; `newest` where nothing else is said."""
    return _BY_LEDGER.get(type_, {}).get(group) or _ALL_LEDGERS.get(group, NEWEST)


def outranks(source: str, other: str) -> bool:
    """True when `source` ranks above `other`; what is unknown ranks lowest."""
    return _rank(source) < _rank(other)


def _rank(source: str) -> int:
    return SOURCES.index(source) if source in SOURCES else len(SOURCES)
