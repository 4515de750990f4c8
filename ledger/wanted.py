"""The sheet that a task from above wants of a committee, as data: which ledger, columns and filters, for what purpose.

The one who sends it and the one who answers it read it here, so a wish that nobody could answer is not sent. What it
lets out, and whether that needs a second person, is decided where it is answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ledger import catalog, codes, flat
from ledger.errors import LedgerError

FLAT: Final = "flat"
MOST_COLUMNS: Final = 60
MOST_FILTERS: Final = 20
_LONGEST: Final = 200


class WantedUnclear(LedgerError):
    """No wish that a committee could answer; `part` says what of it: ledger, columns, filters, purpose or basis."""

    def __init__(self, part: str) -> None:
        super().__init__(f"wanted sheet: {part}")
        self.part = part


@dataclass(frozen=True, slots=True)
class Wanted:
    """A sheet that is wanted. Without columns: the usual ones. `purpose` and `basis` are codes of their lists."""

    ledger: str
    columns: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    unmasked: bool = False
    purpose: str = ""
    basis: str = ""

    def told(self) -> dict[str, Any]:
        """As it travels; what is empty is left out."""
        told = {
            "ledger": self.ledger,
            "columns": list(self.columns),
            "filters": list(self.filters),
            "unmasked": self.unmasked,
            "purpose": self.purpose,
            "basis": self.basis,
        }
        return {name: value for name, value in told.items() if value}


def read(told: object) -> Wanted:
    """A wish as it travelled, or as somebody wrote it; raises WantedUnclear."""
    if not isinstance(told, dict):
        raise WantedUnclear("ledger")
    wanted = Wanted(
        ledger=str(told.get("ledger", "")),
        columns=tuple(_texts(told, "columns", MOST_COLUMNS)),
        filters=tuple(_texts(told, "filters", MOST_FILTERS)),
        unmasked=told.get("unmasked") is True,
        purpose=str(told.get("purpose", "")),
        basis=str(told.get("basis", "")),
    )
    _check(wanted)
    return wanted


def _texts(told: dict[str, Any], part: str, most: int) -> Iterator[str]:
    values = told.get(part, [])
    if not isinstance(values, list) or len(values) > most:
        raise WantedUnclear(part)
    for one in values:
        if not isinstance(one, str) or not one.strip() or len(one) > _LONGEST:
            raise WantedUnclear(part)
        yield one.strip()


def _check(wanted: Wanted) -> None:
    known = _columns_of(wanted.ledger)
    if not known:
        raise WantedUnclear("ledger")
    if not known.issuperset(wanted.columns):
        raise WantedUnclear("columns")
    for part, table, code in (("purpose", "export_purpose", wanted.purpose), ("basis", "export_basis", wanted.basis)):
        if code and code not in codes.table(table).by_code:
            raise WantedUnclear(part)


def _columns_of(ledger: str) -> frozenset[str]:
    """What the columns of a sheet may be called: fields by name or label; none of what is no sheet."""
    if ledger == FLAT:
        every = (*flat.columns(), *flat.columns_by_choice())
        return frozenset(word for one in every for word in (one.heading, one.name, f"{one.ledger}.{one.name}"))
    named = next((one for one in catalog.ALL if one.name == ledger), None)
    return frozenset(word for item in named.fields for word in (item.name, item.label)) if named else frozenset()
