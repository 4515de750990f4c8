"""A move of a work order that did not count, in words: who wanted what, why it did not count, and what stands (K10).

The cloud decided so because somebody else was first, or because of a rule that goes by what others did meanwhile. The
event is kept with its words; who reads this has nothing to choose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from app.message_texts.orders import action, status
from app.orders.explaining import WHY
from app.syncing.conflict_sides import FEED, day_and_time
from ledger.orders.merging import Why
from ledger.outside_facts import SOURCES
from storage.syncing.conflicts import Conflict

KIND: Final = "order_move"
KNOWN: Final = "知道了"
_OF_OTHERS: Final[Mapping[str, str]] = {"not_for_you": "这一步不由这位同事办理"}
"""Reasons as whoever made the move is not told of them."""

Name = Callable[[str], str]
"""What the holder of a login is called."""


def sentence(conflict: Conflict, name: Name) -> str:
    """All of it, a line each: what did not count, why, what was first."""
    move = _part(conflict, "mine", "move")
    given = name(str(move.get("person") or "")) if move.get("person") else str(move.get("org") or "")
    to = f"，给{given}" if given else ""
    lines = (
        f"没有生效：{_who(conflict, 'mine', name)}“{action(str(move.get('action') or ''))}”{to}",
        f"原因：{_why(conflict)}",
        _first(conflict, name),
        "写的内容已记入流转记录，没有丢。",
    )
    return "\n".join(lines)


def _first(conflict: Conflict, name: Name) -> str:
    """Who was first, and where the order was by that."""
    stood = _part(conflict, "theirs", "stood")
    did = str(stood.get("action") or "")
    before = f"{_who(conflict, 'theirs', name)}“{action(did)}”，" if did else ""
    holder = name(str(stood["assignee"])) if stood.get("assignee") else str(stood.get("org") or "")
    held = f"，由{holder}承办" if holder else ""
    return f"先办的：{before}工单当时是“{status(str(stood.get('status') or ''))}”{held}"


def _why(conflict: Conflict) -> str:
    why = str((conflict.f.get("more") or {}).get("why") or "")
    return _OF_OTHERS.get(why) or WHY.get(cast("Why", why)) or WHY["unreachable"]


def _who(conflict: Conflict, side: str, name: Name) -> str:
    """Who, and when: 李敏 今天 09:12; of the street no name is known here."""
    said = conflict.f.get(side) or {}
    device, when = str(said.get("device") or ""), day_and_time(str(said.get("at") or ""))
    if device.startswith(FEED):
        return f"{SOURCES.get(device.removeprefix(FEED), '上级')} {when} "
    return f"{name(str(said.get('user') or ''))} {when} "


def _part(conflict: Conflict, side: str, part: str) -> Mapping[str, Any]:
    value = (conflict.f.get(side) or {}).get("value")
    found = value.get(part) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}
