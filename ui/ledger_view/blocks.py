"""Blocks of cells: copied, pasted, filled, cleared. Planned and looked at before anything is written, as one action.

What is small and all right is written at once; more than a few cells, or any that cannot be written, are shown first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from app.jobs import JobContext
from app.messages import window_message_for
from app.tables import cell_changes, copying, pasting
from app.tables.cell_changes import Applied, Plan
from app.tables.copying import Copied
from app.tables.pasting import Aim
from app.tables.row_source import RowSource
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.workers import Latest

AT_ONCE = 20  # cells that are written without being shown first
Ranges = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is selected: ranges of rows, and the columns by name from left to right."""

    rows: tuple[tuple[int, int], ...]
    columns: tuple[str, ...]

    @property
    def row_count(self) -> int:
        """How many rows."""
        return sum(last - first + 1 for first, last in self.rows)


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with what to call it, and what of a block found no place."""

    plan: Plan
    kind: str
    title: str
    notes: tuple[str, ...] = ()

    @property
    def is_small(self) -> bool:
        """True for what is written without being shown first."""
        cells = sum(len(row.cells) for row in self.plan.rows)
        return cells <= AT_ONCE and not self.plan.refused and not self.plan.additions and not self.notes


class Blocks(QObject):
    """The block actions of one table. `to_look_at(Planned)` asks for a decision; `failed(text)` says why not."""

    to_look_at = Signal(object)
    failed = Signal(str)
    copied = Signal(int)
    applied = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._planning = Latest(desk.runner, self)
        self._copying = Latest(desk.runner, self)

    def copy(self, source: RowSource, chosen: Chosen, *, headings: bool) -> None:
        """Put the chosen cells on the clipboard, as text and as a table."""

        def work(ctx: JobContext) -> Copied:
            return copying.copied(source, chosen.rows, chosen.columns, headings=headings, ctx=ctx)

        name = "复制" if chosen.row_count > 2000 else ""
        self._copying.ask(work, self._on_copied, failed=self._on_failed, name=name)

    def _on_copied(self, copied: Copied) -> None:
        data = QMimeData()
        data.setText(copied.text)
        data.setHtml(copied.html)
        QGuiApplication.clipboard().setMimeData(data)
        self._desk.say(f"已复制 {copied.rows:,} 行")
        self.copied.emit(copied.rows)

    def paste(self, source: RowSource, chosen: Chosen, total: int, *, adds: bool) -> None:
        """Put the clipboard's cells from the first chosen cell on; a single cell fills all that are chosen."""
        block = pasting.block(QGuiApplication.clipboard().text())
        if not block:
            self.failed.emit("剪贴板里没有可以粘贴的内容。请先在 Excel 里复制。")
            return
        if len(block) == 1 and len(block[0]) == 1 and chosen.row_count * len(chosen.columns) > 1:
            self.fill(source, chosen, block[0][0], kind="paste")
            return
        first = chosen.rows[0][0]
        is_repeated = len(block) == 1 and len(chosen.rows) == 1 and chosen.row_count > 1
        columns = source.columns[source.columns.index(chosen.columns[0]) :]

        def work(ctx: JobContext) -> Planned:
            rows = chosen.row_count if is_repeated else len(block)
            records = _records(source, [(first, min(first + rows, total) - 1)], ctx)
            if is_repeated:
                wanted = pasting.filled_down(records, block, columns)
                return Planned(cell_changes.plan(source.session, source.ledger, wanted, ctx), "paste", "粘贴")
            aimed = pasting.aimed(source.ledger, block, Aim(columns, tuple(records), adds))
            plan = cell_changes.plan(source.session, source.ledger, aimed.wanted, ctx)
            return Planned(plan, "paste", "粘贴", tuple(_notes(aimed)))

        self._plan(work)

    def fill(self, source: RowSource, chosen: Chosen, text: str, *, kind: str = "fill") -> None:
        """Write one text into all chosen cells."""

        def work(ctx: JobContext) -> Planned:
            wanted = pasting.filled(_records(source, chosen.rows, ctx), chosen.columns, text)
            plan = cell_changes.plan(source.session, source.ledger, wanted, ctx)
            return Planned(plan, kind, "清空" if kind == "clear" else "填写")

        self._plan(work)

    def fill_down(self, source: RowSource, chosen: Chosen) -> None:
        """Write the first chosen row's cells into the rows below it."""

        def work(ctx: JobContext) -> Planned:
            rows = [row for first, last in chosen.rows for row in source.rows(first, last, ctx)]
            places = [source.columns.index(name) for name in chosen.columns]
            texts = tuple(rows[0].texts[place] for place in places)
            wanted = pasting.filled_down([row.id for row in rows[1:]], (texts,), chosen.columns)
            return Planned(cell_changes.plan(source.session, source.ledger, wanted, ctx), "fill", "向下填充")

        self._plan(work)

    def _plan(self, work: Callable[[JobContext], Planned]) -> None:
        self._planning.ask(work, self._on_planned, failed=self._on_failed, name="核对单元格")

    def _on_planned(self, planned: Planned) -> None:
        plan = planned.plan
        if not plan.changes and not plan.additions and not plan.refused:
            self.failed.emit("内容和原来一样，没有要写入的。")
        elif planned.is_small:
            self.apply(planned)
        else:
            self.to_look_at.emit(planned)

    def apply(self, planned: Planned) -> None:
        """Write what the plan can write."""
        session = self._desk.session

        def work(_ctx: JobContext) -> Applied:
            return cell_changes.apply(session, planned.plan, kind=planned.kind)

        handle = self._desk.runner.writing(work, name=planned.title)
        handle.done.connect(lambda applied: self._on_applied(planned, applied))
        handle.failed.connect(self._on_failed)
        self._desk.runner.start(handle)

    def _on_applied(self, planned: Planned, applied: Applied) -> None:
        parts = []
        if applied.changed:
            parts.append(f"修改 {applied.changed:,} 行")
        if applied.added:
            parts.append(f"新增 {applied.added:,} 行")
        self._desk.say(f"已{planned.title}：{'，'.join(parts) or '没有变化'}", action=applied.action)
        self.applied.emit(applied)

    def _on_failed(self, error: LedgerError) -> None:
        self.failed.emit(window_message_for(error))


def _records(source: RowSource, rows: Ranges, ctx: JobContext) -> list[str]:
    """The ids of ranges of rows; an empty range has none."""
    return [row.id for first, last in rows if last >= first for row in source.rows(first, last, ctx)]


def _notes(aimed: pasting.Aimed) -> list[str]:
    notes = []
    if aimed.unknown_headings:
        notes.append(f"不认得的列没有用上：{'、'.join(aimed.unknown_headings)}")
    if aimed.columns_beyond:
        notes.append(f"右边多出 {aimed.columns_beyond} 列，表里没有对应的列，没有用上")
    if aimed.rows_beyond:
        notes.append(f"下面多出 {aimed.rows_beyond} 行，没有用上")
    return notes
