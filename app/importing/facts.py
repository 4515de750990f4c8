"""What one row of a sheet says, as far as the row alone can tell: values by ledger, the place as written, bad cells.

Filled cell by cell by `columns`, finished by `rows`; which records the facts mean is decided in `people`, `places`
and the sheets' own modules.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from typing_extensions import TypeIs, override

from app.excel.cells import Cell, CellFault, FormulaEmpty
from app.importing.written_places import Written
from ledger import masking


class _Clear:
    """Stands for a cell that asks to wipe the value; there is one of it."""

    @override
    def __repr__(self) -> str:
        return "CLEAR"


CLEAR = _Clear()
CLEAR_MARKERS = frozenset(("清空", "【清空】", "[清空]", "(清空)", "（清空）", "<清空>"))

COMPOUND, BUILDING, UNIT, ROOM, ADDRESS, ROAD, LANE = _PLACE_SLOTS = range(7)
"""Where each part of the place stands in `Facts.place`."""


def no_place() -> list[str]:
    """A place none of whose parts is known yet: an empty text in every slot."""
    return [""] * len(_PLACE_SLOTS)


class Bad(NamedTuple):
    """A bad cell: its column, the field it should feed, the rule it breaks, and whether that refuses its row."""

    column: int
    field: str
    rule: str
    refuses: bool = False


class Facts:
    """What one row says. `place` is None when no place cell holds anything, else a text in each slot."""

    __slots__ = (
        "bad",
        "birth",
        "dwelling",
        "head_name",
        "hints",
        "household",
        "id_cell",
        "levels",
        "main",
        "owner_name",
        "person",
        "place",
        "record",
        "residence",
        "row",
        "sex",
        "tags",
        "visited",
    )  # fmt: skip

    def __init__(self, row: int) -> None:
        self.row = row
        self.person: dict[str, object] = {}
        self.residence: dict[str, object] = {}
        self.dwelling: dict[str, object] = {}
        self.household: dict[str, object] = {}
        self.main: dict[str, object] = {}
        self.place: list[str] | None = None
        self.tags: list[str] = []
        self.bad: list[Bad] = []
        self.hints: list[tuple[str, str]] = []
        self.id_cell: tuple[int, Cell] | None = None
        self.birth: tuple[int, Cell] | None = None
        self.sex: tuple[int, str] | None = None
        self.record = ""
        self.head_name = ""
        self.owner_name = ""
        self.visited = ""
        self.levels: list[tuple[int, int, str]] = []

    def written(self, *, in_only_compound: bool) -> Written | None:
        """The place as written; None when nothing was."""
        if self.place is None:
            return None
        place = self.place
        return Written(place[COMPOUND], place[BUILDING], place[UNIT], place[ROOM], place[ADDRESS], in_only_compound)

    @property
    def name(self) -> str:
        """The name of the person whom the row is about, "" for none."""
        return self.person.get("name", "")  # type: ignore[return-value]  # a text; `cast` would cost as much as looking

    @property
    def number(self) -> str | None:
        """What stands under `id_no`: a number that passed its rules, where the sheet is about people."""
        return self.person.get("id_no")  # type: ignore[return-value]

    @property
    def refused(self) -> bool:
        """True when a bad cell refuses the whole row."""
        return any(bad.refuses for bad in self.bad)


Handle = Callable[[Facts, Cell], None]
"""Takes one cell of a column into the facts of its row."""
OUTSIDE = (CellFault, FormulaEmpty)


def is_fault(cell: Cell) -> TypeIs[CellFault | FormulaEmpty]:
    """True for a cell that holds an error or a formula without a stored value."""
    return isinstance(cell, OUTSIDE)


def fault_rule(cell: CellFault | FormulaEmpty) -> str:
    """Rule name of a cell that holds no value of its own."""
    return "formula without a value" if isinstance(cell, FormulaEmpty) else "cell error"


def hint_masked(facts: Facts, name: str, cell: Cell) -> bool:
    """True, with a hint, for a cell of a masked export: it says nothing about the value behind the mask."""
    if not isinstance(cell, str) or not masking.is_masked(cell):
        return False
    facts.hints.append((name, "masked value"))
    return True
