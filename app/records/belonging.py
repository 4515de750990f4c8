"""Whether the places that a record names lie in each other: its unit in its building, its household in its home.

A form, or a command, may name both; what contradicts is refused. Imports make such references themselves, so nothing
is asked there.
"""

from __future__ import annotations

from collections.abc import Mapping

from ledger import catalog
from ledger.definition import Ledger
from ledger.errors import FieldsRefused
from storage.reading import Reader

# What a record names, and the place that both must have.
_INSIDE = {"dwelling": ("unit_uid", "building_uid"), "residence": ("household_uid", "dwelling_uid")}


def refuse(
    reader: Reader, ledger: Ledger, values: Mapping[str, object], *, own: Mapping[str, object] | None = None
) -> None:
    """Raise FieldsRefused when `values` name a unit of another building, or a household of another dwelling.

    `own` is the record that is being changed: where neither reference changes nothing is asked.
    """
    inner, outer = _INSIDE.get(ledger.name, ("", ""))
    named, place = values.get(inner), values.get(outer)
    if not isinstance(named, bytes) or place is None:
        return
    if own is not None and (named, place) == (own.get(inner), own.get(outer)):
        return
    row = reader.get(catalog.named(ledger.field(inner).target), named)
    if row is not None and row[outer] != place:
        rule = "of_another_building" if ledger.name == "dwelling" else "of_another_dwelling"
        raise FieldsRefused(ledger.name, ((inner, rule),))
