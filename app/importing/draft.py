"""The state of one planning run: what the rows said so far, and the plan being filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.importing.facts import Facts
from app.importing.gathering import Gathered, Member
from app.importing.mapping import SheetMapping
from app.importing.people import PeopleIndex
from app.importing.places import PlaceIndex
from app.importing.plan import Hint, ImportPlan, Issue, PlannedRow, Status
from app.importing.registering import Registering
from ledger.check import DISAGREES
from ledger.ids import IdSource
from storage.reading import Reader

FirstRow = tuple[str, int, Mapping[str, object]]
"""Sheet, row, and what the row says by field."""
PLACE_LEDGERS = ("dwelling", "unit", "building", "compound")
ResidenceKey = tuple[bytes, bytes, str]
"""Person, dwelling, and the class of the relation: living, owning or registered."""


@dataclass
class Draft:
    """Everything gathered; `comparing` turns it into the plan's creates and patches.

    `nameless` are the numbers of rows refused for want of a name, `named` those among them that a later row named; a
    second reading knows those as `names`.
    """

    reader: Reader
    plan: ImportPlan
    today: date
    places: PlaceIndex
    people: PeopleIndex
    registering: Registering
    persons: Gathered = field(default_factory=Gathered)
    dwellings: Gathered = field(default_factory=Gathered)
    residences: dict[ResidenceKey, dict[str, object]] = field(default_factory=dict)
    members: dict[bytes, list[Member]] = field(default_factory=dict)
    household_facts: dict[bytes, dict[str, object]] = field(default_factory=dict)
    home_facts: dict[bytes, tuple[tuple[str, int], dict[str, object]]] = field(default_factory=dict)
    tags: dict[tuple[bytes, str], None] = field(default_factory=dict)
    tag_facts: dict[tuple[bytes, str], dict[str, object]] = field(default_factory=dict)
    singles: dict[str, Gathered] = field(default_factory=dict)
    visited: dict[bytes, tuple[bytes, ...]] = field(default_factory=dict)
    """New visit -> whom it was made to."""
    order_priorities: dict[bytes, object] = field(default_factory=dict)
    """New order -> how urgent its row says that it is."""
    order_rows: dict[bytes, FirstRow] = field(default_factory=dict)
    """Order -> the first row of the file that means it."""
    ids: IdSource = field(default_factory=IdSource)
    marks: list[PlannedRow] = field(default_factory=list)
    names: Mapping[str, str] = field(default_factory=dict)
    nameless: set[str] = field(default_factory=set)
    named: dict[str, str] = field(default_factory=dict)
    row_people: dict[tuple[str, int], bytes] = field(default_factory=dict)
    """People of the rows that decisions on other rows name."""


@dataclass(slots=True)
class SheetDraft:
    """One sheet's part of the draft: where issues and hints are noted under its name."""

    draft: Draft
    name: str
    index: int
    mapping: SheetMapping
    headings: dict[int, str]
    fields: frozenset[tuple[str, str]] = field(init=False)
    masked: set[str] = field(default_factory=set)
    told_missing: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.fields = frozenset((target.ledger, target.field) for target in self.mapping.targets().values())

    @property
    def in_only_compound(self) -> bool:
        """True when no column names the compound: the rows are in the ledger's only one."""
        return ("compound", "name") not in self.fields

    def note(self, facts: Facts) -> None:
        """Take over the bad cells and oddities that reading the row found.

        A masked export hides whole columns: each is told once, at its first masked cell.
        """
        for bad in facts.bad:
            self.issue(facts.row, bad.column, bad.field, bad.rule, refuses=bad.refuses)
        for name, rule in facts.hints:
            if rule == "masked value":
                if name in self.masked:
                    continue
                self.masked.add(name)
            self.hint(facts.row, name, rule)

    def issue(self, row: int, column: int, name: str, rule: str, *, refuses: bool, **facts: object) -> None:
        """Note a bad cell; `column` is -1 where the trouble is in no single cell, `facts` are those of `Issue`."""
        words = rule if rule == DISAGREES else rule.replace("_", " ")
        self.draft.plan.issues.append(
            Issue(self.name, row, column, self.headings.get(column, ""), name, words, refuses, facts)
        )

    def hint(self, row: int, name: str, rule: str) -> None:
        """Note an oddity."""
        self.draft.plan.hints.append(Hint(self.name, row, name, rule))

    def hint_missing(self, row: int, name: str, *, has_column: bool) -> None:
        """Hint at a required field that a new record lacks 待完善.

        On the row where the sheet has the column, once on the sheet where it has not.
        """
        if has_column:
            self.hint(row, name, "missing")
        elif name not in self.told_missing:
            self.told_missing.add(name)
            self.hint(0, name, "missing")

    def refuse_at(self, row: int, name: str) -> None:
        """Let the bad cell already noted for `name` refuse its row: it holds the record's key."""
        issues = self.draft.plan.issues
        for position in range(len(issues) - 1, -1, -1):
            found = issues[position]
            if (found.sheet, found.row, found.field) == (self.name, row, name):
                issues[position] = replace(found, row_refused=True)
                return

    def mark(self, row: int, status: Status, *feeds: tuple[str, object]) -> None:
        """Count the row, with the records it feeds."""
        self.draft.marks.append(PlannedRow(self.index, row, status, feeds))

    def place_column(self) -> int:
        """The first column that says where; -1 for none."""
        feeds = self.mapping.targets().items()
        return next((column for column, target in feeds if target.ledger in PLACE_LEDGERS), -1)

    def column_of(self, ledger: str, *fields: str) -> int:
        """The first column that feeds one of the fields; -1 for none."""
        for column, target in self.mapping.targets().items():
            if target.ledger == ledger and target.field in fields:
                return column
        return -1
