"""What the committee set, as JSON under a name: layouts, mappings, drafts. No part of the ledger's history."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from ledger import ids
from storage.database import Connection
from storage.values import dump

DRAFT: Final = "draft:"
"""How names begin under which lies what somebody typed into a form and did not save."""


def read(connection: Connection, key: str) -> object:
    """A stored setting; None when it was never set."""
    found = connection.value("SELECT v FROM setting WHERE k = ?", (key,))
    return json.loads(str(found)) if found is not None else None


def put(connection: Connection, key: str, value: object) -> None:
    """Set a stored setting, inside the caller's transaction; None removes it."""
    connection.run("DELETE FROM setting WHERE k = ?", (key,))
    if value is not None:
        connection.run("INSERT INTO setting (k, v) VALUES (?, ?)", (key, dump(value)))


def drop_drafts(connection: Connection, record_ids: Iterable[bytes]) -> None:
    """Drop what was typed about these records, or names one of them."""
    connection.run(
        "DELETE FROM setting WHERE substr(k, 1, length(?1)) = ?1 AND EXISTS"
        " (SELECT 1 FROM json_each(?2) asked WHERE instr(k, asked.value) OR instr(v, asked.value))",
        (DRAFT, dump([ids.to_text(one) for one in record_ids])),
    )
