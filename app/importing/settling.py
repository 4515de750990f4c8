"""Which of two values stands when a sheet speaks of something the ledger already knows.

A sheet that knows less never takes anything away: a coarser date, the parent of a known code, one of several known
phones, a name spelt with other dots are no change. Everything else the sheet says is a change, old -> new.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from app.importing.gathering import HEAD_KINSHIPS, is_clear
from ledger import codes, kinds, text
from ledger.definition import Field, Ledger


def changes(ledger: Ledger, old: Mapping[str, object], said: Mapping[str, object]) -> dict[str, object]:
    """The fields that `said` changes, with the value that will stand; None wipes."""
    changed: dict[str, object] = {}
    for name, value in said.items():
        known = old.get(name)
        if known == value:
            continue
        settled = settle(ledger.field(name), known, value)
        if settled != known:
            changed[name] = settled
    return changed


def settle(item: Field, old: object, new: object) -> object:
    """The value of one field after the sheet said `new` where `old` stood."""
    if is_clear(new):
        return old if item.need == "required" else None
    if old is None:
        return new
    keeps = _KEEPS.get(item.kind)
    if keeps is not None and keeps(item, str(old), str(new)):
        return old
    if item.kind == "code_list":
        return kinds.code_list({*json.loads(str(old)), *json.loads(str(new))})
    return new


def _coarser_date(_item: Field, old: str, new: str) -> bool:
    return old.startswith(new)


def _known_phone(_item: Field, old: str, new: str) -> bool:
    return set(new.split(kinds.LIST_MARK)) <= set(old.split(kinds.LIST_MARK))


def _same_name(item: Field, old: str, new: str) -> bool:
    return item.mask == "name" and text.name_key(old) == text.name_key(new)


def _coarser_code(item: Field, old: str, new: str) -> bool:
    if item.code_table == "kinship":
        both_heads = old in HEAD_KINSHIPS and new in HEAD_KINSHIPS
        return both_heads or (new.endswith("0") and old[:1] == new[:1])
    line = codes.table(item.code_table).by_code.get(old)
    return line is not None and line.parent == new


_KEEPS = {"date": _coarser_date, "phone": _known_phone, "text": _same_name, "code": _coarser_code}
