"""The overlay: operations that stand upon the cloud's copies of records, by the record they speak of now.

An operation on a record that became another's (`sync_alias`) speaks of that one; what it says is never rewritten. Of a
record whose creation was refused nothing is left in the ledgers, so what was done to it later stands upon nothing; nor
does what an erasure order struck out, though it waits to be sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast

from storage.database import Connection
from storage.operations import STRUCK, Operation, operations_where
from storage.values import dump

STANDS: Final = f"o.state < 3 AND o.body IS NOT '{STRUCK}'"
_NEVER_CAME = (
    " AND NOT EXISTS (SELECT 1 FROM operation c WHERE c.id = o.id AND c.type = o.type AND c.kind = 'create'"
    " AND c.state = 4)"
)
_LEADS = "(SELECT a.survivor FROM sync_alias a WHERE a.loser = o.id AND a.type = o.type AND a.life & 1)"


def aliases(connection: Connection) -> dict[bytes, bytes]:
    """The records that became another's: id -> the other's."""
    rows = connection.rows("SELECT loser, survivor FROM sync_alias WHERE life & 1")
    return dict(cast("list[tuple[bytes, bytes]]", rows))


def survivor(connection: Connection, record_id: bytes) -> bytes:
    """The record that this one became, or itself."""
    found = connection.value("SELECT survivor FROM sync_alias WHERE loser = ? AND life & 1", (record_id,))
    return found if isinstance(found, bytes) else record_id


def overlay_of(connection: Connection, ledger: str) -> Iterator[tuple[bytes, list[Operation]]]:
    """Records of a ledger with the operations upon them, by id; the operations in their order."""
    lead = aliases(connection)
    order = f"coalesce({_LEADS}, o.id)" if lead else "o.id"
    where = f"o.type = ? AND {STANDS}{_unless_refused(connection)} ORDER BY {order}, o.lid"
    current: list[Operation] = []
    for operation in operations_where(connection, where, (ledger,)):
        if current and _of(current[0], lead) != _of(operation, lead):
            yield _of(current[0], lead), current
            current = []
        current.append(operation)
    if current:
        yield _of(current[0], lead), current


def overlays(connection: Connection, ledger: str, record_ids: Sequence[bytes]) -> dict[bytes, list[Operation]]:
    """The operations upon these records, in their order; records without any are left out."""
    asked = dump([one.hex() for one in record_ids])
    led = connection.rows(
        "SELECT a.loser, a.survivor FROM json_each(?) asked CROSS JOIN sync_alias a ON a.survivor = unhex(asked.value)"
        " WHERE a.type = ? AND a.life & 1",
        (asked, ledger),
    )
    lead = dict(cast("list[tuple[bytes, bytes]]", led))
    speaking = asked if not lead else dump([one.hex() for one in (*record_ids, *lead)])
    met = f"o.type = ? AND {STANDS}{_unless_refused(connection)}"
    where = f"o.id IN (SELECT unhex(value) FROM json_each(?)) AND {met} ORDER BY o.lid"  # noqa: S608 - own words
    found: dict[bytes, list[Operation]] = {}
    for operation in operations_where(connection, where, (speaking, ledger)):
        found.setdefault(_of(operation, lead), []).append(operation)
    return found


def _of(operation: Operation, lead: Mapping[bytes, bytes]) -> bytes:
    return lead.get(operation.id, operation.id)


def _unless_refused(connection: Connection) -> str:
    return _NEVER_CAME if connection.value("SELECT 1 FROM sync_dead LIMIT 1") else ""
