"""What stands beside the ledgers, and the log's word on how it stands: accounts, rules, approvals, alerts, incidents.

Operations tell what became of the ledgers. What became of these tables only entries tell: a log-in says by keyed hashes
how all of them stand, every other entry which of them it left otherwise. Whoever edits one in the raw file is noticed
by the next log-in or the next such entry, and whenever the log is looked at: the newest entry says something else.

A part whose question changes needs another name, or every store would be taken for edited.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final, cast

from storage.database import Connection
from storage.trail.log_key import LogKey
from storage.values import dump

FACT: Final = "beside"
"""The fact of an entry that tells it: hashes by part."""
CHANGED: Final = "beside-changed"
"""Kind of the entry that says that something beside the log is not as it was left."""
_TELLING: Final = frozenset(("account", "security", "export", "ops"))
_WHOLE: Final = frozenset(("log-in", "store-created", "log-archive"))
"""Kinds of entries that tell of every part, so that what is told is never looked for far back."""
_SETTINGS = "SELECT k, v FROM setting WHERE k IN ({}) ORDER BY k"
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "accounts": (
        "SELECT login, name, roles, state, area, phone, post, starts_on, ends_on, external_id, is_filed, must_change,"
        " password_at, created_at, created_by FROM account ORDER BY login",
        "SELECT nr, login, at, hex(salt), cost, hex(fingerprint) FROM former_password ORDER BY nr",
        _SETTINGS.format("'account_keys', 'account_proposals', 'key_slots'"),
    ),
    "rules": (_SETTINGS.format("'permissions', 'policy'"),),
    "approvals": (
        "SELECT action, at, asker, hex(hash), facts, state, decided_at, decided_by, answer, decision, used"
        " FROM approval ORDER BY action",
    ),
    "alerts": ("SELECT id, at, rule, user, span, state, note, handled_at, handled_by FROM alert ORDER BY id",),
    "incidents": (
        "SELECT id, noted_at, noted_by, happened_at, kind, level, title, scope, people, state, ticked FROM incident"
        " ORDER BY id",
        "SELECT nr, incident, at, user, what, told FROM incident_event ORDER BY nr",
        "SELECT id, noted_at, noted_by, held_on, scenario, present, result, fixes FROM emergency_drill ORDER BY id",
        _SETTINGS.format("'emergency_plan'"),
    ),
}
_LAST_WHOLE = "SELECT max(id) FROM action WHERE kind IN ('log-in', 'store-created', 'log-archive')"
_TOLD = (
    "SELECT id, detail -> '$.beside' FROM action WHERE id >= ? AND class IN ('account', 'security', 'export', 'ops',"
    " 'login') AND CASE WHEN json_valid(detail) THEN json_type(detail, '$.beside') END = 'object' ORDER BY id"
)
_NOTICED = (
    "SELECT min(detail ->> '$.entry') FROM action WHERE kind = ?"
    " AND CASE WHEN json_valid(detail) THEN json_type(detail, '$.entry') END = 'integer'"
)


def tells(kind: str, class_: str) -> bool:
    """Whether an entry says how these tables stand: one that may have changed them, or a log-in."""
    return class_ in _TELLING or kind in _WHOLE


def news(connection: Connection, key: LogKey, kind: str) -> dict[str, str]:
    """What an entry of this kind has to tell: the parts that are not as they were told last, or all of them."""
    now = _now(connection, key)
    if kind in _WHOLE:
        return now
    told = _told(connection)
    return {part: hash_ for part, hash_ in now.items() if part not in told or told[part][1] != hash_}


def edited(connection: Connection, key: LogKey) -> list[tuple[int, str]]:
    """Parts that are not as the log says, each with the number of the entry that said it last, the lowest first."""
    told = _told(connection)
    now = _now(connection, key, told)
    return sorted((number, part) for part, (number, hash_) in told.items() if now[part] != hash_)


def noticed(connection: Connection) -> int | None:
    """The first entry whose word did not hold when somebody came; None where that never was."""
    return cast("int | None", connection.value(_NOTICED, (CHANGED,)))


def _now(connection: Connection, key: LogKey, parts: Iterable[str] = tuple(PARTS)) -> dict[str, str]:
    return {part: key.hashed(_spelt(connection, part)) for part in parts}


def _spelt(connection: Connection, part: str) -> str:
    """Every row of a part; the name in front, so that no part passes for another."""
    return dump([part, *([list(row) for row in connection.rows(sql)] for sql in PARTS[part])])


def _told(connection: Connection) -> dict[str, tuple[int, str]]:
    """Part -> entry and hash, as the newest entry told it that told of it."""
    start = connection.number(_LAST_WHOLE)
    told: dict[str, tuple[int, str]] = {}
    for number, said in connection.rows(_TOLD, (start,)):
        for part, hash_ in cast("dict[str, str]", json.loads(str(said))).items():
            if part in PARTS:
                told[part] = (cast("int", number), hash_)
    return told
