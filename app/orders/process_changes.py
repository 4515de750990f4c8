"""A process as somebody wants it: what was said in words, read and laid upon the one that holds.

What is wrong with the outcome is `ledger.orders.process`'s to find.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from app.message_texts.orders import GROUPS
from ledger import codes
from ledger.errors import UnknownField
from ledger.orders.process import STEPS, Process
from ledger.orders.states import CODES

WITHOUT, NOTE, ROLE = "without", "note", "role."
"""Names by which a change is said beside the steps, `module` and `priority`: states left out, why, who may."""
NOBODY: Final = "无"
"""Said of a role: nobody is left, which is a flaw. Without a word it is not narrowed."""
_TABLE_OF: Final = {"module": "topic_module", "priority": "work_order_priority"}
_SEPARATORS: Final = str.maketrans("、，,；;", "     ")


def changed(process: Process, said: Mapping[str, str]) -> Process:
    """The process with what was said; what is not named stays. Raises UnknownField where a name is none."""
    granted = dict(process.limits)
    roles: dict[str, tuple[str, ...] | None] = dict(process.roles)
    states, plain = process.states, {"module": process.module, "priority": process.priority}
    for name, value in said.items():
        if name in STEPS:
            granted[name] = _code("work_order_time_limit", value)
        elif name in plain:
            plain[name] = _code(_TABLE_OF[name], value)
        elif name == WITHOUT:
            gone = _words("work_order_status", value)
            states = (*(one for one in CODES if one not in gone), *(one for one in gone if one not in CODES))
        elif name.startswith(ROLE):
            roles[_group(name.removeprefix(ROLE))] = _narrowed(value)
        elif name != NOTE:
            raise UnknownField("order_process", name)
    granted = {step: code for step, code in granted.items() if code}
    narrowed = {group: duties for group, duties in roles.items() if duties is not None}
    module, priority = plain["module"], plain["priority"]
    return replace(process, states=states, limits=granted, roles=narrowed, module=module, priority=priority)


def _code(table: str, word: str) -> str:
    """The code that a word means; the word itself where it means none, so that the flaws can name it."""
    return (codes.table(table).find(word.strip()) or word.strip()) if word.strip() else ""


def _words(table: str, value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_code(table, word) for word in value.translate(_SEPARATORS).split()))


def _narrowed(value: str) -> tuple[str, ...] | None:
    """The duties that are left; None for all."""
    return () if value.strip() == NOBODY else _words("role", value) or None


def _group(word: str) -> str:
    return next((group for group, label in GROUPS.items() if word in (group, label)), word)
