"""`export`, `template`, `fill`: sheets out of the ledger."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from app import words
from app.commands import work
from app.commands.console import Console
from app.commands.kept import column_names
from app.commands.records import selection
from app.exporting import ExportOutcome, ExportRequest
from app.filling import FillOutcome
from app.sheet_columns import label


def export(chosen: argparse.Namespace, console: Console) -> int:
    """Write a ledger or the flat sheet to a workbook or csv."""
    from app import exporting

    request = ExportRequest(
        ledger=chosen.ledger,
        out_path=Path(chosen.out).absolute(),
        columns=column_names(chosen.columns),
        layout=chosen.layout or "",
        selection=selection(chosen),
        unmasked=chosen.unmasked,
        reason=chosen.reason,
        workbook_password=work.workbook_password(chosen, console),
    )
    with work.session(chosen, console) as session:
        outcome = exporting.export(session, request, console.watch())
    answer: dict[str, object] = {
        "rows": outcome.rows,
        "path": str(outcome.path),
        "columns": list(outcome.columns),
        "masked": list(outcome.masked),
        "action": str(outcome.register_no),
    }
    console.give(answer, lambda: _export_lines(outcome))
    return 0


def template(chosen: argparse.Namespace, console: Console) -> int:
    """Write an empty workbook to fill in and import."""
    from app import exporting

    out = Path(chosen.out).absolute()
    with work.session(chosen, console):
        exporting.write_template(chosen.ledger, out)
    console.give({"path": str(out)}, lambda: (f"{label(chosen.ledger)}的空白模板已写到：{out}",))
    return 0


def fill(chosen: argparse.Namespace, console: Console) -> int:
    """Fill a department's own workbook from the ledger."""
    from app import filling, form_mappings

    form_path, password = Path(chosen.workbook).absolute(), work.workbook_password(chosen, console)
    given = work.mapping_file(chosen.mapping)
    with work.session(chosen, console) as session:
        if chosen.saved:
            mapping = form_mappings.named(session, chosen.saved)
        else:
            form = filling.open_form(form_path, password)
            mapping = form_mappings.proposed(form, chosen.ledger, sheet=chosen.sheet or "", given=given)
        request = filling.FillRequest(
            form_path=form_path,
            out_path=Path(chosen.out).absolute(),
            mapping=mapping,
            selection=selection(chosen),
            unmasked=chosen.unmasked,
            reason=chosen.reason,
            password=password,
        )
        outcome = filling.fill(session, request, console.watch())
        if chosen.save_as:
            form_mappings.save(session, chosen.save_as, mapping)
    answer: dict[str, object] = {
        "rows": outcome.rows,
        "path": str(outcome.path),
        "columns": dict(mapping.columns),
        "left_empty": [{"heading": heading, "why": why} for heading, why in outcome.left_empty],
        "action": str(outcome.register_no),
    }
    console.give(answer, lambda: _fill_lines(outcome))
    return 0


def _export_lines(outcome: ExportOutcome) -> Iterator[str]:
    yield f"{outcome.rows:,} 行已写到：{outcome.path}"
    if outcome.masked:
        yield f"按规定打了星号的列：{'、'.join(outcome.masked)}。要完整内容请加 --unmasked --reason，会记录下来。"


def _fill_lines(outcome: FillOutcome) -> Iterator[str]:
    yield f"{outcome.rows:,} 行已填好：{outcome.path}"
    for heading, why in outcome.left_empty:
        yield f"  列“{heading}”没有填：{words.LEFT_EMPTY[why]}"
