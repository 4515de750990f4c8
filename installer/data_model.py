"""Writes what follows from the catalog: the field tables of docs/data_model.md and tests/ledger/catalog.json.

`python3 -m installer.data_model` brings both up to date; tests assert that they are. The page's other text is written
by hand and stays as it is: only what lies between the two marks is replaced.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields
from pathlib import Path

from ledger import catalog
from ledger.catalog.shared_fields import SHARED_FIELDS
from ledger.definition import Field, Ledger

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "data_model.md"
DUMP = ROOT / "tests" / "ledger" / "catalog.json"
BEGIN, END = "<!-- generated from the catalog: begin -->", "<!-- generated from the catalog: end -->"
_HEAD = "| field | label | kind | need | level | merge group | rules |\n|---|---|---|---|---|---|---|"


def dump() -> str:
    """Every definition as JSON, one field a line, so that a changed definition is a visible diff."""
    lines = [f"{json.dumps(ledger.name)}: {_dumped(ledger)}" for ledger in catalog.EVERY]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def page(text: str) -> str:
    """The page with its generated part made anew; ValueError when a mark is missing."""
    before, rest = text[: text.index(BEGIN)], text[text.index(END) :]
    return f"{before}{BEGIN}\n\n{tables()}\n{rest}"


def tables() -> str:
    """The field tables of all ledgers, the shared fields first."""
    parts = [f"### Shared fields\n\n{_HEAD}\n{_rows(SHARED_FIELDS)}"]
    for ledger in catalog.EVERY:
        own = [item for item in ledger.fields if item not in SHARED_FIELDS]
        parts.append(f"### {ledger.label} `{ledger.name}`\n\n{_keys(ledger)}\n\n{_HEAD}\n{_rows(own)}")
    return "\n\n".join(parts) + "\n"


def _dumped(ledger: Ledger) -> str:
    facts = {
        "label": ledger.label,
        "business_key": ledger.business_key,
        "natural_keys": ledger.natural_keys,
        "shown_by": ledger.shown_by,
        "default_order": ledger.default_order,
    }
    head = [f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items()]
    lines = [f"  {json.dumps(_said(item), ensure_ascii=False)}" for item in ledger.fields]
    return "{\n" + ",\n".join([*head, ' "fields": [\n' + ",\n".join(lines) + "\n ]"]) + "\n}"


def _said(item: Field) -> dict[str, object]:
    """What a definition says, its defaults left out."""
    said = {option.name: getattr(item, option.name) for option in fields(item)}
    defaults = {option.name: option.default for option in fields(item) if option.default is not MISSING}
    return {name: value for name, value in said.items() if name not in defaults or value != defaults[name]}


def _keys(ledger: Ledger) -> str:
    keys = "; ".join(" + ".join(f"`{name}`" for name in key) for key in ledger.natural_keys) or "none"
    known = " + ".join(f"`{name}`" for name in ledger.business_key)
    return f"Known to people by {known}. Natural keys: {keys}."


def _rows(items: Iterable[Field]) -> str:
    return "\n".join(f"| {' | '.join(_cells(item))} |" for item in items)


def _cells(item: Field) -> tuple[str, ...]:
    need = f"derived, {item.stated}" if item.stated else item.need
    level = f"{item.level} {item.mask_rule}".strip()
    group = f"`{item.merge_group}`" if item.is_stored else "–"
    return f"`{item.name}`", item.label, _kind(item), need, level, group, "; ".join(_rules(item))


def _kind(item: Field) -> str:
    if item.kind == "ref":
        return f"ref `{item.target}`"
    return f"{item.kind} `{item.code_table}`" if item.code_table else item.kind


def _rules(item: Field) -> Iterator[str]:
    if item.choices:
        yield "/".join(item.choices)
    if item.max_length:
        yield f"at most {item.max_length}"
    if item.minimum is not None or item.maximum is not None:
        yield f"{_number(item.minimum)}..{_number(item.maximum)}"
    if item.scale:
        yield f"{item.scale} decimals"
    if item.default is not None:
        yield f"default {item.default}"
    if item.future:
        yield "may lie ahead"
    if item.inverted:
        yield "the label asks the opposite"


def _number(bound: float | None) -> str:
    return "" if bound is None else f"{bound:g}"


def main() -> None:
    """Write both files."""
    DUMP.write_text(dump(), encoding="utf-8")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
