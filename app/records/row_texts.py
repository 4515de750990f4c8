"""A field of a row that may be shown as the one text of a table's cell; what a mask covers stays covered.

Rows come from `app.records.browsing`; which fields a table has is `list_columns`'s business.
"""

from __future__ import annotations

from app.records.shown_columns import Json
from ledger import clock, kinds, masking
from ledger.definition import Field, Ledger


def text_of(item: Field, row: Json) -> str:
    """What a cell says of a field: codes and references by their label, yes and no as 是 and 否."""
    shown = row.get(f"{item.name}_label", row.get(item.name))
    if shown is None:
        return ""
    if item.kind == "instant":
        return clock.local_text(str(shown))
    if isinstance(shown, bool) or item.kind == "decimal":
        return kinds.as_text(item, shown)
    return str(shown)


def texts_of(ledger: Ledger, names: tuple[str, ...], row: Json) -> tuple[str, ...]:
    """The cells of a row."""
    return tuple(text_of(ledger.field(name), row) for name in names)


def is_covered(item: Field, text: str) -> bool:
    """True where a cell may stand behind a mask, so that its value is replaced whole and never edited.

    Fields of level 2 are covered for children alone, which their stars tell.
    """
    return bool(item.mask_rule) or (item.level == "L2" and masking.is_masked(text))
