"""`import` and `import-undo`: a workbook into the ledger, and a whole import taken back."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from app import files, logs, words
from app.commands import work
from app.commands.console import Console, table
from app.importing.plan import ImportOptions, ImportPlan
from app.importing.undoing import UndoOutcome
from app.stores.session import Session
from ledger import catalog
from ledger.errors import LedgerError

_ISSUES_SHOWN = 30
_LEFT_OUT = ("ambiguous", "taken", "unmatched")
_GUESSED = ("fuzzy", "values", "remembered")  # taken for more than the word alone: worth a look


class ErrorsOverSource(LedgerError):
    """The error workbook would take the place of the workbook that is imported (`path`)."""

    def __init__(self, path: Path) -> None:
        super().__init__("error workbook over its source")
        self.path = path


class ErrorsNotXlsx(LedgerError):
    """The error workbook's name ends in something else than .xlsx (`ending`)."""

    def __init__(self, ending: str) -> None:
        super().__init__("error workbook is no xlsx")
        self.ending = ending


def import_workbook(chosen: argparse.Namespace, console: Console) -> int:
    """Plan an import and apply it at once; `--dry-run` only plans."""
    return import_sheets(chosen, console)


def import_sheets(chosen: argparse.Namespace, console: Console, *, subject: str = "") -> int:
    """The same of sheets that are all about one `subject`."""
    from app.importing import applying, planning

    options = ImportOptions(
        sheets=(chosen.sheet,) if chosen.sheet else (),
        headings=_headings(chosen.mapping),
        password=work.workbook_password(chosen, console),
        subject=subject,
    )
    path, errors_to = Path(chosen.file).absolute(), Path(chosen.errors_to).absolute() if chosen.errors_to else None
    if errors_to:
        _refuse_errors_to(errors_to, path)
    with work.session(chosen, console) as session:
        ctx = console.watch()
        plan = planning.plan(session, path, options, ctx)
        batch = None if chosen.dry_run else applying.apply(session, plan, ctx).batch
        returned, answer = list[Path](), plan.as_json(batch)
        if errors_to:
            returned, facts = _write_errors(session, (plan, path), errors_to, batch, console)
            answer |= facts
    console.give(answer, lambda: import_lines(plan, batch, returned))
    return 0


def import_undo(chosen: argparse.Namespace, console: Console) -> int:
    """Take a whole import back."""
    from app.importing import undoing
    from app.undo import obstacle_names

    with work.session(chosen, console) as session:
        try:
            outcome = undoing.undo(session, chosen.batch, console.watch())
        except undoing.UndoBlocked as error:
            raise obstacle_names.named(session, error) from error
    answer: dict[str, object] = {
        "batch": chosen.batch,
        "action": str(outcome.action),
        "removed": outcome.removed,
        "restored": outcome.restored,
    }
    console.give(answer, lambda: _undo_lines(chosen.batch, outcome))
    return 0


def _refuse_errors_to(errors_to: Path, source: Path) -> None:
    """Raise what would keep the error workbook from being written, before anything is imported."""
    if errors_to.suffix.lower() != ".xlsx":
        raise ErrorsNotXlsx(errors_to.suffix)
    if files.is_same_file(errors_to, source):
        raise ErrorsOverSource(errors_to)
    files.check_writable(errors_to)


def _write_errors(
    session: Session, read: tuple[ImportPlan, Path], target: Path, batch: str | None, console: Console
) -> tuple[list[Path], dict[str, object]]:
    """Write the error workbooks; answers them, and what `--json` says of them.

    Once the import is applied no trouble with them may hide its batch: it is told beside the answer.
    """
    from app.exports import returning

    written: list[Path] = []
    facts: dict[str, object] = {"errors_written": True}
    try:
        for one in returning.write_returned(session, *read, target):
            written.append(one)  # noqa: PERF402 - those written before a trouble count
    except (Exception, KeyboardInterrupt) as error:
        if batch is None:
            raise
        why = _why_not_written(error)
        facts = {"errors_written": False, "errors_problem": {"name": type(error).__name__, "message": why}}
        console.note(words.errors_not_written(batch, why))
    facts["errors_file"] = str(written[0]) if written else None
    facts["errors_files"] = [str(one) for one in written]
    return written, facts


def _why_not_written(error: BaseException) -> str:
    """Why there is no error workbook, for people; what nobody expected is logged."""
    from app import messages
    from app.excel.refusals import FileRefused

    if isinstance(error, files.FileNotWritten):
        return messages.message_for(error)
    if isinstance(error, FileRefused):
        return words.SOURCE_CHANGED
    if isinstance(error, KeyboardInterrupt):
        return words.STOPPED
    logs.bug("bug", error, command="import")
    return words.UNFORESEEN


def import_lines(plan: ImportPlan, batch: str | None, returned: Sequence[Path]) -> Iterator[str]:
    """What an import did, for people: counts, columns left out or taken on likeness, bad cells with reasons."""
    yield f"{plan.source}：{len(plan.rows):,} 行"
    yield from _sheet_lines(plan)
    yield from _count_lines(plan)
    yield from _column_lines(plan)
    yield from _issue_lines(plan)
    yield from _hint_lines(plan)
    for path in returned:
        yield f"退回的行和原因已写到：{path}（改好后可直接再导入）"
    if batch is None:
        yield "这是预览，没有写入任何内容。"
    elif not any((*plan.creates.values(), *plan.patches.values())):
        yield "没有导入任何内容：" + _why_nothing(plan)
    elif plan.creates.get("work_order"):
        yield f"已导入，批次 {batch}。工单已经登记，不能整批撤销，登记错的请逐件申请作废。"
    else:
        yield f"已导入，批次 {batch}。要撤销请用：linongctl import-undo {batch}"


def _why_nothing(plan: ImportPlan) -> str:
    """Why a workbook neither brought nor changed anything."""
    kept_out = len(plan.rows) - plan.count("unchanged")
    if not plan.rows:
        return "表里没有数据行。"
    if kept_out == len(plan.rows):
        return f"{kept_out:,} 行一行都没有收下，原因见上。"
    rest = f"，另有 {kept_out:,} 行没有收下，原因见上" if kept_out else ""
    return f"台账里已经都有，没有新增，也没有变更{rest}。"


def _sheet_lines(plan: ImportPlan) -> Iterator[str]:
    for sheet in plan.sheets:
        if sheet.skipped:
            yield f"  工作表“{sheet.name}”没有导入：{words.SKIPPED.get(sheet.skipped, sheet.skipped)}"


def _count_lines(plan: ImportPlan) -> Iterator[str]:
    rows = []
    for ledger in catalog.ALL:
        name = ledger.name
        counts = (len(plan.creates.get(name, ())), len(plan.patches.get(name, ())), plan.unchanged.get(name, 0))
        if any(counts):
            rows.append((ledger.label, *(f"{count:,}" if count else "·" for count in counts)))
    if rows:
        yield from table(("", "新增", "变更", "无变化"), rows)
    by_row = plan.status_counts()
    repeated = f"，和前面的行完全一样 {by_row['repeated']:,} 行" if by_row["repeated"] else ""
    yield f"存疑 {by_row['doubtful']:,} 行（可能是已有的人，没有导入），退回 {by_row['refused']:,} 行{repeated}"


def _column_lines(plan: ImportPlan) -> Iterator[str]:
    for sheet in plan.sheets:
        for column in sheet.mapping.columns if sheet.mapping else ():
            if column.target is None and column.how in _LEFT_OUT and column.heading:
                why = f"（{column.why}）" if column.why else ""
                yield f"  列“{column.heading}”：{words.HOW[column.how]}{why}"
            elif column.target is not None and column.how in _GUESSED:
                label = column.target.definition().label
                yield f"  列“{column.heading}”：当作“{label}”（{words.HOW[column.how]}）"


def _issue_lines(plan: ImportPlan) -> Iterator[str]:
    issues = plan.issues
    if not issues:
        return
    yield f"有问题的格子 {len(issues):,} 处："
    several = len({issue.sheet for issue in issues}) > 1
    rows = []
    for issue in issues[:_ISSUES_SHOWN]:
        where = f"{issue.sheet} 第 {issue.row} 行" if several else f"第 {issue.row} 行"
        done = words.cell_done(issue.rule, issue.facts, refused=issue.row_refused, otherwise="这一格没有导入")
        why = words.rule(issue.rule, issue.facts)
        what = issue.heading or words.any_field(issue.field, plan.subject_of(issue.sheet))
        rows.append((where, what, why, done))
    yield from table(("位置", "列", "原因", "处理"), rows)
    if len(issues) > _ISSUES_SHOWN:
        yield f"……另有 {len(issues) - _ISSUES_SHOWN:,} 处，用 --errors-to 可写成表格。"


def _hint_lines(plan: ImportPlan) -> Iterator[str]:
    subjects = {sheet.name: plan.subject_of(sheet.name) for sheet in plan.sheets}
    counts = Counter((words.any_field(hint.field, subjects.get(hint.sheet, "")), hint.rule) for hint in plan.hints)
    if counts:
        told = "，".join(f"{label}{words.hint(rule)} {n:,}" for (label, rule), n in counts.most_common(6))
        yield f"提示（不用处理）：{told}"


def _undo_lines(batch: str, outcome: UndoOutcome) -> Iterator[str]:
    yield f"批次 {batch} 已撤销。"
    for verb, counts in (("删除", outcome.removed), ("改回", outcome.restored)):
        if counts:
            yield f"{verb}：" + "，".join(f"{words.ledger(name)} {count:,}" for name, count in counts.items())


def _headings(named: str | None) -> dict[str, str]:
    """Heading -> `ledger.field`, each one known; raises UnknownLedger, UnknownField before the store is opened."""
    from app.importing.headings import parse_target

    found = work.mapping_file(named)
    for target in found.values():
        parse_target(target)
    return found
