"""Encrypted files and connections to them: opening, statements, what goes wrong. What the tables are is `schema`'s."""

from __future__ import annotations

from storage.database.connection import Connection
from storage.database.driver import PAGE_BYTES, DriverError, SqlRow, driver_version
from storage.database.opening import APPLICATION_ID, create, open_reader, open_writer
from storage.database.trouble import name_of

__all__ = [
    "APPLICATION_ID",
    "PAGE_BYTES",
    "Connection",
    "DriverError",
    "SqlRow",
    "create",
    "driver_version",
    "name_of",
    "open_reader",
    "open_writer",
]
