"""What other departments say of a record beside its fields: read only, with source and day (向社区开放数据资源, R019).

Such a fact stands in the record under a name of its own, `@source.name`, and says by itself how it is called, how
sensitive it is and from which day it is. Only the feed of that source writes it; a PC keeps it as it came.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ledger.definition import Level

MARK: Final = "@"
_NAME: Final = re.compile(r"@([a-z]+)\.([a-z][a-z0-9_]{0,40})")
_LEVELS: Final[tuple[Level, ...]] = ("L1", "L2", "L3", "L4")
_LONGEST_LABEL, _LONGEST_VALUE = 30, 500
SOURCES: Final = {"police": "公安", "street": "街道"}


@dataclass(frozen=True, slots=True)
class OutsideFact:
    """One fact: who says it, what it is called, what it is, of which day."""

    name: str
    source: str
    label: str
    value: str
    on: str
    level: Level

    @property
    def source_label(self) -> str:
        """Who says it, for people."""
        return SOURCES.get(self.source, self.source)


def is_own(name: str, source: str) -> bool:
    """Whether a source may write under this name; a committee has fields, and no facts beside them."""
    found = _NAME.fullmatch(name)
    return found is not None and found[1] == source and source in SOURCES


def read(name: str, told: Any) -> OutsideFact | None:
    """A fact as it travels, {"label", "value", "on", "level"}; None for what is none."""
    found = _NAME.fullmatch(name)
    if found is None or not isinstance(told, dict) or told.keys() != {"label", "value", "on", "level"}:
        return None
    is_sound = (
        _is_text(told["label"], _LONGEST_LABEL) and _is_text(told["value"], _LONGEST_VALUE) and _is_day(told["on"])
    )
    if not is_sound or told["level"] not in _LEVELS:
        return None
    return OutsideFact(name, found[1], told["label"], told["value"], told["on"], told["level"])


def read_all(kept: str | None) -> list[OutsideFact]:
    """The facts among what a row keeps beside its fields, by source and label."""
    told: Mapping[str, Any] = json.loads(kept) if kept else {}
    found = (read(name, one) for name, one in told.items())
    return sorted((one for one in found if one is not None), key=lambda one: (one.source, one.label))


def _is_text(value: object, most: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= most


def _is_day(value: object) -> bool:
    if not isinstance(value, str) or len(value) != len("2026-11-21"):
        return False
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False
