"""What leaves the program with an account: as far behind masks as the account sees, and register lines for R108."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from app.access import Forbidden
from app.exports import exporting, printed_lists
from app.exports.exporting import ExportRequest
from app.records.filters import Selection
from app.release import register
from app.stores.session import Session
from ledger import catalog
from storage.store import Store
from tests.app.rights.staff import at_work, employ
from tests.committee import LOGIN, new_store
from tests.storage.stores import a_home, add

PERSON = catalog.named("person")
COLUMNS = ("name", "sex", "id_no", "phone")


@dataclass
class Compound:
    store: Store
    folder: Path
    id: bytes

    def session(self, role: str, *, bounded: bool = False) -> Session:
        return employ(self.store, f"the_{role}", role, area=(self.id,) if bounded else ())

    def sheet(self, session: Session, **how: object) -> list[tuple[object, ...]]:
        path = self.folder / f"{session.login}.xlsx"
        exporting.export(
            session, ExportRequest(ledger="person", out_path=path, columns=COLUMNS, is_lenient=True, **how)
        )
        return list(openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True))


@pytest.fixture
def compound(tmp_path: Path) -> Iterator[Compound]:
    with new_store(tmp_path / "store") as store:
        homes = [a_home(store, compound=name, room="101") for name in ("凌兆小区", "永泰小区")]
        for home, name in zip(homes, ("张三明", "李四光"), strict=True):
            about = {"name": name, "sex": "1", "birth_date": "1980-01-01", "phone": "13812345678"}
            (one,) = add(store, "person", about)
            add(store, "residence", {"person_uid": one, "dwelling_uid": home["dwelling"], "relation": "03"})
        yield Compound(store, tmp_path, homes[0]["compound"])


def test_the_property_company_takes_masked_rows_of_its_own_compound(compound: Compound) -> None:
    rows = compound.sheet(compound.session("property", bounded=True))
    assert [row[:2] for row in rows] == [("张*明", "男")]
    assert rows[0][3] == "138****5678"


def test_nobody_takes_unmasked_what_is_above_the_right(compound: Compound) -> None:
    for role, bounded in (("property", True), ("grid", True), ("viewer", False), ("entrusted", False)):
        session = compound.session(role, bounded=bounded)
        with pytest.raises(Forbidden):
            compound.sheet(session, unmasked=True, reason="想要")
        assert not (compound.folder / f"{session.login}.xlsx").exists()


def test_exports_of_the_property_company_are_listed_for_the_committee(compound: Compound) -> None:
    compound.sheet(compound.session("property", bounded=True))
    compound.sheet(compound.session("worker"))
    head = at_work(compound.store, LOGIN)
    assert [one.login for one in register.departed(head, role="property")] == ["the_property"]
    assert len(register.departed(head)) == 2


def test_print_goes_through_the_same_masks(compound: Compound) -> None:
    session = compound.session("entrusted")
    made = printed_lists.list_of(session, PERSON, Selection(), ("name", "phone"))
    said = {text for part in made.parts for row in getattr(part, "rows", ()) for text in row}
    assert {"张*明", "李*光", "138****5678"} <= said
    assert "张三明" not in said
