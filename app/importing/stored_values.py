"""Stored values of the records that a file names, held as tuples; most of a sheet that comes again needs not even that.

A row of the store that holds exactly what the file says is compared once, as one tuple, and let go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.importing.home_feed import ROW

Row = tuple[Any, ...]
"""A record's id and its values in the order of the fields asked for."""


class StoredValues:
    """The rows that were kept; a record that is not among them holds exactly what was said."""

    def __init__(self, names: Sequence[str], rows: dict[bytes, Row]) -> None:
        self._names, self._rows = names, rows
        self._places = {name: place for place, name in enumerate(names, 1)}

    @classmethod
    def of(cls, names: Sequence[str], rows: Iterable[Row], said: Mapping[bytes, Mapping[str, object]]) -> StoredValues:
        """Keep the rows of the records of which something else is said; all of them must be stored.

        Those whose values wait for a judgement of their own are kept too.
        """
        kept: dict[bytes, Row] = {}
        count = 0
        for row in rows:
            values = said.get(row[0])
            if values is not None:
                count += 1
                if (row[0], *map(values.get, names)) != row or ROW in values:
                    kept[row[0]] = row
        if count != len(said):
            raise LookupError(len(said) - count)
        return cls(names, kept)

    def value(self, key: bytes, name: str) -> object:
        """One field of a record; None for a record of which nothing else than said is stored."""
        row = self._rows.get(key)
        return None if row is None else row[self._places[name]]

    def holds(self, key: bytes, said: Mapping[str, object]) -> bool:
        """True when the record has every value said."""
        row = self._rows.get(key)
        if row is None:
            return True
        return list(map(row.__getitem__, map(self._places.__getitem__, said))) == list(said.values())

    def row(self, key: bytes) -> dict[str, object]:
        """The values of a kept record by field name."""
        return dict(zip(self._names, self._rows[key][1:], strict=True))
