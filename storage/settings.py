"""What the committee set, as JSON under a name: layouts, mappings, drafts. No part of the ledger's history."""

from __future__ import annotations

import json

from storage.database import Connection
from storage.values import dump


def read(connection: Connection, key: str) -> object:
    """A stored setting; None when it was never set."""
    found = connection.value("SELECT v FROM setting WHERE k = ?", (key,))
    return json.loads(str(found)) if found is not None else None


def put(connection: Connection, key: str, value: object) -> None:
    """Set a stored setting, inside the caller's transaction; None removes it."""
    connection.run("DELETE FROM setting WHERE k = ?", (key,))
    if value is not None:
        connection.run("INSERT INTO setting (k, v) VALUES (?, ?)", (key, dump(value)))
