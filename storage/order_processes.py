"""The committee's own versions of order processes, as the rules read them: those of the program with them upon.

Orders are decided by the version that they name (`ledger.orders.placing`), so a version that comes after its orders
lets some of them read otherwise: `affected` names those.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, cast

from ledger.orders.process_book import ProcessBook, book_of_texts
from storage.database import Connection

PROCESS: Final = "order_process"
Version = tuple[str, int]
"""A category ("" for the general process) and a number."""


def book(connection: Connection) -> ProcessBook:
    """The processes by which orders are handled here."""
    rows = connection.rows(f"SELECT process FROM {PROCESS} WHERE life & 1 ORDER BY id")  # noqa: S608 - fixed name
    return book_of_texts(str(process) for (process,) in rows)


def version_of(row: Mapping[str, object]) -> Version:
    """Which version a record of the ledger is."""
    return str(row.get("category") or ""), cast("int", row.get("version") or 0)


def affected(connection: Connection, versions: Collection[Version]) -> list[bytes]:
    """The orders to which one of these versions matters: they name it, or one that is not known here."""
    known = book(connection)
    rows = connection.rows(f"SELECT DISTINCT {_NAMED} FROM work_order WHERE heads IS NOT NULL")  # noqa: S608 - fixed names
    named = [(str(category), cast("int", version), str(scope)) for category, version, scope in rows]
    found: list[bytes] = []
    for one in named:
        if _is_affected(known, *one, versions):
            sql = f"SELECT id FROM work_order WHERE ({_NAMED}) = (?, ?, ?)"  # noqa: S608 - fixed names
            found += [cast("bytes", order) for (order,) in connection.rows(sql, one)]
    return found


_NAMED: Final = "ifnull(category, ''), ifnull(process_version, 0), ifnull(process_category, '')"


def _is_affected(known: ProcessBook, category: str, version: int, scope: str, versions: Collection[Version]) -> bool:
    """Whether orders of a category that name this go by one of these versions, or by what stands in for another."""
    process = known.of(category, version, scope)
    return (process.category, process.version) in versions or process.version != version
