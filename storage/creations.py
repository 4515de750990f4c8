"""Creations: operations whose values stand only once, in the row they made, until that row first changes.

Row and operation of a new record hold the same values, and nearly half of every file was the second copy. So a creation
is written with an empty body, which reads as the values of its row. Whoever is about to change stored values of a row
(an edit; later a server copy laid beneath, or a migration) calls `spell_out` first, in the same transaction. Removing a
record and bringing it back change no values. Code lists and details must be canonical JSON when a record is created, as
`ledger.kinds` makes them: they are spelled anew later.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import cast

from ledger.definition import Ledger
from storage import schema
from storage.database import Connection
from storage.values import Column, codec

AS_ITS_ROW = ""
"""Body of a creation whose values are those of its row."""


def spell_out(connection: Connection, ledger: Ledger, rows: Sequence[Mapping[str, object]]) -> None:
    """Write down what the creations of these rows said, before the rows say something else."""
    marks = ",".join("?" * len(rows))
    sql = f"SELECT id FROM operation WHERE id IN ({marks}) AND type = ? AND body = ''"  # noqa: S608 - marks
    unwritten = {record_id for (record_id,) in connection.rows(sql, [*(row["id"] for row in rows), ledger.name])}
    first = [row for row in rows if row["id"] in unwritten]
    if first:
        columns: dict[str, Column] = {name: [row[name] for row in first] for name in schema.table(ledger).fields}
        connection.run_many(
            f"UPDATE operation SET body = ? WHERE id = ? AND type = '{ledger.name}' AND body = ''",  # noqa: S608 - catalog
            zip(bodies(ledger, columns, len(first)), [row["id"] for row in first], strict=True),
        )


def bodies(ledger: Ledger, columns: Mapping[str, Column], count: int) -> list[str]:
    """Bodies of creations from the columns of their rows."""
    return [f'{{"f":{groups}}}' for groups in codec(ledger).whole(columns, count)]


def read(connection: Connection, ledger: Ledger, lids: Sequence[int]) -> dict[str, Column]:
    """What creations of one ledger said: a column for every stored field, in the order of `lids`.

    One statement sees operation and row at one moment, whatever is written meanwhile.
    """
    fields = schema.table(ledger).fields
    rows = connection.rows(
        f"SELECT o.body, {', '.join(f'r.{name}' for name in fields)}"  # noqa: S608 - catalog
        f" FROM json_each(?) asked JOIN operation o ON o.lid = asked.value LEFT JOIN {ledger.name} r ON r.id = o.id"
        " ORDER BY asked.key",
        (json.dumps(lids),),
    )
    return dict(zip(fields, map(list, zip(*(_said(ledger, fields, row) for row in rows), strict=True)), strict=True))


def _said(ledger: Ledger, fields: Sequence[str], row: Sequence[object]) -> Sequence[object]:
    body, *values = row
    if body == AS_ITS_ROW:
        return values
    said = codec(ledger).read(json.loads(cast("str", body)).get("f", {}))
    return [said.get(name) for name in fields]
