"""复核过期: which groups of fields a list may be asked for, by whoever may know what is filled in.

Which records that are is `storage.listing.reviews`; by which day a group is to be looked at again is
`ledger.review_periods`, for lists and pages alike.
"""

from __future__ import annotations

from app import access
from ledger import review_periods
from ledger.definition import Ledger, Level
from ledger.review_periods import REVIEW_OVER, REVIEW_OVER_LABEL, ReviewPeriod


def is_asked(ledger: Ledger, name: str) -> bool:
    """True for a name, or label, by which a filter asks for groups that are past their day."""
    return name in (REVIEW_OVER, REVIEW_OVER_LABEL) and bool(review_periods.of_ledger(ledger.name))


def known(ledger: Ledger) -> tuple[ReviewPeriod, ...]:
    """The groups of which whoever is at work may know whether they are filled in."""
    return tuple(one for one in review_periods.of_ledger(ledger.name) if _may_know(ledger, one))


def require(ledger: Ledger, group: ReviewPeriod) -> None:
    """Raise Forbidden for a group of which whoever is at work may not know whether it is filled in."""
    for name in group.fields:
        access.require_sight(ledger, ledger.field(name), None)


def named(ledger: Ledger, label: str) -> ReviewPeriod | None:
    """The group that people call so."""
    return next((one for one in review_periods.of_ledger(ledger.name) if one.label == label), None)


def level_of(ledger: Ledger, label: str) -> Level:
    """How much a filter by a group tells of everybody in the list: as much as one by the fields' being filled in."""
    asked = [one for one in review_periods.of_ledger(ledger.name) if label in ("", one.label)]
    levels = (ledger.field(name).level for one in asked for name in one.fields)
    return max(levels, default="L1")


def is_hidden(ledger: Ledger, label: str) -> bool:
    """True for a group with a field of which nothing may stand on paper."""
    group = named(ledger, label)
    return group is not None and any(
        access.mask_of(ledger.field(name), ledger=ledger.name) == "hide" for name in group.fields
    )


def ledger_of(labels: str) -> str:
    """The ledger that has the first of these groups; "" where none has."""
    first = labels.partition("|")[0].strip()
    return next((one.ledger for one in review_periods.periods() if one.label == first), "")


def _may_know(ledger: Ledger, group: ReviewPeriod) -> bool:
    try:
        require(ledger, group)
    except access.Forbidden:
        return False
    return True
