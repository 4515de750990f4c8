"""Many cells of a table changed at once: planned, looked at, written as one action that can be taken back.

A plan says of every cell what it was and what it will be, or why it cannot be; nothing is written yet. What is typed is
held to the rules of a form (`editing`). Where the cells come from, a clipboard or one value for many, is `pasting`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from app import access, logs, words
from app.jobs import SILENT, JobContext
from app.records import editing, own_ways, references, row_texts
from app.records.editing import Edited
from app.records.own_ways import OwnWayOnly, Way
from app.records.showing import Shower
from app.records.twins import AlreadyThere
from app.stores.session import Session
from app.tables import list_columns
from ledger import catalog, clock, ids, kinds, masking
from ledger.definition import Field, Ledger
from ledger.errors import AmbiguousRecord, FieldsRefused, LedgerError, RecordNotFound
from storage.reading import Reader
from storage.rows import Row

_AT_ONCE = 200
EMPTY = "（空）"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one row should hold: texts by field name; an empty `record` asks for a new one."""

    record: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """One cell: its field, what it shows now, what it will show; `problem` says why it stays as it is."""

    field: str
    label: str
    old: str
    new: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of a plan. With a `problem` nothing of it is written; `name` is what people call it."""

    record: str
    name: str
    cells: tuple[PlannedCell, ...]
    problem: str = ""
    lacks: tuple[str, ...] = ()
    """Labels of what a new row will still lack 待完善."""
    before: Mapping[str, object] = field(default_factory=dict, repr=False)
    values: Mapping[str, object] = field(default_factory=dict, repr=False)

    @property
    def writes(self) -> bool:
        """True when something of the row will be different."""
        return not self.problem and bool(self.values)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen. `applied` writes what can be written, all as one action."""

    ledger: Ledger
    rows: tuple[PlannedRow, ...]

    @property
    def changes(self) -> int:
        """Records that will be different."""
        return sum(row.writes for row in self.rows if row.record)

    @property
    def additions(self) -> int:
        """Records that will be new."""
        return sum(row.writes for row in self.rows if not row.record)

    @property
    def unfinished(self) -> tuple[PlannedRow, ...]:
        """New rows that will lack something a form would ask for."""
        return tuple(row for row in self.rows if row.writes and row.lacks)

    @property
    def refused_rows(self) -> int:
        """Rows of which nothing is written, for a reason."""
        return sum(bool(row.problem) for row in self.rows)

    @property
    def single_refused_cells(self) -> int:
        """Cells that stay as they are for a reason, in rows that can be written."""
        return sum(bool(one.problem) for row in self.rows if not row.problem for one in row.cells)

    @property
    def refused(self) -> tuple[PlannedRow, ...]:
        """Rows of which something, or all, stays as it is for a reason."""
        return tuple(row for row in self.rows if row.problem or any(cell.problem for cell in row.cells))

    @property
    def refused_cells(self) -> int:
        """How many cells stay as they are for a reason."""
        return sum(len(row.cells) if row.problem else sum(bool(one.problem) for one in row.cells) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written: the action that can be taken back, records changed and added."""

    action: int
    changed: int
    added: int


@access.operation("edit")
def change_cell(session: Session, ledger: Ledger, record: str, name: str, text: str, seen: str) -> Edited:
    """Change one cell that showed `seen`; raises FieldsRefused, AlreadyThere, ChangedBeneath, RecordNotFound."""
    item = ledger.field(name)
    is_told = not row_texts.is_covered(item, seen) and item.kind not in ("ref", "code_list")
    shown = {_written(item): seen} if is_told else None
    if shown is None:
        return editing.save(session, ledger, {_written(item): text}, record=record)
    one, changed = editing.change(session, ledger, record, {_written(item): text}, seen=shown)
    return Edited(one, tuple(changed), session.store.last_action() if changed else 0)


@access.operation("edit")
def plan(session: Session, ledger: Ledger, wanted: Sequence[Wanted], ctx: JobContext = SILENT) -> Plan:
    """Look at every cell; nothing is written. A cancel leaves nothing behind."""
    planned: list[PlannedRow] = []
    with session.reader() as reader, reader.snapshot():
        planner = _Planner(session, reader, ledger)
        rest = iter(wanted)
        while chunk := list(islice(rest, _AT_ONCE)):
            ctx.checkpoint()
            planned.extend(planner.rows(chunk))
            ctx.report(len(planned), len(wanted), "comparing")
    return Plan(ledger, tuple(planned))


@access.operation("edit")
def apply(session: Session, planned: Plan, *, kind: str) -> Applied:
    """Write what the plan can write, as one action.

    Raises:
        OwnWayOnly: records of this ledger are not written like this.
        ChangedBeneath: somebody changed one of these cells since; nothing was written.
    """
    rows = [row for row in planned.rows if row.writes]
    for row in rows:
        own_ways.refuse(planned.ledger, _way(row.record))
    changes = [(_id(row.record), row.before, row.values) for row in rows if row.record]
    additions = [(ids.new_id(), row.values) for row in rows if not row.record]
    with session.store.write(user=session.login, kind=kind) as write:
        changed = write.patch(planned.ledger, changes)
        write.create(planned.ledger, additions)
        action = write.action if changed or additions else 0
    logs.event("cells changed", ledger=planned.ledger.name, changed=changed, added=len(additions))
    return Applied(action, changed, len(additions))


class _Planner:
    """Plans the rows of one ledger, knowing the keys that rows before took."""

    def __init__(self, session: Session, reader: Reader, ledger: Ledger) -> None:
        self._session, self._reader, self._ledger = session, reader, ledger
        self._shower = Shower(session, reader, ledger, clock.today())
        self._taken: set[tuple[object, ...]] = set()

    def rows(self, wanted: Sequence[Wanted]) -> Iterator[PlannedRow]:
        found = self._reader.get_many(self._ledger, (_id(one.record) for one in wanted if one.record))
        shown = dict(zip(found, self._shower.rows(list(found.values())), strict=True))
        for one in wanted:
            row = found.get(_id(one.record)) if one.record else None
            if one.record and row is None:
                yield PlannedRow(one.record, "", (), "已被删除")
                continue
            if problem := self._has_own_way(one.record):
                yield PlannedRow(one.record, self._name(row, one.cells), (), problem)
                continue
            now = shown[_id(one.record)] if row else {}
            yield self._row(one, row, {name: row_texts.text_of(self._ledger.field(name), now) for name in one.cells})

    def _has_own_way(self, record: str) -> str:
        """Why rows of this ledger are not written like this; "" where they are."""
        try:
            own_ways.refuse(self._ledger, _way(record))
        except OwnWayOnly as refused:
            return f"{refused.why}，{refused.page}"
        return ""

    def _row(self, one: Wanted, row: Row | None, now: Mapping[str, str]) -> PlannedRow:
        asked = {name: text for name, text in one.cells.items() if row is None or text != now[name]}
        faults = {name: why for name, text in asked.items() if (why := self._why_not(name, text))}
        typed = {name: text for name, text in asked.items() if name not in faults}
        values, problem = self._values(row, typed, faults)
        if not problem:
            problem = self._twin(row, values)
        cells = tuple(self._cell(name, text, now[name], row, values, faults) for name, text in asked.items())
        kept = tuple(cell for cell in cells if cell.problem or cell.old != cell.new)
        before = {name: row.get(name) for name in values} if row else {}
        lacks = () if row or problem else editing.lacking(self._ledger, values)
        name = self._name(row, one.cells)
        return PlannedRow(one.record, name, kept, problem, lacks, before, {} if problem else values)

    def _why_not(self, name: str, text: str) -> str:
        column = list_columns.named(self._ledger.name, name)
        if column.why_unedited:
            return column.why_unedited
        if row_texts.is_covered(column.field, text) and masking.is_masked(text):
            return "带星号的内容不能写入"
        return self._reference(column.field, text) if column.field.kind == "ref" and text else ""

    def _reference(self, item: Field, text: str) -> str:
        target = catalog.named(item.target)
        try:
            references.find(self._reader, target, text)
        except RecordNotFound:
            return f"台账里没有这样的{words.called(target.name)}"
        except AmbiguousRecord:
            return f"符合的{words.called(target.name)}不止一个"
        return ""

    def _values(self, row: Row | None, typed: dict[str, str], faults: dict[str, str]) -> tuple[dict[str, object], str]:
        """The values to write, and why nothing can be; cells that a rule refuses go to `faults` and are left out."""
        while typed:
            try:
                return self._checked(row, typed), ""
            except FieldsRefused as error:
                refused = {name: words.rule(rule) for name, rule in error.problems}
                faults |= {name: why for name, why in refused.items() if name in typed}
                rest = {name: text for name, text in typed.items() if name not in refused}
                if len(rest) == len(typed) or (row is None and self._is_nobody(rest, refused)):
                    return {}, "；".join(
                        f"{words.field(self._ledger.name, name)}{why}" for name, why in refused.items()
                    )
                typed = rest
            except AlreadyThere:
                return {}, f"台账里已有同样的{words.called(self._ledger.name)}"
            except LedgerError:
                return {}, "写法不对"
        return {}, "" if row else "没有可以写入的内容"

    def _checked(self, row: Row | None, typed: Mapping[str, str]) -> dict[str, object]:
        told = {_written(self._ledger.field(name)): text for name, text in typed.items()}
        if row is None:
            given = {name: text for name, text in told.items() if text}
            return editing.new_values(self._session, self._reader, self._ledger, given, may_lack=True)
        new = editing.changed_values(self._reader, self._ledger, row, told)
        return {name: value for name, value in new.items() if row.get(name) != value}

    def _is_nobody(self, typed: Mapping[str, str], refused: Mapping[str, str]) -> bool:
        """True when a new row's other cells do not name it, or what it is known by was refused."""
        known_by = {name for key in self._ledger.natural_keys for name in key}
        return not known_by.isdisjoint(refused) or not any(typed.get(name) for name in self._ledger.shown_by)

    def _twin(self, row: Row | None, values: Mapping[str, object]) -> str:
        """Why a row may not be what another row of this plan already is."""
        whole = {**(row or {}), **values}
        for fields in self._ledger.natural_keys:
            key = (fields, *(whole.get(name) for name in fields))
            if whole.get(fields[-1]) is None or (row is not None and not set(fields) & set(values)):
                continue
            if key in self._taken:
                return "和前面的一行重复"
            self._taken.add(key)
        return ""

    def _cell(
        self,
        name: str,
        text: str,
        now: str,
        row: Row | None,
        values: Mapping[str, object],
        faults: Mapping[str, str],
    ) -> PlannedCell:
        item = self._ledger.field(name)
        if name in faults:
            return PlannedCell(name, item.label, now, text, faults[name])
        if name in values and item.kind != "ref":
            return PlannedCell(name, item.label, now, kinds.as_text(item, values[name]))
        return PlannedCell(name, item.label, now, text if name in values else now if row else text)

    def _name(self, row: Row | None, cells: Mapping[str, str]) -> str:
        if row is None:
            return next((cells[name] for name in self._ledger.shown_by if cells.get(name)), "")
        shown = self._shower.rows([row])[0]
        return "".join(row_texts.text_of(self._ledger.field(name), shown) for name in self._ledger.shown_by)


def _written(item: Field) -> str:
    """How a cell names its field: as people read it where its label asks the opposite."""
    return item.label if item.inverted else item.name


def _way(record: str) -> Way:
    return "set" if record else "add"


def _id(record: str) -> bytes:
    return ids.from_text(record) or b""


def problem_text(ledger: Ledger, name: str, rule: str) -> str:
    """What a refused field is told: 联系电话写法不对."""
    return f"{words.field(ledger.name, name)}{words.rule(rule)}"
