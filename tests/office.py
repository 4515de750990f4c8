"""A committee's office for tests: a real encrypted store under a cheap key, and workbooks written on the spot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import openpyxl

from app.importing.applying import ImportOutcome, apply
from app.importing.plan import ImportOptions, ImportPlan
from app.importing.planning import plan
from app.stores.session import Session
from ledger import catalog
from ledger.id_number import check_digit
from tests.committee import new_session

Row = dict[str, object]


class Office:
    """One committee's store, with short ways to import sheets and look at what came of them."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.session = session
        self.folder = folder
        self._count = 0

    def sheet(self, *rows: Sequence[object], name: str = "Sheet1", merges: Sequence[str] = ()) -> Path:
        """A workbook of one sheet with these rows, headings first."""
        self._count += 1
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = name
        for row in rows:
            sheet.append(list(row))
        for merge in merges:
            sheet.merge_cells(merge)
        path = self.folder / f"表{self._count}.xlsx"
        book.save(path)
        return path

    def plan(self, *rows: Sequence[object], options: ImportOptions | None = None, **how: object) -> ImportPlan:
        """Plan a sheet of these rows."""
        return plan(self.session, self.sheet(*rows, **how), options or ImportOptions())

    def take(self, *rows: Sequence[object], options: ImportOptions | None = None, **how: object) -> dict[str, object]:
        """Import a sheet of these rows; answers the JSON object of the command line."""
        return self.take_file(self.sheet(*rows, **how), options)

    def take_file(self, path: Path, options: ImportOptions | None = None) -> dict[str, object]:
        """Import a file; answers the JSON object of the command line."""
        return self.outcome(path, options).as_json()

    def outcome(self, path: Path, options: ImportOptions | None = None) -> ImportOutcome:
        """Plan and apply a file."""
        return apply(self.session, plan(self.session, path, options or ImportOptions()))

    def rows(self, ledger: str) -> list[Row]:
        """All live records of a ledger, oldest first."""
        definition = catalog.named(ledger)
        with self.session.reader() as reader:
            ids = [key for key, *_ in reader.scan(definition, ())]
            return list(reader.get_many(definition, ids).values())

    def person(self, name: str) -> Row:
        """The one person of this name."""
        found = [row for row in self.rows("person") if row["name"] == name]
        assert len(found) == 1, f"{len(found)} people are called so"
        return found[0]


@contextmanager
def an_office(folder: Path) -> Iterator[Office]:
    """An office with an empty store under `folder`."""
    with new_session(folder / "store", code="310115007012", name="凌兆第一居委会") as session:
        yield Office(session, folder)


def an_id(serial: int, *, born: str = "19800101", sex: int = 1) -> str:
    """A valid ID number: `sex` 1 for a man, 0 for a woman."""
    first = f"310115{born}{serial // 5:02}{2 * (serial % 5) + sex % 2}"
    return first + check_digit(first)
