"""数据截至 of a topic ledger: the newest day on which a row was entered, changed or checked; its last import (R040)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ledger import catalog, clock
from ledger.topics import Topic
from storage.reading import Reader
from storage.rows import Row, id_in, text_or_none

ROW: Final = catalog.named("topic_row")
IMPORTED: Final = "topic-import"
"""The kind of action that takes a workbook in."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """`on` is a day, "" of an empty ledger; `imported_at` an instant, "" where no row came out of a workbook here.

    `is_old`: nothing was entered, changed or checked for longer than the ledger's period.
    """

    on: str = ""
    age_days: int = 0
    is_old: bool = False
    imported_at: str = ""
    file: str = ""
    batch: int = 0

    def as_json(self) -> dict[str, object]:
        """`as_of` of `linongctl topic show --json`."""
        batch = str(self.batch) if self.batch else None
        said = {"on": self.on, "old": self.is_old, "imported_at": self.imported_at, "file": self.file}
        return {name: value if value != "" else None for name, value in said.items()} | {"batch": batch}


def of_rows(reader: Reader, topic: Topic, rows: Sequence[Row], today: date) -> AsOf:
    """How the rows of a ledger stand, all of them given; the log is asked which import made one of them last."""
    if not rows:
        return AsOf()
    on = max(_newest(row) for row in rows)
    age = (today - date.fromisoformat(on)).days
    last = reader.last_making(ROW, map(id_in, rows), IMPORTED)
    said = (last.at, last.source, last.id) if last is not None else ("", "", 0)
    return AsOf(on, age, topic.days > 0 and age > topic.days, *said)


def _newest(row: Row) -> str:
    written = text_or_none(row.get("updated_at")) or str(row["created_at"])
    checked = text_or_none(row.get("confirmed_on")) or ""
    return max(clock.day_of(written).isoformat(), checked)


def words(as_of: AsOf) -> str:
    """One line for people; "" of an empty ledger."""
    if not as_of.on:
        return ""
    old = f"（{as_of.age_days} 天前，该更新了）" if as_of.is_old else ""
    at = clock.local_text(as_of.imported_at) if as_of.imported_at else ""
    return f"数据截至 {as_of.on}{old}" + (f"，最近导入 {at}“{as_of.file}”（第 {as_of.batch} 批）" if at else "")
