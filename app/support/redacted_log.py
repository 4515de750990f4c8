"""The log once more through a sieve: what was let through by mistake, by an older version perhaps, stays behind.

A line keeps its instant, its level, a fixed text that this version knows, and facts that are numbers, names of rules,
ledgers and classes. Everything else becomes `logs.HELD_BACK`, record ids too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import Final

from app import logs, reading_log

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z\Z")
_STEP = re.compile(r"\s*[\w./<>-]{1,120}\.py:\d{1,6} [\w.<>]{1,80}\Z", re.ASCII)
_LEVELS: Final = frozenset(("debug", "info", "warning", "error", "critical"))
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
MOST_LINES: Final = 2000


def lines(folder: Path, logins: Set[str] = frozenset()) -> Iterator[str]:
    """The newest lines of the log of the store in `folder`, oldest first, each sieved; login names stay behind too."""
    read: list[str] = []
    for path in reading_log.files_of(folder):
        try:
            read[:0] = path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
        if len(read) >= MOST_LINES:
            break
    return (said for line in read[-MOST_LINES:] if (said := sieved(line, logins)))


def sieved(line: str, logins: Set[str] = frozenset()) -> str:
    """A line without what could be about somebody; "" for one that is no line of ours."""
    try:
        said = json.loads(line)
    except ValueError:
        return ""
    if not isinstance(said, dict):
        return ""
    return json.dumps(dict(_facts(said, logins)), ensure_ascii=False)


def _facts(said: Mapping[str, object], logins: Set[str]) -> Iterator[tuple[str, object]]:
    for name, value in said.items():
        if name == "at":
            yield name, value if _INSTANT.match(str(value)) else logs.HELD_BACK
        elif name == "level":
            yield name, value if value in _LEVELS else logs.HELD_BACK
        elif name == "event":
            yield name, value if reading_log.is_known(str(value)) else logs.HELD_BACK
        elif name == "trace":
            yield name, [step if _STEP.match(str(step)) else logs.HELD_BACK for step in _several(value)]
        else:
            yield str(logs.allowed(name)), _plain(logs.allowed(value), logins)


def _several(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else ()


def _plain(value: object, logins: Set[str]) -> object:
    """A fact that passed by its shape, unless it is somebody's login or a record's id, at any depth."""
    if isinstance(value, dict):
        return {name: _plain(item, logins) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, logins) for item in value]
    return logs.HELD_BACK if isinstance(value, str) and (value in logins or _ID.match(value)) else value
