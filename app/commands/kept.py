"""`layout`, `form`, `mapping`: what the committee had kept under a name, listed and removed.

Layouts are columns for `export`, forms are mappings for `fill`, mappings are what people said about the headings of a
sheet that `import` met. `fill --save-as` and `import --mapping` keep the last two.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping

from app import words
from app.commands import work
from app.commands.console import Console, table
from app.commands.grammar import WrongUsage
from app.exports import form_mappings, layouts, sheet_columns
from app.exports.form_mappings import FormMapping
from app.exports.layouts import Layout
from app.records.own_ways import OwnWayOnly
from ledger.errors import UnknownField, UnknownLedger

_COMMAS = str.maketrans("，、;；", ",,,,")
_SHOWN_OF_ID = 12  # characters; what is enough to name one of 200


def layout(chosen: argparse.Namespace, console: Console) -> int:
    """Keep, list or forget named choices of columns."""
    if chosen.action != "list":
        _require_name(chosen)
    if chosen.action == "save" and not chosen.columns:
        raise WrongUsage("缺少：--columns", chosen.command)
    with work.session(chosen, console) as session:
        if chosen.action == "save":
            layouts.save(session, chosen.ledger, chosen.name, column_names(chosen.columns))
        elif chosen.action == "remove":
            layouts.remove(session, chosen.ledger, chosen.name)
        kept = layouts.of_ledger(session, chosen.ledger)
    answer: dict[str, object] = {"layouts": [{"name": one.name, "columns": list(one.columns)} for one in kept]}
    console.give(answer, lambda: _layout_lines(chosen.ledger, kept))
    return 0


def form(chosen: argparse.Namespace, console: Console) -> int:
    """List or forget the mappings of departments' forms."""
    if chosen.action == "remove":
        _require_name(chosen)
    with work.session(chosen, console) as session:
        if chosen.action == "remove":
            form_mappings.remove(session, chosen.name)
        kept = form_mappings.every(session)
    console.give({"forms": [_form_facts(name, one) for name, one in kept.items()]}, lambda: _form_lines(kept))
    return 0


def mapping(chosen: argparse.Namespace, console: Console) -> int:
    """List or forget what people said about heading rows; the newest first."""
    from app.importing import memory

    if chosen.action == "remove":
        _require_name(chosen)
    with work.session(chosen, console) as session:
        if chosen.action == "remove":
            memory.forget(session.store, chosen.name)
        kept = dict(reversed(memory.load(session.store).items()))
    answer: dict[str, object] = {"mappings": [{"id": one, "columns": columns} for one, columns in kept.items()]}
    console.give(answer, lambda: _mapping_lines(kept))
    return 0


def column_names(written: str | None) -> tuple[str, ...]:
    """The columns of `--columns a,b,c`; Chinese commas part them too."""
    pieces = (piece.strip() for piece in (written or "").translate(_COMMAS).split(","))
    return tuple(piece for piece in pieces if piece)


def _require_name(chosen: argparse.Namespace) -> None:
    if not chosen.name.strip():
        raise WrongUsage("缺少：ID" if chosen.command == "mapping" else "缺少：NAME", chosen.command)


def _form_facts(name: str, kept: FormMapping) -> dict[str, object]:
    return {
        "name": name,
        "ledger": kept.ledger,
        "sheet": kept.sheet,
        "heading_row": kept.heading_row,
        "columns": dict(kept.columns),
    }


def _layout_lines(ledger: str, kept: list[Layout]) -> Iterator[str]:
    if not kept:
        yield f"{words.ledger(ledger)}：还没有保存的列设置。"
        return
    yield from table(("名称", "列"), [(one.name, "、".join(one.headings())) for one in kept])


def _form_lines(kept: Mapping[str, FormMapping]) -> Iterator[str]:
    if not kept:
        yield "还没有保存的填表设置。用 linongctl fill 加 --save-as 可保存。"
        return
    rows = [
        (name, words.ledger(one.ledger), one.sheet, _pairs({heading: _column(one, heading) for heading in one.columns}))
        for name, one in kept.items()
    ]
    yield from table(("名称", "台账", "工作表", "表头和项目"), rows)


def _column(kept: FormMapping, heading: str) -> str:
    """What a form's heading is filled with, in the office's words."""
    word = kept.columns[heading]
    if not word or word == form_mappings.NUMBER:
        return "行号" if word else ""
    try:
        return sheet_columns.chosen(kept.ledger, [word])[0].heading
    except UnknownField:
        return word


def _mapping_lines(kept: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    if not kept:
        yield "还没有记住的表头。导入时用 --mapping 指明的会记住。"
        return
    rows = [
        (one[:_SHOWN_OF_ID], _pairs({heading: _target(word) for heading, word in columns.items()}))
        for one, columns in kept.items()
    ]
    yield from table(("编号", "表头和项目"), rows)


def _target(written: str) -> str:
    """What a heading feeds, in the office's words."""
    from app.importing.headings import parse_target

    try:
        target = parse_target(written)
    except (UnknownField, UnknownLedger, OwnWayOnly):
        return written
    return f"{words.ledger(target.ledger)}的{target.definition().label}" if target else ""


def _pairs(named: Mapping[str, str]) -> str:
    """Heading=word pairs; a heading without a word says so."""
    return "、".join(f"{heading}={word or '不用'}" for heading, word in named.items())
