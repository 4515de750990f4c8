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
from app.exports.exporting import ExportOutcome, ExportRequest
from app.exports.filling import FillOutcome
from app.exports.sheet_columns import label
from app.release import purposes, register
from app.release.approvals import Approval


def export(chosen: argparse.Namespace, console: Console) -> int:
    """Write a ledger or the flat sheet to a workbook or csv."""
    from app.exports import exporting

    purpose = purposes.meant(chosen.purpose, chosen.basis)
    request = ExportRequest(
        ledger=chosen.ledger,
        out_path=Path(chosen.out).absolute(),
        columns=column_names(chosen.columns),
        layout=chosen.layout or "",
        selection=selection(chosen),
        unmasked=chosen.unmasked,
        reason=chosen.reason,
        workbook_password=work.workbook_password(chosen, console),
        purpose=purpose.purpose,
        basis=purpose.basis,
        is_lenient=True,
    )
    with work.session(chosen, console) as session:
        if chosen.ask:
            return _asked(exporting.ask(session, request, console.watch()), console)
        outcome = exporting.export(session, request, console.watch())
        may_unmask = (session.rights.level("export", request.ledger) or "") > "L2"
    answer: dict[str, object] = {
        "rows": outcome.rows,
        "path": str(outcome.path),
        "columns": list(outcome.columns),
        "masked": list(outcome.masked),
        **_register_facts(outcome),
    }
    console.give(answer, lambda: _export_lines(outcome, may_unmask=may_unmask))
    return 0


def template(chosen: argparse.Namespace, console: Console) -> int:
    """Write an empty workbook to fill in and import."""
    from app.exports import exporting

    out = Path(chosen.out).absolute()
    with work.session(chosen, console):
        exporting.write_template(chosen.ledger, out)
    console.give({"path": str(out)}, lambda: (f"{label(chosen.ledger)}的空白模板已写到：{out}",))
    return 0


def fill(chosen: argparse.Namespace, console: Console) -> int:
    """Fill a department's own workbook from the ledger."""
    from app.exports import filling, form_mappings

    form_path, password = Path(chosen.workbook).absolute(), work.workbook_password(chosen, console)
    given, purpose = work.mapping_file(chosen.mapping), purposes.meant(chosen.purpose, chosen.basis)
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
            purpose=purpose.purpose,
            basis=purpose.basis,
            is_lenient=True,
        )
        if chosen.ask:
            return _asked(filling.ask(session, request, console.watch()), console)
        outcome = filling.fill(session, request, console.watch())
        if chosen.save_as:
            form_mappings.save(session, chosen.save_as, mapping)
    answer: dict[str, object] = {
        "rows": outcome.rows,
        "path": str(outcome.path),
        "columns": dict(mapping.columns),
        "left_empty": [{"heading": heading, "why": why} for heading, why in outcome.left_empty],
        **_register_facts(outcome),
    }
    console.give(answer, lambda: _fill_lines(outcome))
    return 0


def _asked(asked: Approval, console: Console) -> int:
    """Tell that an export waits for a second person."""
    told = f"已提交第 {asked.id} 号导出申请，等另一个人批准；批准后七天内导出一次，导出时写法照旧，去掉 --ask。"
    console.give({"request": asked.id, "state": asked.state, **asked.facts}, lambda: (told,))
    return 0


def _register_facts(outcome: ExportOutcome | FillOutcome) -> dict[str, object]:
    """Under which number it left; a password that was made is told here and nowhere else."""
    facts: dict[str, object] = {"action": str(outcome.register_no), "register": outcome.number}
    if outcome.approved:
        facts["approved"] = outcome.approved
    return {**facts, "password": outcome.password} if outcome.password is not None else facts


def _register_lines(outcome: ExportOutcome | FillOutcome) -> Iterator[str]:
    yield f"登记号 {outcome.number}"
    if outcome.approved == register.SELF:
        yield "这次导出本应由另一个人批准；台账只有一个账号，由本人批准，已记录。"
    if outcome.password is not None:
        yield f"表格的打开密码（只显示这一次，请另行告诉收件人）：{outcome.password}"


def _export_lines(outcome: ExportOutcome, *, may_unmask: bool) -> Iterator[str]:
    yield f"{outcome.rows:,} 行已写到：{outcome.path}"
    yield from _register_lines(outcome)
    if outcome.masked:
        way = "要完整内容请加 --unmasked --reason，会记录下来。" if may_unmask else ""
        yield f"按规定打了星号的列：{'、'.join(outcome.masked)}。{way}"


def _fill_lines(outcome: FillOutcome) -> Iterator[str]:
    yield f"{outcome.rows:,} 行已填好：{outcome.path}"
    yield from _register_lines(outcome)
    for heading, why in outcome.left_empty:
        yield f"  列“{heading}”没有填：{words.LEFT_EMPTY[why]}"
