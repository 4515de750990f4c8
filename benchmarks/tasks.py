"""The measurements that run in a process of their own: `python -m benchmarks.tasks NAME '{"argument": …}'`.

Each prints one JSON object of numbers. Files and stores are named by the caller; what the numbers mean is
`benchmarks.sections`'s business.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks import order_tasks, sync_tasks

if TYPE_CHECKING:
    from app.stores.session import Session

Facts = dict[str, float]


def make_workbook(people: int) -> Facts:
    """Make the generated workbook unless it is there."""
    from benchmarks.people_workbook import workbook

    return {"bytes": workbook(people).stat().st_size}


def floor(people: int, folder: str) -> Facts:
    """The least an import can cost: calamine's rows put into one encrypted table without an index."""
    import python_calamine

    from benchmarks.people_workbook import HEADINGS, workbook
    from storage import database
    from storage.keys import DatabaseKey

    path = workbook(people)
    target = _fresh(folder) / "floor.db"
    names, marks = ", ".join(f"c{at}" for at in range(len(HEADINGS))), ", ".join("?" * len(HEADINGS))
    began = perf_counter()
    rows = iter(python_calamine.load_workbook(path).get_sheet_by_index(0).iter_rows())
    next(rows)
    connection = database.create(target, DatabaseKey.generate())
    connection.run(f"CREATE TABLE cells ({names})")
    with connection.transaction():
        connection.run_many(f"INSERT INTO cells VALUES ({marks})", rows)  # noqa: S608 - question marks
    connection.close()
    return {"seconds": perf_counter() - began}


def import_first(people: int, folder: str) -> Facts:
    """Plan and apply the workbook into an empty store, which stays."""
    from benchmarks import office

    with office.created(_fresh(folder)) as session:
        return _import(session, people)


def import_again(people: int, folder: str) -> Facts:
    """Plan and apply the same workbook into the store that has it already."""
    from benchmarks import office

    with office.opened(Path(folder)) as session:
        facts = _import(session, people)
    if facts["new"] or facts["changed"]:
        raise AssertionError(f"an unchanged sheet changed something: {facts}")
    return facts


def _import(session: Session, people: int) -> Facts:
    from app.importing.applying import apply
    from app.importing.plan import ImportOptions
    from app.importing.planning import plan
    from benchmarks.people_workbook import workbook

    path = workbook(people)
    began = perf_counter()
    planned = plan(session, path, ImportOptions())
    planned_at = perf_counter()
    outcome = apply(session, planned)
    ended = perf_counter()
    told = outcome.as_json()
    counts = {name: float(sum(_numbers(told[name]))) for name in ("new", "changed")}
    if len(planned.rows) != people:
        raise AssertionError(f"{len(planned.rows)} rows of {people}")
    return {"seconds": ended - began, "plan": planned_at - began, "apply": ended - planned_at, **counts}


def _numbers(found: object) -> list[int]:
    return [int(count) for count in found.values()] if isinstance(found, dict) else []


def pandas(people: int, folder: str) -> Facts:
    """What a script does instead: `read_excel` and `to_sql`, plain, nothing checked, linked, indexed or encrypted."""
    import sqlite3

    import pandas as pd

    from benchmarks.people_workbook import workbook

    path = workbook(people)
    target = _fresh(folder) / "pandas.db"
    began = perf_counter()
    connection = sqlite3.connect(target)
    pd.read_excel(path, engine="openpyxl").to_sql("cells", connection, index=False)
    connection.commit()
    connection.close()
    return {"seconds": perf_counter() - began}


def export(folder: str, people: int, *, unmasked: bool) -> Facts:
    """Export the flat sheet with thirty columns."""
    from app.exports.exporting import ExportRequest
    from app.exports.exporting import export as hand_out
    from benchmarks import office
    from benchmarks.exported import COLUMNS

    target = Path(folder) / "flat.xlsx"
    with office.opened(Path(folder)) as session:
        request = ExportRequest(
            ledger="flat",
            out_path=target,
            columns=COLUMNS,
            unmasked=unmasked,
            is_lenient=True,
            reason="bench" if unmasked else "",
        )
        began = perf_counter()
        outcome = hand_out(session, request)
        seconds = perf_counter() - began
    if outcome.rows != people:
        raise AssertionError(f"{outcome.rows} rows of {people}")
    return {"seconds": seconds}


def export_floor(folder: str) -> Facts:
    """Let the library write the exported sheet's rows, ready in memory."""
    import python_calamine
    from rustpy_xlsxwriter import FastExcel

    source, target = Path(folder) / "flat.xlsx", Path(folder) / "ready.xlsx"
    rows = iter(python_calamine.load_workbook(source).get_sheet_by_index(0).iter_rows())
    headings = [str(cell) for cell in next(rows)]
    ready = [{heading: cell or None for heading, cell in zip(headings, row, strict=True)} for row in rows]
    began = perf_counter()
    FastExcel(str(target)).sheet("人房", ready).save()
    return {"seconds": perf_counter() - began}


def open_store(folder: str) -> Facts:
    """Open the store with its password, at the cost that every store has."""
    from benchmarks import office

    began = perf_counter()
    session = office.opened(Path(folder))
    seconds = perf_counter() - began
    session.close()
    return {"seconds": seconds}


def lists(folder: str, *, first_only: bool) -> Facts:
    """Pages of the people list, and everything a person's page needs."""
    from benchmarks import lists as measuring
    from benchmarks import office

    with office.opened(Path(folder)) as session:
        return measuring.measure(session, first_only=first_only)


def search(folder: str) -> Facts:
    """p95 of every kind of query."""
    from benchmarks import lists as measuring
    from benchmarks import office
    from benchmarks import search as searching

    with office.opened(Path(folder)) as session, session.reader() as reader:
        found = searching.measure(reader.connection, partial(measuring.search, session))
    return {kind: measuring.p95(milliseconds) for kind, milliseconds in found.items()}


def edit(folder: str) -> Facts:
    """One edit after the other, each its own action."""
    from benchmarks import lists as measuring
    from benchmarks import office

    with office.opened(Path(folder)) as session:
        return {"p95": measuring.p95(measuring.edits(session))}


def fill(folder: str, people: int, operations: int) -> Facts:
    """Fill a store with invented people and a history of edits up to that many operations."""
    from benchmarks import large

    return large.fill(_fresh(folder), people=people, operations=operations)


def audit_share(people: int, folder: str) -> Facts:
    """The import of the workbook, and the seconds of it that the audit takes."""
    from benchmarks import audited, office

    with office.created(_fresh(folder)) as session, audited.timed() as spent:
        facts = _import(session, people)
    return {"seconds": facts["seconds"], "audit": spent[0]}


def audit_verify(folder: str, entries: int, edits: int) -> Facts:
    """How many entries are verified a second: the chain alone, and with the operations behind them."""
    from benchmarks import audited, office

    with office.created(_fresh(folder)) as session:
        audited.entries(session, entries)
        chain = audited.verified(session, operations=False)
        audited.edits(session, edits)
        return {"chain": chain, "whole": audited.verified(session, operations=True)}


def ui_start(folder: str, began: float) -> Facts:
    """The program from its start to the log-in window painted."""
    from benchmarks import desktop

    _without_display(folder)
    return desktop.start(Path(folder), began)


def ui_log_in(folder: str) -> Facts:
    """From Enter in the log-in form to the first page painted, and the memory then."""
    from benchmarks import desktop

    _without_display(folder)
    return desktop.log_in(Path(folder))


def ui_search(folder: str) -> Facts:
    """Key presses in the search box."""
    from benchmarks import desktop

    _without_display(folder)
    return desktop.search(Path(folder))


def ui_scroll(folder: str) -> Facts:
    """The wheel through the people table."""
    from benchmarks import desktop

    _without_display(folder)
    return desktop.scroll(Path(folder))


def ui_pages(folder: str) -> Facts:
    """Opening pages of records."""
    from benchmarks import desktop

    _without_display(folder)
    return desktop.open_pages(Path(folder))


def ui_lock(folder: str) -> Facts:
    """Locking the window and coming back."""
    from benchmarks import desktop

    _without_display(folder)
    return desktop.lock(Path(folder))


def ui_stalls(folder: str, people: int) -> Facts:
    """How long the window stands still during long work."""
    from benchmarks import desktop

    _without_display(folder)
    return desktop.stalls(Path(folder), people)


def _without_display(folder: str) -> None:
    """Have Qt draw into nothing; what the program remembers of its user stays in the folder."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA"):
        os.environ[name] = str(Path(folder) / "user")


def _fresh(folder: str) -> Path:
    path = Path(folder)
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


_TASKS: dict[str, Callable[..., Facts]] = (
    {
        task.__name__: task
        for task in (
            *(make_workbook, floor, import_first, import_again, pandas, export, export_floor),
            *(open_store, lists, search, edit, fill),
            *(audit_share, audit_verify),
            *(ui_start, ui_log_in, ui_search, ui_scroll, ui_pages, ui_lock, ui_stalls),
        )
    }
    | order_tasks.TASKS
    | sync_tasks.TASKS
)


def main() -> None:
    """Run one task, print its numbers."""
    name, arguments = sys.argv[1:3]
    facts = _TASKS[name](**json.loads(arguments))
    print(json.dumps(facts))
    sys.stdout.flush()
    os._exit(0)  # taking a big plan apart costs seconds that nobody measures


if __name__ == "__main__":
    main()
