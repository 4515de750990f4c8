"""What a person reads when something expected went wrong, and the exit code that scripts read.

One line an error class: what happened, what it means for the work, what to do next. Facts of the error are filled in;
a class without a line of its own takes its parent's. The lines stand in `app.message_texts`; the command line and the
desktop both ask here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from typing_extensions import override

from app import words
from app.message_texts import (
    accounts,
    activities,
    acts,
    asked,
    attachments,
    backups,
    campaigns,
    incidents,
    log,
    notices,
    orders,
    packages,
    release,
    rights,
    sheets,
    stores,
    syncing,
    topics,
)
from app.message_texts.told import BUG, CANCELLED, DAMAGED, DONE, Told
from ledger import clock, ids
from ledger.check import DISAGREES
from ledger.errors import LedgerError

__all__ = [
    "BUG",
    "BUG_TEXT",
    "CANCELLED",
    "DAMAGED",
    "DONE",
    "TEXTS",
    "details_for",
    "exit_code_for",
    "message_for",
    "window_message_for",
]

BUG_TEXT = (
    "程序出了一个没有预料到的错误，这次操作没有完成，已保存的内容不受影响。"
    "请重试；如再次出现，请把台账文件夹里 logs 中的日志发给维护人员。"
)

_OUR_FAULT = Told(BUG, BUG_TEXT)
TEXTS: dict[str, Told] = {
    "LedgerError": _OUR_FAULT,
    "DefinitionBroken": _OUR_FAULT,
    "UnknownCodeTable": _OUR_FAULT,
    "UnknownSetting": _OUR_FAULT,
    **accounts.TEXTS,
    **activities.TEXTS,
    **acts.TEXTS,
    **backups.TEXTS,
    **campaigns.TEXTS,
    **incidents.TEXTS,
    **log.TEXTS,
    **notices.TEXTS,
    **orders.TEXTS,
    **rights.TEXTS,
    **release.TEXTS,
    **asked.TEXTS,
    **attachments.TEXTS,
    **packages.TEXTS,
    **stores.TEXTS,
    **sheets.TEXTS,
    **syncing.TEXTS,
    **topics.TEXTS,
}


def message_for(error: LedgerError) -> str:
    """The text for people at a command line."""
    return _filled(_told(error).text, error)


def window_message_for(error: LedgerError) -> str:
    """The text for people at a window: it names no command, option or identifier."""
    told = _told(error)
    return _filled(told.window or told.text, error)


def _filled(text: str | Callable[[LedgerError], str], error: LedgerError) -> str:
    return text(error) if callable(text) else text.format_map(_Facts(vars(error)))


def exit_code_for(error: LedgerError) -> int:
    """The exit code of the command line."""
    return _told(error).code


def details_for(error: LedgerError) -> dict[str, object]:
    """Facts that scripts get beside the text with `--json`: which fields were refused, what blocks an undo."""
    facts = vars(error)
    if "problems" in facts:
        return {"fields": [{"field": name, "rule": _spaced(rule)} for name, rule in facts["problems"]]}
    if "obstacles" in facts:
        return {"obstacles": [_obstacle_facts(one) for one in facts["obstacles"]]}
    if "rules" in facts:
        return {"rules": list(facts["rules"])}
    if "seconds" in facts:
        return {"seconds": facts["seconds"]}
    return {}


def _spaced(rule: str) -> str:
    """A rule's name as scripts read it, the same as in an import's issues."""
    return rule if rule == DISAGREES else rule.replace("_", " ")


def _obstacle_facts(one: Any) -> dict[str, object]:
    facts = {"ledger": one.ledger, "id": ids.to_text(one.id) if one.id else "", "fields": list(one.fields)}
    return facts | {"name": getattr(one, "name", ""), "user": one.user, "at": one.at}


def _told(error: LedgerError) -> Told:
    for kind in type(error).__mro__:
        found = TEXTS.get(kind.__name__)
        if found is not None:
            return found
    return TEXTS["LedgerError"]


class _Facts(dict[str, object]):
    """Facts by name, worded: ledgers by their label, instants in local time, sizes in MB; an absent fact is empty."""

    @override
    def __getitem__(self, name: str) -> object:
        value = self.get(name)
        if value is None:
            return ""
        if name in ("ledger", "referrer", "parent"):
            return words.ledger(str(value))
        return clock.local_text(str(value)) if name == "at" and value else value

    def __missing__(self, name: str) -> object:
        return ""
