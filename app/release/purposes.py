"""What personal data leaves for and by what right: the two code lists that exports and requests name (R096, R099).

The lists are code tables; a person names a line by its code, its label or another word for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from ledger import codes
from ledger.errors import LedgerError

What = Literal["purpose", "basis"]
_TABLES: dict[What, str] = {"purpose": "export_purpose", "basis": "export_basis"}

EMERGENCY: Final = "06"
"""应急处置: the one purpose for which a roster is printed without masks."""


class PurposeUnknown(LedgerError):
    """Nobody knows this purpose or this legal basis (`what`, `said`)."""

    def __init__(self, what: What, said: str) -> None:
        super().__init__(f"no such {what}")
        self.what = what
        self.said = said


class PurposeNeeded(LedgerError):
    """What is of level 3 or 4 leaves only for a purpose and on a legal basis."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why and by what right: codes of the two lists, "" for what was not said."""

    purpose: str = ""
    basis: str = ""

    @property
    def is_whole(self) -> bool:
        """True when both were said."""
        return bool(self.purpose and self.basis)

    def labels(self) -> tuple[str, str]:
        """Both in words; "" for what was not said."""
        return label("purpose", self.purpose), label("basis", self.basis)


def meant(purpose: str, basis: str) -> Purpose:
    """What a person's words mean; raises PurposeUnknown."""
    return Purpose(_code("purpose", purpose), _code("basis", basis))


def choices(what: What) -> tuple[tuple[str, str], ...]:
    """(code, label) of every line of a list, in its order."""
    return tuple((line.code, line.label) for line in codes.table(_TABLES[what]).lines)


def label(what: What, code: str) -> str:
    """A line in words; "" for none."""
    return codes.table(_TABLES[what]).label(code) if code else ""


def _code(what: What, said: str) -> str:
    if not said.strip():
        return ""
    found = codes.table(_TABLES[what]).find(said.strip())
    if found is None:
        raise PurposeUnknown(what, said.strip())
    return found
