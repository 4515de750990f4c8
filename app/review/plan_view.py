"""A plan as people look at it: counts by class, pages of rows, one row field by field, the bad cells and the hints.

A plan of 100,000 rows is never turned into as many things to show: a page is worked out when it is asked for. `of` and
every question run beside the window. Masks are those of lists (`app.access`).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any

from app import access, words
from app.access import is_child
from app.importing.plan import Hint, ImportPlan, Issue, PlannedRow, Status
from app.jobs import SILENT, JobContext, let_go
from app.records.record_names import called
from app.records.showing import worded
from app.review.import_steps import letter
from app.review.plan_words import STATUSES, WHAT_WILL_HAPPEN
from app.review.planned_names import PlannedNames, Values
from app.stores.session import Session
from ledger import catalog, clock
from ledger.definition import Ledger
from storage.rows import text_in

_CHECK_EVERY = 5000
_TOLD_FIELDS = 4
_ORDER = catalog.named("work_order")
_KEPT_BACK = "保密工单"


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row of the sheet in one line. `place` is its place in the plan, for `PlanView.detail`."""

    place: int
    sheet: str
    row: int
    status: Status
    name: str
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class RowPage:
    """Some rows of a class, and how many the class has."""

    total: int
    offset: int
    lines: tuple[RowLine, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record: what stands, what will stand; equal where nothing changes."""

    label: str
    old: str
    new: str

    @property
    def is_changed(self) -> bool:
        """True when the field gets another value, though masks may hide which."""
        return self.old != self.new or "*" in self.new


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One record that a row feeds: its ledger and name, what becomes of it, and its fields."""

    ledger: str
    name: str
    kind: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class CellTrouble:
    """A bad cell or an oddity: where, of which field, why, and what was done with it."""

    sheet: str
    row: int
    column: str
    heading: str
    why: str
    done: str


@dataclass(frozen=True, slots=True)
class RowDetail:
    """Everything about one row."""

    line: RowLine
    records: tuple[RecordChange, ...]
    troubles: tuple[CellTrouble, ...]


class PlanView:
    """The look at one plan; made by `of`. Every method may be called from any thread."""

    def __init__(self, plan: ImportPlan) -> None:
        """Use `of`."""
        self.plan = plan
        self._at_work = Lock()
        self.counts: dict[str, int] = {}
        self._places: dict[str, array[int]] = {status: array("L") for status in STATUSES}
        self._created: dict[str, dict[bytes, Values]] = {}
        self._patched: dict[str, dict[bytes, tuple[Values, Values]]] = {}
        self._sheets = {sheet.index: sheet.name for sheet in plan.sheets}
        self._subjects = {sheet.name: plan.subject_of(sheet.name) for sheet in plan.sheets}
        self._issues: dict[tuple[str, int], list[Issue]] = {}
        self._hints: dict[tuple[str, int], list[Hint]] = {}
        self._doubts = {(doubt.sheet, doubt.row): doubt for doubt in plan.doubts}

    @classmethod
    def of(cls, plan: ImportPlan, ctx: JobContext = SILENT) -> PlanView:
        """The look at a plan: rows by class, records by id are sorted once, in some tenths of a second for 100,000.

        Step by step, so that other threads get their turn.
        """
        view = cls(plan)
        for place, row in enumerate(plan.rows):
            if place % _CHECK_EVERY == 0:
                ctx.checkpoint()
            view._places[row.status].append(place)
        view.counts.update({status: len(found) for status, found in view._places.items()})
        view._index(ctx)
        return view

    def _index(self, ctx: JobContext) -> None:
        for name, creates in self.plan.creates.items():
            created = self._created.setdefault(name, {})
            for key, values in creates:
                created[key] = values
            ctx.checkpoint()
        for name, patches in self.plan.patches.items():
            patched = self._patched.setdefault(name, {})
            for key, seen, new in patches:
                patched[key] = (seen, new)
            ctx.checkpoint()
        for issue in self.plan.issues:
            self._issues.setdefault((issue.sheet, issue.row), []).append(issue)
        for hint in self.plan.hints:
            self._hints.setdefault((hint.sheet, hint.row), []).append(hint)

    def dismantle(self) -> None:
        """Let go of the plan piece by piece: a million values given back at once would hold up every thread."""
        plan = self.plan
        lists: list[list[Any]] = [*plan.creates.values(), *plan.patches.values()]
        lists += [plan.rows, plan.issues, plan.hints]
        indexes: list[dict[Any, Any]] = [*self._created.values(), *self._patched.values()]
        indexes += [self._issues, self._hints, plan.ids]
        with self._at_work:
            self._places = {status: array("L") for status in STATUSES}
            let_go(*indexes, *lists)

    # -- counts

    @property
    def trouble_count(self) -> int:
        """Number of bad cells."""
        return len(self.plan.issues)

    @property
    def hint_count(self) -> int:
        """Number of oddities that need no action."""
        return len(self.plan.hints)

    @property
    def comes_back(self) -> bool:
        """Whether the import can be taken back as a whole: not where it registers orders."""
        return not self.plan.creates.get(_ORDER.name)

    @property
    def will_write(self) -> int:
        """Records that applying the plan makes or changes."""
        return sum(map(len, self.plan.creates.values())) + sum(map(len, self.plan.patches.values()))

    # -- pages

    @access.operation("import")
    def rows(self, session: Session, status: str, offset: int, limit: int) -> RowPage:
        """Some rows of a class, in sheet order."""
        with self._at_work, session.reader() as reader, reader.snapshot():
            places = self._places[status]
            names = PlannedNames(reader, self._created, self._patched)
            chosen = places[offset : offset + limit]
            lines = tuple(self._line(names, place) for place in chosen)
        return RowPage(len(places), offset, lines)

    @access.operation("import")
    def detail(self, session: Session, place: int) -> RowDetail | None:
        """One row: the records it feeds field by field, its bad cells and hints; None once the plan was let go."""
        with self._at_work, session.reader() as reader, reader.snapshot():
            if place >= len(self.plan.rows):
                return None
            row = self.plan.rows[place]
            key = (self._sheets[row.sheet], row.row)
            names = PlannedNames(reader, self._created, self._patched)
            line = self._line(names, place)
            records = tuple(self._record(names, ledger, one) for ledger, one in self._records(row))
            troubles = (
                *map(self._issue_line, self._issues.get(key, ())),
                *map(self._hint_line, self._hints.get(key, ())),
            )
            return RowDetail(line, records, troubles)

    def troubles(self, offset: int, limit: int) -> tuple[CellTrouble, ...]:
        """Some bad cells, in sheet order."""
        return tuple(map(self._issue_line, self.plan.issues[offset : offset + limit]))

    def hints(self, offset: int, limit: int) -> tuple[CellTrouble, ...]:
        """Some oddities, in sheet order."""
        return tuple(map(self._hint_line, self.plan.hints[offset : offset + limit]))

    # -- one row

    def _records(self, row: PlannedRow) -> Iterator[tuple[str, bytes]]:
        yield from dict.fromkeys(self.plan.records(row)) if row.feeds else ()

    def _line(self, names: PlannedNames, place: int) -> RowLine:
        row = self.plan.rows[place]
        sheet = self._sheets[row.sheet]
        records = list(self._records(row))
        name, where = (_KEPT_BACK, "") if self._keeps_back(names, records) else _called(names, records)
        return RowLine(place, sheet, row.row, row.status, name, where, self._what(row, sheet, records))

    def _what(self, row: PlannedRow, sheet: str, records: list[tuple[str, bytes]]) -> str:
        """What happens to the row, in one short sentence."""
        key = (sheet, row.row)
        if row.status == "refused":
            told = [
                f"{self._heading(one)}：{words.rule(one.rule, one.facts)}"
                for one in self._issues.get(key, ())
                if one.row_refused
            ]
            return "；".join(told) or WHAT_WILL_HAPPEN["refused"]
        if row.status == "doubtful":
            doubt = self._doubts.get(key)
            return words.doubt(doubt.why) if doubt else WHAT_WILL_HAPPEN["doubtful"]
        if row.status == "new":
            made = [ledger for ledger, one in records if one in self._created.get(ledger, ())]
            return "新增" + "、".join(dict.fromkeys(map(words.called, made)))
        if row.status == "changed":
            return self._what_changes(records)
        return WHAT_WILL_HAPPEN[row.status]

    def _what_changes(self, records: list[tuple[str, bytes]]) -> str:
        fields: list[str] = []
        for ledger, one in records:
            if one in self._created.get(ledger, ()):
                fields.append(f"新增{words.called(ledger)}")
            _, new = self._patched.get(ledger, {}).get(one, ({}, {}))
            fields.extend(words.field(ledger, name) for name in new)
        told = list(dict.fromkeys(fields))
        more = f"等 {len(told)} 项" if len(told) > _TOLD_FIELDS else ""
        return "改：" + "、".join(told[:_TOLD_FIELDS]) + more

    def _keeps_back(self, names: PlannedNames, records: Iterable[tuple[str, bytes]]) -> bool:
        """True for a row that means a confidential order of the store, of whose reporter this account is not told.

        What the sheet says of whom, and which order that is, together tell it.
        """
        return any(
            ledger == _ORDER.name
            and one not in self._created.get(ledger, ())
            and access.is_veiled(_ORDER, names.row(ledger, one) or {})
            for ledger, one in records
        )

    def _record(self, names: PlannedNames, ledger_name: str, one: bytes) -> RecordChange:
        ledger, today = catalog.named(ledger_name), clock.today()
        row = names.row(ledger_name, one) or {}
        if self._keeps_back(names, [(ledger_name, one)]):
            return RecordChange(ledger.label, _KEPT_BACK, "unchanged", ())
        child = ledger_name == "person" and is_child(text_in(row, "birth_date"), today)
        name = called(names, ledger_name, one, today)
        created = self._created.get(ledger_name, {}).get(one)
        if created is not None:
            fields = tuple(_fields(names, ledger, {}, created, child=child))
            return RecordChange(ledger.label, name, "new", fields)
        seen, new = self._patched.get(ledger_name, {}).get(one, ({}, {}))
        fields = tuple(_fields(names, ledger, seen, new, child=child))
        return RecordChange(ledger.label, name, "changed" if fields else "unchanged", fields)

    # -- troubles

    def _issue_line(self, issue: Issue) -> CellTrouble:
        done = words.cell_done(issue.rule, issue.facts, refused=issue.row_refused, otherwise="这一格不导入，其余照常")
        column = letter(issue.column) if issue.column >= 0 else ""
        why = words.rule(issue.rule, issue.facts)
        return CellTrouble(issue.sheet, issue.row, column, self._heading(issue), why, done)

    def _hint_line(self, hint: Hint) -> CellTrouble:
        label = words.any_field(hint.field, self._subjects.get(hint.sheet, ""))
        return CellTrouble(hint.sheet, hint.row, "", label, words.hint(hint.rule), "不用处理")

    def _heading(self, issue: Issue) -> str:
        return issue.heading or words.any_field(issue.field, self._subjects.get(issue.sheet, ""))


_HAS_FIELDS = ("source",)


def _fields(names: PlannedNames, ledger: Ledger, old: Values, new: Values, *, child: bool) -> Iterator[FieldChange]:
    """The fields that a record gets, in the ledger's order."""
    for item in ledger.fields:
        if item.name not in new or item.name in _HAS_FIELDS or item.name.startswith("_"):
            continue
        before, after = old.get(item.name), new[item.name]
        if before == after:
            continue
        told = [worded(names, ledger, item, value, child=child) for value in (before, after)]
        yield FieldChange(item.label, *("" if value is None else str(value) for value in told))


_NAMED_FIRST = (
    "person",
    "topic_vehicle",
    "topic_merchant",
    "visit",
    "activity",
    "work_order",
    "unit",
    "building",
    "compound",
)
"""Ledgers by whose record a row of a sheet is called, the first that it has."""


def _called(names: PlannedNames, records: Iterable[tuple[str, bytes]]) -> tuple[str, str]:
    """Who or what a row is about, and where."""
    today = clock.today()
    found: dict[str, bytes] = {}
    for ledger, one in records:
        found.setdefault(ledger, one)
    where = called(names, "dwelling", found["dwelling"], today) if "dwelling" in found else ""
    if not where and "residence" in found:
        home = (names.row("residence", found["residence"]) or {}).get("dwelling_uid")
        where = names.of("dwelling", home) if isinstance(home, bytes) else ""
    for ledger in _NAMED_FIRST:
        if ledger in found:
            return called(names, ledger, found[ledger], today), where
    return "", where
